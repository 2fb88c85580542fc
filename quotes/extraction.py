"""The extractor: text in, article with its quotations out."""

from typing import Any

from msgspec import Struct

from quotes.attribution import attribute
from quotes.records import Article, Quotation, Span
from quotes.rules import propose
from quotes.rules.cues import Cue, find_cues
from quotes.rules.proposal import Proposal
from quotes.scoring import score
from quotes.sources import name_sources
from quotes.text.fold import Folded, fold
from quotes.text.kinds import Kinds
from quotes.text.tokens import Tokens


def extract(text: str, *, id: str = "", meta: dict[str, Any] | None = None) -> Article:
    """Return the article *text* with every attributed quotation in it, in text order.

    Spans count code points of *text* as given. The empty text has no quotations.
    """
    analysis = analyse(text)
    quotes = [to_quotation(analysis, p) for p in analysis.proposals]
    return Article(id=id, text=text, meta=meta or {}, quotes=quotes)


class Analysis(Struct, frozen=True):
    """A text as given and folded, its tokens and marks, its candidate cues and the finished proposals."""

    text: str
    folded: Folded
    tokens: Tokens
    kinds: Kinds
    cues: list[Cue]
    proposals: list[Proposal]

    def span(self, first: int, last: int, lead: int = 0) -> Span:
        """Return tokens *first* to *last* (exclusive), less *lead* characters, as a span of the text."""
        tokens, folded = self.tokens, self.folded
        start, end = tokens.starts[first] + lead, tokens.ends[last - 1]
        if folded.moved:
            start, end = folded.origin(start), folded.origin(end)
        return Span(start, end, self.text[start:end])


def analyse(text: str) -> Analysis:
    """Return the finished proposals for *text*, in text order, with what they rest on."""
    folded = fold(text)
    tokens = Tokens(folded.text)
    cues = find_cues(tokens)
    proposals = propose(tokens, cues)
    attribute(tokens, proposals, cues)
    name_sources(tokens, proposals)
    return Analysis(text, folded, tokens, Kinds(folded, tokens), cues, proposals)


def to_quotation(analysis: Analysis, p: Proposal) -> Quotation:
    """Return the record of one finished proposal."""
    place = analysis.span
    quote = place(p.first, p.last, p.lead)
    return Quotation(
        quote=quote,
        type=analysis.kinds.of(quote),
        cue=place(p.cue.start, p.cue.end, p.cue.clitic) if p.cue else None,
        speaker=place(*p.speaker, p.speaker_lead) if p.speaker else None,
        implicit=p.implicit and p.speaker is not None,
        speaker_name=place(*p.name).text if p.name else None,
        speaker_id=p.source,
        score=round(score(analysis.tokens, p), 3),
        by=f"rules:{p.rule}",
    )
