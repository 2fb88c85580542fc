"""The type of a quotation, which nobody annotates: it follows from the quotation marks of the text."""

from bisect import bisect_right

from quotes.records import QuoteType, Span
from quotes.text.fold import Folded, fold
from quotes.text.tokens import Tokens


class Kinds:
    """What the quotation marks of one article hold, to tell direct, mixed and indirect quotations apart."""

    def __init__(self, folded: Folded, tokens: Tokens) -> None:
        # the insides of the outer pairs, in order, in characters of the text as given
        self.starts: list[int] = []
        self.ends: list[int] = []
        for opening, closing in sorted(tokens.closes.items()):
            end = tokens.starts[closing] if closing < len(tokens) else len(folded.text)
            first, last = folded.origin(tokens.ends[opening]), folded.origin(end)
            if self.ends and first < self.ends[-1]:
                self.ends[-1] = max(last, self.ends[-1])
            else:
                self.starts.append(first)
                self.ends.append(last)

    @classmethod
    def of_text(cls, text: str) -> "Kinds":
        """Return the kinds of a text that nobody has folded and tokenized yet."""
        folded = fold(text)
        return cls(folded, Tokens(folded.text))

    def of(self, quote: Span) -> QuoteType:
        """Return ``direct`` if one pair of marks holds all of *quote*, ``mixed`` if marks hold part of it."""
        n = bisect_right(self.starts, quote.start)
        if n and quote.end <= self.ends[n - 1]:
            return "direct"
        if (n and quote.start < self.ends[n - 1]) or (n < len(self.starts) and self.starts[n] < quote.end):
            return "mixed"
        return "indirect"
