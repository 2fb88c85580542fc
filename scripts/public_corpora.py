"""Find articles in the public corpora as a user downloads them.

Two shapes, each in folders, in zips or in zips within zips, which are read where they are, never unpacked:

- SaudiNewsNet: ``YYYY-MM-DD.zip`` with ``YYYY-MM-DD.json``, an array of objects with ``source`` and
  ``content``. Our id of an article is ``SN-SOURCE-YYYY-MM-DD-N``, N its place in the array, from 0.
- ANT Corpus, multi-source: ``SOURCE/CATEGORY/DOCNO.txt`` with ``<DOC>``, ``<DOCNO>`` and ``<TEXT>``, which is
  no valid XML where a text has an &. Our id is the DOCNO.

A parquet file with the columns ``id`` and ``text`` is read too.
"""

import html
import io
import os
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from quotes.problems import Problem

LARGEST = 1 << 29  # bytes; a day of SaudiNewsNet has some 10 million
DAY = re.compile(r"SN-.+-(\d{4}-\d\d-\d\d)-\d+")
DOC = re.compile(r"<DOCNO>\s*(.*?)\s*</DOCNO>.*?<TEXT>(.*?)</TEXT>", re.DOTALL)
Found = tuple[str, str]  # an article's id, and its text as the corpus has it


class RefusedError(ValueError):
    """A file that is not read; the message says why."""


def articles(path: Path, wanted: Collection[str]) -> Iterator[Found | Problem]:
    """Yield the articles in *path* that may be among *wanted*, by id, and what is wrong with its files.

    Every article of a day that is wanted comes: whose place in the array has moved is known by its text.
    """
    stems = set(wanted) | {day[1] for id in wanted if (day := DAY.fullmatch(id))}
    if path.suffix == ".parquet":
        yield from _parquet(path, wanted)
        return
    if not path.exists():
        yield Problem(str(path), "no such file or folder", "check the path")
        return
    inside = sorted(Path(p, name) for p, _, names in os.walk(path) for name in names) or [path]
    for file in inside:
        if _useful(file.name, stems):
            try:
                yield from _read(str(file), file.name, file.read_bytes(), stems)
            except OSError as error:
                yield Problem(str(file), error.strerror or str(error), "make it readable, or leave it out")


def variants(raw: str) -> Iterator[str]:
    """Yield the texts that may have been made of *raw*: the SHA-256 tells which one it was."""
    for text in dict.fromkeys((raw, html.unescape(raw))):
        text = text.replace("\r\n", "\n")
        blanks = re.sub(r"[ \t]+", " ", text)
        lines = (line.strip(" ") for line in blanks.split("\n"))
        yield from (text, text.strip(), blanks.strip(), "\n".join(filter(None, lines)).strip())


def _useful(name: str, stems: set[str]) -> bool:
    # a zip may have been renamed; what it holds has not
    return name.lower().endswith(".zip") or (
        name.lower().endswith((".json", ".txt", ".xml")) and PurePosixPath(name).stem in stems
    )


def _read(place: str, name: str, content: bytes, stems: set[str]) -> Iterator[Found | Problem]:
    """Yield what the file *name* holds; *place* is what messages call it."""
    try:
        if name.lower().endswith(".zip"):
            yield from _zip(place, content, stems)
        elif name.lower().endswith(".json"):
            yield from _day(PurePosixPath(name).stem, content)
        else:
            yield from DOC.findall(content.decode("utf-8-sig"))
    except RefusedError as error:
        yield Problem(place, str(error), "download it again from its publisher")
    except (ValueError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        yield Problem(place, f"cannot be read ({error})", "download it again")


def _zip(place: str, content: bytes, stems: set[str]) -> Iterator[Found | Problem]:
    """Yield what a zip holds.

    Raises:
        RefusedError: before anything is read, if one of its names leads out of it or a file is too large.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            name = entry.filename.replace("\\", "/")
            if name.startswith("/") or ":" in name.partition("/")[0] or ".." in name.split("/"):
                raise RefusedError(f"it holds a file that would land outside of it, {entry.filename!r}")
            if entry.file_size > LARGEST:
                raise RefusedError(f"{entry.filename!r} in it has {entry.file_size:,} bytes")
        for entry in archive.infolist():
            base = PurePosixPath(entry.filename).name
            if not entry.is_dir() and _useful(base, stems):
                yield from _read(f"{place}/{entry.filename}", base, archive.read(entry), stems)


def _day(date: str, content: bytes) -> Iterator[Found]:
    rows: Any = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    if not isinstance(rows, list):
        raise RefusedError("is no array of articles")
    for n, row in enumerate(rows):
        if isinstance(row, dict) and isinstance(row.get("content"), str):
            yield f"SN-{row.get('source')}-{date}-{n}", row["content"]


def _parquet(path: Path, wanted: Collection[str]) -> Iterator[Found | Problem]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, columns=["id", "text"], filters=[("id", "in", list(wanted))])
    except (OSError, pa.ArrowException) as error:
        yield Problem(str(path), f"cannot be read ({error})", "it needs the columns id and text")
        return
    yield from zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True)
