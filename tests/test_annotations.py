"""Other people's articles as offsets alone, which a reader with the corpora turns back into gold."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from quotes.annotation.agree import agree
from quotes.evaluation.measures import score
from quotes.reading import read
from quotes.records import Article, Quotation, Span
from quotes.validation import validate

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "standoff.py"
ANNOTATIONS = sorted((ROOT / "annotations" / "standoff").glob("*.jsonl"))
SEED = sorted((ROOT / "seeds").glob("*.markup.txt"))[0]
SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus" / "articles.parquet"
ALLOWED = {"id", "set", "source", "sha256", "words", "quotes"}
PLACES = {"quote", "cue", "speaker", "name"}


def run(*arguments: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=check)


def test_nothing_of_a_text_is_kept() -> None:
    assert not re.search("[\u0621-\u064a]", run("strip", SEED).stdout)
    assert {path.stem: path.read_text(encoding="utf-8").count("\n") for path in ANNOTATIONS} == {
        "corpus": 254,
        "corrected": 524,
        "dev": 40,
        "train": 94,
    }
    for line in (line for path in ANNOTATIONS for line in path.read_text(encoding="utf-8").splitlines()):
        assert line.isascii()
        record = json.loads(line)
        assert record.keys() == ALLOWED and re.fullmatch("[0-9a-f]{64}", record["sha256"])
        for quotation in record["quotes"]:
            for key, value in quotation.items():
                pair = key in PLACES and len(value) == 2 and value[0] < value[1]
                assert pair or isinstance(value, bool | int)


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_every_annotation_finds_its_text(tmp_path: Path) -> None:
    restored = run("restore", CORPUS)
    assert restored.stderr == ""
    gold = tmp_path / "gold.jsonl"
    gold.write_text(restored.stdout, encoding="utf-8")
    articles = list(read([str(gold)]))
    assert len(articles) == 912
    for article in articles:
        assert isinstance(article, Article)
        assert all("strict" in case.hits for case in score(article, article).cases if case.gold)


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
@pytest.mark.parametrize("name", ["train", "dev"])
def test_the_evaluation_sets_come_back_word_for_word(name: str, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(run("restore", CORPUS, "--sets", name).stdout, encoding="utf-8")
    found, wanted = ([*read([str(path)])] for path in (gold, SHARED / "eval" / f"{name}.jsonl"))
    assert [(a.id, a.text, a.quotes) for a in found] == [(a.id, a.text, a.quotes) for a in wanted]  # type: ignore[union-attr]


# --- the corpora as they are downloaded ---------------------------------------------------------------

MARKED = "<cue>قالت</cue> <speaker>بلدية وادي الزمرد</speaker> إن\xa0<quote>الجسر أغلق</quote>.\nوانتهى."
TEXT = "قالت بلدية وادي الزمرد إن\xa0الجسر أغلق.\nوانتهى."
ANT_ID, SAUDI_ID = "SK-sport-7-20180101", "SN-paper-2015-08-01-1"
DOC = """<DOC>
<DOCNO>{id}</DOCNO>
<URL>http://example.invalid/?a=1&b=2</URL>
<TITLE>عنوان & عنوان</TITLE>
<ABSTRACT>
ملخص
</ABSTRACT>
<TEXT>
{text}
 \n</TEXT>
