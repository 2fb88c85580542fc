"""Several systems on one gold file, side by side.

``compare(gold, systems)`` returns a ``Comparison``: every measure with its interval, and the paired
bootstrap of each system's difference from the first; the same by type, source, outlet and construction; and
what each system gets right that the others do not. ``tables`` prints one, ``page`` is a page with plots.
"""

from quotes.evaluation.comparison.figures import Comparison, Difference, Standing, Standings, compare
from quotes.evaluation.comparison.finds import Example, Finds

__all__ = ["Comparison", "Difference", "Example", "Finds", "Standing", "Standings", "compare"]
