"""A web page: its article, without menus and advertisements, found by trafilatura."""

import re
from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING

from quotes.problems import Problem
from quotes.records import Article
from quotes.text.encoding import decode, decode_as

if TYPE_CHECKING:
    from quotes.reading import Options, Source

CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
META = ("title", "author", "date", "url", "sitename")


def read(stream: BufferedReader, *, source: "Source", options: "Options") -> Iterator[Article | Problem]:
    """Yield the article of the page; title, author, date, url and site go to ``meta``."""
    import trafilatura  # half a second

    page, complaint = _page(stream.read())
    if complaint:
        yield Problem(source.name, complaint, "it became U+FFFD; save the page as UTF-8")
    found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    if isinstance(found, dict) or found is None or not found.text:
        yield Problem(source.name, "no article found in this page", "save its text as a .txt file")
        return
    meta = {name: getattr(found, name) for name in META if getattr(found, name, None)}
    yield Article(id=source.id, text=found.text, meta=meta)


def _page(data: bytes) -> tuple[str, str | None]:
    """Return the page as text: in the encoding that it names, if it is in it."""
    if declared := CHARSET.search(data[:4096]):
        try:
            page, complaint = decode_as(data, declared[1].decode())
            # what was declared in ASCII is none of UTF-16
            if not complaint and declared[1].decode() in page:
                return page, None
        except (LookupError, UnicodeError):  # no encoding of texts, or one that cannot leave anything out
            pass
    return decode(data)
