"""A Doc's quotations: token spans with their links, kept as plain values that spaCy can write."""

from dataclasses import dataclass

import msgspec
from spacy.tokens import Doc, Span

from quotes import records
from quotes.pipeline.tokenizer import text_of
from quotes.records import Quotation

LABELS = {"quote": "QUOTE", "cue": "CUE", "speaker": "SPEAKER"}
GROUP = "quotes"
# where a Doc keeps its records, as plain values that spaCy can write
_KEY = "quotes.records"


@dataclass(frozen=True)
class Linked:
    """One quotation of a Doc: its token spans, and its record with offsets in characters of ``doc.text``."""

    quote: Span
    cue: Span | None
    speaker: Span | None
    record: Quotation


def set_quotations(doc: Doc, quotations: list[Quotation], *, group: str = GROUP) -> Doc:
    """Set *quotations*, whose offsets count characters of ``doc.text``, as *doc*'s span group and links.

    Raises:
        ValueError: for a span outside the text, or one that is not what stands there.
    """
    records.check(records.Article(id="of this doc", text=text_of(doc), quotes=quotations))
    spans = {
        (part.start, part.end, part.label): part
        for q in quotations
        for label in LABELS
        if (part := _span(doc, getattr(q, label), label)) is not None
    }
    doc.spans[group] = [spans[key] for key in sorted(spans, key=lambda key: (key[0], -key[1], key[2]))]
    doc.user_data[_KEY] = msgspec.to_builtins(quotations)
    return doc


def get_quotations(doc: Doc) -> list[Linked]:
    """Return *doc*'s linked quotations in text order; none where no component has looked for them."""
    return [
        Linked(quote, _span(doc, q.cue, "cue"), _span(doc, q.speaker, "speaker"), q)
        for q in msgspec.convert(doc.user_data.get(_KEY, []), list[Quotation])
        if (quote := _span(doc, q.quote, "quote")) is not None
    ]


def _span(doc: Doc, part: records.Span | None, label: str) -> Span | None:
    """Return the tokens that *part*'s characters touch; None of None only."""
    if part is None:
        return None
    span = doc.char_span(part.start, part.end, label=LABELS[label], alignment_mode="expand")
    if span is None:
        raise ValueError(f"{label} {part.start}–{part.end} touches no token of this doc")
    return span


if not Doc.has_extension("quotations"):
    Doc.set_extension("quotations", getter=get_quotations)
