"""What follows from the spans that a person marked: a quotation's type, and which source it has.

Nobody annotates these. The type follows from the quotation marks; a source is the one that our own resolver
finds for its mention, but a quotation that has a name already lends it to the others of its source.
"""

from bisect import bisect_left, bisect_right

from quotes.records import Quotation
from quotes.rules.proposal import Proposal
from quotes.sources import name_sources
from quotes.text.fold import fold
from quotes.text.kinds import Kinds
from quotes.text.tokens import Tokens


def complete(text: str, quotations: list[Quotation], unknown: list[Quotation]) -> None:
    """Set ``type``, ``speaker_name`` and ``speaker_id`` of the *unknown* among an article's *quotations*."""
    folded = fold(text)
    tokens = Tokens(folded.text)
    kinds = Kinds(folded, tokens)
    starts = [folded.origin(start) for start in tokens.starts]
    ends = [folded.origin(end) for end in tokens.ends]
    proposals = []
    for q in quotations:
        first = bisect_right(ends, q.quote.start)
        p = Proposal("", None, first, max(first + 1, bisect_left(starts, q.quote.end)))
        if q.speaker is not None:
            first, last = bisect_right(ends, q.speaker.start), bisect_left(starts, q.speaker.end)
            if first < last:
                p.speaker = (first, last)
                p.speaker_lead = max(0, q.speaker.start - starts[first])
        proposals.append(p)
    name_sources(tokens, proposals)
    # what each of the resolver's sources is called and numbered in this article
    known = {
        p.source: (q.speaker_name, q.speaker_id)
        for p, q in zip(reversed(proposals), reversed(quotations))
        if p.source is not None and q.speaker_name is not None
    }
    free = max((q.speaker_id for q in quotations if q.speaker_id is not None), default=-1) + 1
    for n, (p, q) in enumerate(zip(proposals, quotations)):
        if not any(q is each for each in unknown):
            continue
        q.type = kinds.of(q.quote)
        if q.speaker is None:
            continue
        source = -1 - n if p.source is None else p.source  # a mention without a word is a source of its own
        if source not in known:
            name = q.speaker.text
            if p.name is not None:
                first, last, lead = p.name
                name = text[folded.origin(tokens.starts[first] + lead) : ends[last - 1]]
            known[source] = (name, free)
            free += 1
        q.speaker_name, q.speaker_id = known[source]
