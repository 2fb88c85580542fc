"""The type of a quotation, which nobody annotates: it follows from the quotation marks of the text."""

from quotes.records import Quotation, QuoteType
from quotes.text.fold import fold
from quotes.text.tokens import Tokens


class Kinds:
    """The quotation marks of one article, to tell direct, mixed and indirect quotations apart."""

    def __init__(self, text: str) -> None:
        folded = fold(text)
        tokens = Tokens(folded.text)

        def place(token: int) -> int:
            return folded.origin(tokens.starts[token]) if token < len(tokens.words) else len(text)

        # what each pair of marks holds, in characters of the text as given
        self.inside = [
            (folded.origin(tokens.ends[opening]), place(closing))
            for opening, closing in tokens.closes.items()
        ]

    def of(self, quotation: Quotation) -> QuoteType:
        """Return *quotation*'s type: as recorded, or else by whether marks hold all, part or none of it."""
        if quotation.type is not None:
            return quotation.type
        start, end = quotation.quote.start, quotation.quote.end
        if any(first <= start and end <= last for first, last in self.inside):
            return "direct"
        if any(start < last and first < end for first, last in self.inside):
            return "mixed"
        return "indirect"
