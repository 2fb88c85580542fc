"""Parquet: an article a row, read in small batches."""

import io
from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING

from quotes.problems import Problem
from quotes.reading import rows
from quotes.records import Article

if TYPE_CHECKING:
    from quotes.reading import Options, Source

BATCH = 64  # rows in memory at a time


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
            for row in batch.to_pylist():
                number += 1
                yield rows.article(row, number, source=source, options=options)
    except pyarrow.ArrowException as error:
        yield Problem(source.name, f"is no parquet file that can be read: {error}", "write or copy it anew")
