"""Which stretches of a text may be a quotation, a cue or a speaker: what the span model chooses among.

Far fewer than all stretches: a quotation begins behind what opens one and ends where something closes or
goes on, a cue is a form of the lexicon, a speaker stands beside a cue or begins a clause. What the rules
propose should be added by the caller.
"""

from bisect import bisect_left, bisect_right

from quotes.lexicon.closed import closed, predicates
from quotes.rules.cues import Cue
from quotes.rules.extent import trim
from quotes.text.marks import MARKS
from quotes.text.tokens import Tokens

Stretch = tuple[int, int]

# so many ends are tried for a quotation, and so many tokens for a speaker
ENDS, SENTENCES, LONG_SPEAKER = 16, 6, 24
# how far behind a cue's end a speaker may begin
NEAR = 3
SHORT_SPEAKER = 12

_COMPLEMENTISERS = closed("complementiser")
_WITH_PRONOUN = closed("complementiser-pronoun")
_ALL = _COMPLEMENTISERS | _WITH_PRONOUN
_OPENERS = (
    closed("clause-opener") | closed("clause-start") | closed("resuming") | closed("fronted-preposition")
)


def candidates(tokens: Tokens, cues: list[Cue]) -> list[Stretch]:
    """Return the candidate stretches of *tokens* in text order, each once, as tokens (end exclusive)."""
    found = {(cue.start, cue.end) for cue in cues}
    found |= {(cue.start, cue.start + 1) for cue in cues}
    found |= _quotations(tokens, cues)
    found |= _speakers(tokens, cues)
    return sorted(found)


def _quotations(tokens: Tokens, cues: list[Cue]) -> set[Stretch]:
    words, last = tokens.words, len(tokens)
    points = tokens.points
    # words inside a sentence at which a report may stop, with the points: each is an end
    breaks = sorted(
        {*points, *(cue.start for cue in cues), *(i for i, w in enumerate(words) if w in _OPENERS), last}
    )
    starts = {0}
    for i in points:
        starts.add(i + 1)
    for i, word in enumerate(words):
        if word in _COMPLEMENTISERS:
            starts.add(i + 1)
        elif word in _WITH_PRONOUN:
            starts.add(i)
    for cue in cues:
        starts.add(cue.end)
    found = set()
    for start in starts:
        if start >= last or not words[start][0].isalnum():
            continue
        limit = tokens.paragraph(start)[1]
        ends = tokens.stops[bisect_left(tokens.stops, start) :][:SENTENCES]
        if start and start - 1 in tokens.closes:
            ends.append(tokens.closes[start - 1])
        n = bisect_right(breaks, start)
        while n < len(breaks) and breaks[n] <= limit and len(ends) < ENDS:
            ends.append(breaks[n])
            n += 1
        for end in ends:
            end = trim(tokens, start, end)
            if end > start:
                found.add((start, end))
    return found


def _speakers(tokens: Tokens, cues: list[Cue]) -> set[Stretch]:
    words = tokens.words
    found = set()
    for cue in cues:
        stop = min(tokens.stop(cue.end) if cue.end < len(tokens) else cue.end, cue.end + LONG_SPEAKER)
        for start in range(cue.end, min(cue.end + NEAR, stop)):
            if not words[start][0].isalnum() or words[start] in _ALL:
                break
            found |= _from(tokens, start, stop)
        found |= _until(tokens, cue.start)
    verbs = predicates()
    for i, word in enumerate(words):
        if word in verbs or word[1:] in verbs:
            found |= _from(tokens, i + 1, min(i + SHORT_SPEAKER, tokens.stop(i)))
    for i in (0, *(stop + 1 for stop in tokens.stops[:-1])):
        found |= _from(tokens, i, min(i + LONG_SPEAKER, tokens.stop(i)) if i < len(tokens) else i)
    return found


def _from(tokens: Tokens, start: int, stop: int) -> set[Stretch]:
    """Return the stretches from *start* on that may be one noun phrase."""
    words, found = tokens.words, set()
    for end in range(start + 1, stop + 1):
        word = words[end - 1]
        if word in _ALL or word == ":":
            break
        if word[0].isalnum() or word in MARKS:
            found.add((start, end))
    return found


def _until(tokens: Tokens, end: int) -> set[Stretch]:
    """Return the stretches that end right before *end*, or before the comma or relative pronoun there."""
    words, found = tokens.words, set()
    for last in (end, end - 1):
        for start in range(last - 1, max(last - LONG_SPEAKER, -1), -1):
            word = words[start]
            if word in ".:\n؟!" or word in _ALL:
                break
            if word[0].isalnum():
                found.add((start, last))
    return found
