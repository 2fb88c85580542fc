"""From scored spans to linked quotations: which spans stand, their cues, their speakers.

The span model says of each span how likely it is a quotation, a cue, a speaker, and nothing of which belongs to
which; the rules, where they were asked, bring quotations already linked. Here the likeliest quotations that do
not overlap are kept, each takes the cue and the overt speaker beside it, and whose clause names no one is left
to ``quotes.attribution``, as the rules' own are.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from quotes.attribution import attribute
from quotes.extraction import Analysis, to_quotation
from quotes.pipeline.features import RULES, analysed, places
from quotes.pipeline.links import GROUP, set_quotations
from quotes.rules import propose
from quotes.rules.cues import Cue
from quotes.rules.proposal import Proposal
from quotes.sources import name_sources

SCORED = "scored"  # the span group of the span model, with its scores
Stretch = tuple[int, int]


class Limits(NamedTuple):
    """How likely a span must be, 0 to 1, and how far a cue may stand from its quotation, in tokens."""

    kept: float = 0.3  # a quotation of the rules
    new: float = 0.5  # one that they do not have
    cue: float = 0.3
    speaker: float = 0.4
    margin: float = 0.15  # by so much another span must be likelier than the rules'
    reach: int = 60


class Scores(NamedTuple):
    """How likely each stretch of tokens is what, by label; what is not there is not likely at all."""

    quotes: dict[Stretch, float]
    cues: dict[Stretch, float]
    speakers: dict[Stretch, float]


@Language.factory(
    "quote_linker",
    assigns=["doc.spans", "doc._.quotations"],
    requires=[f"doc.spans.{SCORED}"] if False else [],
    default_config={"limits": Limits()._asdict(), "group": GROUP},
)
def quote_linker(nlp: Language, name: str, limits: dict[str, float], group: str) -> "QuoteLinker":
    """Make the component; *group* names the span group that it sets."""
    return QuoteLinker(Limits(**limits), group=group)  # type: ignore[arg-type]


class QuoteLinker:
    """Link the spans of a Doc's group ``scored`` into quotations."""

    def __init__(self, limits: Limits, *, group: str = GROUP) -> None:
        self.limits = limits
        self.group = group

    def __call__(self, doc: Doc) -> Doc:
        """Return *doc* with its span group and its linked quotations set; earlier ones are replaced."""
        analysis = analysed(doc.text)
        found = link(analysis, scores_of(doc, analysis), rules=RULES in doc.spans, limits=self.limits)
        return set_quotations(doc, found, group=self.group)


def scores_of(doc: Doc, analysis: Analysis) -> Scores:
    """Return the scores of the group ``scored``, its spans as tokens of *analysis*."""
    found = Scores({}, {}, {})
    by_label = {"QUOTE": found.quotes, "CUE": found.cues, "SPEAKER": found.speakers}
    group = doc.spans[SCORED]
    back = np.full(len(doc) + 1, -1)
    at = places(doc, analysis)
    back[at] = np.arange(len(at))
    for span, score in zip(group, group.attrs["scores"], strict=True):
        first, last = int(back[span.start]), int(back[span.end - 1])
        if first >= 0 and last >= first:
            by_label[span.label_][first, last + 1] = float(score)
    return found


def link(analysis: Analysis, scores: Scores, *, rules: bool, limits: Limits):
    tokens, cues = analysis.tokens, analysis.cues
    given = propose(tokens, cues) if rules else []
    kept = _quotations(given, scores, limits)
    by_start = {cue.start: cue for cue in cues}
    taken = {p.cue.start for p in given if p.cue and (p.first, p.last) in kept}
    proposals = []
    for stretch in sorted(kept):
        p = _proposal(stretch, given, scores, by_start, taken, analysis, limits)
        if p is not None:
            if p.cue: taken.add(p.cue.start)
            proposals.append(p)
    attribute(tokens, proposals, cues)
    name_sources(tokens, proposals)
    out = []
    for p in proposals:
        q = to_quotation(analysis, p)
        q.score = round(scores.quotes.get((p.first, p.last), 0.0), 3)
        q.by = p.rule if p.rule == "model" else f"rules:{p.rule}"
        out.append(q)
    return out


