"""A Doccano of one's own on this machine: started whole, stopped without a trace, found again.

Two processes make it: the web server and the task queue, without which every import waits for ever. Each
holds the reading end of a pipe from the process that started it, and ends when that one is gone, even
killed; and each holds a lock, so that whoever gets it knows that nothing of an earlier server is left.
"""

import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

import msgspec

from quotes.annotation import environment
from quotes.annotation.database import Database
from quotes.annotation.database import database as database_of
from quotes.annotation.environment import ServerError

HOST = "127.0.0.1"  # never another: Doccano trusts whoever reaches it
START = 90  # seconds until web server and queue must have answered
END = 15  # seconds for what is in hand when stopping: an import cut short leaves half its articles
LEFTOVER = 40  # seconds in which the processes of a killed server end by themselves
UNREACHABLE = 3  # exit code of run.py's ``init``


class Server(msgspec.Struct, kw_only=True):
    """A Doccano on this machine and its administrator."""

    url: str
    username: str
    password: str
    home: Path

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url}, {self.home})"  # a password gets into logs easily


class AlreadyRunningError(ServerError):
    """There is a server on this data folder: ``server``."""

    def __init__(self, server: Server) -> None:
        super().__init__(f"{server.home}: Doccano runs already at {server.url}")
        self.server = server


class Running(Server):
    """A Doccano that this process started; ``web`` and ``queue`` lead a process group each."""

    web: subprocess.Popen[bytes]
    queue: subprocess.Popen[bytes]


class Credentials(msgspec.Struct):
    """What only the owner of a data folder may read."""

    username: str
    password: str
    secret_key: str


def default_home() -> Path:
    """Return where database, files and password lie: ``QUOTES_DOCCANO_HOME``, or with the user's data."""
    own = os.environ.get("QUOTES_DOCCANO_HOME")
    return Path(own).absolute() if own else environment.data_folder() / "doccano"


def credentials_file(home: Path) -> Path:
    return home / "credentials.json"


def find(home: Path | None = None) -> Server | None:
    """Return the server that runs on *home* (default: the user's), or None."""
    home = home or default_home()
    try:
        with open(home / ".serving") as held:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _found(home)
    except FileNotFoundError:
        pass
    return None


@contextmanager
def running(
    home: Path,
    *,
    port: int = 0,
    database_url: str | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Iterator[Running]:
    """Run Doccano on the data folder *home* until the block ends, its own environment made if need be.

    With *port* 0 a free one is chosen. Without *database_url* (``postgres://…``) its data lie in *home*.
    *tell* gets what is being done while one waits.

    Raises:
        AlreadyRunningError: if another process runs one on *home*.
        ServerError: if its environment cannot be made, the port is taken, the database cannot be reached,
            or it does not answer.
    """
    with ExitStack() as stack:
        home = _folder(home)
        database = database_of(database_url)
        stack.enter_context(_only_one(home))
        listening = stack.enter_context(_listen(port))
        url = f"http://{HOST}:{listening.getsockname()[1]}/"
        python = environment.ensure(tell=lambda line: tell(f"Doccano's environment: {line}"))
        if not environment.right_to_left():
            tell(
                "this Doccano's page has no right-to-left switch where it was; annotators set it in its menu"
            )
        left = stack.enter_context(_nothing_left(home))
        known = _credentials(home)
        env = _environment(home, database, known)
        tell("preparing the database")
        _initialise(python, home, env, known, database)
        _clear_exports(home)
        tell("starting web server and task queue")
        started: list[subprocess.Popen[bytes]] = []
        stack.callback(_stop, started)
        for name in ("web", "queue"):
            handed = [str(listening.fileno())] if name == "web" else []
            command = [str(python), "-Es", str(environment.INSIDE / "run.py"), name, *handed]
            with open(home / f"{name}.log", "wb") as log:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=env,
                    cwd=home,
                    pass_fds=[left, *map(int, handed)],
                    start_new_session=True,  # Ctrl-C in a terminal is for us to pass on
                )
            started.append(process)
        listening.close()
        web, queue = started
        server = Running(
            url=url, username=known.username, password=known.password, home=home, web=web, queue=queue
        )
        (home / "server.json").write_text(json.dumps({"url": url}))
        _wait(server)
        yield server


def check(server: Running) -> None:
    """Do nothing while both processes run.

    Raises:
        ServerError: if one has ended; its log says why.
    """
    for name, process in (("web server", server.web), ("task queue", server.queue)):
        if process.poll() is not None:
            log = server.home / f"{'web' if process is server.web else 'queue'}.log"
            raise ServerError(f"Doccano's {name} ended ({_last_line(log)}); see {log} and start again")


def healthy(url: str, *, seconds: float = 10) -> bool:
    """Return whether the server at *url* and its task queue both answer."""
    asked = urllib.request.Request(f"{url.rstrip('/')}/v1/health/", headers={"Accept": "application/json"})
    # the address is this machine's: no proxy
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with suppress(OSError), opener.open(asked, timeout=seconds) as answer:
        return bool(answer.status == 200)
    return False


