"""Parquet: an article a row, read in small batches."""

import io
from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING, Any

import msgspec

from quotes.problems import Problem
from quotes.reading import rows
from quotes.records import Article

if TYPE_CHECKING:
    from quotes.reading import Options, Source

BATCH = 64  # rows in memory at a time
FAULTS = (ValueError, TypeError, ArithmeticError, LookupError)  # what values raise that Python has none for


def read(stream: BufferedReader, *, source: "Source", options: "Options") -> Iterator[Article | Problem]:
    """Yield the article of each row; rows count from 1."""
    import pyarrow
    import pyarrow.parquet

    # the table of contents stands at a parquet file's end
    whole = stream if stream.seekable() else io.BytesIO(stream.read())
    try:
        file = pyarrow.parquet.ParquetFile(whole, pre_buffer=False)
        columns = file.schema_arrow.names
        if options.text_field not in columns:
            remedy = f"name the text's column with --text-field (columns here: {', '.join(columns)})"
            yield Problem(source.name, f"no column {options.text_field!r}", remedy)
            return
        number = 0
        for batch in file.iter_batches(batch_size=BATCH):
            for row in _rows(batch):
                number += 1
                if isinstance(row, Exception):
                    what = f"a value that cannot be read ({row})"
                    yield Problem(source.name, what, "this article is left out", line=number)
                    continue
                found = rows.article(row, number, source=source, options=options)
                if isinstance(found, Article):  # times, bytes and decimals, which no other format has
                    found.meta = msgspec.to_builtins(found.meta, str_keys=True, enc_hook=str)
                yield found
    except (pyarrow.ArrowException, *FAULTS) as error:
        yield Problem(source.name, f"is no parquet file that can be read: {error}", "write or copy it anew")


def _rows(batch: Any) -> Iterator[dict[str, Any] | Exception]:
    """Yield each row of *batch*, or why it cannot be read: no UTF-8, a date before all time."""
    try:
        yield from batch.to_pylist()
    except FAULTS:
        for n in range(batch.num_rows):
            try:
                yield from batch.slice(n, 1).to_pylist()
            except FAULTS as error:
                yield error
