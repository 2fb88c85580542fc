"""What every command does alike: exit codes, one line for an error, a quiet end when interrupted."""

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import typer
from typer.core import TyperGroup

from quotes.problems import Problem
from quotes.writing import UnwritableError

T = TypeVar("T")
FAILURE, WRONG_USE = 1, 2


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

    def main(self, *args: Any, standalone_mode: bool = True, **kwargs: Any) -> Any:
        """Run the command line and exit: 2 for wrong use, 1 for failure, 128 + the signal if stopped."""
        # a context manager cleans up after an exception, but not after a signal's default action
        signal.signal(signal.SIGTERM, _stop)
        try:
            code = super().main(*args, standalone_mode=False, **kwargs)
        except typer.Abort:
            code = 128 + signal.SIGINT
        except UnwritableError as error:
            say(str(error))
            code = FAILURE
        except BrokenPipeError:
            # the reader (head, less) has seen enough; Python must not complain when it closes stdout
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 128 + signal.SIGPIPE
        except Exception as error:
            if not hasattr(error, "format_message"):  # typer's own say how the command is used
                raise
            context = getattr(error, "ctx", None)
            command = context.command_path if context else "quotes"
            message = error.format_message().rstrip(".")
            if message:
                say(f"{' '.join(message.split())}; see '{command} --help'")
            code = WRONG_USE
        sys.exit(code if isinstance(code, int) else 0)


def say(line: str) -> None:
    """Write one line on standard error, clear of a progress bar."""
    if "tqdm" in sys.modules:
        from tqdm import tqdm

        tqdm.write(f"quotes: {line}", file=sys.stderr)
    else:
        print(f"quotes: {line}", file=sys.stderr)


def progress(items: Iterable[T], *, total: int | None, shown: bool) -> Iterator[T]:
    """Yield *items* with a bar on standard error if it is a terminal and the work takes over a second."""
    if not shown or not sys.stderr.isatty():
        return iter(items)
    from tqdm import tqdm

    return iter(tqdm(items, total=total, delay=1, unit=" articles", file=sys.stderr, leave=False))


def _stop(number: int, frame: Any) -> None:
    sys.exit(128 + number)
