"""The rules as a spaCy component."""

from spacy.language import Language
from spacy.tokens import Doc

from quotes.pipeline.links import GROUP, set_quotations
from quotes.pipeline.tokenizer import TEXT


class QuoteRules:
    """Mark the attributed quotations of a Doc by rules; reads ``doc.text`` only, needs no other component."""

    def __init__(self, *, group: str = GROUP) -> None:
        # spaCy imports this module for every pipeline, with or without this component
        from quotes.extraction import extract

        self.group = group
        self.extract = extract

    def __call__(self, doc: Doc) -> Doc:
        """Return *doc* with its span group and its linked quotations set; earlier ones are replaced."""
        return set_quotations(doc, self.extract(doc.user_data.get(TEXT) or doc.text).quotes, group=self.group)


@Language.factory("quote_rules", assigns=["doc.spans", "doc._.quotations"], default_config={"group": GROUP})
def quote_rules(nlp: Language, name: str, group: str) -> QuoteRules:
    """Make the component; *group* names the span group that it sets."""
    return QuoteRules(group=group)
