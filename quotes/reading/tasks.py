"""Rows of JSON that annotation tools write: a task of Prodigy, a line of Doccano."""

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from quotes.problems import Problem
from quotes.records import Article

if TYPE_CHECKING:
    from quotes.formats.doccano import Marked
    from quotes.reading import Options, Source

# where a row has its spans and links, and what else a line of Doccano holds for itself
_MARKS = {"prodigy": ("spans", "relations"), "doccano": ("entities", "label", "labels", "relations")}
_DOCCANO = frozenset({"text", "data", "quotes", "meta", "Comments", *_MARKS["doccano"]})


def shape(row: dict[str, Any]) -> str | None:
    """Say which tool's *row* this is; None of our own record and of what is neither."""
    if "_task_hash" in row or "_input_hash" in row or ("tokens" in row and "spans" in row):
        return "prodigy"
    carried = row.get("quotes")
    if isinstance(carried, dict) and "article_id" in carried:
        return "doccano"
    parts = [part for name in ("entities", "label", "labels") for part in _list(row.get(name))]
    if any(_triple(part) or (isinstance(part, dict) and "start_offset" in part) for part in parts):
        return "doccano"
    return None


def read(
    row: dict[str, Any], number: int, *, shape: str, source: "Source", options: "Options"
) -> Iterator[Article | Problem]:
    """Yield the article in *row*, the file's *number*-th from 1, after what was wrong with it.

    Without quotations, a row is an article whatever was answered or marked.

    Raises:
        ValueError: for a row that is none of the tool's.
    """
    options.place.line = number
    given = row.get(options.id_field)
    id = f"{source.id}-{number}" if given is None or given == "" else str(given)
    where = f"{source.name}, line {number}"
    if not options.quotations:
        row = {key: value for key, value in row.items() if key not in (*_MARKS[shape], "answer")}
        row["quotes"] = _bare(row)
    if shape == "prodigy":
        from quotes.formats.prodigy import from_prodigy

        article, problems = from_prodigy(row, where=where, id=id)
    else:
        from quotes.formats.doccano import from_doccano

        try:
            article, problems = from_doccano(marked(row, where=where, id=id, options=options))
        except zlib.error as error:
            raise ValueError(f"its proposals cannot be unpacked ({error})") from error
    for problem in problems:
        here = problem.file == where
        yield msgspec.structs.replace(problem, file=source.name, line=number) if here else problem
    if article is not None:
        yield article


def marked(row: dict[str, Any], *, where: str, id: str, options: "Options") -> "Marked":
    """Return the line of Doccano *row*: ours, exported, or made by hand.

    Spans are ``entities``, or ``label`` (``labels``) with a list of [start, end, label].

    Raises:
        ValueError: for what is no such line.
    """
    from quotes.formats.doccano import Carried, Link, Mark, Marked

    text = row.get(options.text_field, row.get("data"))
    if not isinstance(text, str):
        raise ValueError(f"a line of Doccano without a {options.text_field!r}")
    spans = row.get("entities") or row.get("label") or row.get("labels") or []
    marks = []
    for n, part in enumerate(_list(spans)):
        if _triple(part):
            part = dict(zip(("start_offset", "end_offset", "label"), part))
        if not isinstance(part, dict):
            raise ValueError(f"{part!r} is no span; write [start, end, label]")
        # by hand, nobody numbers the spans that no link needs
        marks.append(msgspec.convert({"id": -1 - n, **part}, Mark))
    carried = row.get("quotes")
    if isinstance(carried, dict) and "article_id" in carried:
        kept = msgspec.convert(carried, Carried)
    else:
        meta = row.get("meta")
        rest = {
            k: v
            for k, v in row.items()
            if k not in _DOCCANO and k not in (options.text_field, options.id_field)
        }
        meta = meta if isinstance(meta, dict) else {} if meta is None else {"meta": meta}
        kept = Carried(article_id=id, sha256="", meta=meta | rest)
    links = msgspec.convert(_list(row.get("relations")), list[Link])
    return Marked(text=text, marks=marks, links=links, carried=kept, where=where)


def _bare(row: dict[str, Any]) -> Any:
    """Return what *row* carries of our record but its quotations."""
    carried = row.get("quotes")
    if not isinstance(carried, dict):
        return None
    return {key: value for key, value in carried.items() if key != "proposals"}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _triple(part: Any) -> bool:
    return isinstance(part, list) and len(part) == 3 and isinstance(part[0], int) and isinstance(part[2], str)
