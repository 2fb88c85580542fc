"""What several test modules share: a real Doccano, started once a run, and a browser."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from quotes.annotation import server


@pytest.fixture(scope="session")
def doccano(tmp_path_factory) -> Iterator[server.Running]:
    """A Doccano with an empty database, for tests marked ``doccano``: its url, username and password.

    The first time on a machine its environment is made, which takes a minute.
    """
    with server.running(tmp_path_factory.mktemp("doccano")) as running:
        yield running


@pytest.fixture(scope="module")
def driver(tmp_path_factory) -> Iterator[Any]:
    """A headless Chromium, for tests marked ``browser``; in CI it must be there."""
    chromium = pytest.importorskip("chromium", exc_type=ImportError)
    try:
        browser = chromium.start(tmp_path_factory.mktemp("profile"))
    except LookupError as error:
        pytest.fail(str(error)) if os.environ.get("CI") == "true" else pytest.skip(str(error))
    yield browser
    browser.quit()
