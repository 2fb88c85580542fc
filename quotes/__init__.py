"""Who said what in Arabic news: speaker, cue and quote, exact to the character."""

from typing import Any

__version__ = "0.1.0"
__all__ = ["extract"]


def __getattr__(name: str) -> Any:
    # the lexicon loads on first use, so that ``quotes --help`` answers at once
    if name == "extract":
        from quotes.engines import extract

        return extract
    raise AttributeError(f"module 'quotes' has no attribute {name!r}")