def _quotations(given: list[Proposal], scores: Scores, limits: Limits) -> set[Stretch]:
    """Return the stretches that are quotations, none overlapping another."""
    mine = {(p.first, p.last) for p in given}
    likely = {s: (p + limits.margin if s in mine else p) for s, p in scores.quotes.items()
              if p >= (limits.kept if s in mine else limits.new)}
    kept: set[Stretch] = set()
    for first, last in sorted(likely, key=lambda s: -likely[s]):
        if all(last <= f or l <= first for f, l in kept):
            kept.add((first, last))
    return kept


def _proposal(stretch, given, scores, by_start, taken, analysis, limits):
    first, last = stretch
    same = [p for p in given if p.first == first and p.last == last]
    near = same or [p for p in given if min(p.last, last) - max(p.first, first) > 0.5 * (max(p.last, last) - min(p.first, first))]
    if near:
        old = near[0]
        p = Proposal(old.rule, old.cue, first, last, lead=old.lead if first == old.first else 0)
        p.gender, p.number = old.gender, old.number
        p.speaker, p.speaker_lead, p.implicit = old.speaker, old.speaker_lead, old.implicit
        if p.speaker:
            zone = _zone(p.cue, stretch, analysis)
            _overt(p, scores, limits, beside=p.speaker)
        return p
    cue = _cue(stretch, scores, by_start, taken, analysis, limits)
    p = Proposal("model", cue, first, last)
    _new_speaker(p, scores, limits, analysis)
    if p.speaker is None and cue is None:
        return None
    return p


def _zone(cue, stretch, analysis):
    return None


def _overt(p, scores, limits, beside):
    """Let the likeliest speaker that overlaps the rules' take its place."""
    own = scores.speakers.get(beside, 0.0)
    best = max(((s, v) for s, v in scores.speakers.items() if s[0] < beside[1] and s[1] > beside[0]), key=lambda x: x[1], default=None)
    if best and best[0] != beside and best[1] > own + limits.margin and best[1] >= limits.speaker:
        if best[0][0] != beside[0]: p.speaker_lead = 0
        p.speaker = best[0]


def _cue(stretch, scores, by_start, taken, analysis, limits):
    first, last = stretch
    start, stop = analysis.tokens.sentence(first)
    best, value = None, 0.0
    for (a, b), v in scores.cues.items():
        if v < limits.cue or a in taken: continue
        if b <= first: gap = first - b; 
        elif a >= last: gap = (a - last) * 2 + 2
        else: gap = 8
        if gap > limits.reach or (b <= first and a < start - 1 and gap > 3): continue
        w = v - gap * 0.01
        if w > value or best is None: best, value = (a, b), w
    if best is None: return None
    cue = by_start.get(best[0])
    if cue is None:
        from quotes.rules.cues import _NOTHING, _PREPOSITION
        cue = Cue(best[0], best[1], 0, "verb", _NOTHING, _PREPOSITION)
    return cue._replace(end=best[1]) if cue.end != best[1] and cue.kind!="preposition" else cue


def _new_speaker(p, scores, limits, analysis):
    if p.cue is None:
        a, b = p.first - 12, p.first
    else:
        a, b = p.cue.start - 30, max(p.first, p.cue.end + 25)
    start = analysis.tokens.sentence(p.cue.start if p.cue else p.first)[0]
    best, value = None, 0.0
    for (s, e), v in scores.speakers.items():
        if v < limits.speaker or s < max(a, start) or e > b or (s >= p.first and e <= p.last): continue
        anchor = p.cue.start if p.cue else p.first
        w = v - 0.01 * min(abs(s - anchor), abs(anchor - e))
        if w > value: best, value = (s, e), w
    if best: p.speaker = best
    elif p.cue is not None and p.cue.kind != "preposition": p.implicit = True
