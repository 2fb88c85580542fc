"""JSON lines: our own record, or any object with a text in it."""

import json
from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING, Any

import msgspec

from quotes.problems import Problem
from quotes.reading import rows
from quotes.records import Article, Quotation, check
from quotes.text.encoding import lines

if TYPE_CHECKING:
    from quotes.reading import Options, Source

decoder = msgspec.json.Decoder()


def read(stream: BufferedReader, *, source: "Source", options: "Options") -> Iterator[Article | Problem]:
    """Yield the article of each line; a broken line is a problem with its number."""
    for number, line, complaint in lines(stream):
        if not line.strip():
            continue
        if complaint:
            yield Problem(source.path, complaint, "it became U+FFFD; save the file as UTF-8", line=number)
        try:
            yield _article(line, number, source, options)
        except (ValueError, RecursionError) as error:
            what = str(error) if isinstance(error, ValueError) else "too many brackets in each other"
            yield Problem(source.path, what, "mend this line; the others are read", line=number)


def from_json(line: str) -> Any:
    """Return what *line* holds, also where it has lone surrogates, which msgspec refuses.

    Raises:
        ValueError: for what is no JSON.
    """
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return json.loads(line)


def _article(line: str, number: int, source: "Source", options: "Options") -> Article | Problem:
    try:
        row = from_json(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON: {error.msg} at character {error.pos + 1}") from error
    if not isinstance(row, dict):
        raise ValueError("is no JSON object")
    article = rows.article(row, number, source=source, options=options)
    if isinstance(article, Article) and options.quotations and row.get("quotes"):
        article.quotes = msgspec.convert(row["quotes"], list[Quotation])
        check(article)
    return article
