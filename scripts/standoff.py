"""Keep annotations of other people's articles as offsets, without their text, and put the text back.

``python scripts/standoff.py strip GOLD.jsonl … > annotations/corpus.jsonl`` drops the text;
``python scripts/standoff.py restore CORPUS.parquet [SET …] > gold.jsonl`` takes it from the columns ``id``
and ``text`` of a corpus. A line holds an article's id, its set (the name of the gold file), the SHA-256
of its text in UTF-8 and its quotations; spans and names are [start, end] in code points. An article that
is not in the corpus, or has another text there, is reported and left out.
"""

import hashlib
import sys
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from quotes.formats.jsonl import to_json
from quotes.reading import read
from quotes.records import Article, Quotation, Span, check, span

ANNOTATIONS = Path(__file__).parents[1] / "annotations" / "corpus.jsonl"
Place = tuple[int, int]


class Marked(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A quotation as offsets; *name* is where the fullest mention of its source stands first."""

    quote: Place
    cue: Place | None = None
    speaker: Place | None = None
    name: Place | None = None
    source: int | None = None
    implicit: bool = False
    optional: bool = False


class Standoff(msgspec.Struct, kw_only=True):
    """An article's annotations without its text."""

    id: str
    set: str
    sha256: str
    quotes: list[Marked]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def strip(article: Article, name: str) -> Standoff:
    """Return the annotations of *article*, of the set *name*, as offsets.

    Raises:
        ValueError: if a source's name does not stand in the text.
    """
    return Standoff(
        id=article.id,
        set=name,
        sha256=digest(article.text),
        quotes=[_mark(article, q) for q in article.quotes],
    )


def _mark(article: Article, q: Quotation) -> Marked:
    at = None
    if q.speaker_name:
        start = article.text.find(q.speaker_name)
        if start < 0:
            raise ValueError(f"{article.id}: {q.speaker_name!r} is not in the text")
        at = (start, start + len(q.speaker_name))
    return Marked(
        quote=(q.quote.start, q.quote.end),
        cue=_place(q.cue),
        speaker=_place(q.speaker),
        name=at,
        source=q.speaker_id,
        implicit=q.implicit,
        optional=q.optional,
    )


def _place(part: Span | None) -> Place | None:
    return None if part is None else (part.start, part.end)


def restore(marked: Standoff, text: str) -> Article:
    """Return the article that *marked* was made from.

    Raises:
        ValueError: if *text* is not the text that was annotated.
    """
    if digest(text) != marked.sha256:
        raise ValueError(f"{marked.id}: another text than the one that was annotated")

    def whole(place: Place | None) -> Span | None:
        return None if place is None else span(text, *place)

    quotes = [
        Quotation(
            quote=span(text, *q.quote),
            cue=whole(q.cue),
            speaker=whole(q.speaker),
            speaker_name=None if q.name is None else text[slice(*q.name)],
            speaker_id=q.source,
            implicit=q.implicit,
            optional=q.optional,
        )
        for q in marked.quotes
    ]
    return check(Article(id=marked.id, text=text, meta={"set": marked.set}, quotes=quotes))


def load(path: Path = ANNOTATIONS) -> list[Standoff]:
    return [msgspec.json.decode(line, type=Standoff) for line in path.read_bytes().splitlines()]


def main(action: str, *arguments: str) -> None:
    if action == "strip":
        for path in arguments:
            for article in read([path]):
                assert isinstance(article, Article), article
                print(msgspec.json.encode(strip(article, Path(path).stem)).decode())
    elif action == "restore":
        corpus, *sets = arguments
        wanted = [marked for marked in load() if not sets or marked.set in sets]
        table = pq.read_table(corpus, columns=["id", "text"], filters=[("id", "in", [m.id for m in wanted])])
        texts = dict(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))
        for marked in wanted:
            try:
                print(to_json(restore(marked, texts.get(marked.id, ""))))
            except ValueError as error:
                print(error, file=sys.stderr)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["help"]))
