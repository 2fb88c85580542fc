"""Where a quotation ends."""

from bisect import bisect_right

from quotes.lexicon.closed import closed
from quotes.rules.cues import Cue
from quotes.rules.openers import Opener
from quotes.text.tokens import Tokens

_COMMAS = frozenset("،,؛;")
_OCCASIONS = closed("occasion")
_CONTINUES = frozenset("وان وانه وانها وانهم وانهما وبان وبانه وبانها واننا وانني".split())
_RESUMES = frozenset("كما فيما بينما حيث حين لكنه لكنها لكنهم ولكنه ولكنها لكن ولكن".split())


def boundaries(tokens: Tokens, cues: list[Cue], openers: dict[int, Opener]) -> list[int]:
    """Return the tokens at which a running report stops, in order.

    They are the participles that go on with a report, the reporting verbs coordinated with it, and
    attributions; *openers* says which cues, by first token, have something of their own to open.
    """
    words = tokens.words
    found = []
    for cue in cues:
        i = cue.start
        before = words[i - 1] if i else "\n"
        opens = i in openers
        if cue.kind == "participle":
            if cue.lemma.strong or opens or before in _COMMAS:
                found.append(i)
        elif cue.kind == "verb":
            if cue.form.person not in {"3", ""}:
                continue
            past = cue.form.kind == "perfect" and cue.lemma.strong and not cue.form.guard
            if not (opens or (past and (cue.clitic or before in _COMMAS))):
                continue
            if cue.clitic or before in _COMMAS:
                found.append(i)
            elif before in _RESUMES:
                found.append(i - 1)
            elif before in {"انه", "انها", "انهم"} and words[i - 2] in {"الا", "غير", "بيد"}:
                found.append(i - 2)
            elif before in {"الذي", "التي"} and words[i - 2] == "الوقت":
                found.append(i - 3 if words[i - 3] == "في" else i - 2)
            elif before in {"قد", "وقد", "كان", "وكان", "كانت", "وكانت"}:
                found.append(i - 1)
        elif cue.kind == "agent":
            if opens:
                found.append(i)
        elif cue.kind == "preposition" and _sets_off(tokens, cue):
            found.append(i)
    for i, word in enumerate(words):
        if word == "وذلك" and i + 2 < len(words) and i and words[i - 1] in _COMMAS:
            following = words[i + 1]
            if following in {"خلال", "ردا", "تعليقا"} or (following == "في" and words[i + 2] in _OCCASIONS):
                found.append(i)
    found.sort()
    return found


def _sets_off(tokens: Tokens, cue: Cue) -> bool:
    """Tell whether a prepositional cue stands where a clause is over, rather than inside it (وفق أحدث الأساليب)."""
    words, i = tokens.words, cue.start
    if i == 0 or words[i - 1] in _COMMAS or not words[i - 1][0].isalnum():
        return not (i and words[i - 1] in {"ان", "انه", "انها"})
    return cue.end > i + 1 or words[i][cue.clitic :] in {"بحسب", "حسبما", "بحسبما", "وفقما"}


def clause_end(tokens: Tokens, first: int, bounds: list[int]) -> int:
    """Return the token after the reported clause that begins at token *first*."""
    words = tokens.words
    stop = tokens.stop(first)
    while True:
        # a sentence's end inside marks that opened in this quotation does not end it
        for start, close in tokens.closes.items():
            if start > stop:
                break
            if first - 1 <= start < stop < close and close - start < 400:
                stop = close if words[close - 1] in ".!؟?" else tokens.stop(close)
                break
        n = bisect_right(bounds, first)
        while n < len(bounds) and bounds[n] < stop:
            if not _inside(tokens, bounds[n], first):
                return trim(tokens, first, bounds[n])
            n += 1
        # a second complementiser goes on with the same report over a full stop: … . وأنه …
        if stop + 1 < len(words) and words[stop] in ".\n" and words[stop + 1] in _CONTINUES:
            stop = tokens.stop(stop + 1)
            continue
        return trim(tokens, first, stop)


def trim(tokens: Tokens, first: int, end: int) -> int:
    """Return *end* moved back over punctuation, marks and line breaks."""
    words = tokens.words
    while end > first and not words[end - 1][0].isalnum():
        end -= 1
    return end


def _inside(tokens: Tokens, i: int, first: int) -> bool:
    """Tell whether token *i* stands between marks that open at or after *first*."""
    return any(start < i < close for start, close in tokens.closes.items() if start >= first - 1)
