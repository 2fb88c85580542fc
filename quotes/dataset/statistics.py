"""What a dataset holds, counted for its card."""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from quotes.dataset.rows import described
from quotes.dataset.splits import Split
from quotes.records import Article, QuoteType
from quotes.text.kinds import Kinds


class Part(msgspec.Struct):
    """The counts of one split, or of the whole.

    ``lengths`` counts quotations by their length in words; ``cues`` by cue as it stands in the text.
    """

    articles: int = 0
    words: int = 0
    quotations: int = 0
    implicit: int = 0
    optional: int = 0
    sources: int = 0
    types: Counter[QuoteType] = msgspec.field(default_factory=Counter)
    cues: Counter[str] = msgspec.field(default_factory=Counter)
    lengths: Counter[int] = msgspec.field(default_factory=Counter)
    per_article: Counter[int] = msgspec.field(default_factory=Counter)
    beats: Counter[str] = msgspec.field(default_factory=Counter)
    styles: Counter[str] = msgspec.field(default_factory=Counter)


class Statistics(msgspec.Struct):
    """The counts of a dataset: the whole, and each split that has articles."""

    whole: Part
    splits: dict[Split, Part]


def count(articles: Iterable[Article], splits: Mapping[str, Split]) -> Statistics:
    """Return the counts of *articles*, whose splits are *splits*."""
    whole, parts = Part(), dict[Split, Part]()
    for article in articles:
        for part in (whole, parts.setdefault(splits[article.id], Part())):
            _add(part, article)
    return Statistics(whole, parts)


def _add(part: Part, article: Article) -> None:
    kinds = Kinds.of_text(article.text)
    part.articles += 1
    part.words += len(article.text.split())
    part.quotations += len(article.quotes)
    part.implicit += sum(q.implicit for q in article.quotes)
    part.optional += sum(q.optional for q in article.quotes)
    part.sources += len({q.speaker_id for q in article.quotes if q.speaker_id is not None})
    part.types.update(q.type or kinds.of(q.quote) for q in article.quotes)
    part.cues.update(article.text[q.cue.start : q.cue.end] for q in article.quotes if q.cue)
    part.lengths.update(len(article.text[q.quote.start : q.quote.end].split()) for q in article.quotes)
    part.per_article[len(article.quotes)] += 1
    named = described(article)
    part.beats.update(filter(None, [named["beat"]]))
    part.styles.update(filter(None, [named["style"]]))


def quantile(counts: Counter[int], share: float) -> int:
    """Return the smallest number that at least *share* of what *counts* counts does not exceed, or 0."""
    wanted, seen = share * counts.total(), 0
    for number in sorted(counts):
        seen += counts[number]
        if seen >= wanted:
            return number
    return 0
