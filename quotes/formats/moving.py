"""A span whose edge a person moved keeps its links.

The tools know no moving: who mends an edge deletes the span, and its links go with it, and marks it anew.
Where that is what happened, nobody should have to draw the links again.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from quotes.records import Quotation, Span

Ends = tuple[int, int]  # ids of the spans that a link joins, the quotation's first


def inherited(
    sent: Iterable[Quotation], spans: Mapping[int, Span], labels: Mapping[int, str], links: Iterable[Ends]
) -> Iterator[tuple[Ends, bool]]:
    """Yield the links that quotations as *sent* had and lost with a moved span, and whether each is implicit.

    *spans* and *labels* are what is there now, by id, *links* what joins them. A span that was sent and is
    gone was moved to the one new span of its label that overlaps it and that nothing links. Where both ends
    of a link are as they were sent, somebody took the link away, and it stays away.
    """
    quotations = list(sent)
    linked = list(links)
    kinds = {(from_id, labels[to_id]) for from_id, to_id in linked}
    ends = {id for link in linked for id in link}
    known = {place for q in quotations for place in _places(q)}
    there = {(labels[id], part): id for id, part in spans.items()}
    new = {id: part for id, part in spans.items() if id not in ends and (labels[id], part) not in known}
    overlapping = {
        label: _Overlapping({id: part for id, part in new.items() if labels[id] == label})
        for label in set(labels.values())
    }

    def now(label: str, part: Span) -> int | None:
        if (label, part) in there:
            return there[label, part]
        return overlapping[label].only(part) if label in overlapping else None

    for q in quotations:
        quote = now("QUOTE", q.quote)
        for label, part in _places(q)[1:]:
            other = now(label, part)
            if quote is None or other is None or (quote, label) in kinds:
                continue
            if (spans[quote], spans[other]) != (q.quote, part):
                kinds.add((quote, label))
                yield (quote, other), q.implicit and label == "SPEAKER"


def _places(q: Quotation) -> list[tuple[str, Span]]:
    parts = (("QUOTE", q.quote), ("SPEAKER", q.speaker), ("CUE", q.cue))
    return [(label, part) for label, part in parts if part is not None]


class _Overlapping:
    """Spans in the order of their beginnings, to find the one that overlaps another without a look at all."""

    def __init__(self, spans: Mapping[int, Span]) -> None:
        self.ids = sorted(spans, key=lambda id: spans[id].start)
        self.spans = [spans[id] for id in self.ids]
        # how far the spans up to each reach
        self.reach = list(accumulate((part.end for part in self.spans), max))

    def only(self, part: Span) -> int | None:
        """Return the id of the span that overlaps *part*; None where none does, or several."""
        found: list[int] = []
        n = bisect_left(self.spans, part.end, key=lambda each: each.start) - 1
        while n >= 0 and self.reach[n] > part.start and len(found) < 2:
            if self.spans[n].end > part.start:
                found.append(self.ids[n])
            n -= 1
        return found[0] if len(found) == 1 else None
