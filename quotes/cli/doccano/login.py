"""Logging in, as every command that talks to a Doccano does it."""

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from quotes.annotation.connection import Server

HELP = "Address of the Doccano.  [default: the one that 'quotes doccano serve' runs]"


def login(url: str | None) -> "Server":
    """Return a logged-in connection to *url*, or to this machine's own server.

    Name and password come from the environment or from ``serve``'s file; what is missing is asked for.

    Raises:
        DoccanoError: if there is no such server, or it does not let us in.
    """
    from quotes.annotation.connection import DoccanoError, connect
    from quotes.annotation.credentials import credentials
    from quotes.annotation.server import find

    if url is None:
        own = find()
        if own is None:
            raise DoccanoError("no Doccano runs here; start 'quotes doccano serve' or name one with --server")
        url = own.url
    username, password = credentials(url)
    if not (username and password) and not sys.stdin.isatty():  # which may bring articles
        raise DoccanoError(f"{url}: nobody to log in; set DOCCANO_USERNAME and DOCCANO_PASSWORD")
    username = username or typer.prompt(f"User name at {url}", err=True)
    password = password or typer.prompt(f"Password of {username}", hide_input=True, err=True)
    return connect(url, username=username, password=password)
