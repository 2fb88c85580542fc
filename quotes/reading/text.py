"""A plain text file: one article, exactly as it stands."""

from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING

from quotes.problems import Problem
from quotes.records import Article
from quotes.text.encoding import decode

if TYPE_CHECKING:
    from quotes.reading import Options, Source


def read(stream: BufferedReader, *, source: "Source", options: "Options") -> Iterator[Article | Problem]:
    """Yield the article in *stream*."""
    text, complaint = decode(stream.read())
    if complaint:
        yield Problem(source.name, complaint, "it became U+FFFD; save the file as UTF-8")
    yield Article(id=source.id, text=text)
