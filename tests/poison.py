"""What a worker does with articles that are its end; imported by the workers of the tests."""

import os
import resource
import signal
import time
from typing import Any

import quotes.extraction
from quotes.records import Article
from quotes.scale import parts

EXIT, KILLED, HANGS = "الوزير الأول", "الوزير الثاني", "الوزير الثالث"
HUGE, SLOW = "الوزير الرابع", "الوزير الخامس"
sound = quotes.extraction.extract


def work(task: parts.Task) -> parts.Reply:
    """Do *task* with an extractor that some articles are too much for."""
    quotes.extraction.extract = extract
    return parts.work(task)


def extract(text: str, **rest: Any) -> Article:
    if EXIT in text:
        os._exit(3)
    if KILLED in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if HANGS in text:
        time.sleep(600)
    if SLOW in text:
        time.sleep(1.2)
    if HUGE in text:
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (1 << 32, most))
        bytearray(1 << 33)
    return sound(text, **rest)
