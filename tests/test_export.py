"""The dataset on disk: what went in comes out of ``load_dataset``, and nothing that may not go out."""

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from quotes.cli import app
from quotes.dataset.rows import quotation_rows
from quotes.formats.jsonl import to_json
from quotes.reading import read
from quotes.records import Article, Quotation, Span, span
from quotes.text.kinds import Kinds

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"


def export(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["export", *map(str, arguments)], prog_name="quotes")


@pytest.fixture(scope="module")
def gold() -> list[Article]:
    """The seeds, an article without quotations, and one with all that is rare."""
    found = [item for item in read([str(SEEDS)]) if isinstance(item, Article)]
    text = "  🙂 «لا» قال، ثم قال:\n«نعم\u200f لا».  "
    rare = [
        Quotation(quote=span(text, 5, 7), cue=span(text, 9, 12), type="direct", optional=True, speaker_id=3),
        Quotation(quote=span(text, 24, 31), cue=None, speaker=span(text, 9, 12), implicit=True),
        Quotation(quote=span(text, 5, 31)),
    ]
    meta = {"beat": "courts", "style": "gulf", "n": [1, {"k": None}]}
    odd = "\x00\r\n\u2028\ufeff👨‍👩‍👧 e\u0301 \ufdfa\t"
    strange = [Quotation(quote=span(odd, 0, len(odd)), speaker_name="\x00", type="indirect")]
    return [
        *found,
        Article(id="none", text="جاء."),
        Article(id="rare", text=text, meta=meta, quotes=rare),
        Article(id="a\tb\n#/", text=odd, meta={"\u2028": "\x7f"}, quotes=strange),
    ]


