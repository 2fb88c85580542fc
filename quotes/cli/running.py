"""What every command does alike: exit codes, one line for an error, a quiet end when interrupted."""

import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from io import TextIOWrapper
from typing import Any, TypeVar

import typer
from typer.core import TyperGroup

from quotes.problems import Problem, visible
from quotes.writing import UnwritableError

T = TypeVar("T")
FAILURE, WRONG_USE = 1, 2
DELAY = 1.0  # seconds of work before a bar shows


class Report:
    """Tell problems on standard error as they come and remember whether an article failed."""

    def __init__(self) -> None:
        self.failed = False

    def __call__(self, problem: Problem) -> None:
        self.failed |= problem.failure
        say(str(problem))

    def exit(self) -> None:
        """End the command: 1 if an article failed, else 0."""
        raise typer.Exit(FAILURE if self.failed else 0)


class QuietGroup(TyperGroup):
    """A group of commands whose errors are one line each and whose interruption leaves nothing behind."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line and exit: 2 for wrong use, 1 for failure, 128 + the signal if stopped.

        A reader of standard output that has seen enough (head, less) is typer's matter: quietly 1.
        """
        # a context manager cleans up after an exception, but not after a signal's default action
        before = signal.signal(signal.SIGTERM, _stop)
        for stream in (sys.stdout, sys.stderr):  # help and errors are Arabic in part, a locale may be Latin
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        kwargs["standalone_mode"] = False  # the errors are ours to tell
        try:
            code = super().main(*args, **kwargs)
        except typer.Abort:
            code = 128 + signal.SIGINT
        except UnwritableError as error:
            say(str(error))
            code = FAILURE
        except Exception as error:
            if not hasattr(error, "format_message"):  # typer's own say how the command is used
                raise
            context = getattr(error, "ctx", None)
            command = context.command_path if context else "quotes"
            if type(error).__name__ == "NoArgsIsHelpError":
                print(error.format_message())
            else:
                message = error.format_message().rstrip(".").replace("Value error, ", "")
                say(f"{' '.join(message.split())}; see '{command} --help'")
            code = WRONG_USE
        finally:
            signal.signal(signal.SIGTERM, before)
        sys.exit(code if isinstance(code, int) else 0)


def say(line: str) -> None:
    """Write one line on standard error, above a progress bar if there is one."""
    print(f"quotes: {visible(line)}", file=sys.stderr)


def progress(
    items: Iterable[T], *, total: Callable[[], int | None], shown: bool = True, unit: str = "articles"
) -> Iterator[T]:
    """Yield *items*, with a bar on standard error if it is a terminal and the work takes over a second.

    *total*, which may take a while, is asked for when the bar appears.
    """
    if not shown or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), unit, TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task, began = bar.add_task("", total=None), time.monotonic()
    try:
        for n, item in enumerate(items, 1):
            yield item
            bar.update(task, completed=n)
            if time.monotonic() - began > DELAY and not bar.live.is_started:
                bar.update(task, total=total())
                bar.start()
    finally:
        bar.stop()


def _stop(number: int, frame: Any) -> None:
    sys.exit(128 + number)
