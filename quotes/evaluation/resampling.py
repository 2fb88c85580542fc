"""The bootstrap: how far a figure could be another with other articles, drawn anew with replacement.

Figures of one ``Resampling`` rest on the same draws, so the differences of two systems are paired.
"""

import random
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TypeVar

from quotes.evaluation.measures import f1

T = TypeVar("T")
Interval = tuple[float, float]
Column = tuple[float, ...]
RESAMPLES = 1000


class Resampling:
    """*resamples* draws of as many articles as there are, the same ones on every machine."""

    def __init__(self, articles: int, *, resamples: int = RESAMPLES) -> None:
        everyone = range(articles)
        draw = random.Random(0)
        self._draws = [draw.choices(everyone, k=articles) for _ in range(resamples if articles else 0)]
        # gold's counts are the same for many measures and systems; so each column is added up once
        self._sums: dict[Column, list[float]] = {}

    def values(self, columns: Sequence[Column], value: Callable[..., T]) -> list[T]:
        """Return *value* of the columns' sums in each draw; a column has a number for each article."""
        return [value(*sums) for sums in zip(*map(self._summed, columns))]

    def _summed(self, column: Column) -> list[float]:
        known = self._sums.get(column)
        if known is None:
            if len(column) == 1:
                known = [column[0]] * len(self._draws)
            else:
                known = [sum(itemgetter(*drawn)(column)) for drawn in self._draws]
            self._sums[column] = known
        return known


def middle(values: Sequence[float]) -> Interval | None:
    """Return the bounds of the middle 95 % of *values*, None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[int(0.025 * len(ordered))], ordered[max(0, int(0.975 * len(ordered)) - 1)]


def intervals(
    counts: dict[str, list[tuple[int, int, int]]], *, resamples: int = RESAMPLES
) -> dict[str, Interval]:
    """Return the middle 95 % of each F1 over articles drawn anew.

    *counts* has, of each measure, every article's hits, gold and predicted.
    """
    resampling = Resampling(len(next(iter(counts.values()), [])), resamples=resamples)
    found = {}
    for measure, column in counts.items():
        interval = middle(resampling.values(list(zip(*column)), f1))
        if interval is not None:
            found[measure] = interval
    return found
