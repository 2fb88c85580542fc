"""brat's standoff: a text and, beside it, the file of its annotations."""

import os
from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING

from quotes.formats.brat import article_id, from_brat
from quotes.problems import Problem
from quotes.records import Article
from quotes.text.encoding import decode

if TYPE_CHECKING:
    from quotes.reading import Options, Source


def read(stream: BufferedReader, *, source: "Source", options: "Options") -> Iterator[Article | Problem]:
    """Yield the article of a text and its annotations, whichever of the two *source* is."""
    stem, suffix = os.path.splitext(source.path)
    if suffix not in (".txt", ".ann"):
        yield Problem(source.name, "is half of an article in brat", "name its folder, or the .ann file")
        return
    if not os.path.exists(f"{stem}.txt"):
        yield Problem(source.name, f"no {os.path.basename(stem)}.txt beside it", "put its text there")
        return
    text, complaint = _text(stream if suffix == ".txt" else f"{stem}.txt")
    if complaint:
        yield Problem(f"{stem}.txt", complaint, "it became U+FFFD; save the file as UTF-8")
    annotations = ""
    if options.quotations and (suffix == ".ann" or os.path.exists(f"{stem}.ann")):
        annotations, complaint = _text(stream if suffix == ".ann" else f"{stem}.ann")
    name = f"{stem}.ann"
    article, problems = from_brat(annotations, text, where=name, id=article_id(source.id))
    yield from problems
    if article is not None:
        yield article


def _text(file: BufferedReader | str) -> tuple[str, str | None]:
    if isinstance(file, str):
        with open(file, "rb") as stream:
            data = stream.read()
    else:
        data = file.read()
    try:
        # exactly as it stands, for the offsets' sake: a byte order mark counts
        return data.decode(), None
    except UnicodeDecodeError:
        return decode(data)
