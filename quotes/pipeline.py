"""The extractor as a spaCy component: ``nlp.add_pipe("quote_rules")``.

It sets

- ``doc.spans["quotes"]``: every quotation, cue and speaker once, labelled ``QUOTE``, ``CUE``, ``SPEAKER``,
  in text order; they may overlap and nest;
- ``doc._.quotations``: the same, linked, a ``Linked`` each.

Token spans are the tokens that a record's characters touch: a tokenizer may glue a closing mark or a
conjunction to a word (وقال is one token, the cue in it is قال). ``Linked.record`` keeps the characters exact.
The tokenizer ``quotes.news_tokenizer.v1`` parts the marks at least:
``spacy.blank("ar", config={"nlp": {"tokenizer": {"@tokenizers": "quotes.news_tokenizer.v1"}}})``.
Both survive ``Doc.to_bytes``, pickling and ``DocBin(store_user_data=True)``, ``nlp.pipe`` and its processes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

from quotes import records
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


class QuoteRules:
    """Mark the attributed quotations of a Doc by rules; reads ``doc.text`` only, needs no other component."""

    def __init__(self, *, group: str = GROUP) -> None:
        # spaCy imports this module for every pipeline, with or without this component
        from quotes.extraction import extract

        self.group = group
        self.extract = extract

    def __call__(self, doc: Doc) -> Doc:
        """Return *doc* with its span group and its linked quotations set; earlier ones are replaced."""
        return set_quotations(doc, self.extract(doc.text).quotes, group=self.group)


@Language.factory("quote_rules", assigns=["doc.spans", "doc._.quotations"], default_config={"group": GROUP})
def quote_rules(nlp: Language, name: str, group: str) -> QuoteRules:
    """Make the component; *group* names the span group that it sets."""
    return QuoteRules(group=group)


@registry.tokenizers("quotes.news_tokenizer.v1")  # type: ignore[untyped-decorator]
def news_tokenizer() -> Callable[[Language], Tokenizer]:
    """Make the tokenizer of a language that also parts points and quotation marks from Arabic words.

    spaCy's own for Arabic keeps a full stop, and so the mark before it, on its word: «انتهى». is one token
    and a half, where no span of tokens ends with the quotation. Proclitics stay on their words.
    """

    def make(nlp: Language) -> Tokenizer:
        defaults = nlp.Defaults
        loose = r"\"«»“”„‘’‹›❝❞()\[\]\u200e\u200f\u202a-\u202e"
        arabic = r"\u0621-\u064a\u064b-\u0652"
        return Tokenizer(
            nlp.vocab,
            rules=defaults.tokenizer_exceptions,
            prefix_search=compile_prefix_regex([*(defaults.prefixes or ()), f"[{loose}]"]).search,
            suffix_search=compile_suffix_regex(
                [*(defaults.suffixes or ()), f"[{loose}]", rf"(?<=[{arabic}{loose}%0-9٠-٩])\."]
            ).search,
            infix_finditer=compile_infix_regex(
                [*(defaults.infixes or ()), f"[{loose}]", rf"(?<=[{arabic}])[.،؛:؟!](?=[{arabic}{loose}])"]
            ).finditer,
            token_match=defaults.token_match,
            url_match=defaults.url_match,
        )

    return make


def set_quotations(doc: Doc, quotations: list[Quotation], *, group: str = GROUP) -> Doc:
    """Set *quotations*, whose offsets count characters of ``doc.text``, as *doc*'s span group and links.

    Raises:
        ValueError: for a span outside the text, or one that is not what stands there.
    """
    records.check(records.Article(id="of this doc", text=doc.text, quotes=quotations))
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
