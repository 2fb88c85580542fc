"""How long one piece of work may take, so that one article cannot stop an archive.

An alarm raises in the midst of Python code, of ``re`` or of a wait, in a main thread alone. Other threads,
and code in C that never looks for signals, end only with their process: that is a wall, for whoever minds
the process and goes on without it.
"""

import faulthandler
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
AGAIN = 1.0  # seconds to the next alarm, should the first be lost, as what is raised in a destructor is


class OverdueError(BaseException):
    """Work took longer than it may. No ``Exception``, which the work itself might catch."""


def within(seconds: float | None, work: Callable[..., T], *arguments: Any) -> T:
    """Return ``work(*arguments)``, stopped after *seconds* of the clock (``None``: never).

    Outside a main thread, and on Windows, nothing stops it. An alarm that was set before is set again
    afterwards, and goes off late where this work took longer.

    Raises:
        OverdueError: if it was stopped; whatever else *work* raises.
    """
    alarms = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if seconds is None or not alarms:
        return work(*arguments)
    previous = signal.signal(signal.SIGALRM, _stop)
    began, left, interval = time.monotonic(), 0.0, 0.0
    try:
        left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
        try:
            return work(*arguments)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:  # reached also if the alarm goes off in the line above
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if previous is None else previous)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(left - time.monotonic() + began, 1e-6), interval)


@contextmanager
def wall(seconds: float) -> Iterator[None]:
    """End this process (exit code 1, stacks on standard error) if the body takes longer than *seconds*.

    A process has one: not for several threads at a time, nor one within another.
    """
    faulthandler.dump_traceback_later(seconds, exit=True, file=2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _stop(number: int, frame: object) -> None:
    raise OverdueError
