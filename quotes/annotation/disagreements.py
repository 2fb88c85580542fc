"""What annotators disagree about as one page to decide by: their versions side by side, right to left."""

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any, TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from quotes.annotation.agree import LABELS, Compared, Pair, link_of
from quotes.annotation.comparing import pair_quotations
from quotes.annotation.pull import KEY
from quotes.formats.html import UNPRINTABLE, Piece, pieces
from quotes.records import Article, Quotation, Span

TEMPLATES = files("quotes.annotation") / "templates"


def write_disagreements(pairs: Iterable[Pair], stream: TextIO) -> None:
    """Write the page: each article that two annotators have differently, worst first.

    A quotation has one number in both versions; spans that only one version has are framed.
    """
    environment = Environment(
        loader=PackageLoader("quotes.annotation"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    style = Markup(TEMPLATES.joinpath("disagreements.css").read_text("utf-8"))
    page = environment.get_template("disagreements.html").generate(
        style=style,
        pairs=[
            {
                "n": n,
                "names": (_clean(pair.first), _clean(pair.second)),
                "figures": pair.figures,
                "total": len(pair.articles),
                "articles": [_view(c, pair) for c in pair.articles if not c.same],
            }
            for n, pair in enumerate(pairs, 1)
        ],
    )
    stream.writelines(page)


def _view(compared: Compared, pair: Pair) -> dict[str, Any]:
    first, second = compared.first, compared.second
    paired = pair_quotations(first.quotes, second.quotes)
    rows: list[dict[str, Any]] = []
    for n, (a, b) in enumerate(paired, 1):
        rows += ({"n": n, **row} for row in _differences(a, b))
    return {
        "id": _clean(first.id),
        "f1": compared.f1,
        "rows": rows,
        "versions": [
            _version(first, second, pair.first, [a for a, _ in paired]),
            _version(second, first, pair.second, [b for _, b in paired]),
        ],
    }


def _differences(a: Quotation | None, b: Quotation | None) -> Iterator[dict[str, Any]]:
    """Yield the parts in which two quotations differ, with the words of each; a missing one as a whole."""
    if a is None or b is None:
        yield {"part": "whole", "words": (_words(a.quote if a else None), _words(b.quote if b else None))}
        return
    for label in LABELS.values():
        one, other = getattr(a, label), getattr(b, label)
        if one != other:
            yield {"part": label, "words": (_words(one), _words(other))}
    if a.speaker and b.speaker and a.implicit != b.implicit:
        yield {"part": "implicit", "words": (a.implicit, b.implicit)}


def _version(article: Article, other: Article, name: str, ordered: list[Quotation | None]) -> dict[str, Any]:
    """Return one annotator's version; *ordered* has its quotations where their numbers say."""
    numbers = {id(q): n for n, q in enumerate(ordered, 1) if q is not None}
    shown = [numbers[id(q)] for q in article.quotes]
    theirs = {(label, getattr(q, label)) for q in other.quotes for label in LABELS.values()}
    said = article.meta.get(KEY)
    comments = said.get("comments") if isinstance(said, dict) else None
    return {
        "name": _clean(name),
        "link": link_of(article),
        "pieces": (_piece(p, article, theirs, shown) for p in pieces(article)),
        "comments": [
            {"by": _clean(str(c.get("by"))), "text": _clean(str(c.get("text")))}
            for c in (comments if isinstance(comments, list) else [])
            if isinstance(c, dict)
        ],
    }


def _piece(
    piece: Piece, article: Article, theirs: set[tuple[str, Span | None]], shown: list[int]
) -> dict[str, Any]:
    """Return the classes of a piece of text, and the numbers of what ends in it."""
    classes = [label for label in LABELS.values() if getattr(piece, label)]
    own = [
        label
        for label in classes
        if any((label, getattr(article.quotes[n - 1], label)) not in theirs for n in getattr(piece, label))
    ]
    if piece.implicit:
        classes.append("implicit")
    classes += [f"only-{label}" for label in own]
    return {
        "text": piece.text,
        "classes": " ".join(classes),
        "mark": re.sub(r"\d+", lambda number: str(shown[int(number[0]) - 1]), piece.mark),
    }


def _words(part: Span | None) -> str | None:
    return " ".join(_clean(part.text).split()) if part else None


def _clean(text: str) -> str:
    return UNPRINTABLE.sub("\ufffd", text)
