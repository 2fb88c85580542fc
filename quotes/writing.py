"""Output that is whole or not there: files appear when they are finished, a closed pipe ends quietly."""

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, BinaryIO, TextIO

STDOUT = "-"


class UnwritableError(OSError):
    """The output cannot be written; the message names it and says what to do."""


@contextmanager
def output(path: str | os.PathLike[str] | None, *, errors: str = "backslashreplace") -> Iterator[TextIO]:
    """Open *path* (``None`` or ``-``: standard output) for UTF-8 text with ``\\n`` kept as it is.

    A file is written beside its place and moved there at the end: until then, and after any exception,
    an older file stays as it was. *errors* says how a lone surrogate is written, as for ``open``.

    Raises:
        UnwritableError: at once, if there is no such folder, no permission or no room.
    """
    with _told(path), _stdout(errors) if _is_stdout(path) else _file(path, "w", errors) as stream:
        yield stream


@contextmanager
def output_bytes(path: str | os.PathLike[str] | None) -> Iterator[BinaryIO]:
    """Open *path* for bytes; all else is as for ``output``."""
    with _told(path), _stdout_bytes() if _is_stdout(path) else _file(path, "wb", None) as stream:
        yield stream


@contextmanager
def output_folder(path: str | os.PathLike[str] | None) -> Iterator[Path]:
    """Make the folder *path*, whole or not at all: it is filled beside its place and moved there at the end.

    Raises:
        UnwritableError: at once, if it is standard output, a file, a folder that holds something, or in a
            folder that cannot be written.
    """
    if _is_stdout(path):
        raise UnwritableError("this format is a folder of files; name the folder with -o")
    with _told(path):
        target = os.path.realpath(path or "")
        if os.path.exists(target) and not os.path.isdir(target):
            raise FileExistsError(errno.EEXIST, "a file of this name is there")
        if os.path.isdir(target) and os.listdir(target):
            raise FileExistsError(errno.EEXIST, "this folder is not empty")
        temporary = tempfile.mkdtemp(
            dir=os.path.dirname(target), prefix=f".{os.path.basename(target)[:100]}.", suffix=".part"
        )
        try:
            os.chmod(temporary, _mode(target, new=0o777))
            yield Path(temporary)
            os.replace(temporary, target)
        except BaseException:  # also an interrupt
            shutil.rmtree(temporary, ignore_errors=True)
            raise


def _is_stdout(path: str | os.PathLike[str] | None) -> bool:
    return path is None or os.fspath(path) == STDOUT


@contextmanager
def _told(path: str | os.PathLike[str] | None) -> Iterator[None]:
    """Turn what the system says against *path* into an ``UnwritableError``."""
    try:
        yield
    except (UnwritableError, BrokenPipeError):
        raise
    except OSError as error:
        name = "standard output" if _is_stdout(path) else os.fspath(path or "")
        reason = error.strerror or error
        raise UnwritableError(
            f"{name}: cannot be written ({reason}); choose another place with -o"
        ) from error


@contextmanager
def _stdout(errors: str) -> Iterator[TextIO]:
    stream = sys.stdout
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors=errors, newline="")
    with _flushed(stream):
        yield stream


@contextmanager
def _stdout_bytes() -> Iterator[BinaryIO]:
    if sys.stdout.isatty():
        raise UnwritableError("bytes would garble the terminal; name a file with -o")
    with _flushed(sys.stdout.buffer):
        yield sys.stdout.buffer


@contextmanager
def _flushed(stream: IO[Any]) -> Iterator[None]:
    try:
        yield
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError:
        # Python would try once more to write what is left, and complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise


@contextmanager
def _file(path: str | os.PathLike[str] | None, mode: str, errors: str | None) -> Iterator[Any]:
    """Open a temporary file in the folder of *path* that becomes *path* if nothing is raised."""
    target = os.path.realpath(path or "")
    text = {} if errors is None else {"encoding": "utf-8", "errors": errors, "newline": ""}
    if os.path.exists(target) and not os.path.isfile(target):
        # a device or a named pipe has no half-written state; a folder raises
        with open(target, mode, **text) as stream:  # type: ignore[call-overload]
            yield stream
        return
    handle, temporary = tempfile.mkstemp(
        dir=os.path.dirname(target), prefix=f".{os.path.basename(target)[:100]}.", suffix=".part"
    )
    try:
        with open(handle, mode, **text) as stream:  # type: ignore[call-overload]
            os.chmod(temporary, _mode(target))
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except BaseException:  # also an interrupt
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _mode(target: str, *, new: int = 0o666) -> int:
    """Return the permissions of *target*, or what the mask leaves of *new*."""
    with suppress(FileNotFoundError):
        return stat.S_IMODE(os.stat(target).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return new & ~mask
