"""The same pool on a Dask cluster: one of our own on this machine, or any that runs already.

Dask itself reruns the tasks of a worker that ended. One that several workers ended over is tried once more
with nothing queued beside it, so that no other task is blamed, and is lost if that ends a worker too.
"""

import asyncio
import logging
import os
import pickle
import platform
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from msgspec.structs import replace

from quotes import __version__
from quotes.engines import UnavailableError
from quotes.reading import JOURNAL
from quotes.scale.parts import Lost, Reply, Settings, Task, stamp
from quotes.scale.processes import AHEAD, NoWorkersError, Pool, Work

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local"
CONNECT = 8  # seconds to reach a scheduler
APPEAR = 30  # seconds for a first worker
PATIENCE = 300  # seconds without any worker, later on
LOOK = 2.0  # seconds between two looks at the workers
DEATHS = 1  # workers of a cluster of our own that may end over a task before it is tried alone
LOST = "the connection to its scheduler is lost"
ENDED = "ended its workers, for want of memory or over its time limit"
UNINTERRUPTED = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"  # Ctrl-C is for who leads
CONFIG = {
    "distributed.admin.large-graph-warning-threshold": "1 GiB",  # some pieces can only be read here, and sent
    "distributed.worker.profile.enabled": False,
}
_alone = threading.Lock()  # a process has one wall for one part at a time, however many threads Dask gives it


def cluster(address: str, *, jobs: int = 1) -> Pool:
    """Return a pool on the cluster with its scheduler at *address*, which runs on when this is done.

    ``local`` stands for one of *jobs* processes on this machine that ends with the pool. The workers read the
    input and write the output where this process would, so both must be where all see them at the same path.
    """

    def run(next_task: Callable[[], Task | None], work: Work) -> Generator[tuple[Task, Reply], None, None]:
        with _client(address, jobs) as client:
            yield from _Run(client, address, work).replies(next_task)

    return run


class _Run:
    """The tasks that the cluster has, and those whose turn is later."""

    def __init__(self, client: "Client", address: str, work: Work) -> None:
        self.client, self.address, self.work = client, address, work
        self.name = uuid.uuid4().hex[:12]
        self.sent = 0
        self.waiting: dict[Future[Reply | str], Task] = {}
        self.finished: SimpleQueue[Future[Reply | str]] = SimpleQueue()
        self.suspects: deque[Task] = deque()  # to be done one at a time
        self.suspect: Future[Reply | str] | None = None
        self.workers = 1
        self.looked, self.seen = 0.0, time.monotonic()

    def replies(self, next_task: Callable[[], Task | None]) -> Generator[tuple[Task, Reply], None, None]:
        """Yield each task with what became of it."""
        try:
            while True:
                self._look()
                self._send(next_task)
                if not self.waiting:
                    return
                try:
                    future = self.finished.get(timeout=LOOK)
                except Empty:
                    continue
                task, alone = self.waiting.pop(future), future is self.suspect
                if alone:
                    self.suspect = None
                reply = self._reply(future)
                if reply is None and not alone:
                    self.suspects.append(task)
                else:
                    yield task, reply or Lost(ENDED)
        finally:
            with suppress(Exception):
                self.client.cancel(list(self.waiting), force=True)

    def _send(self, next_task: Callable[[], Task | None]) -> None:
        """Give the cluster so much that no worker waits; next to a suspect nothing is queued."""
        while len(self.waiting) < self._room() and (task := next_task()):
            if task.trial or task.tested:
                self.suspects.append(task)
            else:
                self._submit(task)
        if self.suspects and self.suspect is None and len(self.waiting) < self.workers:
            self.suspect = self._submit(self.suspects.popleft())

    def _room(self) -> int:
        if self.suspects or self.suspect:
            return self.workers - (self.suspect is None)
        return self.workers * AHEAD

    def _submit(self, task: Task) -> "Future[Reply | str]":
        first = next((source.path for source in task.piece.sources), None)
        seen = [os.path.abspath(first)] if first and os.path.exists(first) else []  # not so for a URL
        payload = pickle.dumps((self.work, _from_anywhere(task), seen))
        key = f"quotes-{self.name}-{self.sent}"
        future: Future[Reply | str] = self.client.submit(do, __version__, payload, key=key, pure=False)
        self.sent += 1
        self.waiting[future] = task
        future.add_done_callback(self.finished.put)
        return future

    def _reply(self, future: "Future[Reply | str]") -> Reply | None:
        """Return what *future* came to, ``None`` if the workers that had it ended.

        Raises:
            NoWorkersError: if the cluster is not as it should be.
        """
        from distributed import KilledWorker

        try:
            reply = future.result(timeout=PATIENCE)
        except KilledWorker:
            return None
        except Exception as error:
            if future.status != "error":  # cancelled, or there is nobody to ask for it
                raise self._gone(LOST) from error
            if isinstance(error, (ModuleNotFoundError, UnavailableError)) or "deserializ" in str(error):
                what = f"its scheduler and workers lack what quotes {__version__} needs here ({_told(error)})"
                raise self._gone(what) from error
            return Lost(f"failed ({_told(error)})")
        if isinstance(reply, str):
            raise self._gone(reply)
        return reply

    def _look(self) -> None:
        """Count the workers, now and then.

        Raises:
            NoWorkersError: if the scheduler is gone, or no worker was there for long.
        """
        now = time.monotonic()
        if now - self.looked < LOOK:
            return
        self.looked = now
        try:
            if self.client.status != "running":
                raise OSError("closed")
            found = len(self.client.nthreads())
        except Exception as error:
            raise self._gone(LOST) from error
        if found:
            self.workers, self.seen = found, now
        elif now - self.seen > PATIENCE:
            raise self._gone(f"no worker was there for {PATIENCE} seconds")

    def _gone(self, what: str) -> NoWorkersError:
        return NoWorkersError(f"cluster {self.address}: {what}")


