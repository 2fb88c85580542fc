"""An article that never ends is told and left out, however it hangs, and the others go on."""

import contextlib
import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import quotes.extraction
from quotes import engines, watchdog
from quotes.cli import app
from quotes.problems import Problem
from quotes.records import Article

TEXT = "قال الوزير رائد منصور إن الجسر الجديد سيفتح غدا."
HANGING = f"تعليق {TEXT}"
SOON = 0.3  # long enough for the lexicon on a busy machine, which `warm` has loaded


def in_python() -> None:
    while True:
        pass


def in_re() -> None:
    re.match(r"(a|aa)+$", "a" * 100 + "b")


def asleep() -> None:
    time.sleep(1000)


def stubborn() -> None:
    """Catch whatever is caught by those who catch everything."""
    while True:
        with contextlib.suppress(Exception):
            time.sleep(1000)


def losing() -> None:
    """Lose the first alarm, which is raised where nothing can be."""

    class Slow:
        def __del__(self) -> None:
            time.sleep(1000)

    Slow()
    time.sleep(1000)


HANGS = [in_python, in_re, asleep, stubborn]


@pytest.fixture(autouse=True)
def warm() -> None:
    quotes.extract(TEXT)


@pytest.fixture(autouse=True)
def alarm_as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGALRM)
    yield
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def hanging(monkeypatch: pytest.MonkeyPatch, hang: Callable[[], None]) -> None:
    """Have the rules hang on every text that begins with تعليق."""
    analyse = quotes.extraction.analyse

    def stuck(text: str) -> Any:
        if text.startswith("تعليق"):
            hang()
        return analyse(text)

    monkeypatch.setattr(quotes.extraction, "analyse", stuck)


def given(*texts: str) -> list[Article | Problem]:
    return [Article(id=f"a{n}", text=text) for n, text in enumerate(texts)]


# --- the alarm ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("hang", HANGS)
def test_what_hangs_is_stopped(hang: Callable[[], None]) -> None:
    with pytest.raises(watchdog.OverdueError):
        watchdog.within(SOON, hang)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_alarm_that_is_lost_comes_again() -> None:
    with pytest.raises(watchdog.OverdueError):
        watchdog.within(SOON, losing)


def test_what_ends_in_time_is_returned_and_what_it_raises_is_raised() -> None:
    assert watchdog.within(60, max, 1, 2) == watchdog.within(None, max, 1, 2) == 2
    with pytest.raises(ZeroDivisionError):
        watchdog.within(60, lambda: 1 / 0)


def test_an_alarm_from_outside_still_goes_off_and_to_whom_it_went() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: heard.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        watchdog.within(60, time.sleep, 0.3)  # it may not be heard here, where it would be an overdue article
        deadline = time.monotonic() + 10
        while not heard and time.monotonic() < deadline:
            time.sleep(0.01)
        assert heard == [signal.SIGALRM]
        signal.setitimer(signal.ITIMER_REAL, 500)
        watchdog.within(60, time.sleep, 0.1)
        assert 400 < signal.getitimer(signal.ITIMER_REAL)[0] < 500
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_limit_within_a_limit() -> None:
    def inner() -> str:
        with pytest.raises(watchdog.OverdueError):
            watchdog.within(SOON, asleep)
        return "went on"

    assert watchdog.within(60, inner) == "went on"
    with pytest.raises(watchdog.OverdueError):
        watchdog.within(SOON, watchdog.within, 2 * SOON, asleep)


@pytest.mark.parametrize("seconds", [1e-6, 1e-4, 1e-3])
def test_an_alarm_at_any_moment_leaves_nothing_behind(seconds: float) -> None:
    """The fixture sees the handler and the timer; a timer left behind would end this process."""
    for _ in range(300):
        with contextlib.suppress(watchdog.OverdueError):
            assert watchdog.within(seconds, lambda: sum(range(100))) == 4950


def test_in_another_thread_there_is_no_alarm_and_no_error() -> None:
    found: list[Any] = []
    extractor = engines.load("rules", time_limit=60)
    thread = threading.Thread(target=lambda: found.extend(extractor(given(TEXT))))
    thread.start()
    thread.join()
    assert found == list(engines.by_rules(given(TEXT)))


