"""A Doccano of one's own: started from nothing, closed to others, right-to-left, stopped without a trace."""

import pytest

from quotes.annotation import server

pytestmark = pytest.mark.doccano


def test_web_server_and_queue_answer(doccano):
    assert server.healthy(doccano.url)
