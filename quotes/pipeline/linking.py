"""The linker's three choices in turn, and what gold would have chosen."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from quotes.extraction import Analysis, to_quotation
from quotes.lexicon import readings
from quotes.pipeline.choices import Choices
from quotes.pipeline.scored import Stretch
from quotes.records import Quotation, Span
from quotes.rules.cues import NO_FORM, NO_LEMMA, Cue
from quotes.rules.names import glued_title
from quotes.rules.proposal import Proposal
from quotes.scoring import score
from quotes.sources import name_sources

# tells for the options of one choice, each a list of traits, the model's scores (logits)
Judge = Callable[[str, Sequence[list[str]]], np.ndarray]


class Link(NamedTuple):
    """One quotation in tokens: its stretch, its cue's and speaker's, and how likely it is one, 0 to 1."""

    quote: Stretch
    cue: Stretch | None
    speaker: Stretch | None
    likely: float = 1.0


class Lesson(NamedTuple):
    """Options of one choice and which of them are right, 1 or 0."""

    options: list[list[str]]
    right: list[float]


def link(choices: Choices, judge: Judge, *, threshold: float, sure: float = 1.0) -> list[Link]:
    """Return the quotations that the model keeps, linked, in text order; the rest as ``keep``."""
    kept = keep(choices, judge, threshold, sure=sure)
    quotes = [quote for quote, _ in kept]
    links: list[Link] = []
    last: Stretch | None = None
    for quote, likely in kept:
        cues = choices.cues_of(quote)
        cue = cues[int(np.argmax(judge("cue", [choices.cue_traits(quote, c, quotes) for c in cues])))]
        speakers = choices.speakers_of(quote, cue, quotes)
        traits = [choices.speaker_traits(quote, cue, s, quotes, last) for s in speakers]
        speaker = speakers[int(np.argmax(judge("speaker", traits)))]
        last = speaker or last
        links.append(Link(quote, cue, speaker, likely))
    return links


def keep(
    choices: Choices, judge: Judge, threshold: float, *, sure: float = 1.0
) -> list[tuple[Stretch, float]]:
    """Return the stretches that are quotations, none overlapping another, with how likely each is.

    Each is the likeliest of the stretches that overlap it; together they must be likely enough. What the
    rules alone score *sure* or more stays where the model keeps nothing: of a construction that it has not
    seen it knows less than who wrote the rule.
    """
    quotes = choices.quotes
    if not quotes:
        return []
    likely = 1 / (1 + np.exp(-judge("quote", [choices.quote_traits(q) for q in quotes])))
    kept: list[tuple[Stretch, float]] = []
    for n in np.argsort(-likely, kind="stable"):
        if any(_meet(quotes[n], taken) for taken, _ in kept):
            continue
        free = [
            float(likely[m])
            for m, other in enumerate(quotes)
            if _meet(quotes[n], other) and not any(_meet(other, taken) for taken, _ in kept)
        ]
        if sum(free) >= threshold:
            kept.append((quotes[n], float(likely[n])))
    for quote, p in choices.by_quote.items():
        if not any(_meet(quote, taken) for taken, _ in kept):
            trusted = score(choices.tokens, p)
            if trusted >= sure:
                kept.append((quote, trusted))
    return sorted(kept)


def _meet(a: Stretch, b: Stretch) -> bool:
    """Tell whether two stretches share a token."""
    return a[0] < b[1] and b[0] < a[1]


def lessons(choices: Choices, gold: list[Link], sources: list[frozenset[Stretch]]) -> dict[str, list[Lesson]]:
    """Return what the three choices would be for *gold*; *sources* are the stretches of each one's source."""
    found: dict[str, list[Lesson]] = {"quote": [], "cue": [], "speaker": []}
    if choices.quotes:
        wanted = {g.quote for g in gold}
        options = [choices.quote_traits(q) for q in choices.quotes]
        found["quote"].append(Lesson(options, [float(q in wanted) for q in choices.quotes]))
    quotes = [g.quote for g in gold]
    last: Stretch | None = None
    for g, same in zip(gold, sources, strict=True):
        quote = max(choices.quotes, key=lambda q: _overlap(q, g.quote), default=g.quote)
        if _overlap(quote, g.quote) < 0.5:
            quote = g.quote
        cues = choices.cues_of(quote)
        right = [
            float(c == g.cue or (c is not None and g.cue is not None and _overlap(c, g.cue) > 0))
            for c in cues
        ]
        found["cue"].append(Lesson([choices.cue_traits(quote, c, quotes) for c in cues], right))
        speakers = choices.speakers_of(quote, g.cue, quotes)
        right = [float(s == g.speaker) for s in speakers]
        if not any(right):
            right = [float(s in same) for s in speakers]
        found["speaker"].append(
            Lesson([choices.speaker_traits(quote, g.cue, s, quotes, last) for s in speakers], right)
        )
        last = g.speaker or last
    return found


