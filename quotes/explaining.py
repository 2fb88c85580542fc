"""What the rules decide about each word of a text that may attribute, and why.

The extractor keeps no account of what it turns down; the steps are taken again here and compared, so
that extracting pays nothing for being explained.
"""

from bisect import bisect_right

import msgspec

from quotes.extraction import Analysis, analyse, to_quotation
from quotes.lexicon import fillers, readings
from quotes.lexicon.closed import closed
from quotes.records import Quotation
from quotes.rules import candidates
from quotes.rules.cues import Cue
from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one candidate cue; ``text[start:end]`` is ``cue``, in code points of the text given.

    ``rule`` is "" where no construction took the cue up, ``reason`` is "" where it was accepted, and only
    then there are ``score`` and ``quotation``.
    """

    start: int
    end: int
    cue: str
    rule: str = ""
    score: float | None = None
    accepted: bool = False
    reason: str = ""
    quotation: Quotation | None = None


def explain(text: str) -> list[Decision]:
    """Return a decision for each candidate cue of *text*, in text order, look-alikes too."""
    analysis = analyse(text)
    tokens = analysis.tokens
    kept: dict[int, list[Proposal]] = {}
    for p in analysis.proposals:
        kept.setdefault(p.cue.start if p.cue else -1, []).append(p)
    offered = {p.cue.start: p for p in candidates(tokens, analysis.cues) if p.cue}
    decisions = [_accepted(analysis, p) for same in kept.values() for p in same]
    taken = {i for same in kept.values() for p in same if p.cue for i in range(p.cue.start, p.cue.end)}
    candidate = {i for cue in analysis.cues for i in range(cue.start, cue.end)}
    for start, end, lead, reason in _look_alikes(tokens, taken, candidate):
        taken.update(range(start, end))
        place = analysis.span(start, end, lead)
        decisions.append(Decision(start=place.start, end=place.end, cue=place.text, reason=reason))
    for cue in analysis.cues:
        if cue.start in taken:
            continue
        made = offered.get(cue.start)
        reason = _settled(analysis, made) if made else _no_proposal(analysis, cue)
        place = analysis.span(cue.start, cue.end, cue.clitic)
        decisions.append(
            Decision(
                start=place.start,
                end=place.end,
                cue=place.text,
                rule=made.rule if made else "",
                reason=reason,
            )
        )
    return sorted(decisions, key=lambda d: d.start)


def _accepted(analysis: Analysis, p: Proposal) -> Decision:
    q = to_quotation(analysis, p)
    place = q.cue or q.quote
    return Decision(
        start=place.start,
        end=place.end,
        cue=q.cue.text if q.cue else "",
        rule=p.rule,
        score=q.score,
        accepted=True,
        quotation=q,
    )


def _settled(analysis: Analysis, p: Proposal) -> str:
    """Say why *p*, which a construction proposed, gave way to another proposal."""
    assert p.cue is not None
    place = p.cue.start
    for other in _beside(analysis, place):
        if other.first <= place < other.last:
            return f"inside {_speech(analysis, other)} that {_name(analysis, other)} reports"
    for other in _beside(analysis, p.first):
        if other.first == p.first:
            return f"{_name(analysis, other)} has the same quotation"
    for other in _beside(analysis, p.first):
        if other.first < p.last and p.first < other.last:
            return f"{_name(analysis, other)} has part of its quotation"
    return "inside quoted speech" if _in_marks(analysis.tokens, place) else "another reading was likelier"


def _no_proposal(analysis: Analysis, cue: Cue) -> str:
    """Say why no construction took *cue* up."""
    tokens = analysis.tokens
    if cue.kind == "agent":
        return "names who speaks and reports no clause"
    if cue.kind == "preposition":
        return _no_source(analysis, cue)
    opening = _opening(tokens, cue)
    if opening is None:
        if cue.kind == "noun":
            return "a noun without a clause"
        return "nothing opens behind it in its sentence: no complementiser, colon or quotation marks"
    for other in _beside(analysis, opening):
        if other.cue and cue.start < other.cue.start < opening <= other.first:
            return f"{_name(analysis, other)} is nearer to what opens"
    word, before = tokens.words[opening], tokens.words[opening - 1]
    if word in _COMPLEMENTISERS:
        if before in closed("no-report-before-an"):
            return f"the {_text(analysis, opening)} behind it belongs to {_text(analysis, opening - 1)}"
        if "an-subj" in cue.lemma.governs and word == "ان":
            return "a wish or an order, not a report"
    if cue.kind == "noun":
        return "a noun whose clause is not its own"
    if not cue.lemma.strong or cue.form.guard:
        return f"oftener another word, and {_text(analysis, opening)} does not follow it closely enough"
    return f"does not govern the {_text(analysis, opening)} behind it"


def _no_source(analysis: Analysis, cue: Cue) -> str:
    start, _ = analysis.tokens.sentence(cue.start)
    for other in _beside(analysis, cue.start):
        if other.cue and start <= other.cue.start < cue.start:
            return f"a second attribution: the clause has its cue, {_name(analysis, other)}"
    return "neither a source nor a clause of its own beside it"


_COMPLEMENTISERS = closed("complementiser") | closed("complementiser-pronoun")


def _opening(tokens: Tokens, cue: Cue) -> int | None:
    """Return the first token behind *cue* in its sentence that might open a quotation."""
    for i in range(cue.end, tokens.stop(cue.end)):
        if tokens.words[i] in _COMPLEMENTISERS or tokens.words[i] == ":" or i in tokens.closes:
            return i
    return None


def _look_alikes(tokens: Tokens, taken: set[int], candidate: set[int]) -> list[tuple[int, int, int, str]]:
    """Return what looks like a cue and is none: tokens start and end, characters of a clitic, the reason.

    Tokens in *taken* are cues; those in *candidate* may be, and only a filler is told of them.
    """
    words, known, found = tokens.words, fillers(), []
    i = 0
    while i < len(words):
        word, lead, length = words[i], 0, 0
        for clitic, first in enumerate((word, word[1:] if word[0] in "وف" else "")):
            for sequence in known.get(first, ()):
                end = i + len(sequence)
                if len(sequence) > length and tuple(words[i + 1 : end]) == sequence[1:]:
                    length, lead = len(sequence), clitic
        if length and taken.isdisjoint(range(i, i + length)):
            found.append((i, i + length, lead, "a filler or a set phrase that names no source"))
            i += length
            continue
        if i not in taken and i not in candidate and (read := readings(word)):
            clitic, form = read[0]
            spoken = any(form.person in {"1", "2"} for _, form in read)
            reason = "not in the third person" if spoken else f"no cue as a {form.kind}"
            found.append((i, i + 1, clitic, reason))
        i += 1
    return found


def _beside(analysis: Analysis, i: int) -> list[Proposal]:
    """Return the proposals whose quotations begin nearest to token *i*, some on either side."""
    n = bisect_right(analysis.proposals, i, key=lambda p: p.first)
    return analysis.proposals[max(n - 4, 0) : n + 4]


def _in_marks(tokens: Tokens, i: int) -> bool:
    return any(start < i < close for start, close in tokens.closes.items())


def _speech(analysis: Analysis, p: Proposal) -> str:
    return "the speech in marks" if p.first - 1 in analysis.tokens.closes else "the clause"


def _name(analysis: Analysis, p: Proposal) -> str:
    if p.cue is None:
        return "its source"
    return f"“{analysis.span(p.cue.start, p.cue.end, p.cue.clitic).text}”"


def _text(analysis: Analysis, i: int) -> str:
    return f"“{analysis.span(i, i + 1).text}”"
