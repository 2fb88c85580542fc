"""Doccano's pages with scripts in all that a push brings there: none runs in an annotator's browser."""

from typing import Any

import doccano_page as page
import pytest
from hostile import EVERYTHING, PAYLOADS, RAN, nothing_ran

from quotes.annotation.connection import Server, connect
from quotes.annotation.guidelines import guidelines
from quotes.annotation.push import Team, push
from quotes.records import Article, Quotation, span

pytestmark = [pytest.mark.doccano, pytest.mark.browser]

WHO, PASSWORD = "noura", "olive-tree-9"
NAME = PAYLOADS["image"] + PAYLOADS["script"]


def article(payload: str) -> Article:
    """Return an article with *payload* in all that it holds, and as quote, cue and speaker."""
    text = f"{payload} {payload} {payload}"
    n = len(payload)
    quotation = Quotation(
        quote=span(text, 2 * n + 2, 3 * n + 2),
        cue=span(text, 0, n),
        speaker=span(text, n + 1, 2 * n + 1),
        speaker_name=payload,
        by=payload,
    )
    meta: dict[str, Any] = dict.fromkeys(("title", "url", "filename", payload), payload)
    return Article(id=payload, text=text, meta=meta, quotes=[quotation])


class Desk:
    """An annotator in the browser, at a project of hostile articles."""

    def __init__(self, driver: Any, server: Server, project: int, rows: list[dict[str, Any]]) -> None:
        self.driver, self.server, self.project, self.rows = driver, server, project, rows


@pytest.fixture(scope="module")
def desk(doccano: Any, driver: Any) -> Desk:
    page.unroll(driver, height=1600)
    server = connect(doccano.url, username=doccano.username, password=doccano.password)
    account = {"username": WHO, "password1": PASSWORD, "password2": PASSWORD}
    server.request("POST", "users/create", json=account)
    told: list[Any] = []
    articles = [article(payload) for payload in [*PAYLOADS.values(), EVERYTHING]]
    (pushed,) = push(
        server, articles, name=NAME, report=told.append, team=Team(annotators=[WHO]), proposer=None
    )
    assert told == []
    rows = list(server.pages(f"projects/{pushed.project.id}/examples"))
    for row in rows:
        server.request(
            "POST", f"projects/{pushed.project.id}/comments?example={row['id']}", json={"text": EVERYTHING}
        )
    page.log_in(driver, doccano.url, WHO, PASSWORD)
    return Desk(driver, server, pushed.project.id, rows)


@pytest.mark.parametrize("path", ["", "/{}/dataset", "/{}/comments"])
def test_lists_show_what_was_pushed_as_text(desk: Desk, path: str) -> None:
    driver = desk.driver
    driver.get(f"{desk.server.url}/projects{path.format(desk.project)}")
    body = "return document.body.innerText"
    page.wait(driver, lambda d: PAYLOADS["script"] in d.execute_script(body), "payload")
    nothing_ran(driver)


@pytest.mark.parametrize("name", ["script", "formula", "link", "everything"])
def test_an_article_opens_with_its_metadata_and_comments(desk: Desk, name: str) -> None:
    driver = desk.driver
    number = [*PAYLOADS, "everything"].index(name) + 1
    page.open_article(driver, desk.server.url, desk.project, number)
    drawn = "return document.querySelector('#container').textContent"
    words = desk.rows[number - 1]["text"].split()[0]
    page.wait(driver, lambda d: words in d.execute_script(drawn), "text")
    assert "article_id" in driver.execute_script("return document.body.innerText")  # beside the text
    nothing_ran(driver)
    page.css(driver, ".toolbar-control .v-btn")[4].click()
    said = PAYLOADS["frame"]
    page.wait(driver, lambda d: any(said in e.text for e in page.css(d, ".v-dialog--active")), "comment")
    nothing_ran(driver)


def test_no_article_is_in_the_guide_and_scripts_that_an_administrator_adds_do_not_run(desk: Desk) -> None:
    driver, path = desk.driver, f"projects/{desk.project}"
    project = desk.server.get(path)
    assert project["guideline"] == guidelines()
    written = "\n\n".join(["first", *PAYLOADS.values(), "last"])
    desk.server.request("PATCH", path, json={"resourcetype": project["resourcetype"], "guideline": written})
    page.open_article(driver, desk.server.url, desk.project, 1)
    page.css(driver, ".toolbar-control .v-btn")[3].click()
    page.wait(driver, lambda d: any("last" in e.text for e in page.css(d, ".v-dialog--active")), "guide")
    # its renderer leaves some markup, which nobody but the project's administrator can write
    assert driver.execute_script(RAN) is None
