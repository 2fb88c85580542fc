"""A logged-in connection to a Doccano server; whatever goes wrong with it is one line with its remedy.

The client (doccano-client) has no time-outs, reads lists five at a time and drops times, so most requests
go through its session directly.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from doccano_client import DoccanoClient

TIMEOUT = 30.0  # seconds until a server that says nothing counts as gone
PAGE = 200  # rows asked for at a time


class DoccanoError(Exception):
    """What went wrong at a Doccano server, in one line: where, what, and what to do."""


class Server:
    """A Doccano server that someone is logged in to."""

    def __init__(self, client: "DoccanoClient", url: str, username: str) -> None:
        self.client = client
        self.url = url
        self.username = username

    def request(self, method: str, path: str, **options: Any) -> Any:
        """Return the decoded answer of the server's REST API to *method* on *path* (None of an empty one).

        Raises:
            DoccanoError: for anything but success.
        """
        session = self.client._base_repository._session
        with explained(self.url):
            response = session.request(method, f"{self.url}/v1/{path}", **options)
            if not response.ok:
                raise DoccanoError(f"{self.url}: {_refusal(response)}")
            if "json" not in response.headers.get("content-type", ""):
                return response.text or None  # an upload's number
            return response.json() if response.content else None

    def get(self, path: str, **params: Any) -> Any:
        """Return the answer to GET *path* with *params* as its query."""
        return self.request("GET", path, params=params)

    def pages(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        """Yield every row of a list that comes in pages, asked for as they are needed."""
        offset = 0
        while True:
            page = self.get(path, limit=PAGE, offset=offset, **params)
            yield from page["results"]
            offset += PAGE
            if page["next"] is None:
                return

    def check_queue(self) -> None:
        """Ask whether the task queue answers, without which an import waits for ever.

        Raises:
            DoccanoError: within seconds, if it does not.
        """
        session = self.client._base_repository._session
        with explained(self.url):
            response = session.get(f"{self.url}/v1/health/", headers={"accept": "application/json"})
        try:
            parts = response.json()
        except ValueError:
            parts = {}
        broken = [name for name, state in parts.items() if state not in ("OK", "working")]
        if any("Celery" in name for name in broken):
            raise DoccanoError(
                f"{self.url}: the task queue does not answer; start 'doccano task' beside the web server,"
                " or use 'quotes doccano serve'"
            )
        if not response.ok or broken:
            what = ", ".join(broken) or f"status {response.status_code}"
            raise DoccanoError(f"{self.url}: the server is not well ({what}); look at its log")


def connect(url: str, *, username: str, password: str, timeout: float = TIMEOUT) -> Server:
    """Log in to the Doccano at *url*; every later request fails after *timeout* seconds of silence.

    Raises:
        DoccanoError: if no Doccano answers there, or it does not let *username* in.
    """
    try:
        from doccano_client import DoccanoClient
        from requests.adapters import HTTPAdapter
    except ImportError as error:
        missing = f"cannot talk to Doccano ({error})"
        raise DoccanoError(f"{missing}; pip install 'quotes-ar[doccano]' into Python 3.11 or 3.12") from error

    class Patient(HTTPAdapter):
        def send(self, request: Any, *args: Any, **options: Any) -> Any:
            options["timeout"] = options.get("timeout") or timeout
            return super().send(request, *args, **options)

    if not re.match(r"https?://[^/]", url):
        raise DoccanoError(f"{url!r}: not an address; it is http:// or https:// and a name")
    url = url.rstrip("/")
    client = DoccanoClient(url)
    for scheme in ("http://", "https://"):
        client._base_repository._session.mount(scheme, Patient())
    server = Server(client, url, username)
    session = client._base_repository._session
    with explained(url):
        response = session.post(f"{url}/v1/auth/login/", json={"username": username, "password": password})
    if response.status_code in (400, 401, 403):
        raise DoccanoError(f"{url}: user {username!r} is not let in; check the name and DOCCANO_PASSWORD")
    if not response.ok or "json" not in response.headers.get("content-type", ""):
        raise DoccanoError(f"{url}: no Doccano answers there; check the address (1.8.4 is the one we know)")
    session.headers.update({"X-CSRFToken": session.cookies.get("csrftoken")})
    return server


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn what the network does to a request into a DoccanoError."""
    import requests

    try:
        yield
    except requests.Timeout as error:
        remedy = "look at it, then run again"
        if url.startswith("https:"):
            remedy += "; if it speaks plain HTTP, its address begins with http://"
        raise DoccanoError(f"{url}: the server has stopped answering; {remedy}") from error
    except requests.ConnectionError as error:
        what = "no server answers, or it went away"
        remedy = "check the address, and that it runs"
        if urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1"):
            remedy = "start 'quotes doccano serve' and run again"
        raise DoccanoError(f"{url}: {what}; {remedy}") from error
    except requests.RequestException as error:
        raise DoccanoError(f"{url}: {' '.join(str(error).split())}; check the address") from error


def _refusal(response: Any) -> str:
    """Say in words why a request was refused."""
    where = response.request.path_url
    if response.status_code in (401, 403):
        if response.request.method == "POST" and where.endswith("/v1/projects"):
            return "you have no right to make a project; log in as an administrator of the server"
        return f"you have no right to {response.request.method} {where}; log in as an administrator of it"
    if response.status_code == 404:
        return f"{where} is not there; check the project, or the server's version (1.8.4 is the one we know)"
    said = " ".join(response.text.split())[:200]
    return f"{response.request.method} {where} failed with {response.status_code} ({said}); look at its log"
