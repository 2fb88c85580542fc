"""What several test modules share: the rules as engine; a Chromium and a real Doccano, started once."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from quotes import engines
from quotes.annotation import server


def missing(reason: str) -> None:
    """Skip for want of a program that a developer may lack; on the machine that checks it may not."""
    pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


@pytest.fixture(autouse=True)
def rules_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Have ``engines.default()`` be the rules, as in a base install, wherever a test does not choose."""
    monkeypatch.setattr(engines, "MODEL", tmp_path_factory.getbasetemp() / "no model")


@pytest.fixture(scope="module")
def driver(tmp_path_factory) -> Iterator[Any]:
    """A headless Chromium that notes what its console says and what it asks the network for."""
    chromium = pytest.importorskip("chromium", exc_type=ImportError)
    try:
        browser = chromium.start(tmp_path_factory.mktemp("profile"))
    except LookupError as error:
        missing(str(error))
    yield browser
    browser.quit()


@pytest.fixture(scope="session")
def doccano(tmp_path_factory) -> Iterator[server.Running]:
    """A Doccano with an empty database, for tests marked ``doccano``: its url, username and password.

    The first time on a machine its environment is made, which takes a minute.
    """
    with server.running(tmp_path_factory.mktemp("doccano")) as running:
        yield running


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of an empty database in a PostgreSQL made for this run; its password needs quoting."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), shutil.which("initdb")]
    if not any(found):
        missing("needs PostgreSQL's server: apt-get install postgresql")
    programs = Path(next(filter(None, found))).parent
    password = f"p@ss/{secrets.token_hex(8)}%:#"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # pytest's own folders are closed to the unprivileged user, as whom alone PostgreSQL runs
    folder = Path(tempfile.mkdtemp(prefix="quotes-postgres-"))
    other = {}
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        other = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [programs / program, "-D", folder / "data", *arguments],
            check=False,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **other,
        )
        assert done.returncode == 0, done.stdout

    try:
        secret = folder / "password"
        secret.write_text(password)
        secret.chmod(0o644)
        run(
            "initdb", "-U", "annotation", "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8", "--no-sync"
        )
        options = f"-h 127.0.0.1 -p {port} -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "start", "-w", "-l", folder / "log", "-o", options)
        try:
            yield f"postgres://annotation:{quote(password, safe='')}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder)
