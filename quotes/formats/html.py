"""Articles and their quotations as one self-contained page, right to left, that needs no network."""

import base64
import hashlib
import json
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple, TextIO
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from quotes.records import Article, Quotation, Span, check

TEMPLATES = files("quotes.formats") / "templates"
CHARTS = TEMPLATES / "vendor" / "chartist-1.5.0"
LABELS = ("quote", "cue", "speaker")
# what a page may not hold: controls, halves of surrogate pairs, code points that are no characters
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
NOBODY = 0  # the key of quotations without a named source; names count from 1
EXCERPT = 90  # characters of a quotation shown in the list below its article
CHUNK = 1 << 15  # characters


class Piece(NamedTuple):
    """Text between two edges of spans, and the quotations (counted from 1) whose spans cover it.

    The innermost quotation stands last. ``anchor`` is set where a quote or a speaker begins; ``mark``
    is what a reader follows on paper: the numbers of the quotes that end here and of the quotations
    whose speaker ends here, in brackets where that speaker is implicit.
    """

    text: str
    quote: list[int]
    cue: list[int]
    speaker: list[int]
    anchor: int | None
    begins_quote: bool
    implicit: bool
    mark: str


def write_html(articles: Iterable[Article], stream: TextIO, *, title: str | None = None) -> None:
    """Write *articles* to *stream* as one page with filters, search and charts.

    Articles are rendered one by one into a temporary file, for the list of speakers stands before
    them; memory holds one article and the names. *title* defaults to the page's own, in Arabic.

    Raises:
        ValueError: for a quotation whose spans don't lie in its article's text.
    """
    words = json.loads(TEMPLATES.joinpath("words.json").read_text("utf-8"))
    environment = Environment(
        loader=PackageLoader("quotes.formats"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals["word"] = words["ar"]
    article_template = environment.get_template("article.html")
    names: dict[str, int] = {}
    counts: Counter[int] = Counter()
    n = 0
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as body:
        for n, article in enumerate(articles, 1):
            view = _view(article, n, names)
            counts.update(row["key"] for row in view["rows"])
            body.write(article_template.render(view))
        body.seek(0)
        named = {key: name for name, key in names.items()} | {NOBODY: None}
        script = _script()
        page = environment.get_template("page.html").generate(
            title=_clean(title) if title else None,
            articles=(Markup(chunk) for chunk in iter(lambda: body.read(CHUNK), "")),
            n_articles=n,
            n_quotations=counts.total(),
            speakers=[(key, named[key], count) for key, count in counts.most_common()],
            words=words,
            style=Markup(TEMPLATES.joinpath("page.css").read_text("utf-8")),
            script=Markup(script),
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
        stream.writelines(page)


def pieces(article: Article) -> Iterator[Piece]:
    """Cut the article's text at every edge of a span, so that nested and crossing spans can be shown."""
    text = _clean(article.text)
    opens, closes = defaultdict(list), defaultdict(list)
    for n, quotation in enumerate(article.quotes, 1):
        for label in LABELS:
            if part := getattr(quotation, label):
                opens[part.start].append((part.start - part.end, n, label))
                closes[part.end].append((n, label))
    covering: dict[str, dict[int, None]] = {label: {} for label in LABELS}
    for start, end in pairwise(sorted({0, len(text), *opens, *closes})):
        for n, label in closes[start]:
            del covering[label][n]
        for _, n, label in sorted(opens[start]):
            covering[label][n] = None
        beginning = {label for *_, label in opens[start]}
        speaker = list(covering["speaker"])
        yield Piece(
            text=text[start:end],
            quote=list(covering["quote"]),
            cue=list(covering["cue"]),
            speaker=speaker,
            anchor=start if beginning & {"quote", "speaker"} else None,
            begins_quote="quote" in beginning,
            implicit=bool(speaker) and all(article.quotes[n - 1].implicit for n in speaker),
            mark=_mark(article, closes[end]),
        )


def _mark(article: Article, ending: list[tuple[int, str]]) -> str:
    numbers = sorted(
        (n, label == "speaker" and article.quotes[n - 1].implicit) for n, label in ending if label != "cue"
    )
    return " ".join(f"({n})" if implicit else f"{n}" for n, implicit in numbers)


def _view(article: Article, n: int, names: dict[str, int]) -> dict[str, Any]:
    """Return what the template shows of *article*; a name not seen before is entered into *names*."""
    check(article)
    meta = {name: _clean(str(value)) for name, value in article.meta.items() if value not in (None, "")}
    url = meta.get("url", "")
    return {
        "n": n,
        "title": meta.get("title") or _clean(article.id),
        "meta": [meta[name] for name in ("outlet", "date") if name in meta],
        "url": url if _is_web(url) else None,
        "pieces": pieces(article),
        "rows": [_row(article.text, quotation, names) for quotation in article.quotes],
    }


def _row(text: str, quotation: Quotation, names: dict[str, int]) -> dict[str, Any]:
    mention = _words(text, quotation.speaker)
    name = " ".join(_clean(quotation.speaker_name or mention or "").split()) or None
    words = " ".join((_words(text, quotation.quote) or "").split())
    return {
        "key": names.setdefault(name, len(names) + 1) if name else NOBODY,
        "name": name,
        "mention": mention if mention != name else None,
        "place": quotation.speaker.start if quotation.speaker else None,
        "start": quotation.quote.start,
        "excerpt": words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + "…",
        "cue": _words(text, quotation.cue),
        "type": quotation.type or "unmarked",
        "link": "none" if not quotation.speaker else "implicit" if quotation.implicit else "overt",
        "score": quotation.score,
        "by": _clean(quotation.by) if quotation.by else None,
        "optional": quotation.optional,
    }


def _words(text: str, part: Span | None) -> str | None:
    return _clean(text[part.start : part.end]) if part else None


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _clean(text: str) -> str:
    """Put U+FFFD for what no page may hold; the length stays, so offsets still fit."""
    return UNPRINTABLE.sub("\ufffd", text)


def _script() -> str:
    """Return the chart library and the page's own scripts, without the pointer to a file we don't ship."""
    library = CHARTS.joinpath("index.umd.js").read_text("utf-8").partition("//# sourceMappingURL")[0]
    licence = CHARTS.joinpath("LICENSE").read_text("utf-8")
    own = (TEMPLATES.joinpath(name).read_text("utf-8") for name in ("fold.js", "charts.js", "page.js"))
    return "\n".join([f"/* Chartist 1.5.0\n{licence}*/", library, *own])
