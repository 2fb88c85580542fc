"""The accounts of annotators: found on the server, or made with a password of their own."""

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

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
        password = secrets.token_urlsafe(12)
        users[name] = server.request(
            "POST", "users/create", json={"username": name, "password1": password, "password2": password}
        )["id"]
        tell(f"account {name!r} made; its password is in {_keep(server.url, name, password)}")
    return {name: users[name] for name in names}


def _keep(url: str, name: str, password: str) -> Path:
    """Add a line to the file of passwords: address, name, password; the last of a name counts."""
    from quotes.annotation.environment import data_folder

    path = data_folder() / "accounts.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(handle, "a", encoding="utf-8") as stream:
        stream.write(f"{url}\t{name}\t{password}\n")
    return path
