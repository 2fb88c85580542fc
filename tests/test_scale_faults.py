"""What goes wrong on the way through an archive: what is kept, what is told, and how it goes on."""

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import poison
import pytest
from archives import article, articles, extract, files, rows, write_jsonl

from quotes.problems import Problem
from quotes.scale.parts import Entry, Reply, Task
from quotes.scale.processes import Pool, Work, processes
from quotes.writing import UnwritableError

ROOT = Path(__file__).parents[1]
QUOTES = [sys.executable, "-c", "from quotes.cli import app; app(prog_name='quotes')"]


def start(*arguments: object, **options: Any) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [*QUOTES, *map(str, arguments), "--engine", "rules"]
    return subprocess.Popen(command, env=environment, **pipes, **options)


def poisoned(pool: Pool) -> Pool:
    return lambda next_task, _: pool(next_task, poison.work)


def with_poison(path: Path, **where: int) -> Path:
    given = articles(40)
    for name, n in where.items():
        given[n]["text"] = f"قال {getattr(poison, name)} إن الأمر انتهى."
    return write_jsonl(path, given)


def running(pattern: str) -> list[int]:
    """Return the processes whose working directory is *pattern*."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and os.readlink(process / "cwd") == pattern:
                found.append(int(process.name))
        except OSError:
            continue
    return found


def wait_for(what, seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.02)


# --- articles that no worker survives ----------------------------------------------------------------


@pytest.mark.slow
def test_articles_that_end_their_worker_are_found_and_the_rest_is_written(tmp_path: Path) -> None:
    given = with_poison(tmp_path / "a.jsonl", EXIT=13, KILLED=14)
    told: list[Problem] = []
    pool = processes(2)
    manifest = extract(given, out=tmp_path / "out", pool=poisoned(pool), told=told)
    assert (manifest.counts.articles, manifest.counts.failures, manifest.counts.parts) == (38, 2, 4)
    assert {row["id"] for row in rows(tmp_path / "out")} == {row["id"] for row in articles(40)} - {
        "a13",
        "a14",
    }
    failures = [
        json.loads(line) for line in (tmp_path / "out" / "failures.jsonl").read_text("utf-8").splitlines()
    ]
    reasons = {failure["id"]: failure["what"] for failure in failures}
    assert {failure["source"] for failure in failures} == {f"{given}:{n}" for n in (14, 15)}
    assert "exit code 3" in reasons["a13"]
    assert "SIGKILL" in reasons["a14"] and "memory" in reasons["a14"]
    assert len(told) == 2
    # a part with a known failure is as finished as any
    assert extract(given, out=tmp_path / "out", pool=poisoned(pool)).counts.kept == 4


@pytest.mark.slow
def test_an_article_that_hangs_is_found(tmp_path: Path) -> None:
    given = with_poison(tmp_path / "a.jsonl", HANGS=1)
    pool = processes(2, grace=4, each=0)
    manifest = extract(given, out=tmp_path / "out", size=2, pool=poisoned(pool))
    assert (manifest.counts.articles, manifest.counts.failures) == (39, 1)
    assert "took longer than 4 seconds" in (tmp_path / "out" / "failures.jsonl").read_text("utf-8")


@pytest.mark.slow
def test_slow_articles_in_one_part_are_not_lost(tmp_path: Path) -> None:
    slow = f"قال {poison.SLOW} إن الأمر انتهى."
    given = write_jsonl(tmp_path / "a.jsonl", [row | {"text": slow} for row in articles(3)])
    manifest = extract(given, out=tmp_path / "out", pool=poisoned(processes(2, grace=3, each=0)))
    assert (manifest.counts.articles, manifest.counts.failures) == (3, 0)


@pytest.mark.slow
def test_want_of_memory_costs_the_article_alone(tmp_path: Path) -> None:
    given = with_poison(tmp_path / "a.jsonl", HUGE=5)
    manifest = extract(given, out=tmp_path / "out", pool=poisoned(processes(1)))
    assert (manifest.counts.articles, manifest.counts.failures) == (39, 1)
    assert "MemoryError" in (tmp_path / "out" / "failures.jsonl").read_text("utf-8")


@pytest.mark.slow
def test_a_worker_that_somebody_kills_costs_nothing(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(3000))
    run = start("extract", given, "-o", "out/", "--jobs", 2, "--part-size", 100, cwd=tmp_path)
    wait_for(lambda: len(files(tmp_path / "out")) >= 3)
    victims = [pid for pid in running(str(tmp_path)) if b"forkserver" in command(pid) and children(pid) == []]
    os.kill(victims[-1], signal.SIGKILL)
    out, err = run.communicate(timeout=120)
    assert (run.returncode, err) == (0, "")
    assert "3,000 articles, 6,000 quotations, 0 failures in 30 parts" in out


def command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


@pytest.mark.slow
def test_a_worker_that_dies_while_it_waits_costs_nothing(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(40))
    pool = processes(1)

    def killing(next_task: Callable[[], Task | None], work: Work) -> Iterator[tuple[Task, Reply]]:
        for n, (task, reply) in enumerate(pool(next_task, poison.work)):
            if n == 0 and isinstance(reply, Entry):
                os.kill(int(reply.worker.rpartition(":")[2]), signal.SIGKILL)
                time.sleep(0.5)
            yield task, reply

    manifest = extract(given, out=tmp_path / "out", size=10, pool=killing)
    assert (manifest.counts.articles, manifest.counts.failures) == (40, 0)


# --- the run itself ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_and_leaves_the_same(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(3000))
    command = ("extract", given, "-o", "out/", "--jobs", 2, "--part-size", 100)
    run = start(*command, cwd=tmp_path)
    wait_for(lambda: len(files(tmp_path / "out")) >= 3)
    run.kill()
    run.communicate(timeout=60)
    wait_for(lambda: running(str(tmp_path)) == [])  # no worker outlives it
    assert not (tmp_path / "out" / "manifest.json").exists()
    run = start(*command, cwd=tmp_path)
    _, err = run.communicate(timeout=120)
    assert (run.returncode, err) == (0, "")
    counts = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["counts"]
    assert counts["kept"] >= 2 and counts["parts"] == 30
    extract(given, out=tmp_path / "whole", size=100)
    assert rows(tmp_path / "out") == rows(tmp_path / "whole")
    assert not list((tmp_path / "out").glob(".*"))


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_stopped_leaves_finished_parts_and_nothing_else(
    tmp_path: Path, how: signal.Signals
) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(3000))
    run = start("extract", given, "-o", "out/", "--jobs", 2, "--part-size", 100, cwd=tmp_path)
    wait_for(lambda: len(files(tmp_path / "out")) >= 3)
    run.send_signal(how)
    _, err = run.communicate(timeout=60)
    assert (run.returncode, err) == (128 + how, "")
    wait_for(lambda: running(str(tmp_path)) == [], seconds=10)
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert left == {"parts.jsonl", *files(tmp_path / "out")}
    assert len(rows(tmp_path / "out")) == 100 * len(files(tmp_path / "out"))


@pytest.mark.slow
def test_a_full_disk_stops_the_run_and_what_is_finished_stays(tmp_path: Path) -> None:
    """No file may be longer than what the second, longer part takes: the system's answer is the same."""
    given = articles(40)
    for row in given[20:]:
        row["text"] = " ".join(article(n)["text"] for n in range(60))
    path = write_jsonl(tmp_path / "a.jsonl", given)
    command = ("extract", path, "-o", "out/", "--jobs", 1, "--part-size", 20, "-f", "jsonl")
    most = 60_000
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))  # noqa: E731
    run = start(*command, cwd=tmp_path, preexec_fn=limit)
    out, err = run.communicate(timeout=120)
    assert (run.returncode, out) == (1, "")
    [line] = err.splitlines()
    assert "out: cannot be written any more (File too large): 1 parts are finished and kept" in line
    assert "free space and run the same command again" in line
    assert len(files(tmp_path / "out")) == 1
    assert not list((tmp_path / "out").glob(".*"))
    run = start(*command, cwd=tmp_path)
    out, err = run.communicate(timeout=120)
    assert (run.returncode, err) == (0, "")
    assert "1 of them kept" in out and len(rows(tmp_path / "out")) == 40


