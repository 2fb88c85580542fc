"""An archive in parts: the same rows however it is cut, and parts that are there are kept."""

import datetime
import gzip
import json
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet
import pytest
from archives import article, articles, extract, rows, write_jsonl, write_parquet
from typer.testing import CliRunner

import quotes
from quotes.cli import app
from quotes.problems import Problem
from quotes.reading import Options, read
from quotes.scale.pieces import Piece, plan, read_given
from quotes.scale.processes import processes


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(a) for a in arguments], prog_name="quotes")
    return done.exit_code, done.stdout, done.stderr


def pieces(*paths: Path, size: int = 10) -> list[Piece]:
    found = list(plan([str(path) for path in paths], options=Options(quotations=False), size=size))
    assert not [item for item in found if isinstance(item, Problem)]
    return [item for item in found if isinstance(item, Piece)]


# --- rows --------------------------------------------------------------------------------------------


def test_a_row_has_the_quotations_of_the_article_and_says_where_all_comes_from(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(3))
    extract(given, out=tmp_path / "out", format="jsonl")
    _, row, _ = rows(tmp_path / "out")
    expected = quotes.extract(article(1)["text"])
    assert row["text"] == expected.text
    assert [q["quote"]["text"] for q in row["quotes"]] == [q.quote.text for q in expected.quotes]
    assert len(expected.quotes) == 2
    assert (row["id"], row["source"], row["meta"]) == ("a1", f"{given}:2", {"outlet": "صحيفة 1"})
    assert (row["engine"], row["version"]) == ("rules", quotes.__version__)
    assert row["sha256"] == sha256(row["text"].encode()).hexdigest()


def test_both_formats_hold_the_same(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(25))
    for format in ("jsonl", "parquet"):
        extract(given, out=tmp_path / format, format=format)
    assert rows(tmp_path / "jsonl") == rows(tmp_path / "parquet")
    assert len(rows(tmp_path / "jsonl")) == 25


def test_parquet_and_jsonl_are_the_same_input(tmp_path: Path) -> None:
    for path in (
        write_jsonl(tmp_path / "a.jsonl", articles(25)),
        write_parquet(tmp_path / "a.parquet", articles(25)),
    ):
        extract(path, out=tmp_path / path.suffix[1:], size=4)
    one, other = (
        [{name: value for name, value in row.items() if name != "source"} for row in rows(tmp_path / name)]
        for name in ("jsonl", "parquet")
    )
    assert one == other
    assert [row["source"].rpartition(":")[2] for row in rows(tmp_path / "jsonl")] == [
        row["source"].rpartition(":")[2] for row in rows(tmp_path / "parquet")
    ]


def test_rows_can_go_without_their_texts(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(2))
    for format in ("jsonl", "parquet"):
        extract(given, out=tmp_path / format, format=format, with_text=False)
        assert [row.get("text") for row in rows(tmp_path / format)] == [None, None]
        assert rows(tmp_path / format)[0]["quotes"]


@pytest.mark.parametrize("format", ["jsonl", "parquet"])
def test_parts_are_read_by_every_command(tmp_path: Path, format: str) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(5))
    extract(given, out=tmp_path / "out", format=format, size=2)
    found = list(read([str(tmp_path / "out")]))
    assert not [item for item in found if isinstance(item, Problem)]
    assert [item.id for item in found] == ["a0", "a1", "a2", "a3", "a4"]
    assert found[3].quotes == quotes.extract(article(3)["text"]).quotes
    assert found[3].meta["outlet"] == "صحيفة 0"
    code, _, told = run("evaluate", tmp_path / "out", tmp_path / "out")
    assert (code, told) == (0, "")


