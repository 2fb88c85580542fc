"""Training: gold becomes a pipeline, whole or not at all; what cannot be learned from is told, all of it."""

import importlib.metadata
import importlib.util
import json
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

spacy = pytest.importorskip("spacy")

from quotes.cli import app  # noqa: E402
from quotes.evaluation import Figure  # noqa: E402
from quotes.markup import from_markup  # noqa: E402
from quotes.model import corpus, folds, learning, progress, stages  # noqa: E402
from quotes.model.predicting import predict  # noqa: E402
from quotes.model.teaching import Plan  # noqa: E402
from quotes.model.training import Meta, held_out, train  # noqa: E402
from quotes.pipeline.features import RULES  # noqa: E402
from quotes.pipeline.scored import SCORED  # noqa: E402
from quotes.problems import Problem  # noqa: E402
from quotes.reading import read  # noqa: E402
from quotes.records import Article, Quotation, span  # noqa: E402

ROOT = Path(__file__).parents[1]
TINY = {"variables.width": 16, "variables.hidden": 16, "variables.depth": 1}
SET = [part for key, value in TINY.items() for part in ("--set", f"{key}={value}")]
RUN = [sys.executable, "-c", "from quotes.cli import app; app()"]
TEXT = "<cue>قال</cue> <speaker>الوزير</speaker> إن <quote>الأمر انتهى</quote>."


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="module")
def seeds() -> list[Article]:
    return [item for item in read([str(ROOT / "seeds")]) if isinstance(item, Article)]


def tiny(gold: list[Article], out: Path, **options) -> tuple[Path | None, list[Problem]]:
    told: list[Problem] = []
    options = {"plan": Plan(epochs=1), "config": stages.load(overrides=TINY)} | options
    return train(gold, out, report=told.append, **options), told


def marked(text: str, id: str = "a") -> Article:
    article = from_markup(text)
    article.id = id
    return article


# what gold must be


def test_gold_that_cuts_words_stops_before_training_and_every_span_is_told(
    tmp_path: Path, seeds: list[Article]
) -> None:
    text = "قال المدير إن الطريق مفتوح."
    inside = Quotation(quote=span(text, 14, 24), cue=span(text, 0, 3), speaker=span(text, 6, 10))
    broken = Article(id="broken", text=text, quotes=[inside])
    made, told = tiny([*seeds[:3], broken], tmp_path / "m", dev=seeds[3:5])
    assert made is None
    lines = [str(problem) for problem in told if problem.failure]
    assert len(lines) == 2
    assert all(
        "article broken" in line and "within a word" in line and corpus.CUT_REMEDY in line for line in lines
    )
    assert {"14–24" in line for line in lines} == {True, False}
    assert list(tmp_path.iterdir()) == []


def test_a_span_behind_a_proclitic_takes_its_whole_token() -> None:
    article = marked("و<cue>قال</cue> <speaker>الوزير</speaker> إن <quote>الأمر انتهى</quote>.")
    assert list(corpus.problems(article)) == []
    doc = corpus.to_doc(article)
    spans = {(s.label_, s.text) for s in doc.spans["quotes"]}
    assert spans == {("CUE", "وقال"), ("SPEAKER", "الوزير"), ("QUOTE", "الأمر انتهى")}


def test_optional_quotations_are_no_targets_and_counted(tmp_path: Path, seeds: list[Article]) -> None:
    article = marked(TEXT)
    article.quotes[0].optional = True
    doc = corpus.to_doc(article)
    assert list(doc.spans["quotes"]) == []
    _, told = tiny([*seeds[:2], article], tmp_path / "m", dev=seeds[3:4])
    optional = 1 + sum(q.optional for each in seeds[:2] for q in each.quotes)
    assert any(f"{optional} × an optional" in str(problem) for problem in told)


def test_a_copy_on_both_sides_is_refused_by_its_ids(tmp_path: Path, seeds: list[Article]) -> None:
    again = Article(id="again", text="عاجل: " + seeds[0].text, quotes=[])
    made, told = tiny(seeds[:3], tmp_path / "m", dev=[again, *seeds[4:6]])
    assert made is None
    (line,) = [str(problem) for problem in told if problem.failure]
    assert seeds[0].id in line and "again" in line


def test_what_is_held_out_shares_no_copy_with_the_rest(seeds: list[Article]) -> None:
    twins = [Article(id=f"{a.id}-twin", text=a.text + " انتهى.", quotes=a.quotes) for a in seeds]
    rest, out = held_out([*seeds, *twins], seed=1)
    ids = {article.id.removesuffix("-twin") for article in out}
    assert out and rest
    assert not ids & {article.id.removesuffix("-twin") for article in rest}


