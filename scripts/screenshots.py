"""Remake the README's pictures of Doccano's page: a project, an article with its links, the guide.

    python scripts/screenshots.py

Needs Chromium and the ``dev`` extra. Starts a Doccano of its own and pushes the articles of ``seeds/`` to it.
"""

import sys
import tempfile
from pathlib import Path

import quotes
from quotes.annotation.connection import connect
from quotes.annotation.push import Team, push
from quotes.annotation.server import running

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # what drives the browser and the page

import chromium  # noqa: E402
import doccano_page as page  # noqa: E402

TO = ROOT / "annotations" / "screenshots"
WHO, PASSWORD, NAME = "salma", "olive-tree-9", "News"
SHOWN = "04-court-egyptian"


def main() -> None:
    """Write ``project.png``, ``article.png`` and ``guide.png``."""
    TO.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "doccano", tell=print) as doccano:
        server = connect(doccano.url, username=doccano.username, password=doccano.password)
        account = {"username": WHO, "password1": PASSWORD, "password2": PASSWORD}
        server.request("POST", "users/create", json=account)
        texts = [path for path in sorted((ROOT / "seeds").glob("*.txt")) if ".markup" not in path.name]
        articles = [quotes.extract(path.read_text("utf-8"), id=path.stem) for path in texts]
        (pushed,) = push(server, articles, name=NAME, report=print, team=Team(annotators=[WHO]))
        driver = chromium.start(Path(folder) / "profile")
        try:
            page.unroll(driver, width=1360, height=590)
            page.log_in(driver, doccano.url, WHO, PASSWORD)
            driver.get(f"{doccano.url}projects/{pushed.project.id}/dataset")
            page.wait(driver, lambda d: page.css(d, "tbody tr td"), "articles")
            page.still(driver, lambda d: [row.rect for row in page.css(d, "tbody tr")])
            driver.save_screenshot(str(TO / "project.png"))
            number = [article.id for article in articles].index(SHOWN) + 1
            page.open_article(driver, doccano.url, pushed.project.id, number)
            page.still(driver, page.drawn)
            driver.save_screenshot(str(TO / "article.png"))
            page.unroll(driver, width=1360, height=720)
            page.css(driver, ".toolbar-control .v-btn")[3].click()
            page.wait(driver, lambda d: page.css(d, ".v-dialog--active"), "guide")
            page.still(driver, lambda d: [d.find_element("css selector", ".v-dialog--active").rect])
            driver.save_screenshot(str(TO / "guide.png"))
        finally:
            driver.quit()


if __name__ == "__main__":
    main()
