"""The folder of a Doccano of one's own: its password, its locks, its files."""

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from quotes.annotation.environment import ServerError, data_folder

LEFTOVER = 40  # seconds in which the processes of a killed server end by themselves
EXPORT = "????????-????-????-????-????????????"  # what Doccano calls an export, half made or whole
SERVING, PROCESSES = ".serving", ".processes"  # locks


class Credentials(msgspec.Struct):
    """What only the owner of the folder may read: the administrator's, and the key of the sessions."""

    username: str
    password: str
    secret_key: str


def default_home() -> Path:
    """Return where database, files and password lie: ``QUOTES_DOCCANO_HOME``, or with the user's data."""
    own = os.environ.get("QUOTES_DOCCANO_HOME")
    return Path(own).expanduser().absolute() if own else data_folder() / "doccano"


def make_home(home: Path) -> Path:
    """Return *home* as a whole path, made if it is not there.

    Raises:
        ServerError: if nothing can be written there.
    """
    home = home.expanduser().absolute()
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)  # articles and accounts are nobody else's
        with open(home / SERVING, "a"), open(home / PROCESSES, "a"):
            return home
    except OSError as error:
        raise ServerError(
            f"{home}: Doccano's data cannot be kept there ({error.strerror});"
            " choose another folder with --home"
        ) from error


def credentials_file(home: Path) -> Path:
    """Return the file that holds a folder's credentials."""
    return home / "credentials.json"


def credentials(home: Path) -> Credentials:
    """Return the folder's credentials, made the first time.

    Raises:
        ServerError: if the file holds something else.
    """
    path = credentials_file(home)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Credentials)
    except FileNotFoundError:
        known = Credentials("admin", secrets.token_urlsafe(16), secrets.token_urlsafe(48))
        part = path.with_name(f".{path.name}.part")  # a full disk must not leave half of it
        part.unlink(missing_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(known)) + b"\n")
        part.replace(path)
        return known
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ServerError(f"{path}: no credentials ({error}); remove it and new ones are made") from error


def served(home: Path) -> bool:
    """Return whether a living process serves the folder, or is about to."""
    try:
        with open(home / SERVING) as held:
            return not _lock(held.fileno(), fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


@contextmanager
def serving(home: Path) -> Iterator[bool]:
    """Be the one process that serves the folder; yield False if there is another."""
    with open(home / SERVING, "a") as held:
        # whoever asks whether it is served has the lock for an instant
        yield _lock(held.fileno(), fcntl.LOCK_EX, seconds=0.5)


@contextmanager
def processes(home: Path) -> Iterator[int]:
    """Wait until no process of an earlier server is left; yield the file descriptor that new ones inherit.

    Raises:
        ServerError: if they do not end.
    """
    with open(home / PROCESSES, "a") as held:
        if not _lock(held.fileno(), fcntl.LOCK_EX, seconds=LEFTOVER):
            raise ServerError(
                f"{home}: processes of an earlier Doccano there do not end;"
                " end those called run.py web and run.py queue"
            )
        yield held.fileno()


def clear_exports(home: Path) -> None:
    """Remove the exports that Doccano keeps for ever."""
    for path in (home / "media").glob(f"{EXPORT}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.suffix == ".zip":
            path.unlink(missing_ok=True)


def _lock(handle: int, kind: int, *, seconds: float = 0.0) -> bool:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