def test_folds_hold_everything_once_and_copies_together(seeds: list[Article]) -> None:
    twins = [Article(id=f"{a.id}-twin", text=a.text + " انتهى.", quotes=a.quotes) for a in seeds]
    parts = [sorted(a.id for a in part) for part in folds.parted([*seeds, *twins], 4)]
    assert sorted(id for part in parts for id in part) == sorted(a.id for a in [*seeds, *twins])
    assert all(f"{a.id}-twin" in part for part in parts for a in seeds if a.id in part)
    assert max(map(len, parts)) - min(map(len, parts)) <= 2


# the training files and their reader


def test_a_training_file_holds_what_was_written(tmp_path: Path, seeds: list[Article]) -> None:
    corpus.write(seeds, tmp_path)
    docs = list(corpus.read(tmp_path, corpus.tokenizer().vocab))
    assert [doc.text for doc in docs] == [article.text for article in seeds]
    for doc, article in zip(docs, seeds):
        quotes = [s.text for s in doc.spans["quotes"] if s.label_ == "QUOTE"]
        wanted = {q.quote.text for q in corpus.targets(article)}
        # a proclitic that stands before a quote stays on its token
        assert {q if q in wanted else q[1:] for q in quotes} == wanted


def test_the_reader_shows_the_rules_in_the_wanted_share_drawn_anew(
    tmp_path: Path, seeds: list[Article]
) -> None:
    corpus.write(seeds, tmp_path)
    nlp = corpus.tokenizer()

    def shown(examples) -> list[bool]:
        examples = list(examples)
        assert all(eg.reference.spans[SCORED] for eg in examples)
        assert all(SCORED not in eg.predicted.spans for eg in examples)
        return [RULES in eg.predicted.spans for eg in examples]

    assert set(shown(corpus.corpus(tmp_path, share=0.0)(nlp))) == {False}
    assert set(shown(corpus.corpus(tmp_path, share=1.0)(nlp))) == {True}
    reader, other = corpus.corpus(tmp_path, share=0.5), corpus.corpus(tmp_path, share=0.5)
    first, second = shown(reader(nlp)), shown(reader(nlp))
    assert set(first) == {True, False} and first != second
    assert (first, second) == (shown(other(nlp)), shown(other(nlp)))


# training


def test_a_trained_pipeline_loads_and_finds(tmp_path: Path, seeds: list[Article]) -> None:
    about = Meta(name="mine", version="1.2.3", license="CC0-1.0", sources=["seeds"], author="Huda")
    made, _ = tiny(seeds[:6], tmp_path / "m", dev=seeds[6:8], raw=seeds[8:], meta=about)
    assert made == tmp_path / "m"
    assert [path.name for path in tmp_path.iterdir()] == ["m"]
    nlp = spacy.load(made)
    assert nlp.pipe_names == ["quote_rules", "spancat", "quote_linker"]
    assert nlp.config["training"]["score_weights"]["spans_quotes_f"] == 1.0
    assert [nlp.meta[k] for k in ("name", "version", "license", "author")] == [
        "mine",
        "1.2.3",
        "CC0-1.0",
        "Huda",
    ]
    assert nlp.meta["sources"] == [{"name": "seeds"}]
    assert str(tmp_path) not in (made / "config.cfg").read_text("utf-8")
    (found,) = predict(nlp, [seeds[9]])
    assert (found.id, found.text) == (seeds[9].id, seeds[9].text)
    assert found.quotes


