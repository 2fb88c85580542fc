"""What a trained pipeline finds in articles."""

from collections.abc import Iterable, Iterator

from spacy.language import Language

from quotes.pipeline import get_quotations
from quotes.records import Article


def predict(nlp: Language, articles: Iterable[Article]) -> Iterator[Article]:
    """Yield each of *articles* with the quotations that *nlp* finds, in their order."""
    given = ((article.text, article) for article in articles)
    for doc, article in nlp.pipe(given, as_tuples=True):
        found = [linked.record for linked in get_quotations(doc)]
        yield Article(id=article.id, text=article.text, meta=article.meta, quotes=found)
