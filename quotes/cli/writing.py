"""Write articles in any format, and tell what is lost on the way."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, get_args

from quotes.formats import BYTES, ESCAPES, FOLDER, Format, writer
from quotes.formats.losses import holding
from quotes.problems import Problem, Tally, sift, tallied
from quotes.records import Article
from quotes.writing import UnwritableError, output, output_bytes, output_folder

# suffixes that say more, or other, than a format's name
SUFFIXES = {
    ".prodigy.jsonl": "prodigy",
    ".doccano.jsonl": "doccano",
    ".spacy": "docbin",
    ".ndjson": "jsonl",
    ".htm": "html",
}


def write(
    items: Iterable[Article | Problem],
    *,
    format: str,
    out: str,
    report: Callable[[Problem], None],
    lossless: bool = False,
) -> None:
    """Write the articles among *items* to *out*, and tell *report* the problems among them.

    An article that *format* cannot hold is told and left out; with *lossless*, so is, counted, whatever
    else it has no place for.

    Raises:
        UnwritableError: if *out* cannot be written, or a package that the format needs is not there.
    """
    try:
        with opened(out, format) as stream:
            held = tallied(_held(items, format, out, lossless))
            writer(format)(sift(held, report), stream)
    except ModuleNotFoundError as error:
        if error.name != "spacy":
            raise
        raise UnwritableError(
            f'{format} cannot be written without spacy; pip install "quotes-ar[spacy]"'
        ) from error


def opened(out: str, format: str) -> AbstractContextManager[Any]:
    """Open *out* as *format* is written: a text, bytes or a folder."""
    if format in FOLDER:
        return output_folder(out)
    if format in BYTES:
        return output_bytes(out)
    return output(out, errors=ESCAPES.get(format, "backslashreplace"))


def format_of(out: str, *, default: str = "table") -> str:
    """Return the format that *out*'s suffix names, or *default*."""
    name = os.path.basename(out).lower()
    for suffix, format in SUFFIXES.items():
        if name.endswith(suffix):
            return format
    suffix = os.path.splitext(name)[1].lstrip(".")
    return suffix if suffix in get_args(Format) and suffix != "table" else default


def _held(
    items: Iterable[Article | Problem], format: str, out: str, lossless: bool
) -> Iterator[Article | Problem]:
    told: list[Problem] = []
    for item in holding(
        sift(items, told.append), format=format, out="standard output" if out == "-" else out
    ):
        yield from told
        told.clear()
        if lossless or not isinstance(item, Tally):
            yield item
    yield from told