def test_each_article_is_scored_by_who_has_not_seen_it(
    tmp_path: Path, seeds: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []
    stage = folds.gold_stage

    def watched(gold: list[Article], *rest, **options) -> Path:
        seen.append({article.id for article in gold})
        return stage(gold, *rest, **options)

    monkeypatch.setattr(folds, "gold_stage", watched)
    config = stages.load(overrides=TINY)
    scored = folds.scored(
        seeds[:4], seeds[4:6], config, tmp_path, plan=Plan(epochs=1), report=lambda problem: None, folds=2
    )
    found = []
    for article, doc in scored:
        assert article.id not in seen[-1]
        assert doc.text == article.text and len(doc.spans[SCORED].attrs["scores"]) == len(doc.spans[SCORED])
        found.append(article.id)
    # with the rules' opinion, and without
    assert sorted(found) == sorted(2 * [article.id for article in seeds[:4]]) and len(seen) == 2


def test_the_same_seed_makes_the_same_weights(tmp_path: Path, seeds: list[Article]) -> None:
    weights = []
    for name in "ab":
        made, _ = tiny(seeds[:4], tmp_path / name, dev=seeds[6:7])
        weights.append((made / "spancat" / "model").read_bytes())
    assert weights[0] == weights[1]


def test_a_stopped_training_goes_on_from_its_checkpoint(
    tmp_path: Path, seeds: list[Article], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = {"dev": seeds[6:8], "raw": seeds[8:10], "plan": Plan(epochs=6, raw_epochs=1)}
    keep = progress.keep

    def stopping(folder: Path, place: Path, state: progress.State) -> None:
        keep(folder, place, state)
        if place.parent.name.startswith("gold") and state.step == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(progress, "keep", stopping)
    with pytest.raises(KeyboardInterrupt):
        tiny(seeds[:6], tmp_path / "m", **options)
    monkeypatch.setattr(progress, "keep", keep)
    assert not (tmp_path / "m").exists()
    assert "step 0 of 6" in capsys.readouterr().err
    made, _ = tiny(seeds[:6], tmp_path / "m", resume=True, **options)
    assert made is not None and spacy.load(made)
    steps = [line.split(":")[1] for line in capsys.readouterr().err.splitlines() if "step" in line]
    assert steps[0] == " step 2 of 6" and steps[-1] == " step 6 of 6"  # and none of the raw stage
    assert not (tmp_path / "m.training").exists()


def test_other_gold_is_no_stage_that_is_done(tmp_path: Path, seeds: list[Article]) -> None:
    config = stages.load(overrides=TINY)
    keys = {
        stages.key(config, seeds[:3], start=None),
        stages.key(config, seeds[:2], start=None),
        stages.key(stages.load(overrides=TINY, seed=1), seeds[:3], start=None),
        stages.key(config, seeds[:3], start=None, extra="9 epochs"),
    }
    assert len(keys) == 4
    assert stages.key(config, seeds[:3], start=None) in keys


def test_weights_of_another_shape_are_told(tmp_path: Path, seeds: list[Article]) -> None:
    made, _ = tiny(seeds[:4], tmp_path / "m", dev=seeds[6:7])
    wider = stages.load(overrides=TINY | {"variables.width": 24})
    with pytest.raises(ValueError, match="not of this config's shape"):
        tiny(seeds[:4], tmp_path / "n", dev=seeds[6:7], config=wider, raw_model=made)


def test_who_learns_from_shuffled_labels_scores_near_nothing(tmp_path: Path, seeds: list[Article]) -> None:
    scores = {}
    for shuffled in (False, True):
        overrides = TINY | {"training.optimizer.learn_rate.initial_rate": 0.03, "corpora.train.share": 1.0}
        config = stages.load(overrides=overrides)
        config["corpora"]["train"]["shuffle_labels"] = shuffled
        plan = Plan(epochs=16, last=True)
        made, _ = tiny(seeds[:10], tmp_path / str(shuffled), dev=seeds[10:], config=config, plan=plan)
        nlp = spacy.load(made)
        corpus.write(seeds[10:], tmp_path / "dev")
        scores[shuffled] = nlp.evaluate(list(corpus.corpus(tmp_path / "dev")(nlp)))["spans_quotes_f"]
    assert scores[False] > 0.4
    assert scores[True] < 0.05


# the commands


def test_the_command_trains_and_refuses_to_overwrite(tmp_path: Path) -> None:
    command = ["train", str(ROOT / "seeds"), "-o", str(tmp_path / "m"), "--epochs", "1", *SET]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert spacy.load(tmp_path / "m").pipe_names[-1] == "quote_linker"
    again = CliRunner().invoke(app, command)
    assert again.exit_code == 1
    assert isinstance(again.exception, SystemExit)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--set", "training.nothing.there=1"], 2),
        (["--set", "nonsense"], 2),
        (["--config", "missing.cfg"], 2),
        (["--dev", "missing.jsonl"], 1),
        (["--dev", str(ROOT / "seeds")], 1),
    ],
)
def test_wrong_use_is_a_line_and_leaves_nothing(tmp_path: Path, options: list[str], code: int) -> None:
    command = [*RUN, "train", str(ROOT / "seeds"), "-o", str(tmp_path / "m"), *options]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert all(line.startswith("quotes: ") for line in done.stderr.splitlines())
    assert list(tmp_path.iterdir()) == []


