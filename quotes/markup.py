"""Quotations written into the text itself: ``<cue>قال</cue> <speaker>الوزير</speaker> إن <quote>…</quote>``.

One quotation needs no numbers. With several, every tag names the quotations it belongs to, counted
from 1: ``<speaker 1 2~>`` is the speaker of quotation 1 and, implicitly (``~``), of quotation 2;
``<quote 2? source=0 name="…">`` is optional (``?``) and gives its source's number and fullest name.
A closing tag closes the latest open tag of its label, or the one whose numbers it repeats, so spans
may cross. ``&``, ``<`` and ``>`` of the text itself are written ``&amp;``, ``&lt;`` and ``&gt;``, and a
lone surrogate, which no file can hold, as ``&#xD83D;``.
"""

import html
import json
import re
from typing import Any, get_args

from quotes.records import Article, Quotation, QuoteType, check, span

LABELS = ("quote", "cue", "speaker")
SIGNS = {"quote": "?", "speaker": "~"}
# every < of marked text begins a tag; one that does not match the bracket is malformed
TAG = re.compile(r"<(?:(?P<close>/)?(?P<label>quote|cue|speaker)(?P<rest>(?:\s[^<>]*)?)>)?")
OPENING = re.compile(
    r"""(?P<numbers>(?:\s+[1-9]\d*[~?]?)*)(?P<sign>\s+[~?])?
        (?P<attributes>(?:\s+[a-z]+=(?:"[^"]*"|'[^']*'|[^\s"']+))*)\s*""",
    re.VERBOSE,
)
ATTRIBUTE = re.compile(r"""\s([a-z]+)=(?:"([^"]*)"|'([^']*)'|(\S+))""")
HEADER = re.compile(r"<article(?P<attributes>(?:\s[^<>]*)?)>\s*")
ESCAPED = re.compile(r"&(?:(amp|lt|gt|quot)|#x([0-9A-Fa-f]{1,6})|#(\d{1,7}));")
NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"'}
LONE = re.compile("[\ud800-\udfff]")


def _type(value: str) -> str:
    if value not in get_args(QuoteType):
        raise ValueError(value)
    return value


# attribute in a <quote> tag -> field of Quotation and how it is read
ATTRIBUTES: dict[str, tuple[str, Any]] = {
    "type": ("type", _type),
    "source": ("speaker_id", int),
    "name": ("speaker_name", str),
    "score": ("score", float),
    "by": ("by", str),
}


class MarkupError(ValueError):
    """Marked text that cannot be read; ``place`` is the offset in it, in code points."""

    def __init__(self, what: str, marked: str, place: int) -> None:
        around = " ".join(marked[max(0, place - 30) : place + 50].split())
        super().__init__(f"{what}, at “{around}”")
        self.place = place


def from_markup(marked: str, *, id: str = "", meta: dict[str, Any] | None = None) -> Article:
    """Return the article that *marked* describes; offsets count the text without its tags.

    Raises:
        MarkupError: for a tag that never closes or never opened, a number given twice to one label,
            a cue or speaker of no quotation, an empty span, an unknown attribute, or a bare ``<``,
            with the words around it.
    """
    plain: list[str] = []
    length = last = 0
    open_tags: dict[int, tuple[str, str, int, int]] = {}  # label, what follows it, offset in text, place
    latest: dict[Any, list[int]] = {}  # the open tags of a label, and of a label with numbers
    found: dict[int, dict[str, Any]] = {}
    for tag in TAG.finditer(marked):
        piece = unescape(marked[last : tag.start()])
        plain.append(piece)
        length += len(piece)
        last, place = tag.end(), tag.start()
        label, rest = tag["label"], tag["rest"] or ""
        if label is None:
            raise MarkupError("a < that begins no tag (write &lt; for the sign itself)", marked, place)
        if not tag["close"]:
            open_tags[place] = (label, rest, length, place)
            for key in (label, (label, *_numbers(rest))):
                latest.setdefault(key, []).append(place)
            continue
        stack = latest.get((label, *rest.split()) if rest.strip() else label, [])
        while stack and stack[-1] not in open_tags:  # closed under its other key
            stack.pop()
        if not stack:
            raise MarkupError(f"{tag[0]} closes nothing", marked, place)
        _, opening, start, place = open_tags.pop(stack.pop())
        if start == length:
            raise MarkupError(f"an empty <{label}>", marked, place)
        try:
            _take(found, label, opening, (start, length, place))
        except ValueError as error:
            raise MarkupError(str(error), marked, place) from error
    if open_tags:
        label, _, _, place = open_tags.popitem()[1]
        raise MarkupError(f"<{label}> never closes", marked, place)
    plain.append(unescape(marked[last:]))
    text = "".join(plain)
    for number, entry in found.items():
        if "quote" not in entry:
            place = min(part[2] for label, part in entry.items() if label in LABELS)
            raise MarkupError(f"quotation {number} has no <quote>", marked, place)
    quotations = [_quotation(entry, text) for _, entry in sorted(found.items())]
    return check(Article(id=id, text=text, meta=meta or {}, quotes=quotations))


