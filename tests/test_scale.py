"""An archive in parts: the same rows however it is cut, and parts that are there are kept."""

import datetime
import gzip
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet
import pytest
from archives import article, articles, extract, files, rows, write_jsonl, write_parquet
from typer.testing import CliRunner

import quotes
from quotes.cli import app
from quotes.problems import Problem
from quotes.reading import Options, read
from quotes.scale.parts import Lost, Reply, Task
from quotes.scale.pieces import Given, Piece, plan, read_given
from quotes.scale.processes import Pool, Work, processes
from quotes.writing import UnwritableError


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


# --- parts that are there ----------------------------------------------------------------------------


def test_finished_parts_are_kept(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(45))
    first = extract(given, out=tmp_path / "out")
    before = files(tmp_path / "out")
    second = extract(given, out=tmp_path / "out")
    assert files(tmp_path / "out") == before
    assert (first.counts.kept, second.counts.kept, second.counts.parts) == (0, 5, 5)
    assert second.counts.articles == first.counts.articles == 45
    assert second.counts.quotations == first.counts.quotations == 90


def test_a_changed_article_redoes_its_part_alone(tmp_path: Path) -> None:
    given = articles(45)
    path = write_jsonl(tmp_path / "a.jsonl", given)
    extract(path, out=tmp_path / "out")
    before = files(tmp_path / "out")
    given[23]["text"] += " وقال الطبيب إن الجو حار."
    write_jsonl(path, given)
    manifest = extract(path, out=tmp_path / "out")
    after = files(tmp_path / "out")
    assert (manifest.counts.kept, manifest.counts.quotations) == (4, 91)
    assert sorted(before) == sorted(after)
    assert sum(before[name] != after[name] for name in before) == 1


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_part_that_is_not_as_it_was_is_redone(tmp_path: Path, damage: str) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(45))
    extract(given, out=tmp_path / "out")
    expected = rows(tmp_path / "out")
    victim = sorted((tmp_path / "out").glob("part-*"))[2]
    if damage == "cut":
        victim.write_bytes(victim.read_bytes()[:-9])
    else:
        victim.unlink()
    assert extract(given, out=tmp_path / "out").counts.kept == 4
    assert rows(tmp_path / "out") == expected


def test_other_options_redo_all_and_leave_nothing_of_before(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(45))
    extract(given, out=tmp_path / "out", format="jsonl", size=7)
    manifest = extract(given, out=tmp_path / "out", format="parquet")
    assert (manifest.counts.kept, manifest.counts.removed) == (0, 7)
    assert len(rows(tmp_path / "out")) == 45
    assert extract(given, out=tmp_path / "out", with_text=False).counts.kept == 0


