"""What stays of a run besides its rows: the manifest, the failures, and a journal without what is past."""

import os
import platform
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import msgspec

from quotes import __version__
from quotes.formats.jsonl import to_line
from quotes.problems import Problem
from quotes.scale.journal import FAILURES, HEAD, MANIFEST, PART, Journal
from quotes.scale.parts import Entry, Settings, Told
from quotes.writing import output


class Counts(msgspec.Struct):
    """What is in the output; ``kept`` of its parts were there before this run.

    Words are what blanks separate; ``duplicates`` are articles with the id of another in their part.
    """

    parts: int = 0
    kept: int = 0
    removed: int = 0
    articles: int = 0
    quotations: int = 0
    words: int = 0
    duplicates: int = 0
    failures: int = 0
    notes: int = 0


class Worker(msgspec.Struct):
    """What a worker did in this run; ``memory_mb`` is its peak."""

    parts: int = 0
    articles: int = 0
    words: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    memory_mb: int = 0


class Times(msgspec.Struct):
    """What this run's workers did, each by its name."""

    workers: dict[str, Worker] = {}
    words: int = 0
    parts: int = 0

    def add(self, entry: Entry) -> None:
        """Add what *entry* took."""
        self.words += entry.words
        self.parts += 1
        one = self.workers.setdefault(entry.worker, Worker())
        one.parts += 1
        one.articles += entry.articles
        one.words += entry.words
        one.seconds = round(one.seconds + entry.seconds, 3)
        one.cpu_seconds = round(one.cpu_seconds + entry.cpu, 3)
        one.memory_mb = max(one.memory_mb, entry.memory >> 20)


class Manifest(msgspec.Struct, kw_only=True):
    """The account of a finished run. Times are of what was done in it, without the parts that were kept."""

    counts: Counts
    versions: dict[str, str]
    options: dict[str, Any]
    input: list[str]
    began: str
    seconds: float
    words_per_second: int
    workers: dict[str, Worker]


def told(problem: Problem) -> Told:
    """Return *problem* as the journal has it."""
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    return Told("", place, problem.what, problem.remedy, problem.failure)


def close(
    book: Journal,
    places: set[str],
    *,
    settings: Settings,
    times: Times,
    failures: list[Told],
    began: datetime,
    input: list[str],
    size: int,
    jobs: int | None,
    cluster: str | None,
) -> Manifest:
    """Write failures and manifest, and take what is not of *places* out of the folder and its journal.

    If the input could not be found whole (*failures*), all stays.

    Raises:
        OSError: if the folder cannot be written.
    """
    counts = _settle(book, None if failures else places, failures)
    counts.kept = counts.parts - times.parts
    seconds = (datetime.now(UTC) - began).total_seconds()
    options: dict[str, Any] = {
        "part_size": size,
        **({} if jobs is None else {"jobs": jobs}),
        **({} if cluster is None else {"cluster": cluster}),
        "format": settings.format,
        "text": settings.with_text,
    }
    if settings.model:
        options["model"] = settings.model
    manifest = Manifest(
        counts=counts,
        versions=_versions(settings),
        options=options,
        input=input,
        began=began.isoformat(timespec="seconds"),
        seconds=round(seconds, 3),
        words_per_second=round(times.words / max(seconds, 1e-9)),
        workers=times.workers,
    )
    with output(book.folder / MANIFEST) as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2).decode() + "\n")
    return manifest


def _settle(book: Journal, places: set[str] | None, failures: list[Told]) -> Counts:
    """Write the failures and the journal anew, of *places* only, and remove other parts."""
    last = {entry.place: n for n, entry in enumerate(book.entries())}
    counts, files = Counts(), set()
    with output(book.folder / FAILURES) as stream, output(book.path) as fresh:
        fresh.write(HEAD.decode() + "\n")
        for failure in failures:
            counts.failures += 1
            stream.write(to_line(failure) + "\n")
        for n, entry in enumerate(book.entries()):
            if last[entry.place] != n or (places is not None and entry.place not in places):
                continue
            fresh.write(to_line(entry) + "\n")
            files.add(entry.file)
            counts.parts += 1
            for name in ("articles", "quotations", "words", "duplicates"):
                setattr(counts, name, getattr(counts, name) + getattr(entry, name))
            for problem in entry.problems:
                if problem.failure:
                    counts.failures += 1
                    stream.write(to_line(problem) + "\n")
                else:
                    counts.notes += 1
    for name in os.listdir(book.folder):
        if PART.fullmatch(name) and name not in files:
            with suppress(FileNotFoundError):
                os.unlink(book.folder / name)
                counts.removed += 1
    return counts


def _versions(settings: Settings) -> dict[str, str]:
    versions = {"quotes": __version__, "engine": settings.label, "python": platform.python_version()}
    if settings.engine != "rules":
        versions["spacy"] = version("spacy")
    if settings.format == "parquet":
        versions["pyarrow"] = version("pyarrow")
    return versions
