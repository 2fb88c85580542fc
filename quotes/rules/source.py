"""A clause attributed by a preposition or an adverbial: بحسب، وفقا لـ، نقلا عن، حسبما ذكر."""

from quotes.lexicon.closed import closed
from quotes.rules.cues import Cue
from quotes.rules.extent import Bound, clause_end, trim
from quotes.rules.noun_phrase import phrase_end, speaker_after
from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens

_COMMAS = frozenset("،,")
_CLAUSE_HEADS = frozenset("فان ان بان".split())


def attributed(tokens: Tokens, cue: Cue, proposals: list[Proposal], bounds: list[Bound]) -> Proposal | None:
    """Return the main clause that a prepositional cue attributes, None where it attributes none."""
    words = tokens.words
    start, stop = tokens.sentence(cue.start)
    source = _source(tokens, cue, stop)
    if source is None:
        return None
    first, end, lead = source
    if cue.start <= start + 1 and not any(w[0].isalnum() for w in words[start : cue.start]):
        quote = _following(tokens, end, stop, bounds)
        rule = "source-clause"
    else:
        # a clause that has its cue already is no quotation a second time
        if any(p.cue and start <= p.cue.start < cue.start and p.last >= cue.start - 2 for p in proposals):
            return None
        quote = (start, trim(tokens, start, cue.start))
        rule = "clause-source"
    if quote is None:
        return None
    p = Proposal(rule, cue, *quote)
    if words[p.first][0] == "و" and len(words[p.first]) > 4 and words[p.first][1:2] != "ا":
        p.lead = 1
    p.speaker, p.speaker_lead = (first, end), lead
    return p


def _source(tokens: Tokens, cue: Cue, stop: int) -> tuple[int, int, int] | None:
    """Return the source's tokens and the characters of a proclitic before it."""
    words, i = tokens.words, cue.end
    if i >= stop:
        return None
    head = words[cue.start][cue.clitic :]
    lead = 0
    if head == "نقلا":
        i += 1
    elif head in {"وفقا", "طبقا"} and not cue.form.lemma:
        if not words[i].startswith("ل"):
            return None
        if words[i] in {"ل", "لل"}:
            i += 1
        else:
            lead = 1
    if cue.form.lemma:
        found = speaker_after(tokens, i, stop)
        return (*found, 0) if found else None
    end = phrase_end(tokens, i, stop, lead=lead)
    return (i, end, lead) if end > i else None


def _following(tokens: Tokens, i: int, stop: int, bounds: list[Bound]) -> tuple[int, int] | None:
    """Return the clause behind a fronted source: بحسب الوكالة، فإن …"""
    words = tokens.words
    first = i
    while first < stop and words[first] not in _COMMAS and words[first] not in _CLAUSE_HEADS:
        first += 1
    if first >= stop:
        return None
    first += words[first] in _COMMAS
    if first < stop and words[first] in _CLAUSE_HEADS:
        first += 1
    return (first, clause_end(tokens, first, bounds)) if first < stop else None
