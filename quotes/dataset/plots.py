"""The plots of a dataset card."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.dataset.statistics import Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOUR = "#33658a"
CUES = 15  # the most frequent ones shown
LONGEST = 60  # words; a longer quote counts as this long


def draw(part: Part, folder: Path) -> dict[str, str]:
    """Draw *part* into *folder*; return the plots' file names and what each shows."""
    # without pyplot: it would look for a screen
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    lengths = Counter[int]()
    for words, n in part.lengths.items():
        lengths[min(words, LONGEST)] += n
    cues = Counter(dict(part.cues.most_common(CUES)))
    made: dict[str, str] = {}
    for name, title, counts, label in (
        ("lengths", "Words in a quote", lengths, "quotations"),
        ("per-article", "Quotations in an article", part.per_article, "articles"),
        ("cues", f"The {len(cues)} most frequent cues", cues, "quotations"),
        ("beats", "Beats", part.beats, "articles"),
        ("styles", "House styles", part.styles, "articles"),
    ):
        if not counts:
            continue
        figure = Figure(figsize=(6, 3.6), layout="constrained")
        axes = figure.subplots()
        _bars(axes, counts, label)
        axes.set_title(title)
        axes.spines[["top", "right"]].set_visible(False)
        # without its version, the same counts make the same file
        figure.savefig(folder / f"{name}.png", dpi=110, metadata={"Software": None})
        made[f"{name}.png"] = title
    return made


def _bars(axes: "Axes", counts: "Counter[int] | Counter[str]", label: str) -> None:
    """Draw numbers from left to right, names from the most frequent one down."""
    pairs = counts.most_common()
    if all(isinstance(name, int) for name, _ in pairs):
        axes.bar([int(name) for name, _ in pairs], [n for _, n in pairs], color=COLOUR)
        axes.set_ylabel(label)
        return
    axes.barh([str(name) for name, _ in pairs], [n for _, n in pairs], color=COLOUR)
    axes.invert_yaxis()
    axes.set_xlabel(label)
