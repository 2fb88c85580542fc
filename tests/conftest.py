"""What several test modules share: a real Doccano, started once a run."""

from collections.abc import Iterator

import pytest

from quotes.annotation import server


@pytest.fixture(scope="session")
def doccano(tmp_path_factory) -> Iterator[server.Running]:
    """A Doccano with an empty database, for tests marked ``doccano``: its url, username and password.

    The first time on a machine its environment is made, which takes a minute.
    """
    with server.running(tmp_path_factory.mktemp("doccano")) as running:
        yield running
