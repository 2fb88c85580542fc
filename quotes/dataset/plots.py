"""The plots of a dataset card."""

import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.dataset.statistics import Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOUR = "#33658a"
BARS = 15  # names shown, the most frequent ones
NAME = 30  # characters of a name
LONGEST = 60  # words; a longer quote counts as this long


def draw(part: Part, folder: Path) -> dict[str, str]:
    """Draw *part* into *folder*; return the plots' file names and what each shows."""
    # without pyplot: it would look for a screen
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    lengths = Counter[int]()
    for words, n in part.lengths.items():
        lengths[min(words, LONGEST)] += n
    plots: dict[str, tuple[str, Callable[[Axes], None]]] = {}
    if part.quotations:
        plots["lengths"] = ("Words in a quote", lambda axes: _numbers(axes, lengths, "quotations"))
    per_article = part.per_article
    plots["per-article"] = ("Quotations in an article", lambda axes: _numbers(axes, per_article, "articles"))
    if part.cues:
        plots["cues"] = ("The most frequent cues", lambda axes: _names(axes, part.cues, "quotations"))
    if part.beats:
        plots["beats"] = ("Beats", lambda axes: _names(axes, part.beats, "articles"))
    if part.styles:
        plots["styles"] = ("House styles", lambda axes: _names(axes, part.styles, "articles"))
    for name, (title, fill) in plots.items():
        # names are words, not formulas, and may have signs that no font here has
        with rc_context({"text.parse_math": False}), warnings.catch_warnings(action="ignore"):
            figure = Figure(figsize=(6, 3.6), layout="constrained")
            axes = figure.subplots()
            fill(axes)
            axes.set_title(title)
            axes.spines[["top", "right"]].set_visible(False)
            # without its version, the same counts make the same file
            figure.savefig(folder / f"{name}.png", dpi=110, metadata={"Software": None})
    return {f"{name}.png": title for name, (title, _) in plots.items()}


def _numbers(axes: "Axes", counts: Counter[int], label: str) -> None:
    """Draw a bar for each number, from left to right."""
    from matplotlib.ticker import MaxNLocator

    axes.bar(list(counts), list(counts.values()), color=COLOUR)
    axes.set_ylabel(label)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))


def _names(axes: "Axes", counts: Counter[str], label: str) -> None:
    """Draw a bar for each name, from the most frequent one down."""
    from matplotlib.ticker import MaxNLocator

    pairs = counts.most_common(BARS)
    axes.barh(range(len(pairs)), [n for _, n in pairs], color=COLOUR)
    axes.set_yticks(range(len(pairs)), [" ".join(name.split())[:NAME] for name, _ in pairs])
    axes.invert_yaxis()
    axes.set_xlabel(label)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
