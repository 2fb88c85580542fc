"""A Doccano of one's own on this machine: started whole, stopped without a trace, found again.

Two processes make it: the web server and the task queue, without which every import waits for ever. Each
holds the reading end of a pipe from the process that started it, and ends when that one is gone, even
killed; and each holds a lock, so that whoever gets it knows that nothing of an earlier server is left.
"""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

import msgspec

from quotes.annotation.database import Database, database
from quotes.annotation.environment import INSIDE, ServerError, ensure, right_to_left
from quotes.annotation.home import (
    Credentials,
    clear_exports,
    credentials,
    default_home,
    make_home,
    processes,
    served,
    serving,
)

HOST = "127.0.0.1"  # never another: Doccano trusts whoever reaches it
START = 90  # seconds until web server and queue must have answered
END = 15  # seconds for what is in hand when stopping: an import cut short leaves half its articles
UNREACHABLE = 3  # exit code of run.py's ``init``


class Server(msgspec.Struct, kw_only=True):
    """A Doccano on this machine and its administrator."""

    url: str
    username: str
    password: str
    home: Path

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url}, {self.home})"  # a password gets into logs easily


class Running(Server):
    """A Doccano that this process started; ``web`` and ``queue`` lead a process group each."""

    web: subprocess.Popen[bytes]
    queue: subprocess.Popen[bytes]


class AlreadyRunningError(ServerError):
    """Another process runs one on this data folder: ``server``."""

    def __init__(self, server: Server) -> None:
        super().__init__(f"{server.home}: Doccano runs already at {server.url}")
        self.server = server


def find(home: Path | None = None) -> Server | None:
    """Return the server that some process runs on *home* (default: the user's), or None.

    One that is just starting counts when it has answered for the first time.
    """
    home = (home or default_home()).expanduser().absolute()
    return _found(home) if served(home) else None


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
    base = database(database_url)
    home = make_home(home)
    with ExitStack() as stack:
        if not stack.enter_context(serving(home)):
            if server := _found(home):
                raise AlreadyRunningError(server)
            raise ServerError(f"{home}: another process is just starting Doccano there; wait for it")
        stack.enter_context(_announcement(home))
        lock = stack.enter_context(processes(home))
        listening = stack.enter_context(_listen(port))
        url = f"http://{HOST}:{listening.getsockname()[1]}/"
        python = ensure(tell=lambda step: tell(f"Doccano's environment: {step}"))
        if not right_to_left():
            tell("the right-to-left switch is not where it was in Doccano's page: set it in the page's menu")
        known = credentials(home)
        env = _environment(home, base, known)
        start = partial(_start, python=python, home=home, env=env)
        tell("preparing the database")
        _initialise(start, home, known, base, lock)
        clear_exports(home)
        tell("starting web server and task queue")
        started: list[subprocess.Popen[bytes]] = []
        stack.callback(_stop, started)
        handle = listening.fileno()
        started.append(web := start("web", str(handle), handed=[lock, handle]))
        started.append(queue := start("queue", handed=[lock]))
        listening.close()
        server = Running(
            url=url, username=known.username, password=known.password, home=home, web=web, queue=queue
        )
        _wait(server)
        _announced(home).write_text(json.dumps({"url": url}))
        yield server


def check(server: Running) -> None:
    """Do nothing while both processes run.

    Raises:
        ServerError: if one has ended; its log says why.
    """
    for name, what, process in ("web", "web server", server.web), ("queue", "task queue", server.queue):
        if process.poll() is not None:
            log = _log(server.home, name)
            raise ServerError(f"Doccano's {what} ended ({_last_line(log)}); see {log} and start again")


def healthy(url: str, *, seconds: float = 10) -> bool:
    """Return whether the server at *url* and its task queue both answer."""
    asked = urllib.request.Request(f"{url.rstrip('/')}/v1/health/", headers={"Accept": "application/json"})
    # the address is this machine's: no proxy
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(asked, timeout=seconds) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
    except OSError:
        pass
    return False


def _announced(home: Path) -> Path:
    return home / "server.json"


@contextmanager
def _announcement(home: Path) -> Iterator[None]:
    """Leave the server's address in *home* only while there is one."""
    _announced(home).unlink(missing_ok=True)  # that of a killed one
    try:
        yield
    finally:
        _announced(home).unlink(missing_ok=True)


def _found(home: Path) -> Server | None:
    with suppress(OSError, ValueError):
        url = json.loads(_announced(home).read_text())["url"]
        known = credentials(home)
        return Server(url=url, username=known.username, password=known.password, home=home)
    return None


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


def _environment(home: Path, base: Database, known: Credentials) -> dict[str, str]:
    """Return all that Doccano may know: a variable that another program wants would change its settings."""
    kept = ("PATH", "HOME", "TMPDIR", "LANG", "TZ")
    own = {n: v for n, v in os.environ.items() if n in kept or n.startswith(("PG", "LC_"))}
    return own | {
        "DJANGO_SETTINGS_MODULE": "doccano_settings",
        "DOCCANO_HOME": str(home),
        "MEDIA_ROOT": str(home / "media"),
        "DATABASE_URL": base.url,
        "SECRET_KEY": known.secret_key,
        "DEBUG": "False",
        "STANDALONE": "True",
        "PYTHONUNBUFFERED": "1",
    }


def _start(
    name: str, *arguments: str, python: Path, home: Path, env: dict[str, str], handed: list[int]
) -> subprocess.Popen[bytes]:
    """Start one of Doccano's processes, with a pipe as its standard input and a log in *home*."""
    with open(_log(home, name), "wb", opener=partial(os.open, mode=0o600)) as log:
        return subprocess.Popen(
            [str(python), "-Es", str(INSIDE / "run.py"), name, *arguments],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=home,
            umask=0o077,
            pass_fds=handed,
            start_new_session=True,  # Ctrl-C in a terminal is for us to pass on
        )


def _initialise(
    start: Callable[..., subprocess.Popen[bytes]],
    home: Path,
    known: Credentials,
    base: Database,
    lock: int,
) -> None:
    with start("init", handed=[lock]) as process:
        try:
            process.communicate(msgspec.json.encode(known))
        except BaseException:  # also an interrupt
            process.kill()
            raise
    log = _log(home, "init")
    if process.returncode == UNREACHABLE:
        raise ServerError(f"{base.name}: cannot be reached ({_last_line(log)}); see that it runs")
    if process.returncode:
        raise ServerError(f"{base.name}: cannot be prepared ({_last_line(log)}); see {log}")


def _wait(server: Running) -> None:
    deadline = time.monotonic() + START
    while not healthy(server.url):
        check(server)
        if time.monotonic() > deadline:
            raise ServerError(
                f"{server.home}: Doccano does not answer after {START} seconds; see the logs there"
            )
        time.sleep(0.2)


def _stop(started: list[subprocess.Popen[bytes]]) -> None:
    """End the processes and all that they started: in order first, by force after *END* seconds."""
    with _undisturbed():
        for process in started:
            process.terminate()
        deadline = time.monotonic() + END
        for process in started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if process.stdin:
                process.stdin.close()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ignore Ctrl-C and SIGTERM: a second one must not leave a process behind."""
    before = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(ValueError):  # only the main thread gets them, and only it may say so
            before[number] = signal.signal(number, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)


def _log(home: Path, name: str) -> Path:
    return home / f"{name}.log"


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
