"""Several systems on one gold file: their figures, how far they differ, and what only one of them finds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import add

import msgspec

from quotes.evaluation.comparison.finds import MEASURES, Finds, finds
from quotes.evaluation.measures import Case, Figure, Scored, figure_of, score, tallies, tally
from quotes.evaluation.parts import PARTS, Namer, Part, grouped, namers
from quotes.evaluation.resampling import RESAMPLES, Interval, Resampling, middle
from quotes.evaluation.result import BOUNDED
from quotes.problems import Problem
from quotes.records import Article

IN_PARTS = ("cue", *BOUNDED)
NAMED = 5  # missing articles that are told by their id

# a measure's counts in each article
Counts = dict[str, list[tuple[float, ...]]]


class Difference(msgspec.Struct, frozen=True):
    """How far a figure lies above that of the first system (below: negative), with the paired bootstrap's
    95 % interval; ``clear`` if zero lies outside it."""

    value: float
    ci95: Interval | None = None
    clear: bool = False


class Standing(msgspec.Struct, frozen=True):
    """A system's figure, with its 95 % interval, and how far it lies from the first system's."""

    figure: Figure
    difference: Difference | None = None


Standings = dict[str, Standing]  # by system, in their order


class Comparison(msgspec.Struct, frozen=True):
    """Everything that a comparison tells: by measure; by part, group and measure; and who finds what."""

    gold: str
    articles: int
    systems: list[str]
    resamples: int
    figures: dict[str, Standings]
    by: dict[Part, dict[str, dict[str, Standings]]]
    finds: dict[str, Finds]


def compare(
    gold: Iterable[Article],
    systems: Mapping[str, Iterable[Article]],
    *,
    name: str = "gold",
    report: Callable[[Problem], None],
    resamples: int = RESAMPLES,
    watch: Callable[[Iterable[Part]], Iterable[Part]] = iter,
) -> Comparison | None:
    """Compare what *systems* predicted with *gold*, called *name*, matched by id, and with the first of them.

    An article that a system does not have, or has with another text, counts as missed and is told to
    *report*; one that gold does not have is left aside. ``None`` if gold or a system has no article.
    *watch* passes on what is done part by part, to show how far it is.
    """
    wanted = _wanted(gold, name, report)
    scored: dict[str, list[Scored]] = {}
    for system, predicted in systems.items():
        found = _scored(wanted, predicted, system, report)
        if found is not None:
            scored[system] = found
    if not wanted or len(scored) < len(systems):
        return None
    resampling = Resampling(len(wanted), resamples=resamples)
    counts = {system: _counts(articles) for system, articles in scored.items()}
    figures = _standings(counts, resampling)
    if not any(standing.figure.gold for standing in figures["name"].values()):
        del figures["name"], figures["sources"]  # gold names no source
    names = {part: namers(wanted.values(), part) for part in PARTS}
    return Comparison(
        gold=name,
        articles=len(wanted),
        systems=list(systems),
        resamples=resamples,
        figures=figures,
        by={part: _by(scored, names[part], resampling) for part in watch(PARTS)},
        finds={measure: finds(scored, measure, names["construction"]) for measure in MEASURES},
    )


def _wanted(gold: Iterable[Article], name: str, report: Callable[[Problem], None]) -> dict[str, Article]:
    wanted: dict[str, Article] = {}
    for article in gold:
        if article.id in wanted:
            report(Problem(name, f"two articles have the id {article.id!r}", "the first of them is compared"))
        wanted.setdefault(article.id, article)
    if not wanted:
        report(
            Problem(name, "there is no article to compare with", "give articles with the right quotations")
        )
    return wanted


def _scored(
    gold: Mapping[str, Article], predicted: Iterable[Article], system: str, report: Callable[[Problem], None]
) -> list[Scored] | None:
    """Score what *system* made of each article of gold, ``None`` if it has none of them."""
    found: dict[str, Article | None] = {}
    for article in predicted:
        if article.id not in gold:
            continue
        if article.id in found:
            report(
                Problem(system, f"two articles have the id {article.id!r}", "the first of them is compared")
            )
        elif article.text != gold[article.id].text:
            what = f"the text of article {article.id!r} is not gold's, so its quotations count as missed"
            report(Problem(system, what, "predict from gold's own texts"))
            found[article.id] = None
        else:
            found[article.id] = article
    if gold and not any(found.values()):
        what = "it has no article of gold, so nothing is compared"
        report(Problem(system, what, "predict from gold's own texts and keep their ids"))
        return None
    if missing := [id for id in gold if id not in found]:
        ids = ", ".join(missing[:NAMED]) + (", …" if len(missing) > NAMED else "")
        what = f"{len(missing)} of {len(gold)} articles of gold are not in it ({ids})"
        report(Problem(system, what, "their quotations count as missed", failure=False))
    return [score(article, found.get(id)) for id, article in gold.items()]


def _counts(articles: Sequence[Scored]) -> Counts:
    rows = [tallies(article.cases, article.same_source) for article in articles]
    return {measure: [row[measure] for row in rows] for measure in rows[0]}


def _standings(counts: Mapping[str, Counts], resampling: Resampling) -> dict[str, Standings]:
    """Return the figures of every system, by measure, from what each counts in each article."""
    found = {}
    for measure in next(iter(counts.values())):
        rows = {system: own[measure] for system, own in counts.items()}
        found[measure] = _standing(measure, rows, resampling)
    return found


def _standing(measure: str, rows: Mapping[str, list[tuple[float, ...]]], resampling: Resampling) -> Standings:
    standings: Standings = {}
    first: tuple[float, list[float | None]] | None = None
    for system, row in rows.items():
        columns = list(zip(*row))
        figure = figure_of(measure, [reduce(add, column) for column in columns])
        if figure.value is None:
            standings[system] = Standing(figure)
            continue
        values = resampling.values(columns, lambda *counts: figure_of(measure, counts).value)
        figure.ci95 = middle([value for value in values if value is not None])
        if first is None:
            first = figure.value, values
            standings[system] = Standing(figure)
            continue
        # a draw without any quotation to find makes no difference
        between = middle([(mine or 0.0) - (its or 0.0) for mine, its in zip(values, first[1])])
        clear = between is not None and not between[0] <= 0.0 <= between[1]
        standings[system] = Standing(figure, Difference(figure.value - first[0], between, clear))
    return standings


def _by(
    scored: Mapping[str, list[Scored]], names: Sequence[Namer], resampling: Resampling
) -> dict[str, dict[str, Standings]]:
    """Return the figures of every group that gold or a system has, those with most of gold first."""
    cases = {system: grouped(articles, names) for system, articles in scored.items()}
    sizes: dict[str, int] = {}
    for groups in cases.values():
        for group, columns in groups.items():
            of_gold = sum(case.gold is not None for column in columns for case in column)
            sizes[group] = max(sizes.get(group, 0), of_gold)
    nothing: list[list[Case]] = [[] for _ in names]
    return {
        group: _standings(
            {
                system: {m: [tally(each, m) for each in groups.get(group, nothing)] for m in IN_PARTS}
                for system, groups in cases.items()
            },
            resampling,
        )
        for group in sorted(sizes, key=lambda group: (-sizes[group], group))
    }
