"""Words, punctuation and line breaks of a folded text, its sentences and its quotation marks.

Everything here counts in tokens (indices into ``Tokens.words``) unless it says characters.
"""

import re
from bisect import bisect_left
from itertools import accumulate, chain

from quotes.text.marks import pair_marks

# A number with its separators is one token, so that its point ends no sentence. Arabic letters are tried
# first, and blank space but for line breaks is spelled out: half the time of [^\W_] and [^\S\n].
_LETTER = "\u0621-\u064a"
_BLANK = " \t\r\f\v\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_TOKEN = re.compile(
    rf"([{_LETTER}]+(?:[^\W_]+)?|[^\W\d_][^\W_]*|\d+(?:[.,:/٫٬]\d+)*[^\W_]*"
    rf"|\.{{2,}}|``|''|\(\(|\)\)|\n|[^\w\s]|_)([{_BLANK}]*)"
)
_LEADING = "".join(c for c in map(chr, range(0x3001)) if c.isspace() and c != "\n")
_END = frozenset(".!?؟\n")
# العربية.نت
_DOMAINS = frozenset({"نت", "كوم"})
_INITIALS = frozenset("دامسجهـبعن")


class Tokens:
    """The tokens of one folded text.

    ``words[i]`` stands at characters ``starts[i]`` to ``ends[i]``. ``stops`` holds the tokens that
    end a sentence, in order, the last of them one past the last token; ``breaks`` likewise those
    that end a paragraph. ``closes`` maps an opening quotation mark to the token that closes it
    (one past the paragraph's last token where the closing mark is missing), ``opens`` the reverse;
    ``openings`` are the opening marks in order.
    """

    __slots__ = (
        "_marks",
        "breaks",
        "closes",
        "ends",
        "openings",
        "opens",
        "starts",
        "stops",
        "text",
        "words",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        # words and the blank space behind them, by turns
        pieces = list(chain.from_iterable(_TOKEN.findall(text)))
        lead = len(text) - len(text.lstrip(_LEADING)) if text[:1].isspace() else 0
        bounds = list(accumulate(map(len, pieces), initial=lead))
        self.words: list[str] = pieces[::2]
        self.starts: list[int] = bounds[::2]
        self.ends: list[int] = bounds[1::2]
        self.breaks, self.stops = self._boundaries()
        self.closes, self.opens = pair_marks(self)
        self.openings: list[int] = sorted(self.closes)
        self._marks = sorted(self.closes)

    def __len__(self) -> int:
        return len(self.words)

    def gap(self, i: int) -> bool:
        """Tell whether blank space or the text's edge stands before token *i*."""
        return (
            i == 0 or i >= len(self.words) or self.starts[i] > self.ends[i - 1] or self.words[i - 1] == "\n"
        )

    def marks(self, first: int, last: int) -> list[int]:
        """Return the opening quotation marks from token *first* on, before token *last*."""
        return self._marks[bisect_left(self._marks, first) : bisect_left(self._marks, last)]

    def sentence(self, i: int) -> tuple[int, int]:
        """Return the sentence of token *i*: its first token, and the token that ends it."""
        n = bisect_left(self.stops, i)
        return (self.stops[n - 1] + 1 if n else 0), self.stops[n]

    def stop(self, i: int) -> int:
        """Return the first sentence end at or after token *i*."""
        return self.stops[bisect_left(self.stops, i)]

    def paragraph(self, i: int) -> tuple[int, int]:
        """Return the paragraph of token *i*: its first token, and the token that ends it."""
        n = bisect_left(self.breaks, i)
        return (self.breaks[n - 1] + 1 if n else 0), self.breaks[n]

    def _boundaries(self) -> tuple[list[int], list[int]]:
        words = self.words
        last = len(words) - 1
        # a line that ends in a comma goes on in the next
        ends = [
            i for i, w in enumerate(words) if w in _END and not (w == "\n" and words[i - 1] in "،," and i)
        ]
        breaks = [i for i in ends if words[i] == "\n"]
        stops = [i for i in ends if not (words[i] == "." and self._inner_point(i, last))]
        return [*breaks, last + 1], [*stops, last + 1]

    def _inner_point(self, i: int, last: int) -> bool:
        """Tell whether the point at *i* stands in an address (cnn.com) or after an initial (د.)."""
        if i == last or i == 0:
            return False
        after = self.words[i + 1]
        if not self.gap(i + 1) and after[0].isascii() and after[0].isalnum():
            return True
        if after == "،" or (len(self.words[i - 1]) < 4 and self.words[i - 2] == "." and not self.gap(i - 1)):
            # a slip before a comma; the last of two initials: إي.إل. دوكتورو
            return True
        if after in _DOMAINS and not self.gap(i + 1):
            return True
        if not self.gap(i + 1) and not self.gap(i) and len(after) < 4 and len(self.words[i - 1]) < 4:
            # إس.سي.إل
            return after[0].isalpha() and self.words[i - 1].isalpha()
        return self.words[i - 1] in _INITIALS and (i < 2 or self.gap(i - 1)) and after[0] != "\n"