def _overlap(a: Stretch, b: Stretch) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0


def stretches(analysis: Analysis, quotations: Sequence[Quotation]) -> list[Link]:
    """Return *quotations*, whose spans count characters, in the tokens that they touch."""
    origin, tokens = analysis.folded.origin, analysis.tokens
    size = len(tokens)
    starts = [origin(start) for start in tokens.starts[:size]]
    ends = [origin(end) for end in tokens.ends[:size]]

    def stretch(span: Span | None) -> Stretch | None:
        if span is None:
            return None
        return bisect_right(ends, span.start), bisect_left(starts, span.end)

    return [Link(stretch(q.quote) or (0, 0), stretch(q.cue), stretch(q.speaker)) for q in quotations]


def records(choices: Choices, links: Sequence[Link]) -> list[Quotation]:
    """Return *links* as records: with the sources numbered and named, and the rule that agrees."""
    analysis = choices.analysis
    proposals = [_proposal(choices, one) for one in links]
    name_sources(analysis.tokens, proposals)
    found = []
    for p, one in zip(proposals, links, strict=True):
        q = to_quotation(analysis, p)
        q.score = round(one.likely, 3)
        if p.rule == "model":
            q.by = "model"
        found.append(q)
    return found


def _proposal(choices: Choices, one: Link) -> Proposal:
    (first, last), words = one.quote, choices.tokens.words
    mine = choices.by_quote.get(one.quote)
    near = mine or next((p for p in choices.given if p.first == first), None)
    p = Proposal(
        mine.rule if mine else "model", _cue(choices, one.cue), first, last, lead=near.lead if near else 0
    )
    if one.speaker is None:
        return p
    p.speaker = one.speaker
    given = next((o for o in choices.given if o.speaker and o.speaker[0] == one.speaker[0]), None)
    if given:
        p.speaker_lead = given.speaker_lead
    elif p.cue and p.cue.kind == "preposition" and one.speaker[0] == p.cue.end:
        p.speaker_lead = max(p.cue.source, 0)
    else:
        p.speaker_lead = int(glued_title(words[one.speaker[0]]))
    p.implicit = _implicit(choices, one, mine)
    return p


def _implicit(choices: Choices, one: Link, mine: Proposal | None) -> bool:
    """Tell whether the reporting clause leaves its speaker out."""
    assert one.speaker is not None
    if mine and mine.speaker == one.speaker:
        return mine.implicit
    if one.cue is None:
        return False
    if one.speaker[0] >= one.cue[1]:
        return False
    known = choices.cue_at.get(one.cue[0])
    if known is not None and known.kind in ("participle", "noun"):
        return True
    return choices.tokens.sentence(one.cue[0])[0] > one.speaker[0]


def _cue(choices: Choices, stretch: Stretch | None) -> Cue | None:
    if stretch is None:
        return None
    start, end = stretch
    known = choices.cue_at.get(start)
    if known is not None:
        return known if known.end == end else replace(known, end=end)
    found = readings(choices.tokens.words[start])
    clitic = min((c for c, _ in found), default=0)
    return Cue(start, end, clitic, "verb", NO_FORM, NO_LEMMA)


def same_source(choices: Choices, gold: Quotation) -> frozenset[Stretch]:
    """Return the possible speakers that name *gold*'s source: its mention, words within or around it."""
    if gold.speaker is None:
        return frozenset()
    (mention,) = (one.speaker for one in stretches(choices.analysis, [gold]))
    assert mention is not None
    own = _names(choices, mention)
    found = set()
    for s in choices.speakers:
        words = _names(choices, s)
        if _overlap(s, mention) >= 0.5 or (own and words and (own <= words or words <= own)):
            found.add(s)
    return frozenset(found)


# what many sources share says nothing about which it is
_COMMON = frozenset("في من الي علي عن باسم لدي رئيس وزير".split())


def _names(choices: Choices, stretch: Stretch) -> frozenset[str]:
    words = choices.tokens.words[slice(*stretch)]
    return frozenset(word.removeprefix("ال") for word in words if word[0].isalnum()) - _COMMON
