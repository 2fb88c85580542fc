"""Words, punctuation and line breaks of a folded text, its sentences and its quotation marks.

Everything here counts in tokens (indices into ``Tokens.words``) unless it says characters.
"""

import re
from bisect import bisect_left
from itertools import accumulate, compress, count

from quotes.text.marks import MARKS, pair_marks

# A number with its separators is one token, so that its point ends no sentence. Arabic letters are tried
# first, spaces never, and nothing is tried again in fewer letters: a third of the time of [^\W_]+.
_LETTER = "\u0621-\u064a"
_TOKEN = re.compile(
    rf"(?! )([{_LETTER}]++[^\W_]*+|[^\W\d_][^\W_]*+|\d+(?:[.,:/٫٬]\d+)*[^\W_]*"
    r"|\.{2,}|``|''|\(\(|\)\)|\n|[^\w\s]|_)"
)
_END = frozenset(".!?؟\n")
COMMAS = frozenset("، , ؛ ; .. ... …".split())
_POINTS = _END | COMMAS | MARKS
# العربية.نت
_DOMAINS = frozenset({"نت", "كوم"})
_INITIALS = frozenset("دامسجهـبعن")


class Tokens:
    """The tokens of one folded text.

    ``words[i]`` stands at characters ``starts[i]`` to ``ends[i]``. ``stops`` holds the tokens that
    end a sentence, in order, the last of them one past the last token; ``breaks`` likewise those
    that end a paragraph. ``closes`` maps an opening quotation mark to the token that closes it
    (one past the paragraph's last token where the closing mark is missing), ``opens`` the reverse;
    ``points`` are the commas, marks and sentence ends among the tokens, in order.
    """

    __slots__ = (
        "_marks",
        "breaks",
        "closes",
        "ends",
        "opens",
        "points",
        "starts",
        "stops",
        "text",
        "words",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        # blank space and the words behind it, by turns, and blank space at the end
        pieces = _TOKEN.split(text)
        bounds = list(accumulate(map(len, pieces)))
        self.words: list[str] = pieces[1::2]
        self.starts: list[int] = bounds[::2]
        self.ends: list[int] = bounds[1::2]
        # one look at each word for all that asks where punctuation stands
        self.points: list[int] = list(compress(count(), map(_POINTS.__contains__, self.words)))
        self.breaks, self.stops = self._boundaries()
        self.closes, self.opens = pair_marks(self)
        self._marks = sorted(self.closes)

    def __len__(self) -> int:
        return len(self.words)

    def gap(self, i: int) -> bool:
        """Tell whether blank space or the text's edge stands before token *i*."""
        words = self.words
        return i == 0 or i >= len(words) or self.starts[i] > self.ends[i - 1] or words[i - 1] == "\n"

    def marks(self, first: int, last: int) -> list[int]:
        """Return the opening quotation marks from token *first* on, before token *last*."""
        return self._marks[bisect_left(self._marks, first) : bisect_left(self._marks, last)]

    def sentence_number(self, i: int) -> int:
        """Return the number of the sentence of token *i*, from 0: it ends at ``stops`` of that number."""
        return bisect_left(self.stops, i)

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
        breaks, stops = [], []
        for i in self.points:
            word = words[i]
            if word not in _END:
                continue
            if word == "\n":
                # a line that ends in a comma goes on in the next
                if i == 0 or words[i - 1] not in {"،", ","}:
                    breaks.append(i)
                    stops.append(i)
            elif word != "." or not self._inner_point(i, last):
                stops.append(i)
        return [*breaks, last + 1], [*stops, last + 1]

    def _inner_point(self, i: int, last: int) -> bool:
        """Tell whether the point at *i* stands in an address (cnn.com) or after an initial (د.)."""
        if i == last or i == 0:
            return False
        before, after = self.words[i - 1], self.words[i + 1]
        short = len(before) < 4
        if after == "،" or (short and self.words[i - 2] == "." and not self.gap(i - 1)):
            # a slip before a comma; the last of two initials: إي.إل. دوكتورو
            return True
        if not self.gap(i + 1):
            if after in _DOMAINS or (after[0].isascii() and after[0].isalnum()):
                return True
            if short and len(after) < 4 and not self.gap(i):
                # إس.سي.إل
                return after[0].isalpha() and before.isalpha()
        return before in _INITIALS and (i < 2 or self.gap(i - 1)) and after[0] != "\n"
