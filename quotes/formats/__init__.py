"""What articles with quotations are written as, and read back from: one file a format.

A format *x* is the module ``quotes.formats.x`` with ``write_x(articles, stream)`` and, if it can be read
back, ``read_x(stream, *, source, options)``, as the modules of ``quotes.reading``. To add one, write the
module and name it here; modules load when they are used.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TextIO

from quotes.records import Article

Writer = Callable[[Iterable[Article], TextIO], None]

WRITTEN = ("table", "jsonl", "csv", "markup", "html")
# formats that hold everything an article has, and the module that reads them
READ = {"jsonl": "quotes.reading.jsonl", "markup": "quotes.reading.markup"}
# how a lone surrogate, which UTF-8 has no bytes for, is written where the format has no sign of its own
ESCAPES = {"html": "xmlcharrefreplace"}


def writer(name: str) -> Writer:
    """Return the function that writes the format *name*, one of ``WRITTEN``."""
    write: Writer = getattr(import_module(f"quotes.formats.{name}"), f"write_{name}")
    return write