</DOC>
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The scripts in a folder of their own, with two annotated articles, one of each corpus."""
    folder = tmp_path / "project"
    (folder / "scripts").mkdir(parents=True)
    for name in ("standoff.py", "public_corpora.py"):
        (folder / "scripts" / name).write_bytes((ROOT / "scripts" / name).read_bytes())
    (folder / "annotations" / "standoff").mkdir(parents=True)
    ours = tmp_path / "ours.markup"
    ours.write_text(
        "\n".join(
            f'<article id="{id}" meta=\'{{"corpus": "{source}"}}\'>\n{MARKED}\n</article>'
            for id, source in ((ANT_ID, "ant"), (SAUDI_ID, "saudi"))
        ),
        encoding="utf-8",
    )
    stripped = run("strip", ours).stdout
    (folder / "annotations" / "standoff" / "ours.jsonl").write_text(stripped, encoding="utf-8")
    return folder / "scripts" / "standoff.py"


def restore(script: Path, *corpora: object) -> tuple[list[dict[str, object]], str, int]:
    command = [sys.executable, str(script), "restore", *map(str, corpora)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    assert "Traceback" not in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr, done.returncode


def day(content: str, *, place: int = 1) -> str:
    """Return a day of SaudiNewsNet whose article at *place* has this content."""
    common = {"source": "paper", "url": "", "date_extracted": "2015-08-01 00:00:00", "author": ""}
    rows = [common | {"title": f"عنوان {n}", "content": f"خبر {n}"} for n in range(3)]
    rows[place]["content"] = content
    return json.dumps(rows, ensure_ascii=False)


def packed(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_articles_come_from_folders_of_both_corpora(scripts: Path, tmp_path: Path) -> None:
    ant = tmp_path / "ant" / "SkyNews" / "sport"
    ant.mkdir(parents=True)
    (ant / f"{ANT_ID}.txt").write_text(DOC.format(id=ANT_ID, text=TEXT), encoding="utf-8")
    (ant / "SK-sport-8-20180101.txt").write_text("not asked for", encoding="utf-8")
    saudi = tmp_path / "saudi" / "dataset"
    saudi.mkdir(parents=True)
    packed(saudi / "2015-08-01.zip", {"2015-08-01.json": day(f"\r\n {TEXT} ".replace("\n", "\r\n"))})
    packed(saudi / "2015-08-02.zip", {"2015-08-02.json": "not asked for"})
    found, said, code = restore(scripts, tmp_path / "ant", tmp_path / "saudi")
    assert (said, code) == ("", 0)
    assert [(a["id"], a["text"]) for a in found] == [(ANT_ID, TEXT), (SAUDI_ID, TEXT)]
    assert all(a["meta"]["publish"] is False for a in found)  # type: ignore[index]
    (q,) = found[0]["quotes"]  # type: ignore[misc]
    assert [q[part]["text"] for part in ("cue", "speaker", "quote")] == [
        "قالت", "بلدية وادي الزمرد", "الجسر أغلق",
    ]  # fmt: skip


def test_articles_come_from_zips_as_a_repository_is_downloaded(scripts: Path, tmp_path: Path) -> None:
    inner = packed(tmp_path / "2015-08-01.zip", {"2015-08-01.json": day(TEXT)}).read_bytes()
    whole = packed(
        tmp_path / "main.zip",
        {"r-main/dataset/2015-08-01.zip": inner, f"r-main/{ANT_ID}.txt": DOC.format(id=ANT_ID, text=TEXT)},
    )
    found, said, _ = restore(scripts, whole)
    assert said == "" and [a["id"] for a in found] == [ANT_ID, SAUDI_ID]


def test_an_article_is_known_by_its_text_where_its_place_has_moved(scripts: Path, tmp_path: Path) -> None:
    file = tmp_path / "2015-08-01.json"
    file.write_text("\ufeff" + day(TEXT, place=2), encoding="utf-8")
    # both annotated articles have this text
    found, said, code = restore(scripts, file)
    assert [a["id"] for a in found] == [ANT_ID, SAUDI_ID] and (said, code) == ("", 0)


def test_another_text_is_told_and_left_out(scripts: Path, tmp_path: Path) -> None:
    file = tmp_path / "2015-08-01.json"
    file.write_text(day(TEXT + " تصحيح"), encoding="utf-8")
    found, said, code = restore(scripts, file)
    assert found == [] and code == 1
    assert f"{SAUDI_ID}: another text" in said and "1 articles of ant are not in" in said


@pytest.mark.parametrize(
    "name", ["../2015-08-01.json", "/2015-08-01.json", "a/../../2015-08-01.json", "C:\\2015-08-01.json"]
)
def test_a_zip_whose_names_lead_out_of_it_is_refused(name: str, scripts: Path, tmp_path: Path) -> None:
    bad = packed(tmp_path / "bad.zip", {"2015-08-01.json": day(TEXT), name: day(TEXT)})
    found, said, code = restore(scripts, bad)
    assert found == [] and code == 1
    assert "would land outside" in said and "bad.zip" in said


def test_broken_files_are_told_in_a_line_and_cost_no_others(scripts: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "more").mkdir(parents=True)
    (corpus / "cut.zip").write_bytes(b"PK\x03\x04 and no more")
    (corpus / "2015-08-01.json").write_text("[", encoding="utf-8")
    (corpus / f"{ANT_ID}.txt").write_bytes(b"<DOC>\xff\xfe")
    (corpus / "more" / "2015-08-01.json").write_text(day(TEXT), encoding="utf-8")
    found, said, code = restore(scripts, corpus, tmp_path / "nowhere")
    assert [a["id"] for a in found] == [ANT_ID, SAUDI_ID] and code == 1
    lines = said.splitlines()
    assert len(lines) == 4 and all("Error" not in line for line in lines)
    for name in ("cut.zip", "2015-08-01.json", f"{ANT_ID}.txt", "nowhere"):
        assert sum(name in line for line in lines) == 1


def test_an_unknown_set_is_named(scripts: Path) -> None:
    done = run("restore", CORPUS, "--sets", "trian", check=False)
    assert done.returncode == 1 and "trian" in done.stderr and "development-a" in done.stderr


def test_our_own_gold_breaks_no_rule_of_the_scheme() -> None:
    articles = list(read([str(ROOT / "seeds"), str(ROOT / "annotations" / "articles")]))
    assert len(articles) == 134
    found = [finding for article in articles for finding in validate(article)]
    assert [str(finding) for finding in found if finding.severity == "error"] == []


def test_the_two_passes_over_our_articles_agree_as_the_card_says() -> None:
    texts = {a.id: a.text for a in read([str(ROOT / "annotations" / "articles")]) if isinstance(a, Article)}

    def place(text: str, at: list[int] | None) -> Span | None:
        return Span(*at, text[slice(*at)]) if at else None

    passes: dict[str, list[Article]] = {}
    for name in ("a", "b"):
        lines = (ROOT / "annotations" / "passes" / f"{name}.jsonl").read_text("utf-8").splitlines()
        for row in map(json.loads, lines):
            text = texts[row["id"]]
            parts = [
                {key: place(text, q.get(key)) for key in ("quote", "cue", "speaker")} for q in row["quotes"]
            ]
            flags = [{key: q.get(key, False) for key in ("implicit", "optional")} for q in row["quotes"]]
            quotes = [Quotation(**part, **flag) for part, flag in zip(parts, flags)]
            passes.setdefault(name, []).append(Article(id=row["id"], text=text, quotes=quotes))
    ([pair], problems) = agree(passes)
    said = json.loads((ROOT / "annotations" / "agreement.json").read_text("utf-8"))
    figures = {"quote, the same characters (F1)": "QUOTE exact", "quotation and source (F1)": "attribution"}
    for title, measure in figures.items():
        assert said[title].startswith(f"{pair.figures[measure].f1:.3f} ")
    assert problems == []
