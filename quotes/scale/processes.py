"""A pool of processes on this machine. Another kind of pool is another function like ``run``."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool

from quotes.scale.parts import Lost, Reply, Task


class NoWorkersError(RuntimeError):
    """There is nobody to do the work; the message says why, and what to do about it."""


Work = Callable[[Task], Reply]
# takes what gives the next task (``None``: none now) and what does one; yields each with what became of it
Pool = Callable[[Callable[[], Task | None], Work], Generator[tuple[Task, Reply], None, None]]
AHEAD = 2  # tasks a worker has waiting, so that it never waits itself
RESTARTS = 3  # pools that may break in a row before any task is done


def processes(jobs: int, *, grace: float = 120.0, each: float = 2.0) -> Pool:
    """Return a pool of *jobs* processes; a task may take *grace* seconds and *each* for an article.

    Their worker dies with tasks that take longer; a worker that dies loses only the task it was at. All end
    when the iterator is closed.
    """

    def run(next_task: Callable[[], Task | None], work: Work) -> Generator[tuple[Task, Reply], None, None]:
        again: deque[Task] = deque()
        more = True
        broken = 0

        def following() -> Task | None:
            nonlocal more
            task = again.popleft() if again else next_task()
            more = task is not None
            return task

        while more or again:
            for task, reply in _one_pool(following, work):
                if reply is None:
                    again.append(task)
                else:
                    broken = 0
                    yield task, reply
            broken += 1
            if broken > RESTARTS:
                raise NoWorkersError("no worker process stays alive; free memory")

    def limit(task: Task) -> float:
        if task.trial:
            return grace + each * (task.trial[1] - task.trial[0])
        # articles that take long may come together, as long as each is done in time
        return grace + (grace if task.tested else each) * task.piece.articles

    def _one_pool(next_task: Callable[[], Task | None], work: Work) -> Iterator[tuple[Task, Reply | None]]:
        """Yield as the pool does, and a task with ``None`` if all its processes died over others."""
        from pebble import ProcessPool

        pool = ProcessPool(max_workers=jobs, context=_context())
        waiting: dict[Future[Reply], Task] = {}
        try:
            while True:
                while pool.active and len(waiting) < jobs * AHEAD and (task := next_task()):
                    try:
                        waiting[pool.schedule(work, args=(task,), timeout=limit(task))] = task
                    except RuntimeError:  # it broke just now
                        yield task, None
                if not waiting:
                    break
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    task = waiting.pop(future)
                    yield task, _reply(future, limit(task))
            pool.close()  # type: ignore[no-untyped-call]
        finally:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    return run


def _context() -> "multiprocessing.context.BaseContext":
    """Return how processes begin: anew, without the threads and files of this one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["quotes.scale.parts", "quotes.extraction"])  # once for all of them
    return context


def _reply(future: "Future[Reply]", limit: float) -> Reply | None:
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        return Lost(f"took longer than {limit:.0f} seconds")
    except ProcessExpired as error:
        return Lost(f"killed its worker ({_ending(error.exitcode)})")
    except BrokenProcessPool:
        return None
    except Exception as error:
        return Lost(f"failed ({type(error).__name__}: {error})")


def _ending(code: int) -> str:
    import signal

    if code < 0:
        return signal.Signals(-code).name + (": out of memory?" if code == -9 else "")
    return f"exit code {code}"