def do(version: str, payload: bytes) -> Reply | str:
    """Do the task in *payload* on a worker, or return why this worker must not."""
    here = f"worker {platform.node()}:{os.getpid()}"
    if version != __version__:
        return f"{here} has quotes {__version__}, and this is {version}; install the same version on all"
    work, task, seen = pickle.loads(payload)
    if _stamp(task.settings) != task.settings.stamp:
        return f"{here} has another model; install the same on all"
    for path in (os.path.join(task.settings.folder, JOURNAL), *seen):
        if not os.path.exists(path):
            return f"{here} does not see {path}; put it on storage that all share, at the same path"
    with _alone:
        reply: Reply = work(task)
        return reply


@lru_cache(maxsize=4)
def _stamp(settings: Settings) -> str:
    return stamp(settings, __version__)


def _from_anywhere(task: Task) -> Task:
    """Return *task* with absolute paths, and a time limit that works in any thread."""
    settings, piece = task.settings, task.piece
    return replace(
        task,
        settings=replace(
            settings,
            folder=os.path.abspath(settings.folder),
            model=None if settings.model is None else os.path.abspath(settings.model),
            hard=True,
        ),
        piece=replace(piece, sources=[source.absolute() for source in piece.sources]),
    )


async def _greet(address: str) -> None:
    """Connect to a scheduler and leave it; a client that fails at this would not go quietly.

    Raises:
        Exception: whatever is wrong with the address, or who is there.
    """
    from distributed.comm.core import connect
    from distributed.security import Security

    options = Security().get_connection_args("client")
    if address.startswith("tls:") and not options["ssl_context"]:
        raise ValueError("Dask's configuration names no certificates, see distributed.comm.tls")
    stream = await connect(address, timeout=CONNECT, **options)
    await stream.close()


@contextmanager
def _client(address: str, jobs: int) -> "Iterator[Client]":
    """Connect to the cluster, and start it if it is ``local``.

    Raises:
        NoWorkersError: if there is no scheduler, or no worker.
    """
    import dask
    from distributed import Client, LocalCluster
    from distributed.utils import silence_logging_cmgr

    with ExitStack() as stack:
        stack.enter_context(silence_logging_cmgr(logging.CRITICAL))  # what matters is told in our words
        stack.enter_context(dask.config.set(CONFIG))
        target: str | LocalCluster = address
        try:
            if address == LOCAL:
                target = LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                    scheduler_kwargs={"allowed_failures": DEATHS},
                    preload=[UNINTERRUPTED],
                )
                stack.enter_context(target)
            else:
                asyncio.run(_greet(address))
            client = stack.enter_context(Client(target, timeout=CONNECT, set_as_default=False))
        except Exception as error:
            # what a web server answers reads as the length of a message without end
            reason = "something else listens there" if isinstance(error, MemoryError) else _told(error)
            what = f"cannot be reached ({reason}); start its scheduler, or mend the address"
            raise NoWorkersError(f"cluster {address}: {what}") from error
        try:
            client.wait_for_workers(1, timeout=APPEAR)
        except TimeoutError as error:
            what = f"has no worker after {APPEAR} seconds"
            raise NoWorkersError(f"cluster {address}: {what}; start workers") from error
        yield client


def _told(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
