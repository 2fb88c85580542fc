"""A row of any table – a JSON object, a CSV line, a parquet row – as an article."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from quotes.problems import Problem
from quotes.records import Article, Quotation, check

if TYPE_CHECKING:
    from quotes.reading import Options, Source

DEEPEST = 100  # brackets in each other in meta data; what is deeper, not every format can write


def article(row: dict[str, Any], number: int, *, source: "Source", options: "Options") -> Article | Problem:
    """Return the article in *row*, the file's *number*-th from 1; columns of other names go to ``meta``."""
    options.place.line = number
    text = row.get(options.text_field)
    if text is None and not options.texts and "sha256" in row:
        text = ""
    if not isinstance(text, str):
        what = (
            f"no field {options.text_field!r}"
            if options.text_field not in row
            else (f"{options.text_field!r} is {'null' if text is None else type(text).__name__}, not a text")
        )
        fields = ", ".join(str(name) for name in row) or "none"
        remedy = f"name the text's field with --text-field (fields here: {fields})"
        if options.text_field in row:
            remedy = "this article is left out"
        return Problem(source.name, what, remedy, line=number)
    id = row.get(options.id_field)
    meta = row.get("meta")
    rest = {k: v for k, v in row.items() if k not in (options.text_field, options.id_field, "meta", "quotes")}
    return Article(
        id=f"{source.id}-{number}" if id is None or id == "" else str(id),
        text=text,
        meta=(meta if isinstance(meta, dict) else {} if meta is None else {"meta": meta}) | rest,
    )


def quoted(found: Article | Problem, row: dict[str, Any], options: "Options") -> Article | Problem:
    """Return *found* with the quotations of its *row*, if they matter.

    Raises:
        ValueError: for quotations that are not as in our record.
    """
    if isinstance(found, Article) and options.quotations and row.get("quotes"):
        found.quotes = msgspec.convert(row["quotes"], list[Quotation])
        if options.texts or found.text:
            check(found)
    return found


def is_deep(meta: dict[str, Any]) -> bool:
    """Tell whether *meta* has more brackets in each other than every format can write."""
    level: list[Any] = [meta]
    for _ in range(DEEPEST):
        level = [inner for value in level if isinstance(value, dict | list) for inner in _inner(value)]
        if not level:
            return False
    return True


def _inner(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value