def to_markup(article: Article) -> str:
    """Write *article*'s quotations into its text; ``from_markup`` gives them back."""
    alone = len(article.quotes) == 1
    tags: dict[tuple[str, int, int, int], list[str]] = {}
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
        out += [escape(article.text[last:place]), tag]
        last = place
    return "".join([*out, escape(article.text[last:])])


def to_header(article: Article) -> str:
    """Return the line that stands before *article* in a file of several: its id and meta data."""
    # in single quotes, so that JSON stays readable
    meta = escape(json.dumps(article.meta, ensure_ascii=False)).replace("'", "&#x27;")
    id = escape(article.id).replace('"', "&quot;").replace("\n", "&#x0A;").replace("\r", "&#x0D;")
    return f"<article id=\"{id}\" meta='{meta}'>" if article.meta else f'<article id="{id}">'


def from_header(line: str) -> tuple[str | None, dict[str, Any]]:
    """Return the id (``None`` if not given) and the meta data in *line*.

    Raises:
        ValueError: if *line* is no such line.
    """
    if not (header := HEADER.fullmatch(line)):
        raise ValueError("an <article> line that never closes")
    attributes = _read_attributes(header["attributes"])
    if unknown := attributes.keys() - {"id", "meta"}:
        raise ValueError(f"<article> has no attribute {min(unknown)}")
    try:
        meta = json.loads(attributes.get("meta", "{}"))
    except RecursionError:
        raise ValueError("meta has too many brackets in each other") from None
    if not isinstance(meta, dict):
        raise ValueError("meta is no JSON object")
    return attributes.get("id"), meta


def escape(text: str) -> str:
    """Return *text* as it stands between tags, in characters that every file can hold."""
    return LONE.sub(lambda c: f"&#x{ord(c[0]):X};", html.escape(text, quote=False))


def unescape(text: str) -> str:
    """Undo ``escape``; an ``&`` that begins none of its signs stays as it is."""
    # html.unescape would lose surrogates and take &copy and its like, which a text may hold
    return ESCAPED.sub(lambda m: NAMED[m[1]] if m[1] else _character(m[0], m[2], m[3]), text)


def _character(written: str, hexadecimal: str | None, decimal: str | None) -> str:
    number = int(hexadecimal, 16) if hexadecimal else int(decimal or "")
    return chr(number) if number <= 0x10FFFF else written


def _numbers(rest: str) -> list[str]:
    """Return the numbers in what follows an opening tag's label."""
    opening = OPENING.fullmatch(rest)
    return re.findall(r"\d+", opening["numbers"]) if opening else []


def _take(found: dict[int, dict[str, Any]], label: str, opening: str, part: tuple[int, int, int]) -> None:
    """Enter one closed tag under each quotation that it names; *part* is start, end and place.

    Raises:
        ValueError: if the tag cannot be read.
    """
    read = OPENING.fullmatch(opening)
    if not read or (read["numbers"] and read["sign"]):
        raise ValueError(f"<{label}{opening}> cannot be read")
    numbers = read["numbers"].split() or ["1" + (read["sign"] or "").strip()]
    attributes = _read_attributes(read["attributes"])
    if unknown := attributes.keys() - (ATTRIBUTES.keys() if label == "quote" else set()):
        raise ValueError(f"<{label}> has no attribute {min(unknown)}")
    for written in numbers:
        digits = written.rstrip("~?")
        sign = written[len(digits) :]
        if sign and sign != SIGNS.get(label):
            raise ValueError(f"<{label}> takes no {sign}")
        entry = found.setdefault(int(digits), {})
        if label in entry:
            raise ValueError(f"a second <{label}> of quotation {digits}")
        entry[label] = part
        if label == "speaker":
            entry["implicit"] = bool(sign)
        if label == "quote":
            entry["optional"] = bool(sign)
            for name, value in attributes.items():
                field, reader = ATTRIBUTES[name]
                try:
                    entry[field] = reader(value)
                except ValueError as error:
                    raise ValueError(f"{value!r} is no {name} of a <quote>") from error


def _quotation(entry: dict[str, Any], text: str) -> Quotation:
    parts: dict[str, Any] = {
        label: span(text, *entry[label][:2]) if label in entry else None for label in LABELS
    }
    return Quotation(**{**entry, **parts})


def _attributes(q: Quotation) -> str:
    values = ((name, getattr(q, field)) for name, (field, _) in ATTRIBUTES.items())
    return " ".join(
        f'{name}="{escape(str(value)).replace(chr(34), "&quot;")}"'
        for name, value in values
        if value is not None
    )


def _read_attributes(written: str) -> dict[str, str]:
    """Return the attributes in *written*.

    Raises:
        ValueError: for one that is given twice or cannot be read.
    """
    attributes: dict[str, str] = {}
    for name, double, single, bare in ATTRIBUTE.findall(written):
        if name in attributes:
            raise ValueError(f"{name} is given twice")
        attributes[name] = unescape(double or single or bare)
    if ATTRIBUTE.sub("", written).strip():
        raise ValueError(f"{written.strip()} cannot be read")
    return attributes
