"""The engines: a stream in, the same stream with quotations out, whatever some of its articles hold."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import quotes
from quotes import engines
from quotes.annotation.push import Proposer, packed
from quotes.annotation.selection import candidate, choose
from quotes.cli import app
from quotes.problems import Problem
from quotes.records import Article, Quotation, check, span

spacy = pytest.importorskip("spacy")

SHIPPED = Path(engines.__file__).parent / "models" / "quotes_ar"
shipped = pytest.mark.skipif(not SHIPPED.is_dir(), reason="this checkout holds no trained model")
TEXT = "قال الوزير رائد منصور إن الجسر الجديد سيفتح غدا."
PROBLEM = Problem("x.jsonl", "no article", "mend it", line=3)


def saved(folder: Path, *components: str) -> Path:
    """Return a pipeline of *components* in *folder*, a stand-in for a trained one."""
    import quotes.pipeline  # noqa: F401

    nlp = spacy.blank("ar", config={"nlp": {"tokenizer": {"@tokenizers": "quotes.rule_tokenizer.v1"}}})
    for component in components:
        nlp.add_pipe(component)
    nlp.meta.update(name="quotes", version="1.2.3")
    nlp.to_disk(folder)
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("engines") / "model", "quote_rules")


def broken(folder: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException] = IndexError) -> Path:
    """Return a pipeline that fails on every text with the word عطل."""
    from quotes.pipeline import QuoteRules

    extract = QuoteRules.__call__

    def failing(self: QuoteRules, doc: Any) -> Any:
        if "عطل" in doc.text:
            raise error("out of range")
        return extract(self, doc)

    monkeypatch.setattr(QuoteRules, "__call__", failing)
    return saved(folder, "quote_rules")


def articles(*texts: str) -> list[Article]:
    return [Article(id=f"a{n}", text=text, meta={"n": n}) for n, text in enumerate(texts)]


def run(*arguments: object, input: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], input=input, prog_name="quotes")


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# --- a stream in, a stream out ------------------------------------------------------------------------


def test_a_pipeline_yields_what_the_rules_do_in_the_same_order(model: Path) -> None:
    given: list[Article | Problem] = [*articles(TEXT, "", " \n", "لا شيء هنا", TEXT * 30), PROBLEM]
    given += articles(*[f"{TEXT} {n}" for n in range(2 * engines.BATCH)])
    assert list(engines.load("both", model)(given)) == list(engines.by_rules(given))


def test_an_article_loses_the_quotations_that_it_came_with(model: Path) -> None:
    old = Quotation(quote=span(TEXT, 0, 3), by="somebody")
    [found] = engines.load("both", model)([Article(id="a", text=TEXT, quotes=[old])])
    assert isinstance(found, Article)
    assert [q.by for q in found.quotes] != [] and "somebody" not in [q.by for q in found.quotes]


def test_without_the_rules_component_only_the_model_speaks(model: Path) -> None:
    [found] = engines.load("model", model)(articles(TEXT))
    assert isinstance(found, Article)
    assert found.quotes == []  # the stand-in has nothing but the rules


def test_an_article_that_the_model_fails_on_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extractor = engines.load("both", broken(tmp_path / "model", monkeypatch))
    first, failed, problem, last = extractor([*articles(TEXT, f"عطل {TEXT}"), PROBLEM, *articles(TEXT)])
    assert isinstance(first, Article) and first.quotes and first == last
    assert isinstance(failed, Problem) and failed.failure
    assert str(failed).startswith("article a1: the model failed on this article (")
    assert "out of range" in failed.what
    assert problem == PROBLEM


def test_an_interrupt_gets_through_and_leaves_the_engine_usable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extractor = engines.load("both", broken(tmp_path / "model", monkeypatch, KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        list(extractor(articles(TEXT, f"عطل {TEXT}")))
    assert list(extractor(articles(TEXT))) == list(engines.by_rules(articles(TEXT)))


@pytest.mark.parametrize("odd", ["\ud83d " + TEXT, TEXT + "\n" + "كلام كثير " * 11_000], ids=["half", "long"])
def test_what_the_model_cannot_read_the_rules_do_and_say_so(model: Path, odd: str) -> None:
    given = articles(TEXT, odd, TEXT)
    before, note, found, after = engines.load("both", model)(given)
    assert isinstance(note, Problem) and not note.failure
    assert note.file == "article a1" and "the rules alone read it" in note.remedy
    assert [before, found, after] == list(engines.by_rules(given))
    assert isinstance(found, Article) and found.quotes


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        f"\0{TEXT}",
        "\u202b \u200f",
        "\u2028\u2029",
        "🎉👩‍👩‍👧 " + TEXT,
        TEXT.replace(" ", "\r\n"),
        "123",
        "«»",
    ],
)
def test_any_text_is_read_to_the_character(model: Path, text: str) -> None:
    [found] = engines.load("both", model)(articles(text))
    assert isinstance(found, Article)
    assert found.text == text
    check(found)


def test_articles_come_out_before_the_last_has_gone_in(model: Path) -> None:
    asked = 0

    def endless() -> Iterator[Article]:
        nonlocal asked
        while True:
            asked += 1
            yield Article(id=str(asked), text=TEXT)

    found = engines.load("both", model)(endless())
    assert [next(found).id for _ in range(3)] == ["1", "2", "3"]  # type: ignore[union-attr]
    assert asked <= engines.BATCH + 1


def test_a_batch_of_long_articles_is_small(model: Path) -> None:
    long = Article(id="long", text="كلام " * (engines.LONGEST // 10))
    asked = 0

    def many() -> Iterator[Article]:
        nonlocal asked
        for _ in range(10):
            asked += 1
            yield long

    next(engines.load("both", model)(many()))
    assert asked <= 3


def test_new_words_do_not_pile_up(model: Path) -> None:
    """Whoever reads 70,000 articles meets a million words; the vocabulary forgets them."""
    nlp = engines._pipeline("both", model)
    words = iter(range(10**9))

    def batch() -> list[Article | Problem]:
        return [*articles(*[" ".join(f"كلمة{next(words)}" for _ in range(500)) for _ in range(4)])]

    list(engines._done(nlp, batch()))
    before = len(nlp.vocab.strings), len(list(nlp.vocab))
    for _ in range(3):
        list(engines._done(nlp, batch()))
    assert (len(nlp.vocab.strings), len(list(nlp.vocab))) == before


# --- what cannot be loaded ----------------------------------------------------------------------------


def test_the_default_is_both_where_the_model_lies_else_rules(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engines.default() == "rules"
    monkeypatch.setattr(engines, "MODEL", model)
    assert engines.default() == "both"
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    assert engines.default() == "rules"


@pytest.mark.parametrize("engine", ["model", "both"])
def test_without_spacy_one_line_names_the_remedy(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setitem(sys.modules, "spacy", None)
    result = run("extract", tmp_path / "a.txt", "--engine", engine, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 2
    [line] = result.stderr.splitlines()
    assert "spaCy" in line and 'pip install "quotes-ar[spacy]"' in line
    assert not (tmp_path / "out.jsonl").exists()


def damaged(folder: Path) -> Path:
    saved(folder, "quote_rules")
    (folder / "config.cfg").write_text("[nlp]\nlang = 5 5\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder, "no model is in this directory"),
        (damaged, "this model cannot be loaded"),
        (lambda folder: saved(folder, "sentencizer"), "no component of this pipeline finds quotations"),
        (lambda folder: None, "none is installed"),
    ],
    ids=["nothing", "damaged", "another pipeline", "none shipped"],
)
@pytest.mark.parametrize("command", ["extract", "evaluate", "compare"])
def test_a_model_that_is_none_is_told_in_one_line(command: str, make: Any, says: str, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "a", "text": TEXT}), encoding="utf-8")
    model = make(tmp_path / "model")
    engine = ["rules", "both"] if command == "compare" else ["--engine", "both"]
    options = [] if model is None else ["--model", model]
    result = run(command, tmp_path / "gold.jsonl", *engine, *options)
    assert result.exit_code == 2, result.output
    [line] = result.stderr.splitlines()
    assert says in line and result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract", "a.txt", "--engine", "rules", "--model", "m"],
        ["extract", "a.txt", "--engine", "llm"],
        ["evaluate", "gold.jsonl", "pred.jsonl", "--engine", "rules"],
        ["compare", "gold.jsonl", "rules", "pred.jsonl", "--model", "m"],
        ["doccano", "push", "a.txt", "-p", "n", "--as-given", "--engine", "rules"],
        ["doccano", "push", "a.txt", "-p", "n", "--by", "disagreement"],
        ["doccano", "push", "a.txt", "-p", "n", "--select", "3", "--by", "disagreement"],
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_options_that_contradict_each_other_are_wrong_use(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


# --- where an engine is chosen ------------------------------------------------------------------------


def test_the_rules_import_no_spacy(tmp_path: Path, model: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    code = (
        "import sys, pathlib\n"
        "from quotes import engines\n"
        f"engines.MODEL = pathlib.Path({str(model)!r})\n"
        "assert engines.default() == 'both'\n"
        "from quotes.cli import app\n"
        "try: app(['extract', 'a.txt', '--engine', 'rules'])\n"
        "except SystemExit: print(*{'spacy', 'numpy', 'thinc'} & set(sys.modules), file=sys.stderr)"
    )
    root = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r})\n{code}"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    )
    assert "رائد" in done.stdout
    assert done.stderr.strip() == ""


def test_extract_takes_the_engine_and_the_model(model: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        "\n".join(json.dumps({"id": str(n), "text": TEXT}) for n in range(3)), encoding="utf-8"
    )
    given = ("extract", tmp_path / "a.jsonl", "-f", "jsonl")
    by_rules = lines(run(*given))
    assert [line["id"] for line in by_rules] == ["0", "1", "2"]
    assert by_rules[0]["quotes"][0]["by"].startswith("rules:")
    assert lines(run(*given, "--model", model)) == lines(run(*given, "--model", model, "--engine", "both"))
    assert lines(run(*given, "--model", model)) == by_rules
    assert [line["quotes"] for line in lines(run(*given, "--model", model, "--engine", "model"))] == [[]] * 3


def test_evaluate_measures_the_engine(model: Path, tmp_path: Path) -> None:
    [gold] = engines.by_rules(articles(TEXT))
    from quotes.formats.jsonl import to_line

    (tmp_path / "gold.jsonl").write_text(to_line(gold) + "\n", encoding="utf-8")  # type: ignore[arg-type]
    found = {
        engine: json.loads(
            run("evaluate", tmp_path / "gold.jsonl", "--engine", engine, "--model", model, "--json").stdout
        )["figures"]["strict"]["f1"]
        for engine in ("model", "both")
    }
    assert found == {"model": 0.0, "both": 1.0}


def test_compare_has_the_engines_side_by_side(model: Path, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(
        json.dumps(json.loads(run("extract", "-", "-f", "jsonl", input=TEXT).stdout)), encoding="utf-8"
    )
    result = run("compare", tmp_path / "gold.jsonl", "rules", "model", "both", "--model", model, "--json")
    figures = json.loads(result.stdout)["figures"]["strict"]
    assert {name: figures[name]["figure"]["f1"] for name in figures} == {
        "rules": 1.0,
        "model": 0.0,
        "both": 1.0,
    }


def test_in_python_the_rules_are_the_default(model: Path) -> None:
    assert quotes.extract(TEXT) == quotes.extract(TEXT, engine="rules") != quotes.extract("")
    assert quotes.extract(TEXT, id="x", meta={"n": 1}, engine="both", model=str(model)) == quotes.extract(
        TEXT, id="x", meta={"n": 1}
    )
    with pytest.warns(UserWarning, match="the rules alone read it"):
        assert quotes.extract("\ud83d " + TEXT, engine="both", model=model).quotes
    with pytest.raises(ValueError, match="'gpt' is no engine; take rules, model, both"):
        quotes.extract(TEXT, engine="gpt")
    with pytest.raises(engines.UnavailableError, match="none is installed"):
        quotes.extract(TEXT, engine="both")


def test_in_python_a_failure_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match="out of range"):
        quotes.extract(f"عطل {TEXT}", engine="both", model=broken(tmp_path / "model", monkeypatch))


# --- what people correct ------------------------------------------------------------------------------


def test_what_is_sent_to_doccano_says_which_engine_proposed(model: Path) -> None:
    [article] = articles(TEXT)
    proposer = Proposer(engines.load("both", model), engines.label("both", model))
    [parcel] = packed(article, proposer=proposer)
    assert not isinstance(parcel, Problem)
    assert parcel.line["quotes"]["engine"] == "both (ar_quotes 1.2.3)"
    assert parcel.line["entities"]
    [given] = packed(next(iter(engines.by_rules([article]))), proposer=proposer)  # type: ignore[arg-type]
    assert not isinstance(given, Problem)
    assert given.line["quotes"]["engine"] == ""  # it came with its quotations


def test_a_note_on_an_article_does_not_keep_it_from_doccano(model: Path) -> None:
    [article] = articles("كلام " * engines.LONGEST)
    proposer = Proposer(engines.load("both", model), "both")
    note, parcel = packed(article, proposer=proposer)
    assert isinstance(note, Problem) and not note.failure
    assert not isinstance(parcel, Problem)


def test_disagreement_takes_the_articles_that_engines_read_differently() -> None:
    def by(*places: tuple[int, int], speaker: int = 10) -> list[Quotation]:
        return [Quotation(quote=span(TEXT, *place), speaker=span(TEXT, 4, speaker)) for place in places]

    three = (25, 30), (31, 40), (41, 44)
    given = [
        candidate(0, "same", by((25, 30), (31, 40)), by((25, 30), (31, 40))),
        candidate(1, "one of one", by((25, 30)), by((25, 31))),
        candidate(2, "speakers of three", by(*three), by(*three, speaker=21)),
        candidate(3, "one of three", by(*three), by(*three[:2])),
        candidate(4, "nothing", [], []),
    ]
    chosen = [c.id for c in choose(given, 5, by="disagreement")]
    assert chosen[:3] == ["speakers of three", "one of one", "one of three"]
    assert [c.id for c in choose(given[::-1], 5, by="disagreement")] == chosen


# --- the model in this package ------------------------------------------------------------------------


@shipped
@pytest.mark.parametrize("engine", ["model", "both"])
def test_the_shipped_model_reads_any_text(engine: engines.Engine) -> None:
    texts = [
        "",
        "\0",
        "123",
        "«»",
        "\u2028",
        TEXT,
        "\ud83d " + TEXT,
        TEXT.replace(" ", "\n"),
        "قال. " * 2_000,
    ]
    found = [item for item in engines.load(engine, SHIPPED)(articles(*texts)) if isinstance(item, Article)]
    assert [article.text for article in found] == texts
    for article in found:
        check(article)
    assert "الجسر الجديد سيفتح غدا" in [q.quote.text for q in found[5].quotes]


@shipped
def test_a_batch_does_not_change_what_the_shipped_model_finds() -> None:
    extractor = engines.load("both", SHIPPED)
    given = articles(*[f"{TEXT} وأضاف أن العمل اكتمل في {n} يوما." for n in range(5)], "لا شيء هنا")
    assert list(extractor(given)) == [found for article in given for found in extractor([article])]


@shipped
def test_the_shipped_model_is_the_default() -> None:
    code = "from quotes import engines; print(engines.default())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(engines.__file__).parents[1],
    )
    assert done.stdout.strip() == "both"
