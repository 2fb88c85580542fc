"""Where files are: paths on this machine, or URLs of any storage that fsspec knows (``s3://…``, ``zip://…``)."""

import os
from collections.abc import Iterator
from io import FileIO, RawIOBase
from typing import Any

from quotes.problems import Problem
from quotes.text.encoding import NotText

EXTRAS = {
    "pyarrow": "parquet",
    "trafilatura": "html",
    "spacy": "spacy",
    "zstandard": "scale",
    "fsspec": "cluster",
}
COMPRESSED = (".gz", ".zst")  # after any other suffix


class UnreadableURL(OSError):  # noqa: N818 – says what the input is
    """What is at a URL cannot be read; each storage has its own errors."""


def is_url(path: str) -> bool:
    """Tell whether *path* is a URL."""
    return "://" in path


def name(path: str) -> str:
    """Return the last part of *path*: of ``zip://a.jsonl::s3://b/c.zip`` it is ``a.jsonl``."""
    return os.path.basename(path.partition("::")[0] if is_url(path) else path)


def join(folder: str, *names: str) -> str:
    """Return the path of what is in *folder*, or in a folder in it."""
    if not is_url(folder):
        return os.path.join(folder, *names)
    first, mark, rest = folder.partition("::")
    return first + ("" if first.endswith("/") else "/") + "/".join(filter(None, names)) + mark + rest


def is_compressed(path: str) -> bool:
    """Tell whether the name of *path* says that it is compressed."""
    return name(path).lower().endswith(COMPRESSED)


def absolute(path: str) -> str:
    """Return *path* as it is right in any working directory."""
    return path if is_url(path) else os.path.abspath(path)


def raw(path: str) -> RawIOBase:
    """Open what is at *path* for reading.

    Raises:
        OSError: if it cannot be opened.
        ModuleNotFoundError: if a package is needed for that.
    """
    if not is_url(path):
        return FileIO(path)
    file_system, inner = _storage(path)
    return _Remote(path, file_system, _tell(path, file_system.open, inner, "rb"))


def is_folder(path: str) -> bool:
    """Tell whether *path* is a folder; raises as ``raw`` does."""
    if not is_url(path):
        return os.path.isdir(path)
    file_system, inner = _storage(path)
    return bool(_tell(path, file_system.isdir, inner))


def size(path: str) -> int | None:
    """Return how many bytes are at *path*, ``None`` if only reading it would tell; raises as ``raw`` does."""
    if not is_url(path):
        return os.path.getsize(path)
    file_system, inner = _storage(path)
    length: int | None = _tell(path, file_system.size, inner)
    return length


def is_odd(path: str) -> bool:
    """Tell whether *path* is on this machine, and a pipe or a device."""
    return not is_url(path) and os.path.exists(path) and not os.path.isfile(path)


def walk(folder: str) -> Iterator[tuple[str, list[str]] | Problem]:
    """Yield each folder in *folder*, by its path from there, with the names of its files; none is hidden.

    A folder that is a link which leads out is a problem.

    Raises:
        OSError, ModuleNotFoundError: as ``raw``, for a URL; a local folder that cannot be read is empty.
    """
    if not is_url(folder):
        for parent, inner, names in os.walk(folder):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            yield from filter(None, (_left_out(os.path.join(parent, name), folder) for name in inner))
            inside = os.path.relpath(parent, folder)
            yield "" if inside == "." else inside, [name for name in names if not name.startswith(".")]
        return
    file_system, root = _storage(folder)
    steps = file_system.walk(root, on_error="raise")
    while (step := _tell(folder, next, steps, None)) is not None:
        parent, inner, names = step
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        inside = parent.strip("/")[len(root.strip("/")) :].strip("/")
        yield inside, [name for name in names if name and not name.startswith(".")]


def _left_out(path: str, folder: str) -> Problem | None:
    """Return what to tell of the folder *path* if it is a link that leads out of *folder*."""
    if not os.path.islink(path):
        return None
    whole, target = os.path.realpath(folder), os.path.realpath(path)
    if os.path.commonpath([whole, target]) == whole:
        return None  # it is read where it lies
    return Problem(path, "is a link to a folder elsewhere, which is not read", "name that folder itself")


def _storage(path: str) -> tuple[Any, str]:
    """Return the file system of *path*, and what it calls it."""
    import fsspec

    found: tuple[Any, str] = _tell(path, fsspec.core.url_to_fs, path)
    return found


def _tell(path: str, ask: Any, *arguments: Any) -> Any:
    """Return what *ask* does, its errors as ours."""
    try:
        return ask(*arguments)
    except ModuleNotFoundError:
        raise
    except ImportError as error:  # fsspec's, which says what to install
        raise UnreadableURL(f"needs a package ({error})") from error
    except FileNotFoundError:
        raise FileNotFoundError(2, "no such file", path) from None
    except Exception as error:
        reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
        raise UnreadableURL(f"cannot be read ({reason})") from error


class _Remote(RawIOBase):
    """An open file of fsspec, with its file system, which closes what it is in when nobody has it."""

    def __init__(self, path: str, file_system: Any, file: Any) -> None:
        self._path, self._file_system, self._file = path, file_system, file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._file.seekable())

    def readinto(self, buffer: Any) -> int:
        data = _tell(self._path, self._file.read, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        place: int = _tell(self._path, self._file.seek, offset, whence)
        return place

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        self._file.close()
        super().close()


def unreadable(where: str, error: Exception) -> Problem:
    """Return what to tell of the file *where*, in which *error* was met."""
    if isinstance(error, FileNotFoundError):
        return Problem(where, "no such file or folder", "check the path")
    if isinstance(error, ModuleNotFoundError):
        extra = EXTRAS.get(error.name or "", "all")
        return Problem(where, f"cannot be read without {error.name}", f'pip install "quotes-ar[{extra}]"')
    if isinstance(error, NotText):
        return Problem(where, str(error), "save it as UTF-8 text, or leave it out")
    if isinstance(error, OSError):
        return Problem(where, error.strerror or str(error), "make the file readable, or leave it out")
    what = f"cannot be read on ({type(error).__name__}: {error})"
    return Problem(where, what, "please report it; what stands before is read")
