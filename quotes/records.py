"""The record everyone meets at: an article with its quotations, one line of JSON each.

Offsets are Python string offsets (code points) into ``Article.text`` exactly as given.
"""

from typing import Any, Literal

import msgspec

QuoteType = Literal["direct", "mixed", "indirect"]


class Span(msgspec.Struct, frozen=True):
    """A stretch of an article's text: ``text[start:end]``, in code points."""

    start: int
    end: int
    text: str = ""


class Quotation(msgspec.Struct, kw_only=True, omit_defaults=False):
    """What was said, by whom, and the word that says so.

    ``speaker`` of an implicit quotation is the nearest earlier mention of its source;
    ``speaker_name`` is the fullest mention of that source in the article and ``speaker_id``
    numbers the sources of one article. ``optional`` quotations (gold only) are neither a
    miss when absent nor an error when found.
    """

    quote: Span
    cue: Span | None = None
    speaker: Span | None = None
    implicit: bool = False
    type: QuoteType | None = None
    speaker_name: str | None = None
    speaker_id: int | None = None
    score: float | None = None
    by: str | None = None
    optional: bool = False


class Article(msgspec.Struct, kw_only=True):
    """A text and its quotations, in the order in which they stand in the text."""

    id: str
    text: str
    meta: dict[str, Any] = msgspec.field(default_factory=dict)
    quotes: list[Quotation] = msgspec.field(default_factory=list)


def span(text: str, start: int, end: int) -> Span:
    """Return the span ``text[start:end]`` with its words in it."""
    return Span(start, end, text[start:end])


def check(article: Article) -> Article:
    """Return *article* unchanged if every span lies in its text and says what stands there.

    Raises:
        ValueError: naming the article, the quotation (counted from 1) and the span at fault.
    """
    length = len(article.text)
    for n, quotation in enumerate(article.quotes, 1):
        for label in ("quote", "cue", "speaker"):
            part: Span | None = getattr(quotation, label)
            if part is None:
                continue
            place = f"article {article.id}, quotation {n}: {label} {part.start}–{part.end}"
            if not 0 <= part.start < part.end <= length:
                raise ValueError(f"{place} lies outside the text of {length} characters")
            if part.text and article.text[part.start : part.end] != part.text:
                raise ValueError(f"{place} is not {part.text!r} in this text; was the text changed?")
    return article