# --- articles -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("hang", HANGS)
def test_the_rules_leave_out_what_hangs_and_go_on(
    hang: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging(monkeypatch, hang)
    first, told, last = engines.load("rules", time_limit=SOON)(given(TEXT, HANGING, TEXT))
    assert [first, last] == [item for item in engines.by_rules(given(TEXT, "", TEXT)) if item.quotes]  # type: ignore[union-attr]
    assert isinstance(told, Problem) and told.failure
    assert str(told).startswith("article a1: the rules took over 0.3 s on this article; give it a longer")


def model(folder: Path) -> Path:
    """Return a pipeline with nothing but the rules, a stand-in for a trained one."""
    spacy = pytest.importorskip("spacy")
    import quotes.pipeline  # noqa: F401

    nlp = spacy.blank("ar", config={"nlp": {"tokenizer": {"@tokenizers": "quotes.rule_tokenizer.v1"}}})
    nlp.add_pipe("quote_rules")
    nlp.to_disk(folder)
    return folder


def test_a_batch_of_the_model_loses_only_what_hangs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from quotes.pipeline import QuoteRules

    extractor = engines.load("both", model(tmp_path), time_limit=SOON)
    texts = [TEXT, "", HANGING, TEXT, "نص بلا كلام منقول"]
    expected = list(extractor(given(*texts)))
    extract = QuoteRules.__call__

    def stuck(self: QuoteRules, doc: Any) -> Any:
        if doc.text.startswith("تعليق"):
            in_python()
        return extract(self, doc)

    monkeypatch.setattr(QuoteRules, "__call__", stuck)
    found = list(extractor(given(*texts)))
    assert [item for item in found if item != found[2]] == [item for item in expected if item != expected[2]]
    assert str(found[2]).startswith("article a2: the model took over 0.3 s on this article")
    assert list(extractor(given(TEXT))) == list(engines.by_rules(given(TEXT)))  # it can still be used


@pytest.mark.parametrize("command", ["extract", "evaluate"])
def test_the_command_tells_what_took_too_long(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "news.jsonl"
    lines = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate([TEXT, HANGING, TEXT])]
    path.write_text("\n".join(lines), encoding="utf-8")
    hanging(monkeypatch, asleep)
    options = ["-f", "jsonl"] if command == "extract" else []
    result = CliRunner().invoke(app, [command, str(path), *options, "--time-limit", str(SOON)])
    assert result.exit_code == 1
    [line] = result.stderr.splitlines()
    assert line == (
        "quotes: article 1: the rules took over 0.3 s on this article; give it a longer time limit, "
        "or report it; the other articles are done"
    )
    if command == "extract":
        assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["0", "2"]


def test_without_a_limit_the_command_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(HANGING, encoding="utf-8")
    hanging(monkeypatch, lambda: time.sleep(2 * SOON))
    for limit in ("0", "50"):
        result = CliRunner().invoke(app, ["extract", str(tmp_path), "-f", "jsonl", "--time-limit", limit])
        assert result.exit_code == 0 and "رائد منصور" in result.stdout


# --- the wall -----------------------------------------------------------------------------------------

MINDED = """
import sys, threading, time
sys.path.insert(0, {root!r})
import quotes.extraction
from quotes import engines
from quotes.records import Article

analyse = quotes.extraction.analyse
quotes.extraction.analyse = lambda text: time.sleep(1000) if text == "hang" else analyse(text)

def work():
    texts = [{text!r}] * 40 + ["hang"] * {hanging}
    for item in engines.load("rules", time_limit={limit}, hard=True)(Article(id="a", text=t) for t in texts):
        print(len(item.quotes), flush=True)
        time.sleep({slow})

if {thread}:
    threading.Thread(target=work).start()
else:
    work()
"""


def minded(*, thread: bool, hanging: int, limit: float = 5, slow: float = 0) -> subprocess.CompletedProcess:
    root = str(Path(__file__).parents[1])
    code = MINDED.format(root=root, text=TEXT, hanging=hanging, thread=thread, limit=limit, slow=slow)
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize("thread", [True, False], ids=["thread", "main"])
def test_a_minded_process_ends_at_the_wall_with_its_stack(thread: bool) -> None:
    done = minded(thread=thread, hanging=1)
    assert done.returncode == 1
    assert done.stdout.split() == ["1"] * engines.BATCH  # the batches before it are out
    assert "Timeout" in done.stderr and "extraction.py" in done.stderr


@pytest.mark.slow
def test_the_wall_does_not_count_the_time_of_whoever_takes_the_articles() -> None:
    done = minded(thread=True, hanging=0, limit=3, slow=0.15)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["1"] * 40