def test_a_shrunken_input_leaves_no_old_rows(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", articles(45))
    extract(path, out=tmp_path / "out")
    write_jsonl(path, articles(20))
    manifest = extract(path, out=tmp_path / "out")
    assert (manifest.counts.kept, manifest.counts.removed, manifest.counts.parts) == (2, 3, 2)
    assert len(rows(tmp_path / "out")) == 20


def test_an_input_that_is_not_there_removes_nothing(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", articles(20))
    extract(path, out=tmp_path / "out")
    told: list[Problem] = []
    (tmp_path / "empty").mkdir()
    manifest = extract(tmp_path / "empty", out=tmp_path / "out", told=told)
    assert (manifest.counts.removed, manifest.counts.failures) == (0, 1)
    assert len(rows(tmp_path / "out")) == 20
    assert "no articles in this folder" in told[0].what


def test_a_file_named_twice_is_extracted_twice(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", articles(20))
    assert extract(path, path, out=tmp_path / "out").counts.articles == 40
    assert extract(path, path, out=tmp_path / "out").counts.kept == 4


def test_an_unbroken_run_and_one_in_two_goes_leave_the_same(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(45))
    extract(given, out=tmp_path / "whole")

    def stops(next_task, work):
        for _ in range(2):
            task = next_task()
            yield task, work(task)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract(given, out=tmp_path / "broken", pool=stops)
    assert not (tmp_path / "broken" / "manifest.json").exists()
    assert extract(given, out=tmp_path / "broken").counts.kept == 2
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert rows(broken) == rows(whole)
    assert sorted(files(broken)) == sorted(files(whole))
    for name in files(whole):
        assert (whole / name).read_bytes() == (broken / name).read_bytes()


def test_half_a_line_in_the_journal_costs_that_part_alone(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(45))
    extract(given, out=tmp_path / "out")
    journal = tmp_path / "out" / "parts.jsonl"
    journal.write_bytes(journal.read_bytes()[:-30])
    assert extract(given, out=tmp_path / "out").counts.kept == 4
    assert extract(given, out=tmp_path / "out").counts.kept == 5


# --- accounts ----------------------------------------------------------------------------------------


def test_the_manifest_counts_and_names_versions(tmp_path: Path) -> None:
    given = [*articles(20), article(3), {"id": "none"}]
    path = write_jsonl(tmp_path / "a.jsonl", given)
    extract(path, out=tmp_path / "out", size=30)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    counts = manifest["counts"]
    assert (counts["parts"], counts["articles"], counts["quotations"]) == (1, 21, 42)
    assert (counts["duplicates"], counts["failures"]) == (1, 1)
    assert counts["words"] == sum(len(row["text"].split()) for row in given[:-1])
    assert manifest["versions"]["quotes"] == quotes.__version__
    assert manifest["versions"]["engine"] == "rules"
    assert manifest["options"]["part_size"] == 30
    assert manifest["input"] == [str(path)]
    [worker] = manifest["workers"].values()
    assert (worker["articles"], worker["parts"]) == (21, 1)
    assert worker["cpu_seconds"] > 0 and worker["memory_mb"] > 0


def test_failures_are_in_the_file_also_when_their_part_is_kept(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [*articles(5), {"id": "none"}])
    for _ in range(2):
        told: list[Problem] = []
        manifest = extract(path, out=tmp_path / "out", told=told)
        assert manifest.counts.failures == 1
        assert any(problem.failure for problem in told)
        assert "no field 'text'" in (tmp_path / "out" / "failures.jsonl").read_text("utf-8")


def test_many_failures_are_told_in_short(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{"id": n} for n in range(100)])
    told: list[Problem] = []
    extract(path, out=tmp_path / "out", told=told)
    assert len(told) < 30
    assert "100 failures in all" in told[-1].what
    assert len((tmp_path / "out" / "failures.jsonl").read_text("utf-8").splitlines()) == 100


# --- folders -----------------------------------------------------------------------------------------


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(2))
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("…", encoding="utf-8")
    with pytest.raises(UnwritableError, match="holds something else"):
        extract(given, out=out)
    (out / "thesis.txt").rename(out / "parts.jsonl")
    with pytest.raises(UnwritableError, match="none of ours"):
        extract(given, out=out)
    assert (out / "parts.jsonl").read_text("utf-8") == "…"


def test_an_output_within_the_input_is_refused(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", articles(2))
    with pytest.raises(UnwritableError, match="take it for input"):
        extract(tmp_path, out=tmp_path / "out")


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
        (["--jobs", 0, "-o", "out/"], "--jobs"),
    ],
)
def test_wrong_use_is_told(tmp_path: Path, monkeypatch, options: list[object], words: str) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, told = run("extract", write_jsonl(tmp_path / "a.jsonl", articles(2)), *options)
    assert code == 2 and words in told
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


# --- parts that are lost -----------------------------------------------------------------------------


def losing(*bad: str, reading: bool = False) -> Pool:
    """Return a pool whose workers die over articles whose texts hold one of *bad*, or over reading them."""

    def pool(next_task: Callable[[], Task | None], work: Work) -> Iterator[tuple[Task, Reply]]:
        while task := next_task():
            found = [item for s in task.piece.sources for item in read_given(s, Options(quotations=False))]
            texts = [item.article.text for item in found if isinstance(item, Given)]
            first, end = (0, len(texts)) if reading else task.trial or (0, len(texts))
            died = any(
                word in text.split()
                for n, text in enumerate(texts)
                for word in bad
                if first <= n < end and n not in task.skipped
            )
            yield task, Lost("killed its worker") if died else work(task)

    return pool


@pytest.mark.parametrize("bad", [{0}, {44}, {3, 4}, {12, 17, 31}, set(range(20, 30)), set(range(45))])
def test_exactly_the_articles_at_fault_are_left_out(tmp_path: Path, bad: set[int]) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", [{"id": f"a{n}", "text": f"نص t{n}"} for n in range(45)])
    pool = losing(*(f"t{n}" for n in bad))
    manifest = extract(given, out=tmp_path / "out", pool=pool)
    assert {row["id"] for row in rows(tmp_path / "out")} == {f"a{n}" for n in range(45) if n not in bad}
    failures = (tmp_path / "out" / "failures.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["id"] for line in failures} == {f"a{n}" for n in bad}
    assert manifest.counts.failures == len(bad)
    assert extract(given, out=tmp_path / "out", pool=pool).counts.kept == 5


def test_a_file_that_cannot_even_be_read_costs_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(30):
        (folder / f"{n:02}.txt").write_text(f"نص t{n}", encoding="utf-8")
    told: list[Problem] = []
    manifest = extract(folder, out=tmp_path / "out", size=50, pool=losing("t11", reading=True), told=told)
    assert (manifest.counts.articles, manifest.counts.failures) == (29, 1)
    assert [problem.file for problem in told] == [f"{folder}/11.txt"]
    assert "killed its worker" in told[0].what
    # nothing is the matter any more: all is there
    manifest = extract(folder, out=tmp_path / "out", size=50)
    assert (manifest.counts.articles, manifest.counts.failures) == (30, 0)
    assert len(rows(tmp_path / "out")) == 30


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
