"""What a row of each configuration holds, and how an article becomes rows.

``articles`` has a text with its spans, each once, and its quotations, whose parts are indices into the spans;
``quotations`` has one quotation a row with the words around it. Offsets are code points into the article's
text (Python string offsets); what a quotation does not have is null.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from quotes.dataset.splits import SPLITS, Split
from quotes.records import Article, Quotation, QuoteType, Span
from quotes.text.fold import fold
from quotes.text.kinds import Kinds
from quotes.text.tokens import Tokens

if TYPE_CHECKING:
    from datasets import DatasetDict, Features

Config = Literal["articles", "quotations"]
CONFIGS: tuple[Config, ...] = get_args(Config)
LABELS = ("quote", "cue", "speaker")
TYPES: tuple[QuoteType, ...] = get_args(QuoteType)
CLOSING = "\"'»”“’)]﴾"  # belong to the sentence before them
BATCH = 1000  # rows that are Python objects at a time; as Arrow they take a tenth
Row = dict[str, Any]


def dataset(articles: Iterable[Article], splits: Mapping[str, Split], config: Config) -> "DatasetDict":
    """Return the rows of *articles* in the configuration *config*; a split without articles is left out."""
    from datasets import Dataset, DatasetDict, concatenate_datasets

    shape = features(config)
    parts: dict[Split, list[Dataset]] = {}
    waiting: dict[Split, list[Row]] = {}

    def pack(split: Split) -> None:
        rows = waiting.pop(split)
        # by columns: articles without quotations have none, but their columns
        columns = {name: [row[name] for row in rows] for name in shape}
        parts.setdefault(split, []).append(Dataset.from_dict(columns, features=shape))

    for article in articles:
        rows = waiting.setdefault(splits[article.id], [])
        rows.extend([article_row(article)] if config == "articles" else quotation_rows(article))
        if len(rows) >= BATCH:
            pack(splits[article.id])
    for split in list(waiting):
        pack(split)
    return DatasetDict({name: concatenate_datasets(parts[name]) for name in SPLITS if name in parts})


def features(config: Config) -> "Features":
    """Return the columns of *config* and their types."""
    from datasets import ClassLabel, Features, List, Value

    text, offset, truth = Value("string"), Value("int32"), Value("bool")
    kind = ClassLabel(names=list(TYPES))
    said = {"type": kind, "implicit": truth, "optional": truth, "speaker_name": text, "speaker_id": offset}
    others = {"beat": text, "style": text}
    if config == "articles":
        place = {"start": offset, "end": offset, "label": ClassLabel(names=list(LABELS)), "text": text}
        links = dict.fromkeys(LABELS, offset)
        said = {
            "type": kind,
            "implicit": truth,
            "optional": truth,
            "speaker_name": text,
            "speaker_id": offset,
        }
        nested = {"spans": List(place), "quotations": List(links | said)}
        return Features({"id": text, "text": text} | others | {"meta": text} | nested)
    parts: Row = {}
    for label in LABELS:
        parts |= {label: text, f"{label}_start": offset, f"{label}_end": offset}
    context = {"context": text, "context_start": offset}
    return Features({"id": text, "article": text} | parts | said | context | others)


def article_row(article: Article) -> Row:
    """Return *article* as a row of ``articles``; ``meta`` is all its meta data as a JSON object."""
    kinds = Kinds.of_text(article.text)
    used = {(p.start, p.end, label) for q in article.quotes for label, p in _parts(q).items() if p}
    places = sorted(used, key=lambda place: (place[0], -place[1], LABELS.index(place[2])))
    index = {place: n for n, place in enumerate(places)}
    quotations = []
    for q in article.quotes:
        links = {label: part and index[part.start, part.end, label] for label, part in _parts(q).items()}
        quotations.append(links | _said(q, kinds))
    spans = [
        {"start": start, "end": end, "label": label, "text": article.text[start:end]}
        for start, end, label in places
    ]
    return {
        "id": article.id,
        "text": article.text,
        **described(article),
        "meta": json.dumps(article.meta, ensure_ascii=False),
        "spans": spans,
        "quotations": quotations,
    }


def quotation_rows(article: Article) -> Iterator[Row]:
    """Yield each quotation of *article* as a row of ``quotations``.

    Its context is the sentences that hold the quotation, its cue and its speaker, if the clause names one.
    """
    if not article.quotes:
        return
    folded = fold(article.text)
    tokens = Tokens(folded.text)
    kinds = Kinds(folded, tokens)
    ends = _sentence_ends(article.text, [folded.origin(tokens.ends[i]) for i in tokens.stops[:-1]])
    for n, q in enumerate(article.quotes, 1):
        row: Row = {"id": f"{article.id}#{n}", "article": article.id}
        for label, part in _parts(q).items():
            row[label] = part and article.text[part.start : part.end]
            row[f"{label}_start"], row[f"{label}_end"] = part and part.start, part and part.end
        start, end = _context(article.text, ends, [q.quote, q.cue, None if q.implicit else q.speaker])
        context = {"context": article.text[start:end], "context_start": start}
        yield row | _said(q, kinds) | context | described(article)


def _parts(q: Quotation) -> dict[str, Span | None]:
    return {"quote": q.quote, "cue": q.cue, "speaker": q.speaker}


def _said(q: Quotation, kinds: Kinds) -> Row:
    """Return what is no span; gold without a type has the one that the quotation marks give it."""
    return {
        "type": q.type or kinds.of(q.quote),
        "implicit": q.implicit,
        "optional": q.optional,
        "speaker_name": q.speaker_name,
        "speaker_id": q.speaker_id,
    }


def described(article: Article) -> Row:
    """Return the beat and the house style of *article*, as far as its meta data has them."""
    return {name: str(value) if (value := article.meta.get(name)) else None for name in ("beat", "style")}


def _sentence_ends(text: str, ends: list[int]) -> list[int]:
    """Return *ends* moved behind the quotation marks and brackets that close there, and the text's end."""
    moved = []
    for end in ends:
        while end < len(text) and text[end] in CLOSING and text[end - 1] != "\n":
            end += 1
        moved.append(end)
    return [*moved, len(text)]


def _context(text: str, ends: list[int], parts: Iterable[Span | None]) -> tuple[int, int]:
    """Return the first and last character of the sentences that hold *parts*, without blanks around."""
    spans = [part for part in parts if part]
    first, last = min(part.start for part in spans), max(part.end for part in spans)
    before = bisect_right(ends, first)
    start = ends[before - 1] if before else 0
    end = ends[min(bisect_left(ends, last), len(ends) - 1)]
    return start + len(text[start:first]) - len(text[start:first].lstrip()), last + len(
        text[last:end].rstrip()
    )
