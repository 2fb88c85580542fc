"""The same archive on a Dask cluster: the same rows, whatever becomes of its workers and its scheduler."""

import json
import os
import pickle
import signal
import socket
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import poison
import pytest
from archives import articles, extract, files, rows, write_jsonl
from dask_cluster import Cluster, interrupt, running, start, wait_for
from msgspec.structs import replace
from typer.testing import CliRunner

from quotes import engines
from quotes.cli import app
from quotes.problems import Problem
from quotes.reading import Source
from quotes.scale import cluster as clusters
from quotes.scale import parts
from quotes.scale.parts import Settings, Task, stamp
from quotes.scale.pieces import Piece
from quotes.writing import UnwritableError

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def dask(tmp_path_factory) -> Iterator[Cluster]:
    """A cluster of two workers."""
    with running(tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster


# --- runs --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_killed_worker_costs_nothing(tmp_path: Path, dask: Cluster, monkeypatch) -> None:
    write_jsonl(tmp_path / "a.jsonl", articles(1200))
    options = ("--engine", "rules", "--cluster", dask.address, "--part-size", 30)
    run = start("extract", "a.jsonl", "-o", "out/", *options, cwd=tmp_path)
    wait_for(lambda: len(files(tmp_path / "out")) >= 5)
    os.kill(dask.workers()[0], signal.SIGKILL)
    out, err = run.communicate(timeout=120)
    assert (run.returncode, err) == (0, "")
    assert "1,200 articles, 2,400 quotations, 0 failures in 40 parts" in out
    monkeypatch.chdir(tmp_path)  # the workers, who are elsewhere, name the files as they were named to us
    extract(Path("a.jsonl"), out=tmp_path / "whole", size=30)
    assert rows(tmp_path / "out") == rows(tmp_path / "whole")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["options"]["cluster"] == dask.address


@pytest.mark.slow
def test_a_lost_scheduler_is_told_and_another_goes_on(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(1200))
    command = ("extract", given, "-o", tmp_path / "out/", "--engine", "rules", "--part-size", 30)
    with running(tmp_path) as first:
        run = start(*command, "--cluster", first.address)
        wait_for(lambda: len(files(tmp_path / "out")) >= 5)
        first.scheduler.kill()
        out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (1, "")
    [line] = err.splitlines()
    assert f"{first.address}: the connection to its scheduler is lost" in line
    assert "parts are finished and kept; run the same command again" in line
    assert not (tmp_path / "out" / "manifest.json").exists()
    run = start(*command, "--cluster", "local", "--jobs", 1)
    out, err = run.communicate(timeout=120)
    assert (run.returncode, err) == (0, "")
    counts = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["counts"]
    assert (counts["parts"], counts["articles"]) == (40, 1200) and counts["kept"] >= 3
    extract(given, out=tmp_path / "whole", size=30)
    assert rows(tmp_path / "out") == rows(tmp_path / "whole")


@pytest.mark.slow
def test_a_cluster_of_our_own_ends_when_it_is_interrupted(tmp_path: Path) -> None:
    given = write_jsonl(tmp_path / "a.jsonl", articles(1200))
    options = ("--engine", "rules", "--cluster", "local", "--jobs", 2, "--part-size", 30)
    run = start("extract", given, "-o", "out/", *options, cwd=tmp_path)
    wait_for(lambda: len(files(tmp_path / "out")) >= 3)
    interrupt(run)
    out, err = run.communicate(timeout=60)
    assert (run.returncode, out, err) == (128 + signal.SIGINT, "", "")
    wait_for(lambda: not in_group(run.pid))
    assert len(files(tmp_path / "out")) >= 3
    assert not list((tmp_path / "out").glob(".*"))


@pytest.mark.slow
def test_articles_that_end_their_worker_are_found(tmp_path: Path, dask: Cluster) -> None:
    given = articles(8)
    given[2]["text"] = f"قال {poison.KILLED} إن الأمر انتهى."
    given[5]["text"] = f"قال {poison.HANGS} إن الأمر انتهى."
    path = write_jsonl(tmp_path / "a.jsonl", given)
    told: list[Problem] = []
    pool = clusters.cluster(dask.address)
    manifest = extract(
        path,
        out=tmp_path / "out",
        size=2,
        pool=lambda next_task, _: pool(next_task, poison.work),
        told=told,
        time_limit=2.5,
    )
    assert (manifest.counts.articles, manifest.counts.failures, manifest.counts.parts) == (6, 2, 4)
    assert sorted(problem.file for problem in told) == [f"{path}:3, article a2", f"{path}:6, article a5"]
    assert all(clusters.ENDED in problem.what for problem in told)


@pytest.mark.slow
def test_workers_read_from_a_url(tmp_path: Path, dask: Cluster) -> None:
    inner = write_jsonl(tmp_path / "a.jsonl", articles(40))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(inner, "news/a.jsonl")
    inner.unlink()
    url = f"zip://news::file://{tmp_path}/a.zip"
    options = ("--engine", "rules", "--cluster", dask.address, "--part-size", "10")
    done = CliRunner().invoke(app, ["extract", url, "-o", f"{tmp_path}/out/", *options])
    assert (done.exit_code, done.stderr) == (0, "")
    found = rows(tmp_path / "out")
    assert {row["text"] for row in found} == {row["text"] for row in articles(40)}
    assert found[0]["source"] == f"zip://news/a.jsonl::file://{tmp_path}/a.zip:1"


# --- clusters that are not as they should be ---------------------------------------------------------


@pytest.mark.slow
def test_another_version_on_the_workers_is_told(tmp_path: Path, dask: Cluster, monkeypatch) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", articles(4))
    monkeypatch.setattr(clusters, "__version__", "99.0")
    with pytest.raises(
        UnwritableError, match=r"has quotes 0.*, and this is 99\.0; install the same .*same command"
    ):
        extract(path, out=tmp_path / "out", pool=clusters.cluster(dask.address))


@pytest.mark.slow
def test_a_cluster_without_workers_is_told(tmp_path: Path, monkeypatch) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", articles(4))
    monkeypatch.setattr(clusters, "APPEAR", 1)
    with (
        running(tmp_path, workers=0) as empty,
        pytest.raises(UnwritableError, match="has no worker after 1 seconds"),
    ):
        extract(path, out=tmp_path / "out", pool=clusters.cluster(empty.address))


@pytest.mark.slow
def test_an_address_where_nobody_listens_is_told(tmp_path: Path, monkeypatch) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", articles(4))
    monkeypatch.setattr(clusters, "CONNECT", 1)
    options = ["--engine", "rules", "--cluster", "tcp://127.0.0.1:1"]
    done = CliRunner().invoke(app, ["extract", str(path), "-o", f"{tmp_path}/out/", *options])
    assert (done.exit_code, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert "tcp://127.0.0.1:1: cannot be reached" in line and "mend the address" in line


@pytest.mark.slow
def test_an_address_where_another_listens_is_told(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", articles(4))
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        run = start("extract", path, "-o", tmp_path / "out/", "--engine", "rules", "--cluster", address)
        with server.accept()[0] as connection:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n" * 9)
            out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (1, "")
    [line] = err.splitlines()
    assert f"{address}: cannot be reached (something else listens there)" in line


def test_certificates_that_are_not_there_are_told(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", articles(4))
    with pytest.raises(UnwritableError, match=r"certificates, see distributed\.comm\.tls"):
        extract(path, out=tmp_path / "out", pool=clusters.cluster("tls://127.0.0.1:1"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--cluster", "somewhere"], "tcp://host:port"),
        (["--cluster", "tcp://somewhere"], "tcp://host:port"),
        (["--cluster", "tcp://somewhere:8786", "--jobs", "2"], "leave out --jobs"),
        (["--cluster", "local", "-o", "s3://bucket/out/"], "a folder of a file system, not a URL"),
    ],
)
def test_wrong_use_is_told(tmp_path: Path, options: list[str], words: str) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", articles(2))
    done = CliRunner().invoke(app, ["extract", str(path), "-o", f"{tmp_path}/out/", *options])
    assert done.exit_code == 2 and words in done.stderr
    assert not (tmp_path / "out").exists()


# --- what a worker refuses ---------------------------------------------------------------------------


def refusal(tmp_path: Path, *, seen: Path | None = None, **settings: str) -> object:
    """Return what a worker says to a task for the folder *tmp_path*."""
    given = Settings(folder=str(tmp_path), format="jsonl")
    given = replace(given, stamp=stamp(given, clusters.__version__))
    task = Task(piece=Piece("0"), index=0, settings=replace(given, **settings))
    payload = pickle.dumps((parts.work, task, [str(seen)] if seen else []))
    return clusters.do(clusters.__version__, payload)


def test_a_worker_refuses_another_model(tmp_path: Path) -> None:
    assert "has another model" in str(refusal(tmp_path, stamp="another"))


def test_a_worker_refuses_storage_that_it_does_not_see(tmp_path: Path) -> None:
    assert f"does not see {tmp_path / 'parts.jsonl'}" in str(refusal(tmp_path))
    (tmp_path / "parts.jsonl").touch()
    assert f"does not see {tmp_path / 'a.jsonl'}" in str(refusal(tmp_path, seen=tmp_path / "a.jsonl"))
    assert isinstance(refusal(tmp_path), parts.Entry)


def test_articles_that_were_each_well_have_their_time_each(tmp_path: Path, monkeypatch) -> None:
    """A wall is one of a batch of articles: those that are slow together would never be done."""
    walls: list[float] = []

    @contextmanager
    def wall(seconds: float) -> Iterator[None]:
        walls.append(seconds)
        yield

    monkeypatch.setattr(engines, "wall", wall)
    monkeypatch.setattr(parts, "wall", lambda seconds: nullcontext())
    path = str(write_jsonl(tmp_path / "a.jsonl", articles(5)))
    settings = Settings(folder=str(tmp_path), format="jsonl", hard=True, time_limit=7)
    task = Task(piece=Piece("0", [Source(path, "a", "jsonl")]), index=0, settings=settings)
    for tested, expected in ((False, [7]), (True, [7] * 5)):
        walls.clear()
        entry = parts.work(replace(task, tested=tested))
        assert isinstance(entry, parts.Entry) and entry.articles == 5
        assert walls == expected


def in_group(leader: int) -> list[str]:
    """Return the processes in the group of *leader*."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and os.getpgid(int(process.name)) == leader:
                found.append(process.name)
        except OSError:
            continue
    return found
