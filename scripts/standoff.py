"""Keep annotations of other people's articles as offsets, without their text, and put the text back.

``python scripts/standoff.py strip GOLD.jsonl … > annotations/standoff/GOLD.jsonl`` drops the text;
``python scripts/standoff.py restore CORPUS … [--sets SET …] > gold.jsonl`` takes it from the public corpora
as they are downloaded (see ``public_corpora.py``). A line holds an article's id, its set (the name of the
gold file), its source (the corpus), the SHA-256 of its text in UTF-8 and of its folded words, and its
quotations; spans and names are [start, end] in code points. An article that is not in the corpora is counted,
one with another text there is reported, and both are left out.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

import msgspec
from public_corpora import articles, variants

from quotes.dataset.withheld import digest_of_words
from quotes.formats.doccano import sha256
from quotes.formats.jsonl import to_json
from quotes.problems import sift
from quotes.reading import read
from quotes.records import Article, Quotation, Span, check, span

ANNOTATIONS = Path(__file__).parents[1] / "annotations" / "standoff"
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
    """An article's annotations without its text; *source* is the corpus that has it."""

    id: str
    set: str
    source: str
    sha256: str
    words: str
    quotes: list[Marked]


def strip(article: Article, name: str) -> Standoff:
    """Return the annotations of *article*, of the set *name*, as offsets.

    Raises:
        ValueError: if a source's name does not stand in the text.
    """
    return Standoff(
        id=article.id,
        set=name,
        source=article.meta.get("corpus", article.meta.get("source", "")),
        sha256=sha256(article.text),
        words=digest_of_words(article.text),
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
    """Return the article that *marked* was made from, with a word that it may not be published.

    Raises:
        ValueError: if *text* is not the text that was annotated.
    """
    if sha256(text) != marked.sha256:
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
    meta = {"set": marked.set, "source": marked.source, "publish": False}
    return check(Article(id=marked.id, text=text, meta=meta, quotes=quotes))


def load(folder: Path = ANNOTATIONS) -> list[Standoff]:
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_bytes().splitlines()]
    return [msgspec.json.decode(line, type=Standoff) for line in lines]


def join(wanted: list[Standoff], corpora: list[str]) -> bool:
    """Print the articles of *wanted* that *corpora* have; tell whether nothing went wrong."""
    ids = {marked.id for marked in wanted}
    hashes = {marked.sha256 for marked in wanted}
    texts: dict[str, str] = {}
    seen: set[str] = set()
    problems: list[object] = []
    for path in corpora:
        for id, raw in sift(articles(Path(path), ids), problems.append):
            seen.add(id)
            texts.update((sha, text) for text in variants(raw) if (sha := sha256(text)) in hashes)
    absent: Counter[str] = Counter()
    for marked in wanted:
        if marked.sha256 in texts:
            print(to_json(restore(marked, texts[marked.sha256])))
        elif marked.id in seen:
            problems.append(f"{marked.id}: another text than the one that was annotated; it is left out")
        else:
            absent[marked.source] += 1
    for problem in problems:
        print(problem, file=sys.stderr)
    for source, n in absent.items():
        print(f"{n} articles of {source} are not in {', '.join(corpora)}; they are left out", file=sys.stderr)
    return not problems and sum(absent.values()) < len(wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("strip").add_argument("gold", nargs="+")
    restoring = actions.add_parser("restore")
    restoring.add_argument("corpora", nargs="+", metavar="CORPUS")
    restoring.add_argument("--sets", nargs="+", default=[], metavar="SET")
    given = parser.parse_args()
    if given.action == "strip":
        for path in given.gold:
            for article in read([path]):
                if not isinstance(article, Article):
                    sys.exit(str(article))
                print(msgspec.json.encode(strip(article, Path(path).stem)).decode())
        return
    marked = load()
    if unknown := set(given.sets) - {m.set for m in marked}:
        sys.exit(f"no set is called {min(unknown)}; there are {', '.join(sorted({m.set for m in marked}))}")
    wanted = [m for m in marked if not given.sets or m.set in given.sets]
    sys.exit(0 if join(wanted, given.corpora) else 1)


if __name__ == "__main__":
    main()