def _folder(home: Path) -> Path:
    home = home.absolute()
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)  # articles and accounts are nobody else's
        with open(home / ".serving", "a"):
            pass
    except OSError as error:
        raise ServerError(
            f"{home}: Doccano's data cannot be kept there ({error.strerror});"
            " choose another folder with --home"
        ) from error
    return home


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    with open(home / ".serving", "a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            server = _found(home)
            if server:
                raise AlreadyRunningError(server) from None
            raise ServerError(f"{home}: Doccano is just being started there; wait for it") from None
        (home / "server.json").unlink(missing_ok=True)
        yield


@contextmanager
def _nothing_left(home: Path) -> Iterator[int]:
    """Wait until no process of an earlier server is left, and yield the lock that the new ones inherit."""
    with open(home / ".processes", "a") as held:
        deadline = time.monotonic() + LEFTOVER
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            if time.monotonic() > deadline:
                raise ServerError(
                    f"{home}: processes of an earlier Doccano there do not end;"
                    " end those called run.py web and run.py queue"
                )
            time.sleep(0.1)
        yield held.fileno()


def _found(home: Path) -> Server | None:
    with suppress(OSError, ValueError, msgspec.MsgspecError):
        url = json.loads((home / "server.json").read_text())["url"]
        known = msgspec.json.decode(credentials_file(home).read_bytes(), type=Credentials)
        return Server(url=url, username=known.username, password=known.password, home=home)
    return None


def _credentials(home: Path) -> Credentials:
    """Return the data folder's credentials, made the first time."""
    path = credentials_file(home)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Credentials)
    except FileNotFoundError:
        known = Credentials("admin", secrets.token_urlsafe(16), secrets.token_urlsafe(48))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(known)) + b"\n")
        return known
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ServerError(f"{path}: no credentials ({error}); remove it and new ones are made") from error


@contextmanager
def _listen(port: int) -> Iterator[socket.socket]:
    """Listen on *port* of this machine alone, so that nobody can take it while Doccano starts."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen(64)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ServerError(
                f"port {port}: cannot be had ({reason}); choose another with --port, or 0 for any free one"
            ) from error
        yield listening


def _environment(home: Path, database: Database, known: Credentials) -> dict[str, str]:
    """Return all that Doccano may know: a variable that another program wants would change its settings."""
    kept = ("PATH", "HOME", "TMPDIR", "LANG", "TZ")
    own = {n: v for n, v in os.environ.items() if n in kept or n.startswith(("PG", "LC_"))}
    return own | {
        "DJANGO_SETTINGS_MODULE": "doccano_settings",
        "DOCCANO_HOME": str(home),
        "MEDIA_ROOT": str(home / "media"),
        "DATABASE_URL": database.url,
        "SECRET_KEY": known.secret_key,
        "DEBUG": "False",
        "STANDALONE": "True",
        "PYTHONUNBUFFERED": "1",
    }


def _initialise(
    python: Path, home: Path, env: dict[str, str], known: Credentials, database: Database
) -> None:
    given = json.dumps({"username": known.username, "password": known.password}).encode()
    log = home / "init.log"
    with open(log, "wb") as stream:
        code = subprocess.run(
            [str(python), "-Es", str(environment.INSIDE / "run.py"), "init"],
            input=given,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=home,
            check=False,
        ).returncode
    if code == UNREACHABLE:
        raise ServerError(f"{database.name}: cannot be reached ({_last_line(log)}); see that it runs")
    if code:
        raise ServerError(f"Doccano's database cannot be prepared ({_last_line(log)}); see {log}")


def _clear_exports(home: Path) -> None:
    for path in (home / "media").glob("*-*-*-*-*.zip"):
        path.unlink(missing_ok=True)


def _wait(server: Running) -> None:
    deadline = time.monotonic() + START
    while not healthy(server.url):
        check(server)
        if time.monotonic() > deadline:
            raise ServerError(f"Doccano does not answer after {START} seconds; see the logs in {server.home}")
        time.sleep(0.2)


def _stop(started: list[subprocess.Popen[bytes]]) -> None:
    """End the processes and all that they started, in order first, and by force after *END* seconds."""
    before = _ignore(signal.SIGINT), _ignore(signal.SIGTERM)  # a second Ctrl-C must not leave one of them
    for process in started:
        process.terminate()
    deadline = time.monotonic() + END
    for process in started:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        _close(process.stdin)
    for number, handler in zip((signal.SIGINT, signal.SIGTERM), before):
        with suppress(ValueError):
            signal.signal(number, handler)


def _ignore(number: signal.Signals):  # type: ignore[no-untyped-def]
    try:
        return signal.signal(number, signal.SIG_IGN)
    except ValueError:  # not the main thread, which alone gets them
        return None


def _close(stream: IO[bytes] | None) -> None:
    if stream:
        stream.close()


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
