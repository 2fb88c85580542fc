"""The extractor: text in, article with its quotations out."""

from typing import Any

from quotes.attribution import attribute
from quotes.records import Article, Quotation, Span, span
from quotes.rules import propose
from quotes.rules.cues import find_cues
from quotes.sources import name_sources
from quotes.text.fold import fold
from quotes.text.tokens import Tokens


def extract(text: str, *, id: str = "", meta: dict[str, Any] | None = None) -> Article:
    """Return the article *text* with every attributed quotation in it, in text order.

    Spans count code points of *text* as given. The empty text has no quotations.
    """
    folded = fold(text)
    tokens = Tokens(folded.text)
    cues = find_cues(tokens)
    proposals = propose(tokens, cues)
    attribute(tokens, proposals, cues)
    name_sources(tokens, proposals)

    def place(first: int, last: int, lead: int = 0) -> Span:
        return span(text, folded.origin(tokens.starts[first] + lead), folded.origin(tokens.ends[last - 1]))

    quotes = []
    for p in proposals:
        quotes.append(
            Quotation(
                quote=place(p.first, p.last, p.lead),
                cue=place(p.cue.start, p.cue.end, p.cue.clitic) if p.cue else None,
                speaker=place(*p.speaker, p.speaker_lead) if p.speaker else None,
                implicit=p.implicit and p.speaker is not None,
                speaker_name=place(*p.name).text if p.name else None,
                speaker_id=p.source,
                by=f"rules:{p.rule}",
            )
        )
    return Article(id=id, text=text, meta=meta or {}, quotes=quotes)
