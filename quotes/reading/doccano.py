"""Doccano's JSON lines: as exported, as ``quotes`` writes them, or made by hand."""

from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING

from quotes.problems import Problem
from quotes.reading import jsonl
from quotes.records import Article

if TYPE_CHECKING:
    from quotes.reading import Options, Source


def read(stream: BufferedReader, *, source: "Source", options: "Options") -> Iterator[Article | Problem]:
    """Yield the article of each line, after what was wrong with it."""
    return jsonl.read(stream, source=source, options=options, shape="doccano")
