"""Articles as Doccano has them: a text, labelled spans and links between them, offsets in UTF-16 code units.

A line of its relation-extraction JSONL:

    {"text": "…", "entities": [{"id": 1, "label": "QUOTE", "start_offset": 15, "end_offset": 26}, …],
     "relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "SAID_BY"}, …],
     "quotes": {"article_id": "a1", "sha256": "…", "version": "…", "meta": {…}, "proposals": […]}}

Links run from the quotation. What Doccano has no place for (the rule and score, the source's name and
number, optional) travels in ``quotes.proposals``, the quotations of the record as it was sent; a quotation
that nobody changed gets it back. What a person marks may break the scheme: ``from_doccano`` says what
it mends and what it sends back.
"""

import hashlib
from typing import Any, NamedTuple

import msgspec

from quotes.formats.moving import inherited
from quotes.naming import complete
from quotes.problems import Problem
from quotes.records import Article, Quotation, Span
from quotes.text.utf16 import Utf16


class Label(NamedTuple):
    """A type of span or link as the project shows it: its name, colour and key."""

    text: str
    colour: str
    key: str | None = None


SPAN_LABELS = (Label("QUOTE", "#fde68a", "q"), Label("SPEAKER", "#93c5fd", "s"), Label("CUE", "#86efac", "c"))
LINK_LABELS = (
    Label("SAID_BY", "#1d4ed8"),
    Label("SAID_BY_IMPLICIT", "#9333ea"),
    Label("CUED_BY", "#15803d"),
)
SAID_BY, IMPLICIT, CUED_BY = (label.text for label in LINK_LABELS)


class Mark(msgspec.Struct, frozen=True):
    """A span as Doccano has it, in UTF-16 code units."""

    id: int
    label: str
    start_offset: int
    end_offset: int


class Link(msgspec.Struct, frozen=True):
    """A link between two spans as Doccano has it."""

    from_id: int
    to_id: int
    type: str


class Carried(msgspec.Struct, kw_only=True):
    """What travels with an article through Doccano and comes back as it was."""

    article_id: str
    sha256: str
    version: str = ""
    meta: dict[str, Any] = {}
    proposals: list[Quotation] = []


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


