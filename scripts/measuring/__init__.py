"""What the benchmark's parts share: texts, clocks, memory, and the rows of a table."""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
CORPUS = ROOT.parent / "shared" / "corpus" / "articles.parquet"


Clock = Callable[[Callable[[], object]], float]


class Options(NamedTuple):
    """What the benchmark was asked for: the articles, and how many of them and how often."""

    path: Path
    articles: int
    archive: int
    repeats: int


class Table(NamedTuple):
    """One part's figures: a title with what they were measured on, columns, and rows of cells."""

    title: str
    columns: list[str]
    rows: list[list[Any]]

    def __str__(self) -> str:
        """Return the table as Markdown."""
        lines = [self.columns, ["---"] * len(self.columns), *[[shown(c) for c in row] for row in self.rows]]
        return "\n".join([f"**{self.title}**", "", *(f"| {' | '.join(map(str, row))} |" for row in lines)])


def shown(cell: object) -> str:
    """Return a cell as people read it: counts with commas, ratios and seconds to two places."""
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell >= 1000 else f"{cell:.2f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def words(text: str) -> int:
    """Return how many words *text* has, counted alike for all that is measured."""
    return len(text.split())


def texts(options: Options, count: int) -> list[str]:
    """Return *count* texts of the articles, from the beginning again where they are fewer."""
    return list(islice(over_and_over(options.path), count))


def over_and_over(path: Path) -> Iterator[str]:
    """Yield the texts of a parquet or JSONL file with a column ``text``, or of a folder, without an end."""
    while True:
        yield from read(path)


def read(path: Path) -> Iterator[str]:
    """Yield the texts of *path* once, a batch in memory at a time."""
    if path.is_dir():
        for file in sorted(path.glob("*.txt")):
            if not file.name.endswith(".markup.txt"):
                yield file.read_text("utf-8")
    elif path.suffix == ".parquet":
        import pyarrow.parquet

        with pyarrow.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=500, columns=["text"]):
                yield from filter(None, batch["text"].to_pylist())
    else:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]


def timed(job: Callable[[], object]) -> float:
    """Return the seconds of the clock that *job* takes."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def worked(job: Callable[[], object]) -> float:
    """Return the seconds of this process's work that *job* takes: what others do beside it does not count."""
    began = time.process_time()
    job()
    return time.process_time() - began


def interleaved(
    jobs: dict[str, Callable[[], object]], repeats: int, *, measure: Clock = timed
) -> dict[str, float]:
    """Return the median seconds of each job, all warmed up once, then run in turns.

    So what else the machine does falls on all of them alike.
    """
    for job in jobs.values():
        job()
    rounds = [{name: measure(job) for name, job in jobs.items()} for _ in range(repeats)]
    return {name: statistics.median(taken[name] for taken in rounds) for name in jobs}


def each(job: Callable[[Any], object], items: Iterable[Any]) -> None:
    """Do *job* to every item, keeping no result."""
    for item in items:
        job(item)


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process on one core, where the system lets it, so that libraries cannot use two."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