def test_a_disk_that_is_full_at_the_end_is_told_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(20))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(UnwritableError, match=r"any more \(No space left on device\)"):
            extract(given, out=tmp_path / "out")
    assert not list((tmp_path / "out").glob(".*"))
    assert extract(given, out=tmp_path / "out").counts.articles == 20


@pytest.mark.slow
def test_an_output_that_is_removed_stops_the_run(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(3000))
    run = start("extract", given, "-o", "out/", "--jobs", 2, "--part-size", 100, cwd=tmp_path)
    wait_for(lambda: len(files(tmp_path / "out")) >= 3)
    (tmp_path / "out").rename(tmp_path / "away")
    out, err = run.communicate(timeout=120)
    assert (run.returncode, out) == (1, "")
    [line] = err.splitlines()
    assert "the folder is gone" in line and "run the same command again" in line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "away"]


@pytest.mark.slow
def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(3000))
    command = ("extract", given, "-o", "out/", "--jobs", 1, "--part-size", 100)
    first = start(*command, cwd=tmp_path)
    wait_for(lambda: len(files(tmp_path / "out")) >= 1)
    second = start(*command, cwd=tmp_path)
    _, err = second.communicate(timeout=60)
    assert second.returncode == 1 and "another run is writing here" in err
    assert first.poll() is None
    first.terminate()
    first.communicate(timeout=60)
