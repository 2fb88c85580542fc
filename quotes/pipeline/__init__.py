"""The extractor in spaCy: the rules as a component, the span model's parts, and who reads a Doc's quotations.

``nlp.add_pipe("quote_rules")`` sets

- ``doc.spans["quotes"]``: every quotation, cue and speaker once, labelled ``QUOTE``, ``CUE``, ``SPEAKER``,
  in text order; they may overlap and nest;
- ``doc._.quotations``: the same, linked, a ``Linked`` each.

Token spans are the tokens that a record's characters touch: a tokenizer may glue a closing mark or a
conjunction to a word (وقال is one token, the cue in it is قال). ``Linked.record`` keeps the characters exact.
The tokenizer ``quotes.news_tokenizer.v1`` parts the marks at least:
``spacy.blank("ar", config={"nlp": {"tokenizer": {"@tokenizers": "quotes.news_tokenizer.v1"}}})``.
Both survive ``Doc.to_bytes``, pickling and ``DocBin(store_user_data=True)``, ``nlp.pipe`` and its processes.
"""

from quotes.pipeline.linker import QuoteLinker, quote_linker
from quotes.pipeline.links import GROUP, LABELS, Linked, get_quotations, set_quotations
from quotes.pipeline.rules import QuoteRules, quote_rules
from quotes.pipeline.scorer import spans_scorer
from quotes.pipeline.spans import build_suggester, embed_features, span_edges
from quotes.pipeline.tokenizer import news_tokenizer, rule_tokenizer

__all__ = [
    "GROUP",
    "LABELS",
    "Linked",
    "QuoteLinker",
    "QuoteRules",
    "build_suggester",
    "embed_features",
    "get_quotations",
    "news_tokenizer",
    "quote_linker",
    "quote_rules",
    "rule_tokenizer",
    "set_quotations",
    "span_edges",
    "spans_scorer",
]