def to_doccano(article: Article, *, version: str) -> dict[str, Any]:
    """Return the line of Doccano's JSONL that holds *article* with its quotations.

    Each mention or cue that several quotations share is one span; each quotation has its own.

    Raises:
        ValueError: for a text that Doccano cannot store: lone surrogates, NUL, or nothing in it.
    """
    text = article.text
    if not text.strip():
        raise ValueError("its text holds no words")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("its text holds NUL or half a surrogate pair, which Doccano cannot store")
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
        for type, label, part in (
            (IMPLICIT if q.implicit else SAID_BY, "SPEAKER", q.speaker),
            (CUED_BY, "CUE", q.cue),
        ):
            if part is not None:
                to = place(label, part)
                relations.append({"id": len(relations) + 1, "from_id": quote, "to_id": to, "type": type})
    carried = Carried(
        article_id=article.id,
        sha256=sha256(text),
        version=version,
        meta=article.meta,
        proposals=article.quotes,
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
    A quotation that is as it was sent keeps all that it was sent with; the others' sources are named anew.
    """
    reader = _Reader(marked)
    quotes = reader.quotations()
    if reader.withheld:
        return None, reader.problems
    carried = marked.carried
    return Article(id=carried.article_id, text=marked.text, meta=carried.meta, quotes=quotes), reader.problems


class _Reader:
    """One article on its way from Doccano: what its spans and links come to, and what is wrong with them."""

    def __init__(self, marked: Marked) -> None:
        self.marked = marked
        self.problems: list[Problem] = []
        self.withheld = False
        self.sent = marked.carried.proposals
        if sha256(marked.text) != marked.carried.sha256:
            self.fail("the text was changed in Doccano", "put the text back, or push it as a new article")
        units = Utf16(marked.text)
        self.spans = {mark.id: part for mark in marked.marks if (part := self.span(mark, units))}
        self.labels = {mark.id: mark.label for mark in marked.marks}

    def note(self, what: str, remedy: str = "nothing to do if that is right") -> None:
        self.problems.append(Problem(self.marked.where, what, remedy, failure=False))

    def fail(self, what: str, remedy: str) -> None:
        self.withheld = True
        self.problems.append(Problem(self.marked.where, what, f"{remedy}, and pull again"))

    def span(self, mark: Mark, units: Utf16) -> Span | None:
        """Return the words of *mark*, in code points, without blanks around them."""
        text, start, end = self.marked.text, mark.start_offset, mark.end_offset
        place = f"a {mark.label} at {start}–{end}"
        if mark.label not in {label.text for label in SPAN_LABELS}:
            self.fail(f"{place} has a label that is none of ours", "relabel it or delete it")
            return None
        if not 0 <= start < end <= units.length:
            self.fail(f"{place} lies outside the text of {units.length} characters", "delete it")
            return None
        if units.splits(start) or units.splits(end):
            self.note(f"{place} cut an emoji in two and was widened")
        first, last = units.point(start), units.point(end) + units.splits(end)
        words = text[first:last]
        first += len(words) - len(words.lstrip())
        last -= len(words) - len(words.rstrip())
        if first >= last:
            self.fail(f"{place} holds blanks only", "delete it")
            return None
        return Span(first, last, text[first:last])

    def quotations(self) -> list[Quotation]:
        """Return what is linked, each quotation once; those as sent first as they were sent."""
        speakers: dict[int, dict[Span, bool]] = {}
        cues: dict[int, dict[Span, bool]] = {}
        for link in self.marked.links:
            self.follow(link, speakers, cues)
        self.restore(speakers, cues)
        unsent = list(self.sent)
        found: list[tuple[int, Quotation]] = []
        for id, (quote, said, cued) in self.merged(speakers, cues).items():
            if len(said) > 1 or len(cued) > 1:
                which = "speakers" if len(said) > 1 else "cues"
                self.fail(f"{self.shown(id)} has two {which}", "delete one of the links")
                continue
            speaker, implicit = next(iter(said.items()), (None, False))
            q = Quotation(quote=quote, cue=next(iter(cued), None), speaker=speaker, implicit=implicit)
            same = next((sent for sent in unsent if _key(sent) == _key(q)), None)
            if same is not None:
                unsent.remove(same)
            elif speaker is None:
                self.note(f"{self.shown(id)} has no SAID_BY link, and so no speaker")
            found.append((self.sent.index(same) if same is not None else -1, same or q))
        self.unlinked(found)
        changed = [q for n, q in found if n < 0]
        if changed and not self.withheld:
            complete(self.marked.text, [q for _, q in found], changed)
        if all(n >= 0 for n, _ in found):
            return [q for _, q in sorted(found, key=lambda pair: pair[0])]
        return [q for _, q in sorted(found, key=lambda pair: (pair[1].quote.start, pair[1].quote.end))]

    def follow(
        self, link: Link, speakers: dict[int, dict[Span, bool]], cues: dict[int, dict[Span, bool]]
    ) -> None:
        """Enter where *link* leads, mended where its ends say what is meant."""
        from_id, to_id = link.from_id, link.to_id
        if from_id not in self.labels or to_id not in self.labels:
            self.fail(f"a {link.type} link leads to no span", "delete it")
            return
        ends = (self.labels[from_id], self.labels[to_id])
        if ends in (("SPEAKER", "QUOTE"), ("CUE", "QUOTE")):
            from_id, to_id, ends = to_id, from_id, (ends[1], ends[0])
            self.note(f"the {link.type} link to {self.shown(from_id)} ran backwards and was turned around")
        target = self.spans.get(to_id)
        if from_id not in self.spans or target is None:
            return  # the span at its end is told already
        if ends == ("QUOTE", "CUE"):
            if link.type != CUED_BY:
                self.note(f"the {link.type} link of {self.shown(from_id)} to a cue was taken for {CUED_BY}")
            cues.setdefault(from_id, {})[target] = False
        elif ends == ("QUOTE", "SPEAKER") and link.type in (SAID_BY, IMPLICIT):
            said = speakers.setdefault(from_id, {})
            said[target] = said.get(target, True) and link.type == IMPLICIT
        else:
            what = f"a {link.type} link runs from a {ends[0]} to a {ends[1]} ({self.shown(from_id)})"
            self.fail(what, f"draw {SAID_BY} or {IMPLICIT} to a SPEAKER, {CUED_BY} to a CUE")

    def restore(self, speakers: dict[int, dict[Span, bool]], cues: dict[int, dict[Span, bool]]) -> None:
        """Give spans that were moved the links that they lost by it."""
        labels = {id: self.labels[id] for id in self.spans}
        ends = [(link.from_id, link.to_id) for link in self.marked.links]
        drawn = [
            (a, b) if labels.get(a) == "QUOTE" else (b, a) for a, b in ends if a in labels and b in labels
        ]
        for (quote, other), implicit in inherited(self.sent, self.spans, labels, drawn):
            ends_of = speakers if labels[other] == "SPEAKER" else cues
            ends_of.setdefault(quote, {})[self.spans[other]] = implicit
            self.note(
                f"{self.shown(quote)} keeps its {labels[other]} «{self.spans[other].text}»: an edge was moved"
            )

    def merged(
        self, speakers: dict[int, dict[Span, bool]], cues: dict[int, dict[Span, bool]]
    ) -> dict[int, tuple[Span, dict[Span, bool], dict[Span, bool]]]:
        """Return the quotations by span id with where their links lead; what is marked twice once."""
        quotes = [id for id, label in self.labels.items() if label == "QUOTE" and id in self.spans]
        merged: dict[int, tuple[Span, dict[Span, bool], dict[Span, bool]]] = {}
        for id in quotes:
            said, cued = speakers.get(id, {}), cues.get(id, {})
            twin = next((other for other, (quote, *_) in merged.items() if quote == self.spans[id]), None)
            sent_twice = sum(sent.quote == self.spans[id] for sent in self.sent) > 1
            if twin is None or sent_twice:
                merged[id] = (self.spans[id], said, cued)
                continue
            self.note(f"{self.shown(id)} is marked twice and was taken once")
            merged[twin][1].update(said)
            merged[twin][2].update(cued)
        return merged

    def unlinked(self, found: list[tuple[int, Quotation]]) -> None:
        """Tell what somebody marked as cue or speaker and linked to nothing."""
        known = {part for q in [*self.sent, *(q for _, q in found)] for part in (q.speaker, q.cue)}
        for id, part in self.spans.items():
            if self.labels[id] != "QUOTE" and part not in known:
                self.note(f"the {self.labels[id]} «{part.text}» is linked to no quotation and was left out")

    def shown(self, id: int) -> str:
        """Return what messages call a quotation: its first words."""
        part = self.spans.get(id)
        words = part.text.split() if part else []
        return f"the {self.labels[id]} «{' '.join(words[:5])}{' …' if len(words) > 5 else ''}»"


def _key(q: Quotation) -> tuple[Any, ...]:
    return (q.quote, q.cue, q.speaker, q.implicit and q.speaker is not None)
