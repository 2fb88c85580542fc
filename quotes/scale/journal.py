"""The journal of an archive's output: a line for each finished part, in the order of their finish.

It is what a run continues from. Whoever holds it open is alone in the folder.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from quotes.formats.jsonl import to_line
from quotes.reading import RECORDS
from quotes.scale.parts import Entry
from quotes.writing import UnwritableError

JOURNAL, FAILURES, MANIFEST = RECORDS
PART = re.compile(r"part-\d{8,}-[0-9a-f]{12}\.(parquet|jsonl)")
UNFINISHED = re.compile(r"\.(part-|manifest\.|failures\.|parts\.).*\.part")
HEAD = b'{"journal": "of an archive of quotes, a line for each finished part"}'
BLOCK = 1 << 16
Known = dict[str, tuple[str, str, str]]  # place → key, file, SHA-256


class Journal:
    """The journal of *folder*, open for appending; ``known`` is what it held when it was opened.

    ``failed`` are the places of those parts that lack articles.
    """

    def __init__(self, folder: Path, stream: BinaryIO) -> None:
        self.folder, self._stream = folder, stream
        self.path = folder / JOURNAL
        self.known: Known = {}
        self.failed: set[str] = set()
        for entry in self.entries():
            self.known[entry.place] = (entry.key, entry.file, entry.sha256)
            lacking = any(problem.failure for problem in entry.problems)
            (self.failed.add if lacking else self.failed.discard)(entry.place)

    def entries(self) -> Iterator[Entry]:
        """Yield all entries, the oldest first; a later one of the same place stands for an earlier."""
        with open(self.path, "rb") as stream:
            for line in stream:
                with suppress(msgspec.DecodeError):  # the first line, and one that a power cut left
                    yield msgspec.json.decode(line, type=Entry)

    def append(self, entry: Entry) -> None:
        """Add *entry*, on the disk when this returns.

        Raises:
            OSError: if it cannot be written; then nothing of it is there.
        """
        end = self._stream.tell()
        try:
            if os.stat(self.path).st_ino != os.fstat(self._stream.fileno()).st_ino:
                raise FileNotFoundError(2, "its journal was replaced")
            self._stream.write(to_line(entry).encode() + b"\n")
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._stream.fileno(), end)
            raise


@contextmanager
def opened(folder: Path) -> Iterator[Journal]:
    """Open the journal of *folder*, which is made if it is not there; what killed runs left half goes.

    Raises:
        UnwritableError: if the folder holds something else, is in use, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / JOURNAL
        if not path.exists() and (other := sorted(os.listdir(folder))):
            raise UnwritableError(
                f"{folder}: holds something else already ({other[0]}); choose an empty folder with -o"
            )
        with open(path, "ab+", buffering=0) as stream:
            _lock(stream, folder)
            _mend(stream, folder)
            clean(folder)
            yield Journal(folder, stream)
    except UnwritableError:
        raise
    except OSError as error:
        raise UnwritableError(
            f"{folder}: cannot be written ({error.strerror or error}); choose another place with -o"
        ) from error


def clean(folder: Path) -> None:
    """Remove what killed workers left half."""
    with suppress(OSError):
        for name in os.listdir(folder):
            if UNFINISHED.fullmatch(name):
                os.unlink(folder / name)


def _lock(stream: BinaryIO, folder: Path) -> None:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        what = "another run is writing here; wait for its end, or choose another folder with -o"
        raise UnwritableError(f"{folder}: {what}") from error


def _mend(stream: BinaryIO, folder: Path) -> None:
    """Take off the half line that a killed run may have left at the end; begin an empty journal."""
    stream.seek(0)
    head = stream.readline()
    if not (HEAD + b"\n").startswith(head):
        raise UnwritableError(f"{folder}: its {JOURNAL} is none of ours; choose another folder with -o")
    end = stream.seek(0, os.SEEK_END)
    while end:
        begin = max(0, end - BLOCK)
        stream.seek(begin)
        cut = stream.read(end - begin).rfind(b"\n") + 1
        end = begin + cut
        if cut:
            break
    stream.truncate(end)
    stream.seek(end)
    if not end:
        stream.write(HEAD + b"\n")
