"""Figures as words, the same in a terminal and on a page."""

from quotes.evaluation.comparison.figures import Difference
from quotes.evaluation.resampling import Interval

CLEAR = "*"  # behind a difference whose interval leaves zero out
FINDS = {"attribution": "found with the right source", "strict": "exact in every word"}


def share(value: float | None) -> str:
    """Return a figure between 0 and 1; nothing for none."""
    return "" if value is None else f"{value:.3f}"


def interval(bounds: Interval | None) -> str:
    """Return the bounds of a figure."""
    return f"{bounds[0]:.3f}–{bounds[1]:.3f}" if bounds else ""


def signed(difference: Difference | None) -> str:
    """Return a difference, marked if it is clear."""
    if difference is None:
        return ""
    # no -0.000
    return f"{round(difference.value, 3) + 0.0:+.3f}{CLEAR if difference.clear else ''}"


def between(difference: Difference | None) -> str:
    """Return the bounds of a difference."""
    if difference is None or difference.ci95 is None:
        return ""
    low, high = (round(bound, 3) + 0.0 for bound in difference.ci95)
    return f"{low:+.3f} to {high:+.3f}"
