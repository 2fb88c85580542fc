"""spaCy's DocBin: every Doc an article."""

import zlib
from collections.abc import Iterator
from io import BufferedReader
from itertools import count
from typing import TYPE_CHECKING

import msgspec

from quotes.problems import Problem
from quotes.records import Article

if TYPE_CHECKING:
    from quotes.reading import Options, Source

# bytes to which a DocBin may grow, or so many times its own
LARGEST, RATIO = 1 << 30, 200


def read(stream: BufferedReader, *, source: "Source", options: "Options") -> Iterator[Article | Problem]:
    """Yield the article of each Doc; the file is in memory whole."""
    from spacy.tokens import DocBin

    from quotes.formats.docbin import from_docbin, tokenizer

    data = stream.read()
    limit = max(LARGEST, RATIO * len(data))
    if _bursts(data, limit):
        what = f"its {len(data):,} bytes would grow to more than {limit:,}"
        yield Problem(source.name, what, "write it in smaller files, if it is yours")
        return
    try:
        docs = DocBin().from_bytes(data).get_docs(tokenizer().vocab)
    except Exception as error:  # spaCy checks nothing: whatever comes of what others wrote
        yield Problem(source.name, f"is no DocBin that can be read ({_told(error)})", "write or copy it anew")
        return
    for number in count(1):
        where = f"{source.name}, doc {number}"
        try:
            if (doc := next(docs, None)) is None:
                return
        except Exception as error:
            what = f"cannot be read, nor any doc after it ({_told(error)})"
            yield Problem(where, what, "write or copy the file anew")
            return
        try:
            article, problems = from_docbin(doc, where=where, id=f"{source.id}-{number}")
        except (ValueError, RecursionError) as error:
            yield Problem(where, str(error), "write it anew; the others are read")
            continue
        if not options.quotations:
            yield Article(id=f"{source.id}-{number}" if article is None else article.id, text=doc.text)
            continue
        yield from (msgspec.structs.replace(problem) for problem in problems)
        if article is not None:
            yield article


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).partition('. ')[0]}"


def _bursts(data: bytes, limit: int) -> bool:
    """Return whether *data* would grow to more bytes than *limit*, without letting it."""
    if len(data) * 1100 < limit:  # zlib makes no more of it
        return False
    inflating, size = zlib.decompressobj(), 0
    try:
        while data and size <= limit:
            size += len(inflating.decompress(data, 1 << 20))
            data = inflating.unconsumed_tail
    except zlib.error:
        return False  # it is told what it is
    return size > limit
