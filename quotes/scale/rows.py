"""A row of an archive's output: the record of an article, with where it came from and who extracted it."""

import io
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from quotes import __version__
from quotes.formats.jsonl import to_line
from quotes.records import Quotation

if TYPE_CHECKING:
    import pyarrow

RowFormat = Literal["parquet", "jsonl"]


class Row(msgspec.Struct, kw_only=True):
    """An article of the output; ``sha256`` is that of its text, ``source`` its file and line or row."""

    id: str
    source: str
    sha256: str
    text: str | UnsetType = UNSET
    meta: dict[str, Any]
    engine: str
    version: str = __version__
    quotes: list[Quotation]


def text_hash(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, half surrogate pairs as they are."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def unfit(row: Row, format: RowFormat) -> str | None:
    """Return why *format* cannot hold *row*, or ``None``."""
    if format == "parquet":
        try:
            "".join((row.id, row.source, row.text or "", *(q.quote.text for q in row.quotes))).encode()
        except UnicodeEncodeError:
            return "holds half a surrogate pair, for which Parquet has no place"
    return None


def to_bytes(rows: Sequence[Row], format: RowFormat) -> bytes:
    """Return the file of a part: Parquet, or a line of JSON a row."""
    if format == "jsonl":
        return "".join(to_line(row) + "\n" for row in rows).encode()
    import pyarrow.parquet

    sink = io.BytesIO()
    # texts do not recur; as a dictionary they would be in memory twice
    alike = ["engine", "version"]
    pyarrow.parquet.write_table(to_table(rows), sink, compression="zstd", use_dictionary=alike)
    return sink.getvalue()


def to_table(rows: Sequence[Row]) -> "pyarrow.Table":
    """Return *rows* as a table; ``meta`` is a JSON object there, a text left out is null."""
    import pyarrow

    shape = schema()
    columns: dict[str, list[Any]] = {
        name: [getattr(row, name) for row in rows] for name in ("id", "source", "sha256", "engine", "version")
    }
    columns["text"] = [None if row.text is UNSET else row.text for row in rows]
    columns["meta"] = [to_line(row.meta) for row in rows]
    columns["quotes"] = msgspec.to_builtins([row.quotes for row in rows])
    arrays = [pyarrow.array(columns[field.name], type=field.type) for field in shape]
    return pyarrow.Table.from_arrays(arrays, schema=shape)


def schema() -> "pyarrow.Schema":
    """Return the columns of a part in Parquet."""
    import pyarrow as pa

    text = pa.string()
    span = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", text)])
    quotation = pa.struct(
        [
            *(("quote", span), ("cue", span), ("speaker", span), ("implicit", pa.bool_()), ("type", text)),
            *(("speaker_name", text), ("speaker_id", pa.int32()), ("score", pa.float64()), ("by", text)),
            ("optional", pa.bool_()),
        ]
    )
    names = ("id", "source", "sha256", "text", "meta", "engine", "version")
    return pa.schema([*((name, text) for name in names), ("quotes", pa.list_(quotation))])
