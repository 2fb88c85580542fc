"""Output that is whole or not there: files appear when they are finished, a closed pipe ends quietly."""

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import TextIO

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
    name = "standard output" if path is None or os.fspath(path) == STDOUT else os.fspath(path)
    try:
        with (
            _stdout(errors) if name == "standard output" else _file(os.path.realpath(name), errors) as stream
        ):
            yield stream
    except (UnwritableError, BrokenPipeError):
        raise
    except OSError as error:
        reason = error.strerror or error
        raise UnwritableError(
            f"{name}: cannot be written ({reason}); choose another place with -o"
        ) from error


@contextmanager
def _stdout(errors: str) -> Iterator[TextIO]:
    stream = sys.stdout
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors=errors, newline="")
    try:
        yield stream
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError:
        # Python would try once more to write what is left, and complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise


@contextmanager
def _file(target: str, errors: str) -> Iterator[TextIO]:
    if os.path.exists(target) and not os.path.isfile(target):
        # a device or a named pipe has no half-written state; a folder raises
        with open(target, "w", encoding="utf-8", errors=errors, newline="") as stream:
            yield stream
        return
    with _replacing(target, errors) as stream:
        yield stream


@contextmanager
def _replacing(target: str, errors: str) -> Iterator[TextIO]:
    """Open a temporary file in *target*'s folder that becomes *target* if nothing is raised."""
    handle, temporary = tempfile.mkstemp(
        dir=os.path.dirname(target), prefix=f".{os.path.basename(target)[:100]}.", suffix=".part"
    )
    try:
        with open(handle, "w", encoding="utf-8", errors=errors, newline="") as stream:
            os.chmod(temporary, _mode(target))
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except BaseException:  # also an interrupt
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _mode(target: str) -> int:
    """Return the permissions of *target*, or those that a new file would get."""
    with suppress(FileNotFoundError):
        return stat.S_IMODE(os.stat(target).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
