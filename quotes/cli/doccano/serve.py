"""``quotes doccano serve``: a Doccano on this machine until Ctrl-C."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quotes.cli.running import FAILURE, say

if TYPE_CHECKING:
    from quotes.annotation.server import Server

HELP = """Run a Doccano on this machine, for this machine alone, until Ctrl-C.

The first time it makes Doccano's own environment (Python 3.11, 720 MB, about a minute).
Articles open right-to-left. A database elsewhere is named in DOCCANO_DATABASE_URL, for an option with a
password in it can be read by everybody on the machine.

\b
Examples:
  quotes doccano serve
  quotes doccano serve --port 8080 --home ~/annotation
  DOCCANO_DATABASE_URL=postgres://me:secret@127.0.0.1/doccano quotes doccano serve
"""


def serve_cli(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of its data and password.  [default: with the user's data]"),
    ] = None,
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="0: any that is free.")] = 8000,
    database_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            envvar="DOCCANO_DATABASE_URL",
            help="PostgreSQL (postgres://user@host/name), not a file in DIR.",
        ),
    ] = None,
) -> None:
    if os.name != "posix":
        say("Doccano runs on Linux and macOS only; with Docker, see compose.yaml")
        raise typer.Exit(FAILURE)
    from quotes.annotation.database import password_in
    from quotes.annotation.environment import ServerError
    from quotes.annotation.home import default_home
    from quotes.annotation.server import AlreadyRunningError

    given = context.get_parameter_source("database_url")
    if database_url and given and given.name == "COMMANDLINE" and password_in(database_url):
        raise typer.BadParameter(
            "everybody on this machine can read a password on the command line;"
            " give the address in the environment variable DOCCANO_DATABASE_URL",
            param_hint="--database-url",
        )
    try:
        serve(home or default_home(), port=port, database_url=database_url)
    except AlreadyRunningError as error:
        print(f"Doccano runs already: {introduction(error.server)}")
    except ServerError as error:
        say(str(error))
        raise typer.Exit(FAILURE) from None
    except OSError as error:  # a full disk, a file that another user owns
        place = error.filename or home or default_home()
        reason = error.strerror or error
        say(f"{place}: Doccano cannot be served ({reason}); see to it or choose another --home")
        raise typer.Exit(FAILURE) from None


serve_cli.__doc__ = HELP


def serve(home: Path, *, port: int, database_url: str | None) -> None:
    """Run Doccano on *home* until it is interrupted or one of its two processes ends.

    Raises:
        ServerError: in one line that says what to do.
    """
    from quotes.annotation.server import check, running

    with _waiting() as tell, running(home, port=port, database_url=database_url, tell=tell) as server:
        tell("")
        print(f"Doccano is ready: {introduction(server)}\nCtrl-C stops it.", flush=True)
        try:
            while True:
                check(server)
                time.sleep(0.5)
        except KeyboardInterrupt:
            tell("stopping")


def introduction(server: "Server") -> str:
    """Return where the server is and how one logs in."""
    from quotes.annotation.home import credentials_file

    return f"{server.url} (user {server.username}, password in {credentials_file(server.home)})"


@contextmanager
def _waiting() -> Iterator[Callable[[str], None]]:
    """Yield what shows a step: one line that changes on a terminal, and else only each new kind of step."""
    if not sys.stderr.isatty():
        last = ""

        def tell(step: str) -> None:
            nonlocal last
            kind = " ".join(word for word in step.split() if not word.isdigit())
            if step and kind != last:
                say(step)
            last = kind

        yield tell
        return
    from rich.console import Console
    from rich.status import Status

    status = Status("", console=Console(stderr=True))

    def show(step: str) -> None:
        status.update(step)
        status.start() if step else status.stop()

    try:
        yield show
    finally:
        status.stop()
