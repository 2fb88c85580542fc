"""An archive that was extracted before: what is kept, what is done again, and the accounts of it all."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from archives import article, articles, extract, files, rows, write_jsonl

import quotes
from quotes.problems import Problem
from quotes.reading import Options
from quotes.scale.parts import Lost, Reply, Task
from quotes.scale.pieces import Given, read_given
from quotes.scale.processes import Pool, Work
from quotes.writing import UnwritableError

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
    manifest = extract(given, out=tmp_path / "out", retry=True)
    assert (manifest.counts.articles, manifest.counts.failures) == (45, 0)
    assert manifest.counts.kept == 5 - len({n // 10 for n in bad})


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
