"""Two sets of marks on one text against each other: which of one is which of the other."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from quotes.records import Quotation

T = TypeVar("T")
Extent = tuple[int, int]


def parts(q: Quotation) -> tuple[Extent, Extent, Extent, bool]:
    """Return what an annotator decides about a quotation: quote, speaker, cue, implicit; to compare or sort.

    Offsets in code points, (-1, -1) for what is not there.
    """
    quote, speaker, cue = ((p.start, p.end) if p else (-1, -1) for p in (q.quote, q.speaker, q.cue))
    return quote, speaker, cue, q.implicit and q.speaker is not None


def pair(
    old: Sequence[T],
    new: Sequence[T],
    *,
    key: Callable[[T], Hashable],
    extent: Callable[[T], Extent],
    close: Callable[[T, T], bool] = lambda one, other: True,
) -> list[tuple[T | None, T | None]]:
    """Pair each of *old* with at most one of *new*: what has the same key, then what overlaps most.

    Only what is *close* may overlap. Those of *old* come in their order, then what only *new* has.
    """
    partner: dict[int, int] = {}
    free: dict[Hashable, list[int]] = {}
    for j, item in enumerate(new):
        free.setdefault(key(item), []).append(j)
    for i, item in enumerate(old):
        if waiting := free.get(key(item)):
            partner[i] = waiting.pop(0)
    rest = [j for waiting in free.values() for j in waiting]
    candidates = [
        (-shared, i, j)
        for i, item in enumerate(old)
        if i not in partner
        for j in rest
        if close(item, new[j]) and (shared := _shared(extent(item), extent(new[j]))) > 0
    ]
    taken = set(partner.values())
    for _, i, j in sorted(candidates):
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    both: list[tuple[T | None, T | None]] = [
        (item, new[partner[i]] if i in partner else None) for i, item in enumerate(old)
    ]
    return both + [(None, item) for j, item in enumerate(new) if j not in taken]


def pair_quotations(
    old: Sequence[Quotation], new: Sequence[Quotation]
) -> list[tuple[Quotation | None, Quotation | None]]:
    """Pair quotations: those alike in all parts, then those whose words overlap most."""
    return pair(old, new, key=parts, extent=lambda q: (q.quote.start, q.quote.end))


def _shared(a: Extent, b: Extent) -> int:
    return min(a[1], b[1]) - max(a[0], b[0])
