"""Offsets in UTF-16 code units, in which a web page counts: two for an emoji, one for an Arabic letter."""

from bisect import bisect_left


class Utf16:
    """The offsets of one text in code points (Python's) and in UTF-16 code units (JavaScript's)."""

    def __init__(self, text: str) -> None:
        # where the characters of two units stand, in either count; most articles have none
        self._points = [n for n, character in enumerate(text) if character > "\uffff"]
        self._units = [point + n for n, point in enumerate(self._points)]
        self.length = len(text) + len(self._points)

    def units(self, point: int) -> int:
        """Return in code units what *point* is in code points."""
        return point + bisect_left(self._points, point)

    def point(self, unit: int) -> int:
        """Return in code points what *unit* is in code units; within a character: where that one begins."""
        return unit - bisect_left(self._units, unit)

    def splits(self, unit: int) -> bool:
        """Tell whether *unit* stands within a character of two units."""
        return self.units(self.point(unit)) != unit
