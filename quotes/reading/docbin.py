"""spaCy's DocBin: every Doc an article."""

import zlib
from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING

import msgspec

from quotes.problems import Problem
from quotes.records import Article

if TYPE_CHECKING:
    from quotes.reading import Options, Source


def read(stream: BufferedReader, *, source: "Source", options: "Options") -> Iterator[Article | Problem]:
    """Yield the article of each Doc; the file is in memory whole."""
    from spacy.tokens import DocBin

    from quotes.formats.docbin import from_docbin, tokenizer

    try:
        docs = DocBin().from_bytes(stream.read())
    except (ValueError, KeyError, TypeError, IndexError, zlib.error) as error:
        reason = str(error).partition(". ")[0]
        what = f"is no DocBin that can be read ({type(error).__name__}: {reason})"
        yield Problem(source.name, what, "write or copy it anew")
        return
    for number, doc in enumerate(docs.get_docs(tokenizer().vocab), 1):
        where = f"{source.name}, doc {number}"
        try:
            article, problems = from_docbin(doc, where=where, id=f"{source.id}-{number}")
        except ValueError as error:
            yield Problem(where, str(error), "write it anew; the others are read")
            continue
        if not options.quotations:
            yield Article(id=f"{source.id}-{number}" if article is None else article.id, text=doc.text)
            continue
        yield from (msgspec.structs.replace(problem) for problem in problems)
        if article is not None:
            yield article
