"""Quotations written into the text itself: ``<cue>قال</cue> <speaker>الوزير</speaker> إن <quote>…</quote>``.

One quotation needs no numbers. With several, every tag names the quotations it belongs to, counted
from 1: ``<speaker 1 2~>`` is the speaker of quotation 1 and, implicitly (``~``), of quotation 2;
``<quote 2? source=0 name="…">`` is optional (``?``) and gives its source's number and fullest name.
A closing tag closes the latest open tag of its label, or the one whose numbers it repeats, so spans
may cross. ``&``, ``<`` and ``>`` of the text itself are written ``&amp;``, ``&lt;`` and ``&gt;``.
"""

import html
import re

from quotes.records import Article, Quotation, Span, check, span

LABELS = ("quote", "cue", "speaker")
TAG = re.compile(r"<(?P<close>/)?(?P<label>quote|cue|speaker)(?P<rest>(?:\s[^<>]*)?)>")
ATTRIBUTE = re.compile(r'([a-z]+)=(?:"([^"]*)"|(\S+))')
# attribute in a <quote> tag -> field of Quotation and how it is read
ATTRIBUTES = {
    "type": ("type", str),
    "source": ("speaker_id", int),
    "name": ("speaker_name", str),
    "score": ("score", float),
    "by": ("by", str),
}


def from_markup(marked: str, *, id: str = "", meta: dict | None = None) -> Article:
    """Return the article that *marked* describes; offsets count the text without its tags.

    Raises:
        ValueError: for a tag that never closes or never opened, a number given twice to one label,
            a cue or speaker of no quotation, or an unknown attribute, with the words around it.
    """
    plain: list[str] = []
    length = last = 0
    open_tags: list[tuple[str, str, int, str]] = []
    found: dict[int, dict] = {}
    for tag in TAG.finditer(marked):
        piece = html.unescape(marked[last : tag.start()])
        plain.append(piece)
        length += len(piece)
        last = tag.end()
        label, rest = tag["label"], tag["rest"].strip()
        if not tag["close"]:
            open_tags.append((label, rest, length, _around(marked, tag.start())))
            continue
        for n in range(len(open_tags) - 1, -1, -1):
            if open_tags[n][0] == label and (not rest or _names(open_tags[n][1]) == _names(rest)):
                break
        else:
            raise ValueError(f"{tag[0]} closes nothing: {_around(marked, tag.start())}")
        _, opening, start, place = open_tags.pop(n)
        if start == length:
            raise ValueError(f"empty <{label}>: {place}")
        _take(found, label, opening, start, length, place)
    if open_tags:
        raise ValueError(f"<{open_tags[-1][0]}> never closes: {open_tags[-1][3]}")
    plain.append(html.unescape(marked[last:]))
    text = "".join(plain)
    return check(Article(id=id, text=text, meta=meta or {}, quotes=_quotations(found, text)))


def to_markup(article: Article) -> str:
    """Write *article*'s quotations into its text; ``from_markup`` gives them back."""
    alone = len(article.quotes) == 1
    tags: dict[tuple, list[str]] = {}
    for n, q in enumerate(article.quotes, 1):
        if q.cue:
            tags.setdefault(("cue", q.cue.start, q.cue.end, 0), []).append(f"{n}")
        if q.speaker:
            sign = "~" if q.implicit else ""
            tags.setdefault(("speaker", q.speaker.start, q.speaker.end, 0), []).append(f"{n}{sign}")
        # a quotation has a tag of its own, also where two share a stretch: its attributes are its own
        tags["quote", q.quote.start, q.quote.end, n] = [f"{n}{'?' if q.optional else ''}"]
    edges = []
    for order, ((label, start, end, n), numbers) in enumerate(tags.items()):
        attributes = _attributes(article.quotes[n - 1]) if n else ""
        shown = [] if alone and numbers == ["1"] else numbers
        closing = "" if alone else " " + " ".join(n.rstrip("~?") for n in numbers)
        edges.append((start, 1, -end, order, f"<{' '.join(filter(None, [label, *shown, attributes]))}>"))
        edges.append((end, 0, -start, -order, f"</{label}{closing}>"))
    out, last = [], 0
    for place, _, _, _, tag in sorted(edges):
        out += [html.escape(article.text[last:place], quote=False), tag]
        last = place
    return "".join([*out, html.escape(article.text[last:], quote=False)])


def _take(found: dict[int, dict], label: str, opening: str, start: int, end: int, place: str) -> None:
    """Enter one closed tag under each quotation that it names."""
    attributes = dict((k, quoted or bare) for k, quoted, bare in ATTRIBUTE.findall(opening))
    if unknown := set(attributes) - ATTRIBUTES.keys() | (set(attributes) if label != "quote" else set()):
        raise ValueError(f"<{label}> has no attribute {sorted(unknown)[0]}: {place}")
    for number, signs in _numbers(opening) or [(1, "~" if "~" in opening.split("=")[0] else "")]:
        entry = found.setdefault(number, {"place": place})
        if label in entry:
            raise ValueError(f"a second <{label}> of quotation {number}: {place}")
        entry[label] = (start, end)
        if label == "quote":
            entry |= {k: ATTRIBUTES[k][1](html.unescape(v)) for k, v in attributes.items()}
            entry["optional"] = "?" in signs
        if label == "speaker":
            entry["implicit"] = "~" in signs


def _quotations(found: dict[int, dict], text: str) -> list[Quotation]:
    quotations = []
    for number, entry in sorted(found.items()):
        if "quote" not in entry:
            raise ValueError(f"quotation {number} has no <quote>: {entry['place']}")
        parts = {label: span(text, *entry[label]) if label in entry else None for label in LABELS}
        fields = {field: entry.get(name) for name, (field, _) in ATTRIBUTES.items()}
        quotations.append(
            Quotation(**parts, **fields, implicit=entry.get("implicit", False), optional=entry["optional"])
        )
    return quotations


def _attributes(q: Quotation) -> str:
    values = ((name, getattr(q, field)) for name, (field, _) in ATTRIBUTES.items())
    return " ".join(f'{name}="{html.escape(str(value))}"' for name, value in values if value is not None)


def _numbers(opening: str) -> list[tuple[int, str]]:
    """Return the quotations a tag names, each with its signs, in order."""
    names = opening.split("=")[0] if "=" in opening else opening
    return [(int(n), signs) for n, signs in re.findall(r"(?<!\S)(\d+)([~?]*)(?!\S)", names)]


def _names(opening: str) -> list[int]:
    return [number for number, _ in _numbers(opening)]


def _around(marked: str, place: int) -> str:
    return " ".join(marked[max(0, place - 30) : place + 50].split())
