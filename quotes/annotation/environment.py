"""Doccano's own environment: made once, with the versions that work together, its page right-to-left.

Doccano needs Python 3.11 and older libraries than we do, so it never shares our environment.
"""

import fcntl
import gzip
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

VERSION = "1.8.4"
INSIDE = Path(__file__).parent / "inside"  # what runs there: nothing of it is imported here
REQUIREMENTS = INSIDE / "requirements.txt"
LEFT_TO_RIGHT, RIGHT_TO_LEFT = b"return{rtl:!1}", b"return{rtl:!0}"
COMPLETE = "complete"  # written last, with the versions' hash: without it the environment is half made


class ServerError(Exception):
    """A Doccano of one's own cannot be had; the message says why and what to do, in one line."""


def data_folder() -> Path:
    """Return the folder in which this machine keeps what ``quotes`` makes for a user."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "quotes"


def place() -> Path:
    """Return where the environment lies: ``QUOTES_DOCCANO_ENVIRONMENT``, or with the user's data."""
    own = os.environ.get("QUOTES_DOCCANO_ENVIRONMENT")
    return Path(own).expanduser().absolute() if own else data_folder() / f"doccano-{VERSION}"


def ensure(*, tell: Callable[[str], None] = lambda line: None) -> Path:
    """Return the Python that runs Doccano; make its environment first if there is none, or half of one.

    *tell* gets what is being done, many times while it is made (half a minute to some minutes, 720 MB),
    and never if it was there already.

    Raises:
        ServerError: if there is no Python 3.11, no room, or the packages cannot be had.
    """
    where = place()
    python = where / "bin" / "python"
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        with _alone(where.with_name(f"{where.name}.lock"), tell) as lock:
            if not (_complete(where) and python.exists()):
                _make(where, tell, lock)
    except OSError as error:
        raise ServerError(
            f"{where}: Doccano cannot be set up there ({error.strerror or error});"
            " choose another folder in QUOTES_DOCCANO_ENVIRONMENT"
        ) from error
    return python


def right_to_left() -> bool:
    """Have the environment's page open every article right-to-left, and return whether it does.

    Doccano's own switch is forgotten at each reload. Its default is one expression in the served script,
    which is looked for by content, for the file's name is a hash.
    """
    found = False
    for script in sorted(place().glob("lib/python*/site-packages/backend/staticfiles/_nuxt/*.js")):
        content = script.read_bytes()
        if LEFT_TO_RIGHT in content:
            content = content.replace(LEFT_TO_RIGHT, RIGHT_TO_LEFT)
            # the compressed one is what browsers get; last comes the one that says it is done
            _replace(script.with_name(f"{script.name}.gz"), gzip.compress(content, mtime=0))
            _replace(script, content)
        found |= RIGHT_TO_LEFT in content
    return found


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


@contextmanager
def _alone(lock: Path, tell: Callable[[str], None]) -> Iterator[int]:
    """Wait for whoever makes the same environment, also for what a killed one left running.

    Yields the lock's file descriptor, which the processes that make it inherit.
    """
    with open(lock, "w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("waiting for another process that makes it")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield held.fileno()


def _complete(where: Path) -> bool:
    try:
        return (where / COMPLETE).read_text() == _stamp()
    except OSError:
        return False


def _stamp() -> str:
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()


def _make(where: Path, tell: Callable[[str], None], lock: int) -> None:
    python = _python()
    if where.exists():
        if not (where / "pyvenv.cfg").exists() and any(where.iterdir()):
            raise ServerError(
                f"{where}: holds other files, no environment of Doccano's;"
                " choose another folder in QUOTES_DOCCANO_ENVIRONMENT"
            )
        tell("removing a half-made environment")
        shutil.rmtree(where)
    tell("making its environment")
    _run([python, "-m", "venv", str(where)], lambda line: None, lock)
    total = sum(not line.startswith("#") for line in REQUIREMENTS.read_text().splitlines())
    fetched = 0

    def follow(line: str) -> None:
        nonlocal fetched
        if line.startswith(("Collecting ", "Requirement already satisfied: ")):
            fetched += 1
            tell(f"fetching {fetched} of {total} packages")
        elif line.startswith("Installing collected packages"):
            tell(f"installing {total} packages")

    # exactly these, so nothing is left to resolve: newer ones install and then break every page
    pip = [str(where / "bin" / "python"), "-m", "pip", "install", "--no-deps", "--no-input"]
    pip += ["--disable-pip-version-check", "--requirement", str(REQUIREMENTS)]
    _run(pip, follow, lock)
    (where / COMPLETE).write_text(_stamp())


def _python() -> str:
    """Return a Python 3.11: this one, or one that the shell would find."""
    # a version manager's stand-in may be there without the version, and a system's Python without venv
    for name in (sys.executable, shutil.which("python3.11")):
        test = "import sys, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))"
        if name and subprocess.run([name, "-c", test], capture_output=True, check=False).returncode == 0:
            return name
    raise ServerError(
        f"Doccano {VERSION} runs on Python 3.11 only, and there is no python3.11 (with venv) on the PATH;"
        " install it beside this one"
    )


def _run(command: list[str], follow: Callable[[str], None], lock: int) -> None:
    """Run *command* and hand *follow* each line it prints.

    Raises:
        ServerError: with the command's last error line.
    """
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    own |= {"PYTHONUNBUFFERED": "1"}
    last = ""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=own,
        pass_fds=[lock],
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout
            for line in process.stdout:
                follow(line.strip())
                if line.strip() and (line.startswith("ERROR") or not last.startswith("ERROR")):
                    last = line.strip()
        except BaseException:  # also an interrupt: nothing goes on behind it
            os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode:
        raise ServerError(
            f"Doccano's environment cannot be made ({last or f'exit code {process.returncode}'});"
            " see that packages can be fetched and that 1 GB is free, then start again"
        )
