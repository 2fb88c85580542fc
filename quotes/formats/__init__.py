"""What articles with quotations are written as: one file a format.

A format *x* is the module ``quotes.formats.x`` with ``write_x(articles, stream)``. To add one, write the
module and name it in ``Format``; what can be read back has a module in ``quotes.reading`` too, named in
its ``Kind``. Modules load when they are used.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Literal, TextIO

from quotes.records import Article

Writer = Callable[[Iterable[Article], TextIO], None]

Format = Literal["table", "jsonl", "csv", "markup", "html"]
# how a lone surrogate, which UTF-8 has no bytes for, is written where the format has no sign of its own
ESCAPES = {"html": "xmlcharrefreplace"}


def writer(name: str) -> Writer:
    """Return the function that writes the format *name*, one of ``Format``."""
    write: Writer = getattr(import_module(f"quotes.formats.{name}"), f"write_{name}")
    return write
