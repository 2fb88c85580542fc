"""Pair quotation marks where they stand: one missing or reversed spoils its paragraph at most."""

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quotes.text.tokens import Tokens

DOUBLE = frozenset({*'«»“”„‟"❝❞〝〞＂', "``", "''", "((", "))"})
SINGLE = frozenset("'‘’‚‛‹›`´")
MARKS = DOUBLE | SINGLE
# marks open at once; more are never quotations in quotations
DEEPEST = 4
_LEFT = frozenset({*"«“„‟❝〝‹‘‚‛", "``", "(("})
_PROCLITICS = frozenset("ل ب و ف ك ال لل وال".split())
_RIGHT = frozenset({*"»”❞〞›’", "''", "))"})


def pair_marks(tokens: "Tokens") -> tuple[dict[int, int], dict[int, int]]:
    """Return which mark closes which: opening token → closing token, and the reverse.

    Copy reverses marks and mixes their kinds, so blank space decides first (a mark opens where
    space stands before it and none behind), then what is open, and only then the mark's own shape.
    A mark left open closes with its paragraph, unless a later pair follows it there: then it is
    given up as stray.
    """
    words = tokens.words
    closes: dict[int, int] = {}
    places = [i for i in tokens.points if words[i] in MARKS]
    if not places:
        return {}, {}
    pending: list[int] = []
    # the last mark that was paired, to tell a stray from one that lost its partner
    paired = end = -1
    for i in places:
        if i > end:
            if pending and pending[0] > paired:
                closes[pending[0]] = end
            pending.clear()
            end = tokens.paragraph(i)[1]
        word = words[i]
        side = _side(tokens, i, word, bool(pending))
        if side > 0:
            if pending and words[i - 1] == ":" and words[pending[-1]] == word:
                # new speech begins: what is still open lost its closing mark before
                closes[pending[-1]] = tokens.stops[bisect_left(tokens.stops, i) - 1]
                paired = max(paired, pending[-1])
                pending.clear()
            pending.append(i)
            del pending[:-DEEPEST]
        elif side < 0 and (partner := _partner(words, pending, word)) is not None:
            del pending[partner + 1 :]
            start = pending.pop()
            closes[start] = i
            paired = max(paired, start)
    if pending and pending[0] > paired:
        closes[pending[0]] = end
    closes = {start: close for start, close in closes.items() if close > start}
    return closes, {close: start for start, close in closes.items()}


def _partner(words: list[str], pending: list[int], word: str) -> int | None:
    """Return which pending mark *word* closes: the last of its kind, single or double."""
    single = word in SINGLE
    for n in range(len(pending) - 1, -1, -1):
        if (words[pending[n]] in SINGLE) == single:
            return n
    return None


def _side(tokens: "Tokens", i: int, word: str, inside: bool) -> int:
    """Return 1 where the mark at *i* opens, -1 where it closes, 0 where it is an apostrophe."""
    before, after = tokens.gap(i), tokens.gap(i + 1)
    previous = tokens.words[i - 1] if i else ""
    following = tokens.words[i + 1] if i + 1 < len(tokens.words) else ""
    word_before = not before and previous[:1].isalnum()
    word_after = not after and following[:1].isalnum()
    if word in SINGLE and word_before and word_after:
        return 0
    if previous == ":" and not inside:
        return 1
    if word_after and not word_before:
        # a proclitic stands glued to the mark it opens: لـ«الحياة»
        return 1
    if word_before and not word_after:
        if word in SINGLE and not inside:
            return 0
        return -1
    if word_before and word_after and previous in _PROCLITICS and not inside:
        return 1
    if not word_before and not word_after and before != after:
        # beside punctuation: space before opens, space behind closes
        if before and following not in {".", "،", ","}:
            return 1
        if after:
            return -1
    if word in _LEFT and not inside:
        return 1
    if word in _RIGHT and inside:
        return -1
    return -1 if inside else 1
