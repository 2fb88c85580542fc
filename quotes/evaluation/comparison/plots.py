"""The plots of a comparison, as SVG to stand in a page. Only outlets bring words into them."""

import io
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from quotes.evaluation.comparison.figures import Comparison, Standings
from quotes.evaluation.comparison.finds import MEASURES
from quotes.evaluation.parts import Part
from quotes.formats.html import UNPRINTABLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# told apart without colours too; a seventh system looks like the first
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900", "#56b4e9")
MARKERS = {"o": "●", "s": "■", "^": "▲", "D": "◆", "v": "▼", "P": "✚"}
GROUPS = 15  # groups of a part that a plot shows, the largest ones
NAME = 30  # characters of a group's name
ROW, MARGIN = 0.42, 0.9  # inches of a row, and of the axis below all


def forest(comparison: Comparison) -> str:
    """Draw every measure of every system with its interval."""

    def fill(axes: "Axes") -> None:
        _points(axes, comparison, skip=0)
        axes.set_xlabel("F1 (right source: recall) and its 95 % interval")

    return _svg(fill, rows=len(comparison.figures), systems=len(comparison.systems))


def differences(comparison: Comparison) -> str:
    """Draw how far every measure of the other systems lies from the first; filled where it is clear."""

    def fill(axes: "Axes") -> None:
        axes.axvline(0, color="#555555", linewidth=1)
        _points(axes, comparison, skip=1)
        axes.set_xlabel("difference from the first system and its 95 % interval")

    return _svg(fill, rows=len(comparison.figures), systems=len(comparison.systems) - 1)


def bars(comparison: Comparison, part: Part) -> str:
    """Draw the groups of *part*: a bar for each system, for each way to be right."""
    groups = dict(list(comparison.by[part].items())[:GROUPS])
    n = len(comparison.systems)

    def fill(left: "Axes", right: "Axes") -> None:
        for axes, measure in ((left, MEASURES[0]), (right, MEASURES[1])):
            for row, measures in enumerate(groups.values()):
                for system, standing in enumerate(measures[measure].values()):
                    value, bounds = standing.figure.value or 0.0, standing.figure.ci95
                    place = row + _offset(system, n)
                    axes.barh(place, value, height=0.8 / n, color=COLOURS[system % len(COLOURS)])
                    if bounds:
                        axes.plot(bounds, (place, place), color="#222222", linewidth=1)
            axes.set_xlim(0, 1)
            axes.set_xlabel(f"{measure} F1")
            _rows(axes, [UNPRINTABLE.sub("\ufffd", " ".join(name.split()))[:NAME] for name in groups])
        right.tick_params(labelleft=False)

    return _svg(fill, rows=len(groups), systems=n, columns=2)


def _points(axes: "Axes", comparison: Comparison, *, skip: int) -> None:
    """Draw a point and an interval for each measure and system but the first *skip*."""
    markers = list(MARKERS)
    for row, standings in enumerate(comparison.figures.values()):
        for system, value, bounds, filled in _values(standings, skip):
            colour = COLOURS[system % len(COLOURS)]
            place = row + _offset(system - skip, len(standings) - skip)
            axes.plot(bounds, (place, place), color=colour, linewidth=1.6)
            axes.plot(
                value,
                place,
                marker=markers[system % len(markers)],
                color=colour,
                markerfacecolor=colour if filled else "white",
            )
    _rows(axes, list(comparison.figures))
    axes.grid(axis="x", color="#dddddd")
    axes.set_axisbelow(True)


def _values(standings: Standings, skip: int) -> Iterator[tuple[int, float, tuple[float, float], bool]]:
    """Yield each system's number, its figure or difference, the bounds, and whether to fill the point."""
    for n, standing in enumerate(standings.values()):
        figure, difference = standing.figure, standing.difference
        if not skip and figure.value is not None:
            yield n, figure.value, figure.ci95 or (figure.value, figure.value), True
        elif skip and difference is not None:
            value = difference.value
            yield n, value, difference.ci95 or (value, value), difference.clear


def _offset(n: int, of: int) -> float:
    """Return how far below the middle of its row the *n*th of so many stands."""
    return (n - (of - 1) / 2) * 0.8 / of


def _rows(axes: "Axes", names: list[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.spines[["top", "right"]].set_visible(False)


def _svg(fill: Callable[..., None], *, rows: int, systems: int, columns: int = 1) -> str:
    """Return what *fill* draws on as many axes side by side."""
    # without pyplot: it would look for a screen
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    height = MARGIN + rows * max(ROW, 0.16 * systems)
    settings = rc_context({"text.parse_math": False, "svg.fonttype": "path", "svg.hashsalt": "quotes"})
    # names are words, not formulas, and may have signs that no font here has; the page needs no font
    with settings, warnings.catch_warnings(action="ignore"):
        figure = Figure(figsize=(8.5, height), layout="constrained")
        fill(*figure.subplots(1, columns, squeeze=False)[0])
        stream = io.StringIO()
        # without date and version, the same comparison makes the same page
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    drawn = stream.getvalue()
    return drawn[drawn.index("<svg") :]
