"""JSON lines: our own record, a task of Prodigy, a line of Doccano, or any object with a text in it."""

import json
import sys
from collections.abc import Iterator
from io import BufferedReader
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from quotes.problems import Problem
from quotes.reading import rows, tasks
from quotes.records import Article
from quotes.text.encoding import lines, lines_from

if TYPE_CHECKING:
    from quotes.reading import Options, Source

TOO_DEEP = "too many brackets in each other"
decoder = msgspec.json.Decoder()


def read(
    stream: BufferedReader, *, source: "Source", options: "Options", shape: str | None = None
) -> Iterator[Article | Problem]:
    """Yield the article of each line; a broken line is a problem with its number.

    *shape* says that the lines are "prodigy" or "doccano"; else each line tells what it is.
    """
    part = source.slice
    given = lines_from(stream, part.offset, part.encoding, part.first) if part else lines(stream)
    for number, line, complaint in islice(given, part.count if part else None):
        if not line.strip():
            continue
        if complaint:
            yield Problem(source.name, complaint, "it became U+FFFD; save the file as UTF-8", line=number)
        try:
            yield from articles(_row(line), number, source=source, options=options, shape=shape)
        except (ValueError, RecursionError) as error:
            what = str(error) if isinstance(error, ValueError) else TOO_DEEP
            yield Problem(source.name, what, "mend this line; the others are read", line=number)


def articles(
    row: Any, number: int, *, source: "Source", options: "Options", shape: str | None = None
) -> Iterator[Article | Problem]:
    """Yield the article in *row*, the file's *number*-th from 1, with its quotations if they matter.

    Raises:
        ValueError: for what is no object, and for quotations that are not as in our record.
    """
    if not isinstance(row, dict):
        raise ValueError("is no JSON object")
    if shape or (shape := tasks.shape(row)):
        yield from tasks.read(row, number, shape=shape, source=source, options=options)
        return
    yield rows.quoted(rows.article(row, number, source=source, options=options), row, options)


def from_json(line: str) -> Any:
    """Return what *line* holds, also where it has lone surrogates, which msgspec refuses.

    Raises:
        ValueError: for what is no JSON.
    """
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeEncodeError):
        pass
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        raise
    except ValueError:  # Python's own words are for its programmers
        raise ValueError(f"a number of over {sys.get_int_max_str_digits()} digits") from None


def _row(line: str) -> Any:
    try:
        return from_json(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON: {error.msg} at character {error.pos + 1}") from error
