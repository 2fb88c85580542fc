"""Articles that are not ours to publish: annotated as offsets, their text another's."""

import hashlib
from functools import cache
from pathlib import Path

import msgspec

from quotes.records import Article

# in a wheel they lie beside this module, in a checkout where people look for them
PLACES = (
    Path(__file__).with_name("standoff"),
    Path(__file__).parents[2] / "annotations" / "standoff",
)


class _Known(msgspec.Struct):
    """What a stand-off line says of an article, as far as it matters here."""

    id: str
    source: str
    sha256: str


def withheld(article: Article) -> bool:
    """Tell whether the text of *article* must not be published.

    Its meta data may say so (``publish`` is false), or name a corpus that the stand-off annotations are
    of (``source`` or ``corpus``); or it is one of their articles, by its id or by its text.
    """
    if str(article.meta.get("publish", "")).lower() in {"false", "no", "0"}:
        return True
    ids, sources, hashes = _known()
    given = (article.meta.get("source"), article.meta.get("corpus"))
    return (
        article.id in ids
        or any(isinstance(name, str) and name in sources for name in given)
        or any(_digest(text) in hashes for text in (article.text, article.text.strip()))
    )


@cache
def _known() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the ids, the sources and the texts' SHA-256 of the stand-off annotations."""
    folder = next(place for place in PLACES if place.is_dir())
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_bytes().splitlines()]
    rows = [msgspec.json.decode(line, type=_Known) for line in lines]
    return (
        frozenset(row.id for row in rows),
        frozenset(row.source for row in rows),
        frozenset(row.sha256 for row in rows),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
