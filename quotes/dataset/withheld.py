"""Articles that are not ours to publish: annotated as offsets, their text another's."""

import re
from functools import cache
from pathlib import Path

import msgspec

from quotes.formats.doccano import sha256
from quotes.records import Article
from quotes.text.fold import fold

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
    words: str


def withheld(article: Article) -> bool:
    """Tell whether the text of *article* must not be published.

    Its meta data may say so (``publish`` is false), or name a corpus that the stand-off annotations are
    of (``source`` or ``corpus``); or it is one of their articles, by its id or by its text.
    """
    if str(article.meta.get("publish", "")).lower() in {"false", "no", "0"}:
        return True
    ids, sources, hashes, words = _known()
    given = (article.meta.get("source"), article.meta.get("corpus"))
    return (
        article.id in ids
        or any(isinstance(name, str) and name in sources for name in given)
        or sha256(article.text) in hashes
        or digest_of_words(article.text) in words
    )


@cache
def _known() -> tuple[frozenset[str], ...]:
    """Return the ids, the sources, and the SHA-256 of the texts and of their words."""
    folder = next(place for place in PLACES if place.is_dir())
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_bytes().splitlines()]
    rows = [msgspec.json.decode(line, type=_Known) for line in lines]
    return (
        frozenset(row.id for row in rows),
        frozenset(row.source for row in rows),
        frozenset(row.sha256 for row in rows),
        frozenset(row.words for row in rows),
    )


def digest_of_words(text: str) -> str:
    """Return the SHA-256 of the folded words of *text*: the same for other line ends, blanks and marks."""
    return sha256(" ".join(re.findall(r"\w+", fold(text).text)))
