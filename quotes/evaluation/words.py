"""What the measures compare: the words that a span touches, and the folded words of a name.

Outer quotation marks, punctuation and a proclitic (و, ف) cost nothing this way. The folding here is
the measures' own and stays as it is, whatever ``quotes.text`` does: figures must keep their meaning.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Set as AbstractSet

from quotes.records import Quotation, Span

_WORD = re.compile(r"[^\W_]+(?:[\u064b-\u0652\u0670\u0640]+[^\W_]*)*")
_MARKS = re.compile(r"[\u064b-\u0652\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_FOLD = str.maketrans("أإآٱىةؤئ", "اااايهوي")
# what many names share says nothing about which source it is
_COMMON = {"في", "من", "الي", "علي", "عن", "باسم", "لدي", "رئيس", "وزير", "الرئيس", "الوزير"}


class Words:
    """The words of one article's text."""

    def __init__(self, text: str) -> None:
        self.text = text
        places = [found.span() for found in _WORD.finditer(text)]
        self.starts = [start for start, _ in places]
        self.ends = [end for _, end in places]

    def touched(self, part: Span | None) -> range:
        """Return the words, counted from 0, that share a character with *part*; none of none."""
        if part is None:
            return range(0)
        return range(bisect_right(self.ends, part.start), bisect_left(self.starts, part.end))

    def source(self, part: Span) -> set[str]:
        """Return the folded words of a mention, without those that many sources share."""
        return _folded(self.text[part.start : part.end]) - _COMMON


def overlap(a: range, b: range) -> float:
    """Return the Jaccard overlap of two runs of words; two empty ones are the same."""
    both = max(0, min(a.stop, b.stop) - max(a.start, b.start))
    return both / (len(a) + len(b) - both) if a or b else 1.0


def right_source(words: Words, gold: Quotation, predicted: Quotation) -> bool:
    """Tell whether both name one source: overlapping spans, or one mention's words within the other's.

    Thus the ministry is the French foreign ministry, and a surname the full name. No source is right
    only where gold has none.
    """
    g, p = gold.speaker, predicted.speaker
    if g is None or p is None:
        return g is None and p is None
    if overlap(words.touched(g), words.touched(p)) >= 0.5:
        return True
    a, b = words.source(g), words.source(p)
    return bool(a) and bool(b) and (a <= b or b <= a)


def same_name(gold: str | None, predicted: str | None) -> bool:
    """Tell whether two names are one but for spelling and a word in three."""
    a, b = _folded(gold or ""), _folded(predicted or "")
    return bool(a) and _jaccard(a, b) >= 0.6


def _folded(name: str) -> set[str]:
    return {word.removeprefix("ال") for word in re.findall(r"\w+", _MARKS.sub("", name).translate(_FOLD))}


def _jaccard(a: AbstractSet[str], b: AbstractSet[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 1.0
