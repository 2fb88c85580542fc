"""Articles as Doccano has them: a text, labelled spans and links between them, offsets in UTF-16 code units.

A line of its relation-extraction JSONL:

    {"text": "…", "entities": [{"id": 1, "label": "QUOTE", "start_offset": 15, "end_offset": 26}, …],
     "relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "SAID_BY"}, …],
     "quotes": {"article_id": "a1", "rules": "verb-clause 0.97", "version": "…", "engine": "…", "sha256": "…",
                "meta": {…}, "proposals": "…"}}

Links run from the quotation. What Doccano has no place for (the rule and score, the source's name and number,
optional) travels in ``quotes.proposals``: the quotations of the record as it was sent, packed, for the page
shows it to everybody. A quotation that nobody changed gets it back. What a person marks may break the scheme:
``from_doccano`` says what it mends and what it sends back.
"""

import base64
import hashlib
import re
import textwrap
import zlib
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TextIO

import msgspec

from quotes.formats import linking
from quotes.formats.jsonl import to_line
from quotes.formats.linking import CUED_BY, IMPLICIT, SAID_BY, Linker, links_of
from quotes.formats.linking import Link as Link
from quotes.problems import Problem
from quotes.records import Article, Quotation, Span, span
from quotes.text.utf16 import Utf16


class Label(NamedTuple):
    """A type of span or link as the project shows it: its name, colour and key."""

    text: str
    colour: str
    key: str | None = None


SPAN_LABELS = (Label("QUOTE", "#fde68a", "q"), Label("SPEAKER", "#93c5fd", "s"), Label("CUE", "#86efac", "c"))
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
MOST = 1 << 26  # bytes of an article's proposals, which were packed: whoever sent them may mean harm
LINK_LABELS = (Label(SAID_BY, "#1d4ed8"), Label(IMPLICIT, "#9333ea"), Label(CUED_BY, "#15803d"))


class Mark(msgspec.Struct, frozen=True):
    """A span as Doccano has it, in UTF-16 code units."""

    id: int
    label: str
    start_offset: int
    end_offset: int


class Carried(msgspec.Struct, kw_only=True):
    """What travels with an article through Doccano and comes back as it was.

    ``rules`` is for people: the rule and score of each proposal in text order. ``engine`` says who proposed
    them, with the model's version; it is empty where the article brought them.
    """

    article_id: str
    rules: str = ""
    version: str = ""
    engine: str = ""
    sha256: str
    meta: dict[str, Any] = {}
    proposals: str = ""

    def sent(self, text: str) -> list[Quotation]:
        """Return the quotations that *text* was sent with."""
        if not self.proposals:
            return []
        unpacking = zlib.decompressobj()
        lines = unpacking.decompress(base64.b64decode(self.proposals), MOST)
        if unpacking.unconsumed_tail:
            raise ValueError(f"its proposals take over {MOST >> 20} MiB")
        quotations = msgspec.json.decode(lines, type=list[Quotation])
        return [_each_span(q, lambda part: span(text, part.start, part.end)) for q in quotations]


def packed(quotations: list[Quotation]) -> str:
    """Return *quotations* as short as may be, without the words of their spans.

    The page breaks lines at blanks only, and a long word widens its table until the text has no room.
    """
    bare = [_each_span(q, lambda part: Span(part.start, part.end)) for q in quotations]
    letters = base64.b64encode(zlib.compress(msgspec.json.encode(bare), 9)).decode()
    return " ".join(textwrap.wrap(letters, 20))


def _each_span(q: Quotation, change: Callable[[Span], Span]) -> Quotation:
    return msgspec.structs.replace(
        q,
        quote=change(q.quote),
        cue=q.cue and change(q.cue),
        speaker=q.speaker and change(q.speaker),
    )


class Marked(msgspec.Struct, kw_only=True):
    """An article as it lies in Doccano; *where* is what messages call it."""

    text: str
    marks: list[Mark]
    links: list[Link]
    carried: Carried
    where: str = ""


