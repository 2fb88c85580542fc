"""A clause attributed by a preposition or an adverbial: بحسب، وفقا لـ، نقلا عن، حسبما ذكر."""

from quotes.lexicon import titles
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
    end = source[1] if source else cue.end
    if source is None and cue.source >= 0 and not cue.form.lemma:
        return None
    if cue.start <= start + 1 and not any(w[0].isalnum() for w in words[start : cue.start]):
        quote = _following(tokens, end, stop, bounds)
        rule = "source-clause"
    else:
        # a clause that has its cue already is no quotation a second time
        if any(p.cue and start <= p.cue.start < cue.start and p.last >= cue.start - 2 for p in proposals):
            return None
        quote = _preceding(tokens, cue, start, end, stop)
        rule = "clause-source"
    if quote is None:
        return None
    p = Proposal(rule, cue, *quote)
    first = words[p.first]
    if first[0] == "و" and len(first) > 3 and first not in titles() and "وا" != first[:2]:
        p.lead = 1
    if source:
        p.speaker, p.speaker_lead = source[:2], source[2]
    p.implicit = source is None
    return p


def _source(tokens: Tokens, cue: Cue, stop: int) -> tuple[int, int, int] | None:
    """Return the source's tokens and the characters of a proclitic before it."""
    words, i = tokens.words, cue.end
    if i >= stop or cue.source < 0:
        return None
    if cue.form.lemma:
        found = speaker_after(tokens, i, stop)
        return (*found, 0) if found else None
    lead = cue.source
    if lead and words[i] in {"ل", "لل"}:
        i += 1
        lead = 0
    end = phrase_end(tokens, i, stop, lead=1 if words[i][0] == "ل" else lead)
    return (i, end, lead) if end > i else None


def _preceding(tokens: Tokens, cue: Cue, start: int, end: int, stop: int) -> tuple[int, int] | None:
    """Return the clause before its source, or around it: خلّفت الغارة، وفقا للشبكة، أضرارا."""
    words = tokens.words
    for i in range(start, min(start + 14, cue.start)):
        # a dateline is no part of the clause: دبي، الإمارات (CNN) --
        if words[i] in _DASHES and (words[i - 1] == ")" or words[i - 1].isascii() or i - start < 5):
            start = i + 1
            while start < cue.start and not words[start][0].isalnum():
                start += 1
            break
    last = trim(tokens, start, cue.start)
    return (start, last) if last > start else None


_DASHES = frozenset("-–—ـ")


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
