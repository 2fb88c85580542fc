"""Whole archives through the command: processes, a cluster on this machine, growth, and memory."""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from measuring import ROOT, Options, Table, over_and_over

SAMPLED = 0.1  # seconds between two looks at the memory


class Run(NamedTuple):
    """What one run took: seconds of the command, and the most memory one of its workers held, in MB."""

    seconds: float
    words: int
    worker: float


def archives(options: Options) -> Table:
    """Measure one and two processes, and a cluster of two workers, on one archive."""
    ways = {
        "1 process": ["--jobs", "1"],
        "2 processes": ["--jobs", "2"],
        "Dask, 2 workers": ["--cluster", "local"],
    }
    with archive(options, options.archive) as path:
        runs = {name: extract(path, *way) for name, way in ways.items()}
    runs["2 commands, half each"] = halves(options)
    base = runs["1 process"].words / runs["1 process"].seconds
    return Table(
        f"One archive of {options.archive:,} articles, {runs['1 process'].words:,} words, from start to end",
        ["", "s", "words/s", "× 1 process", "MB a worker at most"],
        [
            [name, r.seconds, r.words / r.seconds, r.words / r.seconds / base, round(r.worker)]
            for name, r in runs.items()
        ],
    )


def halves(options: Options) -> Run:
    """Measure two commands at a time that share nothing but the machine: what two processes could reach."""
    half = options.archive // 2
    with archive(options, half) as one, archive(options, half) as other, ThreadPoolExecutor() as pool:
        runs = list(pool.map(lambda path: extract(path, "--jobs", "1"), (one, other)))
    return Run(max(r.seconds for r in runs), sum(r.words for r in runs), max(r.worker for r in runs))


def scale(options: Options) -> Table:
    """Measure archives from a seventieth to the whole: words a second and memory stay as they are."""
    rows = []
    for count in (options.archive // 70, options.archive // 7, options.archive):
        with archive(options, count) as path:
            r = extract(path, "--jobs", "2")
        rows.append([count, r.seconds, r.words / r.seconds, round(r.worker)])
    return Table("Growth: archives, 2 processes", ["articles", "s", "words/s", "MB a worker at most"], rows)


@contextmanager
def archive(options: Options, count: int) -> Iterator[Path]:
    """Write *count* articles as a parquet file; a folder is there to write beside it."""
    import pyarrow
    import pyarrow.parquet

    folder = Path(tempfile.mkdtemp())
    path = folder / "articles.parquet"
    schema = pyarrow.schema([("id", pyarrow.string()), ("text", pyarrow.string())])
    given = over_and_over(options.path)
    try:
        with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as file:
            for first in range(0, count, 4000):
                rows = [{"id": str(n), "text": next(given)} for n in range(first, min(first + 4000, count))]
                file.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
        yield path
    finally:
        shutil.rmtree(folder)


def extract(path: Path, *way: str) -> Run:
    """Run ``quotes extract`` on *path* with the options *way*, watching its workers."""
    out = path.parent / "out"
    command = [sys.executable, "-c", "from quotes.cli import app; app()", "extract", str(path)]
    began = time.perf_counter()
    full = [*command, "-o", f"{out}/", "--engine", "rules", *way]
    process = subprocess.Popen(full, cwd=ROOT, stdout=subprocess.DEVNULL)
    held: list[float] = [0.0]
    watcher = threading.Thread(target=watch, args=(process, held), daemon=True)
    watcher.start()
    if process.wait():
        raise SystemExit(f"the run with {' '.join(way)} failed")
    seconds = time.perf_counter() - began
    watcher.join()
    words = json.loads((out / "manifest.json").read_text("utf-8"))["counts"]["words"]
    shutil.rmtree(out)
    return Run(seconds, words, max(held))


def watch(process: "subprocess.Popen[bytes]", held: list[float]) -> None:
    """Add to *held* what each child of *process* holds, in MB, until it ends."""
    import psutil

    while process.poll() is None:
        try:
            for child in psutil.Process(process.pid).children(recursive=True):
                held.append(child.memory_info().rss / 1_048_576)
        except psutil.Error:
            pass  # it has just ended
        time.sleep(SAMPLED)