def sha256(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, in hexadecimal: what tells a changed text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def to_doccano(article: Article, *, version: str, engine: str = "") -> dict[str, Any]:
    """Return the line of Doccano's JSONL that holds *article* with its quotations.

    Each mention or cue that several quotations share is one span; each quotation has its own.

    Raises:
        ValueError: for what Doccano cannot store: lone surrogates or NUL, in the text or a name, or no text.
    """
    text = article.text
    _storable(article)
    units = Utf16(text)
    spans: dict[tuple[str, int, int, int], int] = {}
    entities: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []

    def place(label: str, part: Span, owner: int = 0) -> int:
        key = (label, part.start, part.end, owner)
        if key not in spans:
            spans[key] = len(spans) + 1
            start, end = units.units(part.start), units.units(part.end)
            entities.append({"id": spans[key], "label": label, "start_offset": start, "end_offset": end})
        return spans[key]

    for n, q in enumerate(article.quotes, 1):
        quote = place("QUOTE", q.quote, n)
        for type, label, part in links_of(q):
            to = place(label, part)
            relations.append({"id": len(relations) + 1, "from_id": quote, "to_id": to, "type": type})
    carried = Carried(
        article_id=article.id,
        rules=", ".join(
            f"{(q.by or 'given').removeprefix('rules:')} {q.score or ''}".strip() for q in article.quotes
        ),
        version=version,
        engine=engine,
        sha256=sha256(text),
        meta=article.meta,
        proposals=packed(article.quotes),
    )
    return {
        "text": text,
        "entities": entities,
        "relations": relations,
        "quotes": msgspec.to_builtins(carried),
    }


def from_doccano(marked: Marked) -> tuple[Article | None, list[Problem]]:
    """Return the article that *marked* says, or None where a person must look again, and what was wrong.

    Mended (a note each, but for the first two):

    - blanks at a span's ends, which a mouse takes along, are cut off;
    - a cue or speaker that no quotation links is left out; one that nobody proposed is told;
    - a span that begins or ends within an emoji takes it in;
    - a link drawn backwards, to the quotation, is turned around;
    - a link from a quotation to a cue is CUED_BY, whatever it is called;
    - two links to the same words are one, and overt rather than implicit;
    - a quotation marked twice is one, with the links of both;
    - a span deleted and marked anew with another edge keeps its links (``moving`` says when);
    - a quotation without SAID_BY has no speaker; it is told unless it was sent so.

    Sent back (a failure each, and no article): a changed text, a span past the text or without a word,
    an unknown label, a quotation with two speakers or two cues, and a link between any other labels.
    Lines that we did not send (no ``sha256``) are read more leniently, see ``Linker``.
    A quotation that is as it was sent keeps all that it was sent with; the others' sources are named anew.
    """
    carried = marked.carried
    sent = carried.sent(marked.text)
    shown = {(label, part.start, part.end): part for q in sent for label, part in _parts(q)}
    again = ", and pull again" if carried.sha256 else ""
    linker = Linker(
        marked.text, where=marked.where, sent=sent, exact=shown, again=again, foreign=not carried.sha256
    )
    if carried.sha256 and sha256(marked.text) != carried.sha256:
        linker.fail("the text was changed in Doccano", "put the text back, or push it as a new article")
    units = Utf16(marked.text)
    for mark in marked.marks:
        _take(mark, units, linker)
    quotes = linker.quotations(marked.links)
    if linker.withheld:
        return None, linker.problems
    return Article(id=carried.article_id, text=marked.text, meta=carried.meta, quotes=quotes), linker.problems


def _parts(q: Quotation) -> list[tuple[str, Span]]:
    return [("QUOTE", q.quote), *((label, part) for _, label, part in links_of(q))]


def _take(mark: Mark, units: Utf16, linker: Linker) -> None:
    """Give *mark* to *linker* in code points; one that begins or ends within an emoji takes it in."""
    start, end = mark.start_offset, mark.end_offset
    place = f"a {mark.label} at {start}–{end}"
    if not 0 <= start < end <= units.length:
        linker.labels[mark.id] = linking.name_of(mark.label)
        linker.fail(f"{place} lies outside the text of {units.length} characters", "delete it")
        return
    if units.splits(start) or units.splits(end):
        linker.note(f"{place} cut an emoji in two and was widened")
    linker.take(linking.Mark(mark.id, mark.label, units.point(start), units.point(end) + units.splits(end)))


def _storable(article: Article) -> None:
    if not article.text.strip():
        raise ValueError("its text holds no words")
    if UNSTORABLE.search(article.text):
        raise ValueError("its text holds NUL or half a surrogate pair, which Doccano cannot store")
    if any(UNSTORABLE.search(words) for q in article.quotes for words in (q.speaker_name, q.by) if words):
        raise ValueError("a name holds NUL or half a surrogate pair, which Doccano cannot store")


def lost_doccano(article: Article) -> list[str]:
    """Return what the format cannot hold of *article*: nothing, or not the article.

    Raises:
        ValueError: as ``to_doccano``.
    """
    _storable(article)
    return []


def write_doccano(articles: Iterable[Article], stream: TextIO) -> None:
    """Write each article as a line of Doccano's JSONL."""
    for article in articles:
        stream.write(to_line(to_doccano(article, version="")) + "\n")
