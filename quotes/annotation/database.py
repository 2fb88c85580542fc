"""Where Doccano's data go: a file in its folder, or a PostgreSQL."""

import ipaddress
from urllib.parse import parse_qs, urlsplit, urlunsplit

import msgspec

from quotes.annotation.environment import ServerError

SQLITE = "sqlite:///db.sqlite3"  # in the folder in which its processes run: no character of a path to quote


class Database(msgspec.Struct, frozen=True):
    """``url`` is for Doccano's eyes alone; ``name`` is what people may read."""

    url: str
    name: str


def database(url: str | None) -> Database:
    """Return the database at *url* (``postgres://user:password@host:port/name``), or the folder's own.

    On this machine PostgreSQL seldom speaks TLS, which Doccano would insist on.

    Raises:
        ServerError: if *url* is not of that form; the message does not hold the password.
    """
    if url is None:
        return Database(SQLITE, "db.sqlite3")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 5432
    except ValueError:
        parts = None
    name = parts.path.strip("/") if parts else ""
    if not parts or parts.scheme not in ("postgres", "postgresql") or not host or not name or "/" in name:
        raise ServerError(
            "the database's address is not of the form postgres://user:password@host:port/name"
            " (write special characters of the password as %XX)"
        )
    query = parts.query
    if "sslmode" not in parse_qs(query) and _here(host):
        query = f"{query}&sslmode=disable" if query else "sslmode=disable"
    return Database(
        urlunsplit(parts._replace(query=query, fragment="")), f"PostgreSQL {name} at {host}:{port}"
    )


def password_in(url: str) -> bool:
    """Return whether *url* holds a password."""
    try:
        return urlsplit(url).password is not None
    except ValueError:
        return "@" in url


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
