"""Propose quotations: find the cues, what each opens, and a construction for each."""

from bisect import bisect_right
from itertools import accumulate

from quotes.rules.clause import ADDING, first_half, reported, speech_before
from quotes.rules.cues import Cue
from quotes.rules.extent import boundaries
from quotes.rules.headline import headlines
from quotes.rules.nominal import nominal
from quotes.rules.openers import find_opener
from quotes.rules.proposal import Proposal
from quotes.rules.source import attributed, attributed_as
from quotes.text.tokens import COMMAS, Tokens


def propose(tokens: Tokens, cues: list[Cue]) -> list[Proposal]:
    """Return the proposals for *tokens* and its *cues*, in text order."""
    kept = settle(tokens, candidates(tokens, cues))
    return sorted([*kept, *headlines(tokens, kept)], key=lambda p: p.first)


def candidates(tokens: Tokens, cues: list[Cue]) -> list[Proposal]:
    """Return what each of *cues* proposes by itself, in their order."""
    by_start = {cue.start: cue for cue in cues}
    openers = {
        cue.start: opener
        for cue in cues
        if cue.kind != "preposition" and (opener := find_opener(tokens, cue, by_start)) is not None
    }
    bounds = boundaries(tokens, cues, openers)
    proposals: list[Proposal] = []
    zone = 0
    for n, cue in enumerate(cues):
        opener = openers.get(cue.start)
        if opener is not None and cue.kind != "noun":
            zone = opener.at
        p = None
        if cue.kind == "preposition":
            # ذكرت رويترز، نقلا عن صحيفة، أن: what stands before a cue's opener attributes nothing
            if cue.start >= zone and not (cue.source < 0 and _told(tokens, cues, n)):
                p = attributed(tokens, cue, proposals, bounds)
        elif opener is None:
            if cue.kind == "verb":
                p = speech_before(tokens, cue) or attributed_as(tokens, cue, proposals)
        elif cue.kind in ("verb", "participle"):
            p = reported(tokens, cue, opener, bounds, by_start)
            if p is not None and (half := first_half(tokens, p)):
                proposals.append(half)
        elif cue.kind == "noun":
            p = nominal(tokens, cue, opener, bounds, by_start)
        if p is not None and p.last > p.first:
            proposals.append(p)
    return proposals


def _told(tokens: Tokens, cues: list[Cue], n: int) -> bool:
    """Tell whether a verb of the sentence already says how it was said: هاجم …، محذرا …، حسب تعبيره."""
    start = tokens.sentence(cues[n].start)[0]
    return any(c.kind in ("verb", "participle") and c.start >= start for c in cues[max(0, n - 4) : n])


def settle(tokens: Tokens, proposals: list[Proposal]) -> list[Proposal]:
    """Leave out a cue inside quoted speech, and the second of two proposals for one stretch."""
    closes = tokens.closes
    speeches = sorted(
        (p.first, p.last) for p in proposals if p.first - 1 in closes and closes[p.first - 1] <= p.last + 2
    )
    begins = [first for first, _ in speeches]
    # the furthest that the speeches up to each reach
    reach = list(accumulate((last for _, last in speeches), max, initial=0))
    kept: dict[int, Proposal] = {}
    for p in proposals:
        place = _place(p)
        if place < reach[bisect_right(begins, place)]:
            continue
        other = kept.get(p.first)
        if other is None or _nearer(other, p):
            kept[p.first] = p
    outermost: list[Proposal] = []
    found = sorted(kept.values(), key=lambda p: p.first)
    for n, p in enumerate(found):
        if n + 1 < len(found) and _opens_with(tokens, p, found[n + 1]):
            continue
        # a quotation inside a quotation is its speaker's, not the journalist's
        if not any(o.first <= _place(p) and p.last <= o.last for o in outermost[-2:]):
            outermost.append(p)
    return outermost


def _nearer(other: Proposal, p: Proposal) -> bool:
    """Tell whether *p* has the better cue for the quotation that *other* proposes too.

    وأوضح الوزير قائلا, نقلت الوكالة عن الوزير قوله, واختتم بقوله; but وأضاف قائلا keeps its verb.
    """
    if p.cue is None or other.cue is None or p.cue.start <= other.cue.start:
        return False
    if other.cue.lemma.lemma in ADDING:
        return False
    if "noun" in (p.cue.kind, other.cue.kind):
        # في إفادة قالت فيها: a verb has it before a noun, but for what is relayed
        if p.cue.kind != "noun":
            return other.cue.kind == "noun"
        if p.cue.lemma.lemma != "قال":
            # وختم حديثه بأن
            return other.cue.lemma.lemma == "نقل"
        return other.cue.lemma.lemma in _NAMING_NO_SPEECH or not p.rule.endswith("clause")
    return p.cue.lemma.lemma == "قال"


# beside these, قوله and القول are what was said
_NAMING_NO_SPEECH = frozenset("نقل تابع ختم اختتم أكمل واصل علق رد عقب برر استهل".split())


def _opens_with(tokens: Tokens, p: Proposal, inner: Proposal) -> bool:
    """Tell whether the clause of a fronted source, *p*, has its own verb: وحسب الوكالة، أوضح الوزير أن"""
    if p.rule != "source-clause" or tokens.words[p.first - 1] not in COMMAS:
        return False
    cue = inner.cue
    return cue is not None and cue.kind == "verb" and cue.start == p.first and inner.last >= p.last


def _place(p: Proposal) -> int:
    return p.cue.start if p.cue else p.first
