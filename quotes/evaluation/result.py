"""Everything a comparison tells: figures, errors, and the figures of its parts."""

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

import msgspec

from quotes.evaluation.measures import Case, Figure, Scored, figure, figures, score, tally
from quotes.evaluation.parts import Part, grouped, namers
from quotes.evaluation.resampling import RESAMPLES, intervals
from quotes.records import Article, Quotation

BOUNDED = ("quote/overlap", "quote/exact", "attribution", "strict")


class Error(msgspec.Struct, frozen=True):
    """One thing that is wrong; a pair can be wrong twice, in its BOUNDARY and in its SOURCE."""

    kind: Literal["MISSED", "BOUNDARY", "SOURCE", "SPURIOUS"]
    article: str
    gold: Quotation | None
    predicted: Quotation | None


class Rule(msgspec.Struct, frozen=True):
    """What one rule proposed: ``found`` in all, of them ``kept`` (in gold), ``exact`` and ``right``
    (the right source), and ``wrong`` (not in gold); what gold calls optional is not counted."""

    found: int
    kept: int
    exact: int
    right: int

    @property
    def wrong(self) -> int:
        """Return how many proposals gold does not have."""
        return self.found - self.kept

    @property
    def precision(self) -> float:
        """Return the share of proposals that gold has; 0 for a rule that proposed nothing."""
        return self.kept / self.found if self.found else 0.0


class Result:
    """A comparison of predicted articles with gold."""

    def __init__(self, articles: list[Scored], *, resamples: int = RESAMPLES) -> None:
        self.articles = articles
        self.resamples = resamples

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every measure over all articles, with bootstrapped intervals (articles drawn anew)."""
        result = figures(self.articles)
        for measure, interval in self._intervals().items():
            result[measure].ci95 = interval
        return result

    @cached_property
    def errors(self) -> list[Error]:
        """What went wrong, article by article: gold's quotations in their order, then what is spurious."""
        found = []
        for article in self.articles:
            for case in article.cases:
                found += [
                    Error(kind, article.gold.id, case.gold, case.predicted) for kind in _kinds_of_error(case)
                ]
        return found

    def breakdown(self, part: Part) -> dict[str, dict[str, Figure]]:
        """Return the measures of each part, largest first: by type, source, outlet or construction.

        A pair counts where gold puts it, a spurious prediction where it puts itself; so the parts add up.
        """
        named = namers([article.gold for article in self.articles], part)
        groups = {
            name: [case for cases in columns for case in cases]
            for name, columns in grouped(self.articles, named).items()
        }
        order = sorted(groups, key=lambda group: (-len(groups[group]), group))
        return {group: {m: figure(groups[group], m) for m in ("cue", *BOUNDED)} for group in order}

    def rules(self) -> dict[str, Rule]:
        """Return what each rule (``by`` of a prediction) proposed, the busiest first."""
        groups: dict[str, list[Case]] = {}
        for article in self.articles:
            for case in article.cases:
                if case.predicted is not None:
                    groups.setdefault(case.predicted.by or "unknown", []).append(case)
        order = sorted(groups, key=lambda by: (-len(groups[by]), by))
        return {
            by: Rule(
                found=len(groups[by]),
                kept=sum(case.gold is not None for case in groups[by]),
                exact=sum("quote/exact" in case.hits for case in groups[by]),
                right=sum("attribution" in case.hits for case in groups[by]),
            )
            for by in order
        }

    def _intervals(self) -> dict[str, tuple[float, float]]:
        counts = {m: [tally(article.cases, m) for article in self.articles] for m in BOUNDED}
        return intervals(counts, resamples=self.resamples)


def evaluate(gold: Iterable[Article], predicted: Iterable[Article], *, resamples: int = RESAMPLES) -> Result:
    """Compare *predicted* with *gold*, article by article, matched by id.

    An article that was not predicted has all its quotations missed; a predicted one that gold does not
    have is left aside.

    Raises:
        ValueError: for an id that one side has twice, and for a text that differs from gold's.
    """
    wanted = _by_id(gold, side="gold")
    found = _by_id((article for article in predicted if article.id in wanted), side="predicted")
    return Result([score(article, found.get(id)) for id, article in wanted.items()], resamples=resamples)


def _by_id(articles: Iterable[Article], *, side: str) -> dict[str, Article]:
    result: dict[str, Article] = {}
    for article in articles:
        if article.id in result:
            raise ValueError(f"two {side} articles have the id {article.id!r}; give each its own")
        result[article.id] = article
    return result


def _kinds_of_error(case: Case) -> list[Literal["MISSED", "BOUNDARY", "SOURCE", "SPURIOUS"]]:
    if case.predicted is None:
        return ["MISSED"]
    if case.gold is None:
        return ["SPURIOUS"]
    wrong: list[Literal["MISSED", "BOUNDARY", "SOURCE", "SPURIOUS"]] = []
    if "quote/exact" not in case.hits:
        wrong.append("BOUNDARY")
    if "attribution" not in case.hits:
        wrong.append("SOURCE")
    return wrong