def test_hugging_face_reads_the_parts(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    given = write_jsonl(tmp_path / "a.jsonl", articles(5))
    extract(given, out=tmp_path / "out", size=2)
    parts = str(tmp_path / "out" / "*.parquet")
    found = datasets.load_dataset(
        "parquet", data_files=parts, cache_dir=str(tmp_path / "cache"), split="train"
    )
    assert len(found) == 5
    assert found[1]["quotes"][0]["speaker"]["text"] == "المتحدث باسم البلدية"


def test_what_parquet_cannot_hold_is_told(tmp_path: Path) -> None:
    given = tmp_path / "a.jsonl"
    given.write_text('{"id": "odd", "text": "قال الوزير إن \\ud83d الأمر انتهى."}\n', encoding="utf-8")
    told: list[Problem] = []
    manifest = extract(given, out=tmp_path / "out", told=told)
    assert (manifest.counts.articles, manifest.counts.failures) == (0, 1)
    [problem] = told
    assert "odd" in problem.file and "-f jsonl" in problem.remedy
    assert extract(given, out=tmp_path / "other", format="jsonl").counts.articles == 1


def test_dates_and_the_like_in_parquet_become_text(tmp_path: Path) -> None:
    given = [article(n) | {"date": datetime.date(2026, 5, n + 1)} for n in range(3)]
    extract(write_parquet(tmp_path / "a.parquet", given), out=tmp_path / "out")
    assert [row["meta"]["date"] for row in rows(tmp_path / "out")] == [
        "2026-05-01",
        "2026-05-02",
        "2026-05-03",
    ]


# --- pieces ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3, 10, 100])
def test_pieces_hold_each_article_once(tmp_path: Path, size: int) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_jsonl(folder / "a.jsonl", articles(25))
    write_parquet(folder / "b.parquet", articles(25), group=4)
    for n in range(12):
        (folder / f"c{n:02}.txt").write_text(article(n)["text"], encoding="utf-8")
    with gzip.open(folder / "d.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.write((folder / "a.jsonl").read_text("utf-8"))
    manifest = extract(folder, out=tmp_path / "out", size=size)
    assert manifest.counts.articles == 87
    found = rows(tmp_path / "out")
    assert len({(row["id"], row["source"]) for row in found}) == 87
    for row in found:
        assert row["quotes"], row["id"]


def test_the_plan_is_the_same_every_time(tmp_path: Path) -> None:
    given = write_parquet(tmp_path / "a.parquet", articles(50))
    assert pieces(given) == pieces(given)
    assert [piece.articles for piece in pieces(given)] == [10] * 5


def test_a_new_file_in_a_folder_moves_few_pieces(tmp_path: Path) -> None:
    for n in range(0, 400, 2):
        (tmp_path / f"{n:04}.txt").write_text(article(n)["text"], encoding="utf-8")
    before = {piece.place for piece in pieces(tmp_path, size=10)}
    (tmp_path / "0101.txt").write_text(article(101)["text"], encoding="utf-8")
    after = {piece.place for piece in pieces(tmp_path, size=10)}
    assert len(before) > 10
    assert len(before - after) <= 3


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(25))
    lines = given.read_text("utf-8").splitlines(keepends=True)
    lines[16] = "broken\n"
    given.write_text("".join(lines), encoding="utf-8-sig")
    told: list[Problem] = []
    manifest = extract(given, out=tmp_path / "out", told=told)
    assert (manifest.counts.articles, manifest.counts.failures) == (24, 1)
    assert [problem.file for problem in told] == [f"{given}:17"]
    [failure] = map(json.loads, (tmp_path / "out" / "failures.jsonl").read_text("utf-8").splitlines())
    assert failure["source"] == f"{given}:17"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1256"])
def test_lines_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(25))
    given.write_text(given.read_text("utf-8"), encoding=encoding)
    extract(given, out=tmp_path / "out")
    assert {row["text"] for row in rows(tmp_path / "out")} == {row["text"] for row in articles(25)}


def test_only_the_row_groups_of_a_slice_are_read(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet", articles(50), group=10)
    whole = [item.id for item in read([str(path)], quotations=False)]
    damaged = bytearray(path.read_bytes())
    about = pyarrow.parquet.read_metadata(path)
    begin = about.row_group(0).column(0).data_page_offset
    damaged[begin : begin + 40] = b"\0" * 40
    path.write_bytes(damaged)
    third = pieces(path)[2]
    found = [given.article.id for given in read_given(third.sources[0], Options(quotations=False))]
    assert found == whole[20:30]


# --- the command -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_rows_are_the_same_with_any_number_of_processes(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(60))
    extract(given, out=tmp_path / "0")
    for jobs in (1, 2):
        code, told, _ = run("extract", given, "-o", tmp_path / str(jobs), "--jobs", jobs, "--part-size", 10)
        assert code == 0 and "60 articles, 120 quotations, 0 failures" in told
        assert rows(tmp_path / str(jobs)) == rows(tmp_path / "0")


@pytest.mark.slow
def test_processes_yield_every_task(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(60))
    assert extract(given, out=tmp_path / "out", size=5, pool=processes(2)).counts.parts == 12
    assert extract(given, out=tmp_path / "out", size=5, pool=processes(2)).counts.kept == 12


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--jobs", 2], "an archive's parts need a folder"),
        (["--jobs", 2, "-o", "out/", "-f", "html"], "parquet or jsonl, not html"),
        (["--jobs", 2, "-o", "out/", "-f", "brat"], "parquet or jsonl, not brat"),
        (["-f", "parquet"], "an archive's parts need a folder"),
        (["--part-size", 10], "--part-size"),
        (["--no-text"], "--no-text"),
        (["--retry"], "--retry"),
        (["--jobs", 0, "-o", "out/"], "--jobs"),
    ],
)
def test_wrong_use_is_told(tmp_path: Path, monkeypatch, options: list[object], words: str) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, told = run("extract", write_jsonl(tmp_path / "a.jsonl", articles(2)), *options)
    assert code == 2 and words in told
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


@pytest.mark.slow
def test_a_model_is_loaded_by_each_process(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    model = Path(quotes.__file__).parent / "models" / "quotes_ar"
    if not (model / "config.cfg").is_file():
        pytest.skip("the model is not here")
    given = write_jsonl(tmp_path / "a.jsonl", articles(6))
    command = ("extract", given, "-o", tmp_path / "out", "--jobs", 2, "--part-size", 3, "--model", model)
    assert run(*command)[0] == 0
    assert {row["engine"].partition(" ")[0] for row in rows(tmp_path / "out")} == {"both"}
    versions = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["versions"]
    assert versions["engine"].startswith("both (ar_") and "spacy" in versions
    code, out, _ = run(*command)
    assert code == 0 and "2 of them kept" in out
