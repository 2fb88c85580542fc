"""Quotations out of labelled spans and the links between them, as every annotation tool has them.

What a person marks may break the scheme: it is mended where it is clear what is meant, and told; what
only a person can mend is a failure, and its article is withheld.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from typing import Any

import msgspec

from quotes.formats.moving import inherited
from quotes.naming import complete
from quotes.problems import Problem, Tally
from quotes.records import Quotation, Span, span

SAID_BY, IMPLICIT, CUED_BY = "SAID_BY", "SAID_BY_IMPLICIT", "CUED_BY"
LABELS = ("QUOTE", "SPEAKER", "CUE")
Shown = tuple[str, int, int]  # label, start, end: a span as a tool shows it


class Mark(msgspec.Struct, frozen=True):
    """A labelled span, in code points."""

    id: int
    label: str
    start: int
    end: int


class Link(msgspec.Struct, frozen=True):
    """A link between two spans."""

    from_id: int
    to_id: int
    type: str


def links_of(q: Quotation) -> list[tuple[str, str, Span]]:
    """Return what *q* links to: the type of each link, the label of its end and the words there."""
    said = (IMPLICIT if q.implicit else SAID_BY, "SPEAKER", q.speaker)
    return [(type, label, part) for type, label, part in (said, (CUED_BY, "CUE", q.cue)) if part is not None]


def file_of(where: str) -> str:
    """Return the file's name in *where*, without the line: what is alike is counted over the file."""
    return re.sub(r", (line|doc) \d+$", "", where)


def innermost(marks: Iterable[Shown], tokens: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Shown]:
    """Return the shortest of *marks* that holds each of *tokens*, which are given by their ends."""
    waiting = sorted(enumerate(marks), key=lambda mark: -mark[1][1])
    begun: list[tuple[int, int, Shown]] = []  # with their lengths, the shortest first
    found: dict[tuple[int, int], Shown] = {}
    for start, end in sorted(set(tokens)):
        while waiting and waiting[-1][1][1] <= start:
            n, mark = waiting.pop()
            heappush(begun, (mark[2] - mark[1], n, mark))
        while begun and begun[0][2][2] < end:
            heappop(begun)
        if begun:
            found[start, end] = begun[0][2]
    return found


def name_of(label: object) -> str:
    """Return *label* as we spell labels: in capitals, words joined by _."""
    return re.sub(r"[\W_]+", "_", str(label)).strip("_").upper()


