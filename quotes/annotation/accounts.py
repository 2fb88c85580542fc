"""The accounts of annotators: found on the server, or made with a password of their own."""

import os
import re
import secrets
from collections.abc import Callable, Sequence
from typing import TextIO

from quotes.annotation.connection import DoccanoError, Server


def ensure_accounts(
    server: Server,
    names: Sequence[str],
    *,
    create: bool = False,
    tell: Callable[[str], None] = lambda line: None,
) -> dict[str, int]:
    """Return the user id of each of *names*; with *create* those that are missing are made.

    Their passwords go to a file that only its owner may read; *tell* gets its path.

    Raises:
        DoccanoError: if one is missing and not to be made, or we may not make it.
    """
    if not names:
        return {}
    users = {user["username"]: user["id"] for user in server.get("users")}
    missing = [name for name in names if name not in users]
    if missing and not create:
        raise DoccanoError(
            f"{server.url}: there is no account {missing[0]!r}; have one made with --create-accounts"
        )
    for name in missing:
        if not re.fullmatch(r"[\w@.+-]+", name):
            what = f"{name!r} is no name for an account"
            raise DoccanoError(f"{server.url}: {what}; it has letters, digits and @ . + - _ alone")
    if missing:
        with _passwords() as file:
            for name in missing:
                password = secrets.token_urlsafe(12)
                wanted = {"username": name, "password1": password, "password2": password}
                # first: an account whose password is lost is of no use to anybody
                file.write(f"{server.url}\t{name}\t{password}\n")
                file.flush()
                users[name] = server.request("POST", "users/create", json=wanted)["id"]
                tell(f"account {name!r} made; its password is in {file.name}")
    return {name: users[name] for name in names}


def _passwords() -> TextIO:
    """Open the file of passwords for more lines: address, name, password; the last of a name counts.

    Raises:
        DoccanoError: if it cannot be written.
    """
    from quotes.annotation.environment import data_folder

    path = data_folder() / "accounts.tsv"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return open(path, "a", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600))
    except OSError as error:
        what = f"{path}: passwords cannot be kept there ({error.strerror})"
        raise DoccanoError(f"{what}; set XDG_DATA_HOME to a folder where they can") from error
