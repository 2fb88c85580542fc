"""What articles with quotations are written as: one file a format.

A format *x* is the module ``quotes.formats.x`` with ``write_x(articles, stream)``; those of other tools have
``to_x`` and ``from_x`` for one article too, and ``lost_x``, which says what they cannot hold of it. To add
one, write the module and name it in ``Format``; what can be read back has a module in ``quotes.reading``
too, named in its ``Kind``. Modules load when they are used.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, Literal

from quotes.records import Article

Writer = Callable[[Iterable[Article], Any], None]

Format = Literal["table", "jsonl", "csv", "markup", "html", "prodigy", "doccano", "docbin", "brat"]
# how a lone surrogate, which UTF-8 has no bytes for, is written where the format has no sign of its own
ESCAPES = {"html": "xmlcharrefreplace"}
# formats that are written as bytes, and as a folder of files; the others are text
BYTES, FOLDER = ("docbin",), ("brat",)


def writer(name: str) -> Writer:
    """Return the function that writes the format *name*, one of ``Format``."""
    write: Writer = getattr(import_module(f"quotes.formats.{name}"), f"write_{name}")
    return write
