"""The rules as a spaCy component."""

from spacy.language import Language
from spacy.tokens import Doc

from quotes.extraction import to_quotation
from quotes.pipeline.features import analysed
from quotes.pipeline.links import GROUP, set_quotations
from quotes.pipeline.tokenizer import text_of


class QuoteRules:
    """Mark the attributed quotations of a Doc by rules; reads ``doc.text`` only, needs no other component."""

    def __init__(self, *, group: str = GROUP) -> None:
        self.group = group

    def __call__(self, doc: Doc) -> Doc:
        """Return *doc* with its span group and its linked quotations set; earlier ones are replaced."""
        analysis = analysed(text_of(doc))
        found = [to_quotation(analysis, proposal) for proposal in analysis.proposals]
        return set_quotations(doc, found, group=self.group)


@Language.factory("quote_rules", assigns=["doc.spans", "doc._.quotations"], default_config={"group": GROUP})
def quote_rules(nlp: Language, name: str, group: str) -> QuoteRules:
    """Make the component; *group* names the span group that it sets."""
    return QuoteRules(group=group)