class Linker:
    """One article on its way from a tool: what its spans and links come to, and what is wrong with them.

    *sent* are the quotations as the tool got them: one that nobody changed comes back as it was. *exact*
    gives the words behind a span that the tool shows otherwise, in whole tokens for one. *again* ends a
    remedy. The marks of *foreign* articles are not made for our scheme: what does not fit it is left out
    and counted, where otherwise somebody must look again.
    """

    def __init__(
        self,
        text: str,
        *,
        where: str,
        sent: Iterable[Quotation] = (),
        exact: Mapping[Shown, Span] | None = None,
        again: str = "",
        foreign: bool = False,
    ) -> None:
        self.text, self.where, self.again, self.foreign = text, where, again, foreign
        self.sent = list(sent)
        self.exact = dict(exact or {})
        self.problems: list[Problem] = []
        self.withheld = False
        self.spans: dict[int, Span] = {}
        self.labels: dict[int, str] = {}

    def note(self, what: str, remedy: str = "nothing to do if that is right") -> None:
        self.problems.append(Problem(self.where, what, remedy, failure=False))

    def fail(self, what: str, remedy: str) -> None:
        self.withheld = True
        self.problems.append(Problem(self.where, what, f"{remedy}{self.again}"))

    def count(self, what: str, remedy: str) -> None:
        self.problems.append(Tally(file_of(self.where), what, remedy))

    def take(self, mark: Mark) -> None:
        """Enter one span, without blanks around it unless it was sent with them."""
        label = name_of(mark.label)
        place = f"a {mark.label} at {mark.start}–{mark.end}"
        self.labels[mark.id] = label
        if label not in LABELS:
            if self.foreign:
                del self.labels[mark.id]
                self.count(f"span labelled {mark.label}", f"left out; ours are {', '.join(LABELS)}")
            else:
                self.fail(f"{place} has a label that is none of ours", "relabel it or delete it")
            return
        if not 0 <= mark.start < mark.end <= len(self.text):
            self.fail(f"{place} lies outside the text of {len(self.text)} characters", "delete it")
            return
        exact = self.exact.get((label, mark.start, mark.end))
        if exact and exact.text in ("", self.text[exact.start : exact.end]):
            self.spans[mark.id] = exact
            return
        words = self.text[mark.start : mark.end]
        start = mark.start + len(words) - len(words.lstrip())
        end = mark.end - len(words) + len(words.rstrip())
        if start >= end:
            self.fail(f"{place} holds blanks only", "delete it")
            return
        self.spans[mark.id] = span(self.text, start, end)

    def quotations(self, links: Iterable[Link]) -> list[Quotation]:
        """Return what *links* join, each quotation once: in the order sent if all are, else in the text's."""
        speakers: dict[int, dict[Span, bool]] = {}
        cues: dict[int, dict[Span, bool]] = {}
        links = list(links)
        for link in links:
            self.follow(link, speakers, cues)
        self.restore(links, speakers, cues)
        unsent: dict[Any, deque[int]] = defaultdict(deque)
        for n, sent in enumerate(self.sent):
            unsent[_key(sent)].append(n)
        found: list[tuple[int, Quotation]] = []
        for id, (quote, said, cued) in self.merged(speakers, cues).items():
            if len(said) > 1 or len(cued) > 1:
                which = "speakers" if len(said) > 1 else "cues"
                self.fail(f"{self.shown(id)} has two {which}", "delete one of the links")
                continue
            speaker, implicit = next(iter(said.items()), (None, False))
            q = Quotation(quote=quote, cue=next(iter(cued), None), speaker=speaker, implicit=implicit)
            place = unsent[_key(q)].popleft() if unsent[_key(q)] else -1
            if place >= 0:
                q = self.sent[place]
            elif speaker is None and self.foreign:
                self.count("quotation without a link to its speaker", "link it if its source is named")
            elif speaker is None:
                self.note(f"{self.shown(id)} has no SAID_BY link, and so no speaker")
            found.append((place, q))
        self.unlinked(found)
        changed = [q for n, q in found if n < 0]
        if changed and not self.withheld:
            complete(self.text, [q for _, q in found], changed)
        if not changed:
            return [q for _, q in sorted(found, key=lambda pair: pair[0])]
        return [q for _, q in sorted(found, key=lambda pair: (pair[1].quote.start, pair[1].quote.end))]

    def follow(
        self, link: Link, speakers: dict[int, dict[Span, bool]], cues: dict[int, dict[Span, bool]]
    ) -> None:
        """Enter where *link* leads, mended where its ends say what is meant."""
        from_id, to_id, type = link.from_id, link.to_id, name_of(link.type)
        if from_id not in self.labels or to_id not in self.labels:
            if self.foreign:
                self.count(f"link {link.type} to no span of ours", "left out")
            else:
                self.fail(f"a {link.type} link leads to no span", "delete it")
            return
        ends = (self.labels[from_id], self.labels[to_id])
        if ends in (("SPEAKER", "QUOTE"), ("CUE", "QUOTE")):
            from_id, to_id, ends = to_id, from_id, (ends[1], ends[0])
            if not self.foreign:
                self.note(
                    f"the {link.type} link to {self.shown(from_id)} ran backwards and was turned around"
                )
        target = self.spans.get(to_id)
        if from_id not in self.spans or target is None:
            return  # the span at its end is told already
        if ends == ("QUOTE", "CUE"):
            if type != CUED_BY:
                self.misnamed(link, CUED_BY, f"of {self.shown(from_id)} to a cue")
            cues.setdefault(from_id, {})[target] = False
        elif ends == ("QUOTE", "SPEAKER") and (type in (SAID_BY, IMPLICIT) or self.foreign):
            if type not in (SAID_BY, IMPLICIT):
                self.misnamed(link, SAID_BY, "")
            said = speakers.setdefault(from_id, {})
            said[target] = said.get(target, True) and type == IMPLICIT
        elif self.foreign:
            self.count(f"link {link.type} from a {ends[0]} to a {ends[1]}", "left out")
        else:
            what = f"a {link.type} link runs from a {ends[0]} to a {ends[1]} ({self.shown(from_id)})"
            self.fail(what, f"draw {SAID_BY} or {IMPLICIT} to a SPEAKER, {CUED_BY} to a CUE")

    def misnamed(self, link: Link, type: str, what: str) -> None:
        if self.foreign:
            self.count(f"link {link.type}", f"taken for {type} by the labels at its ends")
        else:
            self.note(f"the {link.type} link {what} was taken for {type}")

    def restore(
        self,
        links: list[Link],
        speakers: dict[int, dict[Span, bool]],
        cues: dict[int, dict[Span, bool]],
    ) -> None:
        """Give spans whose edge was moved the links that they lost by it."""
        labels = {id: self.labels[id] for id in self.spans}
        ends = [(link.from_id, link.to_id) for link in links if {link.from_id, link.to_id} <= labels.keys()]
        drawn = [(a, b) if labels[a] == "QUOTE" else (b, a) for a, b in ends]
        for (quote, other), implicit in inherited(self.sent, self.spans, labels, drawn):
            there = speakers if labels[other] == "SPEAKER" else cues
            there.setdefault(quote, {})[self.spans[other]] = implicit
            what = f"{self.shown(quote)} keeps its {labels[other]} «{self.spans[other].text}»"
            self.note(f"{what}: an edge was moved")

    def merged(
        self, speakers: dict[int, dict[Span, bool]], cues: dict[int, dict[Span, bool]]
    ) -> dict[int, tuple[Span, dict[Span, bool], dict[Span, bool]]]:
        """Return the quotations by span id with where their links lead; what is marked twice once."""
        quotes = [id for id, label in self.labels.items() if label == "QUOTE" and id in self.spans]
        merged: dict[int, tuple[Span, dict[Span, bool], dict[Span, bool]]] = {}
        first: dict[Span, int] = {}
        sent = Counter(q.quote for q in self.sent)
        for id in quotes:
            said, cued = speakers.get(id, {}), cues.get(id, {})
            twin = first.setdefault(self.spans[id], id)
            if twin == id or sent[self.spans[id]] > 1:
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
            if self.labels[id] == "QUOTE" or part in known:
                continue
            if self.foreign:
                self.count(
                    f"{self.labels[id]} linked to no quotation", "left out; link it to what it belongs to"
                )
            else:
                self.note(f"the {self.labels[id]} «{part.text}» is linked to no quotation and was left out")

    def shown(self, id: int) -> str:
        """Return what messages call a quotation: its first words."""
        part = self.spans.get(id)
        words = part.text.split() if part else []
        return f"the {self.labels[id]} «{' '.join(words[:5])}{' …' if len(words) > 5 else ''}»"


def _key(q: Quotation) -> tuple[Any, ...]:
    return (q.quote, q.cue, q.speaker, q.implicit and q.speaker is not None)
