"""Who logs in to a server: never an option on a command line, which every user of the machine can read."""

import os


def credentials(url: str) -> tuple[str | None, str | None]:
    """Return name and password for the server at *url*, None for what must still be asked for.

    They are ``DOCCANO_USERNAME`` and ``DOCCANO_PASSWORD``; else those of the server that
    ``quotes doccano serve`` runs, if it is that one.
    """
    from quotes.annotation.server import find

    username, password = os.environ.get("DOCCANO_USERNAME"), os.environ.get("DOCCANO_PASSWORD")
    if not (username and password):
        own = find()
        if own and own.url.rstrip("/") == url.rstrip("/") and username in (None, "", own.username):
            return own.username, own.password
    return username or None, password or None
