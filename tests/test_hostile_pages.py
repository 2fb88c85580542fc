"""Our pages in a browser, with scripts in all that others write: none runs, and all of it can be read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hostile import EVERYTHING, PAYLOADS, RUN, nothing_ran

from quotes.annotation.agree import agree
from quotes.annotation.disagreements import write_disagreements
from quotes.annotation.pull import KEY
from quotes.evaluation.comparison import compare
from quotes.evaluation.comparison.page import write_page
from quotes.formats.html import UNPRINTABLE, write_html
from quotes.records import Article, Quotation, span

pytestmark = pytest.mark.browser


def article(payload: str) -> Article:
    """Return an article with *payload* in all that it holds, and as quote, cue and speaker."""
    text = f"{payload} {payload} {payload}"
    n = len(payload)
    parts = {"cue": span(text, 0, n), "speaker": span(text, n + 1, 2 * n + 1)}
    quotation = Quotation(quote=span(text, 2 * n + 2, 3 * n + 2), **parts, speaker_name=payload, by=payload)
    meta: dict[str, Any] = dict.fromkeys(("title", "outlet", "date", "url", "source", payload), payload)
    meta[KEY] = {"link": payload, "comments": [{"by": payload, "text": payload}]}
    return Article(id=payload, text=text, meta=meta, quotes=[quotation])


def given() -> list[Article]:
    return [article(payload) for payload in [*PAYLOADS.values(), EVERYTHING]]


def bare() -> list[Article]:
    """Return the same articles without their quotations."""
    return [Article(id=a.id, text=a.text, meta=a.meta) for a in given()]


def report(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_html(given(), stream, title=EVERYTHING)


def comparison(path: Path) -> None:
    systems = {EVERYTHING: given(), PAYLOADS["script"]: bare(), PAYLOADS["double quote"]: bare()}
    made = compare(given(), systems, report=lambda problem: None, name=EVERYTHING, resamples=2)
    assert made is not None
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_page(made, stream, examples=50)


def disagreements(path: Path) -> None:
    pairs, _ = agree({EVERYTHING: given(), PAYLOADS["script"]: bare()})
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_disagreements(pairs, stream)


PAGES = [report, comparison, disagreements]


@pytest.fixture
def visit(driver: Any, tmp_path: Path) -> Callable[..., Any]:
    def visit(make: Callable[[Path], None]) -> Any:
        if make is comparison:
            pytest.importorskip("matplotlib")
        path = tmp_path / "page.html"
        make(path)
        screen = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        driver.get_log("browser")
        driver.get(path.as_uri())
        return driver

    return visit


@pytest.mark.parametrize("make", PAGES)
def test_nothing_runs_and_the_console_is_silent(
    visit: Callable[..., Any], make: Callable[[Path], None]
) -> None:
    driver = visit(make)
    nothing_ran(driver)
    for details in driver.find_elements("css selector", "details:not([open]) > summary")[:5]:
        details.click()
    nothing_ran(driver)
    assert driver.current_url.startswith("file:")
    assert driver.get_log("browser") == []


@pytest.mark.parametrize("make", [report, disagreements])
def test_articles_stand_there_as_they_were_written(
    visit: Callable[..., Any], make: Callable[[Path], None]
) -> None:
    texts = "return [...document.querySelectorAll('.text')].map((e) => e.textContent)"
    shown = visit(make).execute_script(texts)
    assert {UNPRINTABLE.sub("\ufffd", a.text) for a in given()} == set(shown)


def test_a_comparison_shows_quotations_as_they_were_written(visit: Callable[..., Any]) -> None:
    begun = "return [...document.querySelectorAll('td.quote')].map((e) => e.textContent)"
    shown = visit(comparison).execute_script(begun)
    quotes = [" ".join(a.quotes[0].quote.text.split()) for a in given()]
    assert {quote[:30] for quote in quotes} == {" ".join(quote.split())[:30] for quote in shown}


def test_the_report_still_filters_searches_and_draws(visit: Callable[..., Any]) -> None:
    driver = visit(report)
    for button in driver.find_elements("css selector", "#speakers li button")[:4]:
        button.click()
        nothing_ran(driver)
    driver.find_element("css selector", "#search").send_keys(PAYLOADS["image"])
    driver.find_element("css selector", "#language").click()
    assert len(driver.find_elements("css selector", "#charts svg")) >= 3
    nothing_ran(driver)


@pytest.mark.parametrize("make", PAGES)
def test_a_second_wall_stops_what_would_get_past_the_first(
    visit: Callable[..., Any], make: Callable[[Path], None]
) -> None:
    """The page's own policy: even markup that got in could not run, nor fetch, nor send."""
    driver = visit(make)
    driver.execute_script(
        """
        const [run] = arguments, box = document.createElement("div");
        const script = document.createElement("script");
        script.textContent = run;
        box.innerHTML = `<img src=x onerror="${run}"><a href="javascript:${run}">x</a>`;
        document.body.append(script, box);
        box.querySelector("a").click();
        """,
        RUN,
    )
    found = driver.execute_async_script(
        """
        const done = arguments[arguments.length - 1];
        const fetched = fetch("data:,x").then(() => "fetched", () => "refused");
        setTimeout(() => fetched.then((how) => done([window.hacked ?? null, how])), 200);
        """
    )
    assert found == [None, "refused"]
    assert "Content Security Policy" in str(driver.get_log("browser"))
