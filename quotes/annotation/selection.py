"""Which articles are worth people's time, and who gets which.

A ranking puts all articles in an order whose beginning is what to take: a larger number later takes the same
articles and more. To add one, give ``Candidate`` what it goes by and enter it in ``RANKINGS``.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import combinations, islice
from typing import Literal, NamedTuple

from quotes.records import Quotation

Ranking = Literal["uncertain", "disagreement", "diverse", "random"]


class Candidate(NamedTuple):
    """What of an article decides whether it is chosen; *place* is where the caller finds it again."""

    place: int
    id: str
    scores: tuple[float, float]  # its quotations' mean and lowest
    traits: frozenset[str]
    dispute: float = 0.0  # how far two engines disagree on it, 0 to 1


def candidate(
    place: int, id: str, quotes: Sequence[Quotation], others: Sequence[Quotation] | None = None
) -> Candidate:
    """Return the candidate for an article with *quotes*; *others* are what another engine finds in it."""
    # without a quotation, and without a score, there is nothing to doubt
    scores = [1.0 if q.score is None else q.score for q in quotes] or [1.0]
    dispute = 0.0 if others is None else _dispute(quotes, others)
    return Candidate(place, id, (sum(scores) / len(scores), min(scores)), frozenset(_traits(quotes)), dispute)


def choose(candidates: Sequence[Candidate], count: int, *, by: str, seed: int = 0) -> list[Candidate]:
    """Return the first *count* of *candidates* in the order of the ranking *by*."""
    return list(islice(RANKINGS[by](candidates, seed), count))


def divide(ids: Iterable[str], people: Sequence[str], *, share: float, seed: int = 0) -> dict[str, list[str]]:
    """Return who of *people* gets each article: *share* of them (0 to 1, rounded) two people, the others one.

    Every pair of people shares alike, everyone gets alike many, give or take one; which article is whose
    follows from its id and *seed*, not from the order in which the articles come.
    """
    order = sorted(ids, key=lambda id: _chance(id, seed))
    twice = round(share * len(order))
    load = dict.fromkeys(people, 0)
    shared = dict.fromkeys(combinations(people, 2), 0)
    whose: dict[str, list[str]] = {}
    for n, id in enumerate(order):
        if n < twice:
            pair = min(shared, key=lambda pair: (shared[pair], sum(load[person] for person in pair)))
            shared[pair] += 1
            whose[id] = list(pair)
        else:
            whose[id] = [min(load, key=load.__getitem__)]
        for person in whose[id]:
            load[person] += 1
    return whose


def _uncertain(candidates: Sequence[Candidate], seed: int) -> Iterator[Candidate]:
    """Yield first the articles whose quotations are least sure."""
    yield from sorted(candidates, key=lambda c: (c.scores, _chance(c.id, seed)))


def _disagreement(candidates: Sequence[Candidate], seed: int) -> Iterator[Candidate]:
    """Yield first the articles on which the engines disagree most."""
    yield from sorted(candidates, key=lambda c: (-c.dispute, _chance(c.id, seed)))


def _diverse(candidates: Sequence[Candidate], seed: int) -> Iterator[Candidate]:
    """Yield at each step the article that adds most of what is rare and little seen so far.

    A trait counts one divided by how many articles have it, and half as much each time it has been taken.
    """
    rarity = Counter(trait for c in candidates for trait in c.traits)
    seen: Counter[str] = Counter()

    def gain(c: Candidate) -> float:
        # sorted, for the sum of floats depends on the order, and a set's on the process
        return sum(0.5 ** seen[trait] / rarity[trait] for trait in sorted(c.traits))

    # a gain only ever falls: who is still first after being weighed again is first
    queue = [(-gain(c), _chance(c.id, seed), c) for c in candidates]
    heapq.heapify(queue)
    while queue:
        _, chance, c = heapq.heappop(queue)
        now = (-gain(c), chance, c)
        if queue and now > queue[0]:
            heapq.heappush(queue, now)
            continue
        seen.update(c.traits)
        yield c


def _random(candidates: Sequence[Candidate], seed: int) -> Iterator[Candidate]:
    yield from sorted(candidates, key=lambda c: _chance(c.id, seed))


RANKINGS: dict[str, Callable[[Sequence[Candidate], int], Iterator[Candidate]]] = {
    "uncertain": _uncertain,
    "disagreement": _disagreement,
    "diverse": _diverse,
    "random": _random,
}


def _dispute(quotes: Sequence[Quotation], others: Sequence[Quotation]) -> float:
    """Return the share of quotations that only one side has with just these words, this speaker and this cue.

    Two are added to their number: one dispute in an article of one quotation says less than ten of ten.
    """
    mine, theirs = ({(q.quote, q.speaker, q.cue) for q in side} for side in (quotes, others))
    return len(mine ^ theirs) / (len(mine | theirs) + 2)


def _traits(quotes: Iterable[Quotation]) -> Iterator[str]:
    """Yield what kinds of quotation there are: by rule, by type, by how the speaker is told."""
    for q in quotes:
        yield f"by {q.by}"
        yield f"type {q.type}"
        yield "no speaker" if q.speaker is None else "implicit speaker" if q.implicit else "overt speaker"
        if q.cue is None:
            yield "no cue"


def _chance(id: str, seed: int) -> bytes:
    """Return the lot of an article: the same for the same *seed*, on every machine."""
    return sha256(f"{seed}/{id}".encode("utf-8", "surrogatepass")).digest()
