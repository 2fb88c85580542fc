"""A spreadsheet with one quotation a row, which Excel opens as it is."""

import csv
from collections.abc import Iterable
from typing import TextIO

from quotes.records import Article, Quotation

COLUMNS = [
    *("article", "speaker", "speaker_name", "speaker_id", "implicit", "cue", "quote", "type"),
    *("quote_start", "quote_end", "score", "by"),
]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(articles: Iterable[Article], stream: TextIO) -> None:
    """Write each quotation as a row, with the byte order mark by which Excel knows UTF-8.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    stream.write("\ufeff")
    rows = csv.writer(stream, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for article in articles:
        for quotation in article.quotes:
            rows.writerow([_safe(cell) for cell in _cells(article, quotation)])


def _cells(article: Article, q: Quotation) -> list[object]:
    speaker, cue = (span.text if span else "" for span in (q.speaker, q.cue))
    return [
        *(article.id, speaker, q.speaker_name, q.speaker_id, q.implicit, cue, q.quote.text, q.type),
        *(q.quote.start, q.quote.end, q.score, q.by),
    ]


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