@pytest.fixture(scope="module")
def exported(gold: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    (folder / "gold.jsonl").write_text("".join(to_json(a) + "\n" for a in gold), encoding="utf-8")
    result = export(folder / "gold.jsonl", "-o", folder / "dataset")
    assert (result.exit_code, result.output) == (0, "")
    return folder / "dataset"


@pytest.fixture(scope="module")
def loaded(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Both configurations as anybody loads them, from the folder alone."""
    from datasets import load_dataset

    cache = str(tmp_path_factory.mktemp("cache"))
    return {name: load_dataset(str(exported), name, cache_dir=cache) for name in ("articles", "quotations")}


def everything(dataset: Any) -> list[dict[str, Any]]:
    return [row for split in dataset.values() for row in split]


def test_articles_come_back_as_they_went_in(gold: list[Article], loaded: dict[str, Any]) -> None:
    types = loaded["articles"]["train"].features["quotations"].feature["type"]
    labels = loaded["articles"]["train"].features["spans"].feature["label"]
    back = {}
    for row in everything(loaded["articles"]):
        spans = row["spans"]
        assert all(row["text"][s["start"] : s["end"]] == s["text"] for s in spans)
        assert len({(s["start"], s["end"], s["label"]) for s in spans}) == len(spans)
        quotes = []
        for q in row["quotations"]:
            parts = {}
            for label in ("quote", "cue", "speaker"):
                place = None if q[label] is None else spans[q[label]]
                assert place is None or labels.int2str(place["label"]) == label
                parts[label] = place and span(row["text"], place["start"], place["end"])
            said = {k: q[k] for k in ("implicit", "optional", "speaker_name", "speaker_id")}
            quotes.append(Quotation(**parts, **said, type=types.int2str(q["type"])))
        back[row["id"]] = Article(id=row["id"], text=row["text"], meta=json.loads(row["meta"]), quotes=quotes)
    for article in gold:  # gold without a type has the one that the marks give
        kinds = Kinds.of_text(article.text)
        for q in article.quotes:
            q.type = q.type or kinds.of(q.quote)
    assert back == {article.id: article for article in gold}


def test_a_quotation_is_a_row_whose_offsets_hold_in_text_and_context(
    gold: list[Article], loaded: dict[str, Any]
) -> None:
    texts = {article.id: article for article in gold}
    rows = everything(loaded["quotations"])
    wanted = {f"{a.id}#{n}" for a in gold for n in range(1, len(a.quotes) + 1)}
    assert {row["id"] for row in rows} == wanted and len(rows) == len(wanted)
    for row in rows:
        article = texts[row["article"]]
        q = article.quotes[int(row["id"].rpartition("#")[2]) - 1]
        for label in ("quote", "cue", "speaker"):
            part = getattr(q, label)
            given = (row[label], row[f"{label}_start"], row[f"{label}_end"])
            assert given == ((part.text, part.start, part.end) if part else (None, None, None))
        begin = row["context_start"]
        assert article.text[begin : begin + len(row["context"])] == row["context"]
        if q.quote.text == q.quote.text.strip():
            assert row["context"] == row["context"].strip()
        assert begin <= q.quote.start and q.quote.end <= begin + len(row["context"])
        assert row["speaker_name"] == q.speaker_name and row["implicit"] is q.implicit
        assert row["beat"] == article.meta.get("beat") and row["style"] == article.meta.get("style")


def test_the_context_is_sentences_not_the_article(loaded: dict[str, Any]) -> None:
    texts = {row["id"]: row["text"] for row in everything(loaded["articles"])}
    rows = [row for row in everything(loaded["quotations"]) if row["article"] != "rare"]
    assert sum(len(row["context"]) for row in rows) < 0.5 * sum(len(texts[row["article"]]) for row in rows)


def test_the_context_goes_to_a_speaker_in_the_clause_and_not_to_an_earlier_mention() -> None:
    text = "وصل الوزير. وقال له «تعال. الآن.» مدير المعرض. وأضاف أنه ينتظر."
    first, second = "وقال له «تعال. الآن.» مدير المعرض.", "وأضاف أنه ينتظر."

    def at(words: str) -> Span:
        return span(text, text.index(words), text.index(words) + len(words))

    said = Quotation(quote=at("تعال. الآن"), cue=at("قال"), speaker=at("مدير المعرض"))
    added = Quotation(quote=at("ينتظر"), cue=at("أضاف"), speaker=at("مدير المعرض"), implicit=True)
    rows = list(quotation_rows(Article(id="a", text=text, quotes=[said, added])))
    assert [row["context"] for row in rows] == [first, second]


def test_both_configurations_split_alike_by_article(loaded: dict[str, Any]) -> None:
    side = {row["id"]: name for name, split in loaded["articles"].items() for row in split}
    assert set(side.values()) == {"train", "dev", "test"}
    for name, split in loaded["quotations"].items():
        assert {side[row["article"]] for row in split} == {name}


def test_features_are_explicit(loaded: dict[str, Any]) -> None:
    from datasets import ClassLabel, Value

    features = loaded["quotations"]["train"].features
    assert features["type"] == ClassLabel(names=["direct", "mixed", "indirect"])
    offsets = [name for name in features if name.endswith(("_start", "_end"))]
    assert len(offsets) == 7 and all(features[name] == Value("int32") for name in offsets)
    nested = loaded["articles"]["train"].features
    assert nested["spans"].feature["label"] == ClassLabel(names=["quote", "cue", "speaker"])
    assert nested["quotations"].feature["cue"] == nested["spans"].feature["start"] == Value("int32")


def test_the_card_says_what_is_there(exported: Path, loaded: dict[str, Any], gold: list[Article]) -> None:
    card = (exported / "README.md").read_text(encoding="utf-8")
    _, head, body = card.split("---\n", 2)
    data = yaml.safe_load(head)
    assert data["language"] == ["ar"] and data["license"] == "unknown" and data["pretty_name"]
    assert data["task_categories"] == ["token-classification"] and data["size_categories"] == ["n<1K"]
    named = {
        (config["config_name"], file["split"], file["path"])
        for config in data["configs"]
        for file in config["data_files"]
    }
    assert named == {
        (config, split, f"{config}/{split}.parquet") for config in loaded for split in loaded[config]
    }
    assert all((exported / path).is_file() for _, _, path in named)
    words = sum(len(article.text.split()) for article in gold)
    assert f"| {words:,} |" in body and "not measured" in body
    shown = {line.split("](")[1].rstrip(")") for line in body.splitlines() if line.startswith("![")}
    assert shown == {f"plots/{p.name}" for p in (exported / "plots").iterdir()} and shown
    assert all((exported / p).read_bytes().startswith(b"\x89PNG") for p in shown)


def test_the_loading_example_of_the_card_runs(exported: Path, tmp_path: Path, monkeypatch: Any) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    card = (exported / "README.md").read_text(encoding="utf-8")
    example = card.split("```python\n")[1].split("```")[0]
    exec(example.replace("path/to/this/folder", str(exported)), {})


def test_files_beside_the_gold_describe_it(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for seed in sorted(SEEDS.glob("*.markup.txt"))[:3]:
        shutil.copy(seed, articles)
    first = min(articles.iterdir()).name.removesuffix(".markup.txt")
    (tmp_path / "articles.tsv").write_text(f"id\tbeat\tstyle\n{first}\ta|b\tLevant\n", encoding="utf-8")
    (tmp_path / "agreement.json").write_text(
        '{"articles": 3, "F1": {"exact": 0.91234, "overlap": 0.95}}', encoding="utf-8"
    )
    (tmp_path / "about.toml").write_text(
        'name = "Name: of\\"it"\nlicense = "cc0-1.0"\nannotations_creators = ["other"]\n'
        'making = "Made by hand."\nbiases = "Some."\ngaps = "Many."\n',
        encoding="utf-8",
    )
    (tmp_path / "splits.tsv").write_text(f"id\tsplit\n{first}\ttest\ngone\tdev\n", encoding="utf-8")
    result = export(articles, "-o", tmp_path / "dataset")
    assert result.exit_code == 0 and "2 articles are new" in result.stderr
    card = (tmp_path / "dataset" / "README.md").read_text(encoding="utf-8")
    data = yaml.safe_load(card.split("---\n", 2)[1])
    assert data["pretty_name"] == 'Name: of"it' and data["license"] == "cc0-1.0"
    assert data["annotations_creators"] == ["other"]
    for words in ("| F1, exact | 0.912 |", "| articles | 3 |", "| a\\|b | 1 |", "| Levant | 1 |", "Made by"):
        assert words in card
    assert "not measured" not in card and "Not stated" not in card
    lines = (tmp_path / "splits.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[:3] == ["id\tsplit", f"{first}\ttest", "gone\tdev"] and len(lines) == 5


def test_meta_data_of_any_kind_is_shown_as_words(tmp_path: Path) -> None:
    rows = [
        {"id": f"a{n}", "text": "جاء.", "quotes": [], "meta": {"beat": beat, "style": style}}
        for n, (beat, style) in enumerate(
            [(["x", 1], "$\\frac$ 🙂\n| ثقافة"), ({"k": 2}, 7), (None, ""), ("ل" * 500, "x" * 500)]
        )
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = export(gold, "-o", tmp_path / "dataset")
    assert (result.exit_code, result.output) == (0, "")
    card = (tmp_path / "dataset" / "README.md").read_text(encoding="utf-8")
    assert "| ['x', 1] | 1 |" in card and "🙂 \\| ثقافة | 1 |" in card


# --- what may not be published -----------------------------------------------------------------------


@pytest.fixture
def mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gold of one article of ours and of three of other people, each known by something else."""
    from quotes.dataset import withheld

    known = tmp_path / "standoff"
    known.mkdir()
    secret = "نص محمي"
    line = {"id": "SN-paper-2015-01-01-0", "set": "train", "source": "papers", "quotes": []}
    third = f"{secret} ثالث.\nانتهى."
    hashes = {"sha256": withheld.sha256(third), "words": withheld.digest_of_words(third)}
    (known / "train.jsonl").write_text(json.dumps(line | hashes), encoding="utf-8")
    monkeypatch.setattr(withheld, "PLACES", (known,))
    withheld._known.cache_clear()
    rows: list[dict[str, Any]] = [
        {"id": "ours", "text": "نص لنا."},
        {"id": "flag", "text": f"{secret} أول.", "meta": {"publish": False}},
        {"id": "SN-paper-2015-01-01-0", "text": f"{secret} ثان."},
        {"id": "copy", "text": f"{secret}  ثالث..\r\nأنتهى\n"},  # other line ends, blanks, marks, spelling
        {"id": "corpus", "text": f"{secret} رابع.", "meta": {"corpus": "papers"}},
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(row | {"quotes": []}) + "\n" for row in rows), encoding="utf-8")
    yield gold
    withheld._known.cache_clear()


def held(folder: Path) -> Counter[str]:
    import pyarrow.parquet as pq

    return Counter(id for file in folder.glob("articles/*") for id in pq.read_table(file)["id"].to_pylist())


def test_other_peoples_articles_stay_out(mixed: Path, tmp_path: Path) -> None:
    out = tmp_path / "dataset"
    result = export(mixed, "-o", out)
    assert result.exit_code == 0 and "4 articles are other people's" in result.stderr
    assert held(out) == Counter(["ours"])
    secret = "محمي".encode()
    assert not any(secret in file.read_bytes() for file in out.rglob("*") if file.is_file())


def test_other_peoples_articles_come_with_their_text_when_asked_for(mixed: Path, tmp_path: Path) -> None:
    out = tmp_path / "dataset"
    result = export(mixed, "-o", out, "--include-text")
    assert (result.exit_code, result.stderr) == (0, "")
    assert held(out).keys() == {"ours", "flag", "SN-paper-2015-01-01-0", "copy", "corpus"}
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "license: other" in card and "4 of the articles are other people's" in card


def test_the_corpora_that_we_annotated_are_known() -> None:
    from quotes.dataset.withheld import withheld

    line = json.loads((ROOT / "annotations/standoff/train.jsonl").read_text(encoding="utf-8").split("\n")[0])
    assert withheld(Article(id=line["id"], text="another"))
    assert withheld(Article(id="any", text="any", meta={"corpus": "saudinewsnet", "outlet": "okaz"}))
    assert not withheld(Article(id="any", text="any", meta={"source": "us", "publish": True}))


# --- bad input ---------------------------------------------------------------------------------------

GOOD = json.dumps({"id": "a", "text": "قال إنه جاء.", "quotes": []})
BAD: dict[str, tuple[dict[str, str], str]] = {
    "about-no-toml": ({"about.toml": "name ="}, "about.toml: cannot be read"),
    "about-unknown": ({"about.toml": 'licence = "x"'}, "licence"),
    "agreement-no-json": ({"agreement.json": "{"}, "agreement.json: cannot be read"),
    "agreement-no-figures": ({"agreement.json": '{"F1": [1]}'}, "F1 is no figure"),
    "agreement-no-object": ({"agreement.json": "3"}, "agreement.json"),
    "splits-no-header": ({"splits.tsv": "a\ttrain\n"}, "line 1"),
    "splits-unknown": ({"splits.tsv": "id\tsplit\na\tvalid\n"}, "line 2"),
    "splits-twice": ({"splits.tsv": "id\tsplit\na\tdev\na\ttest\n"}, "line 3"),
    "splits-no-text": ({"splits.tsv": "id\tsplit\n\udcff\n"}, "splits.tsv: cannot be read"),
    "meta-cells": ({"gold.tsv": "id\tbeat\na\n"}, "gold.tsv: cannot be read (line 2"),
    "gold-empty": ({"gold.jsonl": ""}, "nothing of it can be exported"),
    "gold-surrogate": ({"gold.jsonl": '{"id": "a", "text": "\\ud83d", "quotes": []}'}, "surrogate"),
}


@pytest.mark.parametrize(("files", "words"), BAD.values(), ids=BAD)
def test_bad_input_is_one_line_and_leaves_an_earlier_export_as_it_was(
    files: dict[str, str], words: str, tmp_path: Path
) -> None:
    gold, out = tmp_path / "gold.jsonl", tmp_path / "dataset"
    gold.write_text(GOOD, encoding="utf-8")
    assert export(gold, "-o", out).exit_code == 0
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    result = export(gold, "-o", out)
    assert result.exit_code == 1
    assert words in result.stderr and "Traceback" not in result.stderr
    assert all(line.startswith("quotes: ") for line in result.stderr.splitlines())
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_an_export_that_breaks_off_leaves_nothing_of_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quotes.dataset import plots

    (tmp_path / "gold.jsonl").write_text(GOOD, encoding="utf-8")
    assert export(tmp_path / "gold.jsonl", "-o", tmp_path / "dataset").exit_code == 0
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(plots, "draw", full)
    (tmp_path / "splits.tsv").write_text("id\tsplit\n", encoding="utf-8")
    result = export(tmp_path / "gold.jsonl", "-o", tmp_path / "dataset")
    assert result.exit_code == 1 and "cannot be written (No space left on device)" in result.stderr
    (tmp_path / "splits.tsv").unlink()
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dataset", "gold.jsonl"]


def test_proposals_are_named_as_such(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    assert CliRunner().invoke(app, ["extract", str(SEEDS), "-o", str(gold)]).exit_code == 0
    result = export(gold, "-o", tmp_path / "dataset")
    assert result.exit_code == 0 and "say what proposed them" in result.stderr


def test_one_broken_article_costs_no_other(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(f"{GOOD}\nno JSON\n", encoding="utf-8")
    result = export(gold, "-o", tmp_path / "dataset")
    assert result.exit_code == 1 and "gold.jsonl:2" in result.stderr
    assert held(tmp_path / "dataset") == Counter(["a"])


def test_a_folder_of_somebodys_files_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(GOOD, encoding="utf-8")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "README.md").write_text("notes")
    (mine / "thesis.txt").write_text("years of work")
    result = export(tmp_path / "gold.jsonl", "-o", mine)
    assert result.exit_code == 1 and "mine: holds other files" in result.stderr
    assert {p.name for p in mine.iterdir()} == {"README.md", "thesis.txt"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "-o"),
        (("-o", "x", "--private"), "--private is for --push"),
        (("-o", "x", "--dry-run"), "--dry-run is for --push"),
        (("--push", "name"), "ORG/NAME"),
        (("--push", "org/na me"), "na me"),
    ],
)
def test_wrong_use_is_exit_code_2(arguments: tuple[str, ...], words: str) -> None:
    result = export(SEEDS, *arguments)
    assert result.exit_code == 2 and words in result.stderr


def test_a_split_without_quotations_is_left_out_of_what_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "splits.tsv").write_text("id\tsplit\na\ttrain\nb\ttest\n", encoding="utf-8")
    quote = {"quote": {"start": 4, "end": 11}, "cue": {"start": 0, "end": 3}}
    rows = [{"id": "a", "text": "قال إنه جاء.", "quotes": [quote]}, {"id": "b", "text": "صمت.", "quotes": []}]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert export(gold, "-o", tmp_path / "dataset").exit_code == 0
    from datasets import load_dataset

    cache = str(tmp_path / "cache")
    loads = {
        name: load_dataset(str(tmp_path / "dataset"), name, cache_dir=cache)
        for name in ("articles", "quotations")
    }
    sizes = {name: {split: len(part) for split, part in loaded.items()} for name, loaded in loads.items()}
    assert sizes == {"articles": {"train": 1, "test": 1}, "quotations": {"train": 1}}
