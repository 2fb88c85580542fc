"""What is wrong with somebody's input: told in one line, never raised through the rest of the work."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

T = TypeVar("T")
# signs for what would steer a terminal
CONTROLS = {n: chr(0x2400 + n) for n in range(32) if n not in b"\t\n"} | dict.fromkeys(range(127, 160), "�")


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong with one input: where, what, and what its owner can do.

    ``line`` counts from 1 (rows of a parquet file too). A problem without ``failure`` is a note:
    the article came through whole, and the exit code stays 0.
    """

    file: str
    what: str
    remedy: str
    line: int | None = None
    failure: bool = True

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return visible(f"{place}: {self.what}; {self.remedy}")


def visible(words: str) -> str:
    """Return *words* on one line, with signs for control characters: they must not steer the terminal."""
    return " ".join(words.split()).translate(CONTROLS).encode("utf-8", "backslashreplace").decode()


def sift(items: Iterable[T | Problem], report: Callable[[Problem], None]) -> Iterator[T]:
    """Yield what is no problem as it comes, and hand each problem to *report*."""
    for item in items:
        if isinstance(item, Problem):
            report(item)
        else:
            yield item


class Tally(Problem, frozen=True):
    """One of many alike, which are told at a file's end in one line with their number."""

    failure: bool = False


def tallied(items: Iterable[T | Problem]) -> Iterator[T | Problem]:
    """Yield *items* as they come, but the tallies among them at the end, each kind once with its number."""
    numbers: Counter[Tally] = Counter()
    for item in items:
        if isinstance(item, Tally):
            numbers[item] += 1
        else:
            yield item
    for kind, n in numbers.items():
        yield Problem(kind.file, f"{n} × {kind.what}", kind.remedy, failure=kind.failure)
