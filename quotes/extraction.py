"""The extractor: text in, article with its quotations out."""

from typing import Any

from quotes.records import Article


def extract(text: str, *, id: str = "", meta: dict[str, Any] | None = None) -> Article:
    """Return the article *text* with every attributed quotation in it, in text order.

    Spans count code points of *text* as given. The empty text has no quotations.
    """
    return Article(id=id, text=text, meta=meta or {})
