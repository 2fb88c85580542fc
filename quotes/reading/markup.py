"""Marked text, as ``quotes.formats.markup`` writes it: one article, or several after ``<article>`` lines."""

from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING

from quotes.markup import MarkupError, from_header, from_markup
from quotes.problems import Problem
from quotes.records import Article
from quotes.text.encoding import lines

if TYPE_CHECKING:
    from quotes.reading import Options, Source

END = "</article>"
REMEDY = "mend this article; the others are read"


def read(stream: BufferedReader, *, source: "Source", options: "Options") -> Iterator[Article | Problem]:
    """Yield each article; a malformed one is a problem with the line at fault.

    What begins with an ``<article>`` line holds articles between such lines only; anything else is one
    article, whole.
    """
    header: tuple[int, str] | None = None  # the line of the open article, and what it says
    body: list[str] = []
    several: bool | None = None
    for number, line, complaint in lines(stream):
        if complaint:
            yield Problem(source.name, complaint, "it became U+FFFD; save the file as UTF-8", line=number)
        begins = line.startswith("<article")
        if several is None and line.strip():
            several, body = begins, [] if begins else body
        if not several:
            body.append(line)
        elif begins:
            if header:
                what = f"a new <article> before the {END} of this one"
                yield Problem(source.name, what, REMEDY, line=header[0])
            header, body = (number, line), []
        elif header and line.rstrip() == END:
            yield _article(header, "".join(body), source, options)
            header, body = None, []
        elif header:
            body.append(line)
        elif line.strip():
            what = f"text outside of <article>: {line.strip()[:40]!r}"
            yield Problem(source.name, what, "put it between an <article> line and </article>", line=number)
    if header:
        yield Problem(source.name, f"<article> without {END}", REMEDY, line=header[0])
    if not several:
        yield _article((0, ""), "".join(body), source, options)


def _article(header: tuple[int, str], body: str, source: "Source", options: "Options") -> Article | Problem:
    number, line = header
    try:
        id, meta = from_header(line) if line else (None, {})
    except ValueError as error:
        return Problem(source.name, str(error), REMEDY, line=number)
    if line:
        body = body.removesuffix("\n")  # the line end before </article> is not the text's
    try:
        article = from_markup(body, meta=meta)
    except MarkupError as error:
        fault = number + 1 + body.count("\n", 0, error.place)
        return Problem(source.name, str(error), REMEDY, line=fault)
    article.id = id if id is not None else f"{source.id}-{number}" if line else source.id
    if not options.quotations:
        article.quotes = []
    return article
