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
    from quotes.reading import Options, Slice, Source

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
        ours = {"sha256", "meta", "quotes"} <= set(columns)  # a part of an archive's output
        for number, row in _rows(file, source.slice):
            try:
                if isinstance(row, Exception):
                    raise ValueError(f"a value that cannot be read ({row})")
                if ours:
                    row["meta"] = msgspec.json.decode(row["meta"] or "{}")
                found = rows.article(row, number, source=source, options=options)
                if isinstance(found, Article):  # times, bytes and decimals, which no other format has
                    found.meta = msgspec.to_builtins(found.meta, str_keys=True, enc_hook=str)
                yield rows.quoted(found, row, options) if ours else found
            except (ValueError, TypeError) as error:
                yield Problem(source.name, str(error), "this article is left out", line=number)
    except (pyarrow.ArrowException, *FAULTS) as error:
        yield Problem(source.name, f"is no parquet file that can be read: {error}", "write or copy it anew")


def _rows(file: Any, part: "Slice | None") -> Iterator[tuple[int, dict[str, Any] | Exception]]:
    """Yield the rows of *part*, or all, with their numbers; row groups without any of them are not read."""
    first, end = (part.first, part.first + part.count) if part else (1, file.metadata.num_rows + 1)
    groups, start, number = [], 1, 0
    for group in range(file.num_row_groups):
        after = start + file.metadata.row_group(group).num_rows
        if start < end and first < after:
            groups.append(group)
            number = number or start
        start = after
    for batch in file.iter_batches(batch_size=BATCH, row_groups=groups, use_threads=False):
        skipped = min(max(first - number, 0), batch.num_rows)
        wanted = batch.slice(skipped, max(end - number - skipped, 0))
        yield from enumerate(_values(wanted), number + skipped)
        number += batch.num_rows
        if number >= end:
            break


def _values(batch: Any) -> Iterator[dict[str, Any] | Exception]:
    """Yield each row of *batch*, or why it cannot be read: no UTF-8, a date before all time."""
    try:
        yield from batch.to_pylist()
    except FAULTS:
        for n in range(batch.num_rows):
            try:
                yield from batch.slice(n, 1).to_pylist()
            except FAULTS as error:
                yield error
