"""Files that gzip or Zstandard compressed, read as what they hold."""

import gzip
from io import BufferedReader, RawIOBase
from typing import Any

from quotes.reading.places import UnreadableURL, name, raw
from quotes.text.encoding import SAMPLE

STEP = 1 << 10  # bytes that are decompressed at a time: a bomb makes 32 MB of them
WINDOW = 1 << 27  # bytes of memory that a file may ask for


class BrokenArchive(OSError):  # noqa: N818 – says what the input is
    """The file is damaged or ends before its end."""


def decompressed(path: str) -> BufferedReader:
    """Open the compressed file *path*; reading where it is broken raises ``BrokenArchive``.

    Raises:
        OSError: if it cannot be opened.
        ModuleNotFoundError: without zstandard, for a ``.zst``.
    """
    if name(path).lower().endswith(".gz"):
        file = raw(path)
        return BufferedReader(_Told(gzip.GzipFile(fileobj=file, mode="rb"), file), SAMPLE)
    import zstandard

    file = raw(path)
    return BufferedReader(_Told(_Zstandard(file, zstandard), file), SAMPLE)


class _Told(RawIOBase):
    """A stream whose errors are all ``BrokenArchive``; each library has its own."""

    def __init__(self, stream: Any, file: RawIOBase) -> None:
        self._stream, self._file = stream, file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read1(len(buffer))
        except (BrokenArchive, UnreadableURL):
            raise
        except Exception as error:
            raise BrokenArchive(f"is damaged or cut short ({error})") from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Zstandard:
    """The bytes in a ``.zst``; its library's own reader takes a file that is cut short for whole."""

    def __init__(self, file: RawIOBase, zstandard: Any) -> None:
        self._file = BufferedReader(file, SAMPLE)
        self._library = zstandard.ZstdDecompressor(max_window_size=WINDOW)
        self._frame: Any = None
        self._rest = b""
        self._waiting = memoryview(b"")

    def read1(self, size: int) -> bytes:
        while not self._waiting:
            data = self._rest or self._file.read(STEP)
            if not data:
                if self._frame is not None:
                    raise EOFError("the file ends within its data")
                return b""
            if self._frame is None:
                self._frame = self._library.decompressobj()
            self._waiting, self._rest = memoryview(self._frame.decompress(data)), b""
            if self._frame.eof:
                self._rest, self._frame = self._frame.unused_data, None
        data, self._waiting = bytes(self._waiting[:size]), self._waiting[size:]
        return data