def test_learn_shows_each_size_and_what_more_is_worth(tmp_path: Path, seeds: list[Article]) -> None:
    import msgspec

    for name, part in (("gold", seeds[:8]), ("dev", seeds[10:])):
        lines = b"".join(msgspec.json.encode(article) + b"\n" for article in part)
        (tmp_path / f"{name}.jsonl").write_bytes(lines)
    plot = tmp_path / "curve.svg"
    command = [
        "learn",
        str(tmp_path / "gold.jsonl"),
        "--dev",
        str(tmp_path / "dev.jsonl"),
        "--sizes",
        "3,6,99",
    ]
    done = subprocess.run(
        [*RUN, *command, "--epochs", "1", "--json", "-o", str(plot), *SET], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [point["articles"] for point in told["points"]] == [3, 6, 8]
    assert set(told["gains"]) == set(learning.MEASURES)
    assert "99 are all of it" in done.stderr
    if importlib.util.find_spec("matplotlib"):
        assert "corrected articles" in plot.read_text("utf-8") or "<svg" in plot.read_text("utf-8")


def test_the_law_of_the_curve_is_found_again() -> None:
    points = [
        learning.Point(n, n, dict.fromkeys(learning.MEASURES, Figure(f1=1 - 2 * n**-0.5)))
        for n in (50, 100, 300)
    ]
    curve = learning.curve(points)
    law = curve.fits["strict"]
    assert (law.scale, law.exponent, law.residual) == pytest.approx((2, 0.5, 0), abs=1e-9)
    assert curve.gains["strict"] == pytest.approx(2 * 300**-0.5 - 2 * 400**-0.5)
    assert learning.curve(points[:1]).gains == {}


# what takes longer


@pytest.mark.slow
def test_a_killed_command_goes_on(tmp_path: Path) -> None:
    command = [
        *RUN,
        "train",
        str(ROOT / "seeds"),
        "-o",
        str(tmp_path / "m"),
        "--epochs",
        "60",
        *SET,
        "--patience",
        "0",
    ]
    killed = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for line in killed.stderr:
        if "step 10 of" in line:
            break
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    killed.stderr.close()
    assert not (tmp_path / "m").exists()
    done = subprocess.run([*command, "--resume"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    # the stage that was stopped, before those of the linker's folds
    stopped = done.stderr.split("among the candidates")[1]
    assert "step 0 of" not in stopped and re.search(r"step (\d+) of \1:", stopped)
    assert spacy.load(tmp_path / "m")


@pytest.mark.slow
def test_spacys_own_command_takes_the_config(tmp_path: Path, seeds: list[Article]) -> None:
    corpus.write(seeds[:6], tmp_path / "train")
    corpus.write(seeds[6:8], tmp_path / "dev")
    command = [sys.executable, "-m", "spacy", "train", stages.CONFIGS["config"], "--output", tmp_path / "m"]
    command += ["--paths.train", tmp_path / "train", "--paths.dev", tmp_path / "dev"]
    command += ["--training.max_steps", "2", "--training.eval_frequency", "1"]
    command += [part for key, value in TINY.items() for part in (f"--{key}", str(value))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "spancat" in spacy.load(tmp_path / "m" / "model-best").pipe_names


@pytest.mark.slow
def test_the_pipelines_wheel_says_what_it_needs(tmp_path: Path) -> None:
    command = [*RUN, "train", str(ROOT / "seeds"), "-o", tmp_path / "m", "--epochs", "1", *SET]
    command += [
        "--name",
        "tiny",
        "--version",
        "0.3.0",
        "--license",
        "CC0-1.0",
        "--package",
        tmp_path / "dist",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert wheel.name.startswith("ar_tiny-0.3.0")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        about = archive.read(next(n for n in names if n.endswith("METADATA"))).decode()
        points = archive.read(next(n for n in names if n.endswith("entry_points.txt"))).decode()
    assert "Requires-Dist: quotes-ar" in about and "Requires-Dist: spacy" in about
    assert "[spacy_models]" in points and "ar_tiny" in points
    assert any(name.endswith("spancat/model") for name in names)


@pytest.mark.slow
def test_a_transformer_at_random_trains(tmp_path: Path, seeds: list[Article]) -> None:
    if importlib.util.find_spec("spacy_curated_transformers") is None:
        pytest.skip("needs spacy-curated-transformers: the extra [transformer]")
    if tuple(map(int, importlib.metadata.version("numpy").split(".")[:2])) >= (2, 4):
        pytest.skip("spacy-curated-transformers 0.3.1 fails with numpy 2.4")
    letters = [*map(chr, range(0x621, 0x64B)), *'.،:؟!«»"()-0123456789']
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *(f"##{letter}" for letter in letters)]
    (tmp_path / "pieces.txt").write_text("\n".join(pieces), encoding="utf-8")
    loader = {
        "@model_loaders": "spacy-curated-transformers.WordpieceLoader.v1",
        "path": str(tmp_path / "pieces.txt"),
    }
    sizes = {"width": 16, "hidden": 8, "depth": 1, "heads": 2, "inner": 16, "pieces": len(pieces)}
    settings = {f"variables.{key}": value for key, value in sizes.items()}
    settings["initialize.components.transformer.encoder_loader"] = None
    settings["initialize.components.transformer.piecer_loader"] = loader
    given = [part for key, value in settings.items() for part in ("--set", f"{key}={json.dumps(value)}")]
    command = [*RUN, "train", str(ROOT / "seeds"), "-o", tmp_path / "m", "--epochs", "1", *given]
    done = subprocess.run([*command, "--config", "transformer"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    code = f"import spacy; print(len(spacy.load({str(tmp_path / 'm')!r})({seeds[0].text!r}).spans['scored']))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(found.stdout) > 0
