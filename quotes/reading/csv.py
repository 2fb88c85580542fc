"""CSV and TSV: a header, then an article a row."""

import csv
import sys
from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING

from quotes.problems import Problem
from quotes.reading import rows
from quotes.records import Article
from quotes.text.encoding import lines

if TYPE_CHECKING:
    from quotes.reading import Options, Source

csv.field_size_limit(sys.maxsize)  # an article may be longer than the module's 128 KB


def read(stream: BufferedReader, *, source: "Source", options: "Options") -> Iterator[Article | Problem]:
    """Yield the article of each row; a row that does not fit the header is a problem with its line."""
    complaints: list[Problem] = []
    header_line = ""

    def texts() -> Iterator[str]:
        for number, line, complaint in lines(stream):
            if complaint:
                remedy = "it became U+FFFD; save the file as UTF-8"
                complaints.append(Problem(source.name, complaint, remedy, line=number))
            yield line

    each = texts()
    header_line = next(each, "")
    # Excel separates by semicolons where the comma is the decimal sign, as in much of the Arab world
    delimiter = max(",;\t|", key=header_line.count)
    try:
        header = next(csv.reader([header_line], delimiter=delimiter), [])
    except csv.Error:  # a carriage return within the line
        remedy = "save the file with line ends of Unix or Windows"
        yield Problem(source.name, "is no CSV: its lines end in carriage returns alone", remedy, line=1)
        return
    if options.text_field not in header:
        remedy = f"name the text's column with --text-field (columns here: {', '.join(header) or 'none'})"
        if "quote_start" in header:
            remedy = "a table of quotations has no texts; read the file that it was made from"
        yield Problem(source.name, f"no column {options.text_field!r}", remedy, line=1)
        return
    body = csv.reader(each, delimiter=delimiter, strict=True)
    while True:
        began = body.line_num + 2  # the line on which the next row begins; the header is line 1
        try:
            row = next(body)
        except StopIteration:
            break
        except csv.Error as error:
            yield Problem(source.name, f"is no row of CSV: {error}", "mend its quotation marks", line=began)
            continue
        yield from complaints
        complaints.clear()
        if not row:
            continue
        if len(row) != len(header):
            what = f"{len(row)} cells under {len(header)} columns"
            yield Problem(source.name, what, "put cells that hold a separator in quotation marks", line=began)
            continue
        yield rows.article(dict(zip(header, row)), began, source=source, options=options)
    yield from complaints
