"""spaCy's DocBin: what its trainer reads, with the articles' quotations as ``quotes.pipeline`` sets them.

Token spans lie in ``doc.spans["quotes"]``; the exact records, ids and meta data in ``doc.user_data``.
The file is one compressed block: it is in memory whole, when written and when read.
"""

import json
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from quotes.formats.jsonl import encoder
from quotes.formats.linking import LABELS, Linker, Mark, name_of
from quotes.problems import Problem
from quotes.records import Article, Quotation, check

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_KEY = "quotes.article"  # where a Doc keeps its article's id and meta data
RECORDS = "quotes.records"  # where the pipeline keeps the exact quotations

WORD, RUN = 200, 1000  # characters without a blank: more than words and addresses have


class _Kept(msgspec.Struct):
    """What a Doc keeps of its article beside its text."""

    id: str | None = None
    meta: dict[str, Any] = {}


@cache
def tokenizer() -> "Language":
    """Return an empty pipeline with our tokenizer."""
    import spacy

    import quotes.pipeline  # noqa: F401 - registers the tokenizer, also in a checkout

    tokens = {"@tokenizers": "quotes.news_tokenizer.v1"}
    nlp = spacy.blank("ar", config={"nlp": {"tokenizer": tokens}})
    nlp.max_length = 1 << 40  # only parsers need spaCy's limit
    return nlp


def tokenized(text: str) -> "Doc":
    """Return the Doc of *text*: its tokens are ours for spaCy, or the rules' where those would take too long.

    spaCy takes marks off a word one at a time and looks at the whole word for each.
    """
    from quotes.pipeline.tokenizer import TEXT, RuleTokenizer

    nlp = tokenizer()
    runs = (run for run in text.split() if len(run) > WORD)
    if not any(len(run) > RUN or sum(map(str.isalnum, run)) < len(run) * 2 / 3 for run in runs):
        return nlp(text)
    doc = RuleTokenizer(nlp.vocab)(text)
    del doc.user_data[TEXT]
    return doc


def to_docbin(article: Article) -> "Doc":
    """Return *article* as a Doc with its quotations.

    Raises:
        ValueError: for what spaCy cannot store: lone surrogates, or a span of blanks.
    """
    from quotes.pipeline import set_quotations

    _storable(article)
    doc = set_quotations(tokenized(article.text), article.quotes)
    doc.user_data[_KEY] = json.dumps({"id": article.id, "meta": article.meta})
    return doc


def from_docbin(doc: "Doc", *, where: str = "this doc", id: str = "") -> tuple[Article | None, list[Problem]]:
    """Return the article in *doc*, and what was wrong; *id* is for docs that bring none.

    Of docs that we did not write the spans that are labelled as ours are taken, from any group; a Doc has
    no links, so that they are quotations without speakers.

    Raises:
        ValueError: for what is not as we wrote it, where it says that we did.
    """
    kept = msgspec.convert(json.loads(str(doc.user_data.get(_KEY, "{}"))), _Kept)
    article = Article(id=id if kept.id is None else kept.id, text=doc.text, meta=kept.meta)
    if RECORDS in doc.user_data:
        article.quotes = msgspec.convert(doc.user_data[RECORDS], list[Quotation])
        return check(article), []
    linker = Linker(doc.text, where=where, foreign=True)
    spans = dict.fromkeys(
        (name_of(s.label_), s.start_char, s.end_char) for group in doc.spans.values() for s in group
    )
    for n, shown in enumerate(spans):
        if shown[0] in LABELS:
            linker.take(Mark(n, *shown))
    article.quotes = linker.quotations([])
    return (None if linker.withheld else article), linker.problems


def write_docbin(articles: Iterable[Article], stream: BinaryIO) -> None:
    """Write *articles* as one DocBin."""
    from spacy.tokens import DocBin

    stream.write(DocBin(attrs=["ORTH"], store_user_data=True, docs=map(to_docbin, articles)).to_bytes())


def lost_docbin(article: Article) -> list[str]:
    """Return what the format cannot hold of *article*: nothing, or not the article.

    Raises:
        ValueError: as ``to_docbin``.
    """
    _storable(article)
    return []


def _storable(article: Article) -> None:
    try:
        encoder.encode(article)
    except UnicodeEncodeError:
        raise ValueError("half a surrogate pair, which spaCy cannot store") from None
    for q in article.quotes:
        if abs(q.speaker_id or 0) >> 63:
            raise ValueError("a source's number of over 63 bits")
        for part in (q.quote, q.speaker, q.cue):
            if part is not None and not article.text[part.start : part.end].strip():
                raise ValueError(f"a span of blanks only at {part.start}–{part.end}, which holds no token")
