"""A spreadsheet with one quotation a row, which Excel opens as it is."""

import csv
import re
from collections.abc import Iterable
from typing import TextIO

import msgspec

from quotes.records import Article, Quotation, Span, check, span

COLUMNS = [
    *("article", "speaker", "speaker_name", "speaker_id", "implicit", "cue", "quote", "type"),
    *("quote_start", "quote_end", "score", "by"),
    *("cue_start", "cue_end", "speaker_start", "speaker_end", "optional"),
]
# where a formula may begin: where a cell does, or would for a program that separates by semicolons or tabs,
# as Excel does in much of the Arab world, and to which a quotation mark within a cell is none
FORMULA = r"(\A(?='{n}[\t\r\n])|(?:\A|[;\t\r\n])\"*(?='{n}[-=+@＝＋－＠]))"
FREE, GUARDED = re.compile(FORMULA.format(n="*")), re.compile(FORMULA.format(n="+") + "'")


def write_csv(articles: Iterable[Article], stream: TextIO) -> None:
    """Write each quotation as a row, with the byte order mark by which Excel knows UTF-8.

    What a spreadsheet would take for a formula gets an apostrophe before it.
    """
    stream.write("\ufeff")
    rows = csv.writer(stream, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for article in articles:
        rows.writerows(row.values() for row in to_csv(article))


def from_csv(rows: Iterable[dict[str, str]], text: str) -> list[Quotation]:
    """Return the quotations in *rows*, all of the article that reads *text*, by their offsets.

    Raises:
        ValueError: for a row without offsets, or with offsets that do not fit *text*.
    """
    return check(Article(id="", text=text, quotes=[_quotation(row, text) for row in rows])).quotes


def to_csv(article: Article) -> list[dict[str, object]]:
    """Return the rows of *article*'s quotations, by column."""
    return [dict(zip(COLUMNS, map(_guarded, _cells(article, q)))) for q in article.quotes]


def guarded(cell: str) -> str:
    """Return *cell* with an apostrophe before all that a spreadsheet would take for a formula."""
    return FREE.sub(r"\1'", cell)


def unguarded(cell: str) -> str:
    """Return the cell that ``guarded`` made *cell* of."""
    return GUARDED.sub(r"\1", cell)


def _cells(article: Article, q: Quotation) -> list[object]:
    speaker, cue = (span.text if span else "" for span in (q.speaker, q.cue))
    places = [
        place for part in (q.cue, q.speaker) for place in ((part.start, part.end) if part else ("", ""))
    ]
    return [
        *(article.id, speaker, q.speaker_name, q.speaker_id, q.implicit, cue, q.quote.text, q.type),
        *(q.quote.start, q.quote.end, q.score, q.by, *places, q.optional),
    ]


def _quotation(row: dict[str, str], text: str) -> Quotation:
    def part(name: str) -> Span | None:
        start, end = row[f"{name}_start"], row[f"{name}_end"]
        return span(text, int(start), int(end)) if start else None

    if (quote := part("quote")) is None:
        raise ValueError("a row without quote_start")
    values = {
        name: unguarded(row[name]) or None for name in ("type", "speaker_name", "speaker_id", "score", "by")
    }
    flags = {name: row[name] == "True" for name in ("implicit", "optional")}
    parts = {"quote": quote, "cue": part("cue"), "speaker": part("speaker")}
    return msgspec.convert({**values, **flags, **parts}, Quotation, strict=False, from_attributes=True)


def _guarded(cell: object) -> object:
    return guarded(cell) if isinstance(cell, str) else cell
