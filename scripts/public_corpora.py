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
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from quotes.problems import Problem

LARGEST = 1 << 29  # bytes of a file, and of all in a zip; a day of SaudiNewsNet has some 10 million
RATIO = 200  # to which a zip may grow, once it is more than ENOUGH bytes; news grow some five times
ENOUGH = 1 << 20
DEEPEST = 3  # zips within zips
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
                if file.exists() and not (file.is_file() and file.stat().st_size <= LARGEST):
                    what = f"is no file, or has more than {LARGEST:,} bytes"
                    yield Problem(str(file), what, "download it again from its publisher")
                    continue
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


def _read(
    place: str, name: str, content: bytes, stems: set[str], *, depth: int = 0
) -> Iterator[Found | Problem]:
    """Yield what the file *name* holds, in so many zips (*depth*); *place* is what messages call it."""
    try:
        if name.lower().endswith(".zip"):
            yield from _zip(place, content, stems, depth=depth)
        elif name.lower().endswith(".json"):
            yield from _day(PurePosixPath(name).stem, content)
        else:
            yield from DOC.findall(content.decode("utf-8-sig"))
    except RefusedError as error:
        yield Problem(place, str(error), "download it again from its publisher")
    except (ValueError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        yield Problem(place, f"cannot be read ({error})", "download it again")


def _zip(place: str, content: bytes, stems: set[str], *, depth: int) -> Iterator[Found | Problem]:
    """Yield what a zip holds.

    Raises:
        RefusedError: before anything is read, for what no publisher of a corpus packs.
    """
    if depth == DEEPEST:
        raise RefusedError(f"it lies in {DEEPEST} other zips")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        for entry in entries:
            _check(entry)
        total = sum(entry.file_size for entry in entries)
        if total > LARGEST or (total > ENOUGH and total > RATIO * len(content)):
            raise RefusedError(f"its {len(content):,} bytes would grow to {total:,}")
        for entry in entries:
            base = PurePosixPath(entry.filename).name
            if not entry.is_dir() and _useful(base, stems):
                inner = archive.read(entry)
                yield from _read(f"{place}/{entry.filename}", base, inner, stems, depth=depth + 1)


def _check(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ":" in name.partition("/")[0] or ".." in name.split("/"):
        raise RefusedError(f"it holds a file that would land outside of it, {entry.filename!r}")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedError(f"it holds a link, {entry.filename!r}")
    if entry.flag_bits & 1:
        raise RefusedError(f"{entry.filename!r} in it is encrypted")


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
