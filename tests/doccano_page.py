"""Doccano's annotation page as a person uses it: read off what is drawn, worked with mouse and keys.

Neither the server nor the page's memory is asked for anything. A span is where its underline runs and a
link where its line ends, in UTF-16 code units of the article's text, as each line of text on the page has
them (``id="start:end"``). A span that is broken over lines is drawn in pieces.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from selenium.common.exceptions import TimeoutException
from selenium.webdriver import Keys
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.mouse_button import MouseButton
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 20.0  # seconds
STILL = 8  # looks, a twentieth of a second apart: lines move until the page has measured them
COLOURS = {"#fde68a": "QUOTE", "#93c5fd": "SPEAKER", "#86efac": "CUE"}

# Every line of text about the screen; the page keeps others out of sight, to use them again
LINES = """
const lines = [...document.querySelectorAll('#container svg text[id*=":"]')].filter(
  (line) => !line.closest(".vue-recycle-scroller__item-view").style.transform.includes("-9999px"));
"""

# What is drawn there: the pieces of underline and the links at each. A character is
# underlined if its middle is; marks without a width go with the letter before them.
DRAWN = (
    LINES
    + """
const points = (code) => code > 0xffff ? 2 : 1;
const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
return lines.map((line) => {
  const [start, end] = line.id.split(":").map(Number), node = line.firstChild, range = document.createRange();
  const characters = [];
  for (let i = 0; node && i < node.length; i += points(node.data.codePointAt(i))) {
    range.setStart(node, i), range.setEnd(node, i + points(node.data.codePointAt(i)));
    const box = range.getBoundingClientRect(), last = characters.at(-1);
    if (box.width < 0.5 && last) last.end = start + range.endOffset;
    else characters.push({start: start + i, end: start + range.endOffset, x: middle(box)[0]});
  }
  const pieces = [...line.parentNode.children].filter((group) => group.querySelector("line")).map((group) => {
    const strokes = [...group.querySelectorAll("line")].map((stroke) => {
      const half = stroke.getAttribute("stroke-width") / 2;
      const left = line.ownerSVGElement.getBoundingClientRect().x;
      return [left + +stroke.getAttribute("x1") - half, left + +stroke.getAttribute("x2") + half];
    });
    const under = characters.filter(({x}) => strokes.some(([left, right]) => left < x && x < right));
    const name = group.querySelector("g > text");
    return {colour: group.querySelector("line").getAttribute("stroke"), units: under.map(({start}) => start),
            start: under[0]?.start, end: under.at(-1)?.end, ends: strokes[0],
            name: name?.textContent, at: name && middle(name.getBoundingClientRect())};
  });
  const links = [...line.ownerSVGElement.querySelectorAll("g > path[fill=none]")].map((path) => {
    const box = path.getBoundingClientRect(), name = path.parentNode.querySelector("text");
    const at = name && middle(name.getBoundingClientRect());
    return {name: name?.textContent, at, ends: [box.left, box.right]};
  });
  return {start, end, pieces, links, top: line.getBoundingClientRect().top};
});
"""
)

# Where a mouse must be for the caret to stand before (or, at a span's end, behind) the character at a place:
# which side of it that is depends on the direction of its word. Inside it, for a drag from beyond a line's
# end is none to the page
CARET = (
    LINES
    + """
const [place, behind] = arguments;
for (const line of lines) {
  const [start, end] = line.id.split(":").map(Number), node = line.firstChild;
  if (!(start <= place && (place < end || place === end && behind && place > start))) continue;
  const range = document.createRange();
  const before = node.data.codePointAt(place - start - 2) > 0xffff ? 2 : 1;
  range.setStart(node, place - start - (behind ? before : 0));
  range.setEnd(node, place - start + (behind ? 0 : node.data.codePointAt(place - start) > 0xffff ? 2 : 1));
  const box = range.getBoundingClientRect(), y = Math.round(box.y + box.height / 2);
  const stands = (x) => document.caretRangeFromPoint(x, y)?.startOffset === place - start;
  const xs = [1, 2, 0].flatMap((by) => [Math.round(box.left) + by, Math.round(box.right) - by]);
  const x = xs.find(stands);
  return x === undefined ? null : [x, y];
}
return null;
"""
)


class Piece(NamedTuple):
    """A span, or what of it stands on one line of the page."""

    start: int
    end: int
    label: str


def wait(driver: WebDriver, condition: Any, what: str) -> Any:
    """Return what *condition* of the driver comes to as soon as that is true; say *what* did not happen."""
    try:
        return WebDriverWait(driver, PATIENCE, poll_frequency=0.05).until(condition)
    except TimeoutException:
        raise AssertionError(f"on the page, within {PATIENCE:.0f} seconds: no {what}") from None


def still(driver: WebDriver, places: Callable[[WebDriver], list[Any]]) -> list[Any]:
    """Return *places* on the screen once they are there and have stopped moving."""
    seen: list[list[Any]] = []

    def same(driver: WebDriver) -> bool:
        seen.append(places(driver))
        return all(seen[-1]) and len(seen) > STILL and all(now == seen[-1] for now in seen[-STILL:])

    wait(driver, same, "words in place")
    return seen[-1]


def css(driver: WebDriver, selector: str) -> list[Any]:
    return driver.find_elements("css selector", selector)


def log_in(driver: WebDriver, url: str, username: str, password: str) -> None:
    driver.get(f"{url.rstrip('/')}/auth")
    name, word = wait(driver, lambda d: css(d, "form input"), "form to log in")
    name.send_keys(username)
    word.send_keys(password, Keys.ENTER)
    wait(driver, lambda d: d.current_url.partition("?")[0].endswith("/projects"), "list of projects")


def open_article(driver: WebDriver, url: str, project: int, number: int) -> None:
    """Open the *number*-th article of a project, counted from 1."""
    driver.get(f"{url.rstrip('/')}/projects/{project}/sequence-labeling?page={number}")
    wait(driver, lambda d: d.execute_script(DRAWN), "text")


def unroll(driver: WebDriver, *, width: int = 1400, height: int = 1000) -> None:
    """Give the browser a window of so many pixels; in a tall one the page draws whole articles at once."""
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def drawn(driver: WebDriver) -> list[dict[str, Any]]:
    """Return the article's lines, from the top down."""
    return sorted(driver.execute_script(DRAWN), key=lambda line: line["start"])


def shown(driver: WebDriver) -> list[Piece]:
    """Return what is underlined, piece by piece."""
    return sorted(_piece(piece) for line in drawn(driver) for piece in line["pieces"])


def links_shown(driver: WebDriver) -> int:
    """Return how many links are drawn from and to words of one line."""
    return sum(bool(link["name"]) for line in drawn(driver) for link in line["links"])


def _piece(piece: dict[str, Any]) -> Piece:
    """Return what a piece of underline marks."""
    return Piece(piece["start"], piece["end"], COLOURS[piece["colour"]])


def click(driver: WebDriver, at: list[float], button: MouseButton = MouseButton.LEFT) -> None:
    actions = ActionBuilder(driver)
    actions.pointer_action.move_to_location(round(at[0]), round(at[1])).click(button=button)
    actions.perform()


def press(driver: WebDriver, key: str) -> None:
    actions = ActionBuilder(driver)
    actions.key_action.send_keys(key)
    actions.perform()


def find(driver: WebDriver, span: Piece) -> dict[str, Any]:
    """Return the drawn span; what is underlined must be exactly its words."""
    return wait(
        driver,
        lambda d: next((p for line in drawn(d) for p in line["pieces"] if _piece(p) == span), None),
        f"{span}",
    )


def gone(driver: WebDriver, span: Piece) -> None:
    wait(
        driver,
        lambda d: all(_piece(p) != span for line in drawn(d) for p in line["pieces"]),
        f"disappearing of {span}",
    )


def choose(driver: WebDriver, name: str) -> None:
    """Click the entry *name* of the menu that is open."""

    def entry(driver: WebDriver) -> Any:
        found = css(driver, ".menuable__content__active .v-list-item__title")
        return next((title for title in found if title.text == name), None)

    wait(driver, entry, f"menu with {name}").click()
    wait(driver, lambda d: not css(d, ".menuable__content__active"), "closing of the menu")


def drag(driver: WebDriver, start: int, end: int) -> None:
    """Select the characters from *start* to *end* with the mouse."""
    first, last = still(
        driver, lambda d: [d.execute_script(CARET, start, False), d.execute_script(CARET, end, True)]
    )
    actions = ActionBuilder(driver)
    actions.pointer_action.move_to_location(*first).pointer_down()
    actions.pointer_action.move_to_location(*[(a + b) // 2 for a, b in zip(first, last)])
    actions.pointer_action.move_to_location(*last).pointer_up()
    actions.perform()


def mark(driver: WebDriver, span: Piece) -> None:
    """Select the words with the mouse, then choose the label."""
    drag(driver, span.start, span.end)
    choose(driver, span.label)
    begun(driver, span)


def mark_by_key(driver: WebDriver, span: Piece, key: str) -> None:
    """Press the label's key, select the words, and click the label that stays chosen to be rid of it."""
    press(driver, key)
    wait(driver, lambda d: css(d, ".v-chip--active"), "chosen label")
    drag(driver, span.start, span.end)
    begun(driver, span)
    css(driver, ".v-chip--active")[0].click()
    wait(driver, lambda d: not css(d, ".v-chip--active"), "freed label")


def begun(driver: WebDriver, span: Piece) -> None:
    """Wait until *span* is underlined from its beginning, to its end or that of the line."""
    begins = (span.start, span.label)
    wait(
        driver,
        lambda d: any((p.start, p.label) == begins for line in drawn(d) for p in map(_piece, line["pieces"])),
        f"underline for {span}",
    )


def delete(driver: WebDriver, span: Piece) -> None:
    """Click the span's label with the right button."""
    click(driver, find(driver, span)["at"], MouseButton.RIGHT)
    gone(driver, span)


def relabel(driver: WebDriver, span: Piece, label: str) -> None:
    """Click the span's label and choose another."""
    click(driver, find(driver, span)["at"])
    choose(driver, label)
    find(driver, span._replace(label=label))


def link(driver: WebDriver, quote: Piece, target: Piece, name: str) -> None:
    """Switch to links, click the quotation's label, then the other's, choose the link's name; switch back."""
    switch(driver, "Relation")
    click(driver, find(driver, quote)["at"])
    click(driver, find(driver, target)["at"])
    choose(driver, name)
    find_link(driver, quote, target)
    switch(driver, "Span")


def unlink(driver: WebDriver, quote: Piece, target: Piece) -> None:
    """Click the link's name with the right button. (Both its ends must stand on one line.)"""
    click(driver, find_link(driver, quote, target)["at"], MouseButton.RIGHT)
    wait(driver, lambda d: not _links(d, quote, target), f"disappearing of the link {quote} {target}")


def find_link(driver: WebDriver, quote: Piece, target: Piece) -> dict[str, Any]:
    return wait(driver, lambda d: _links(d, quote, target), f"link of {quote} to {target}")[0]


def _links(driver: WebDriver, quote: Piece, target: Piece) -> list[dict[str, Any]]:
    """Return the links whose line runs from the middle of one span to the middle of the other."""
    for line in drawn(driver):
        centre = {_piece(p): sum(p["ends"]) / 2 for p in line["pieces"]}
        if quote in centre and target in centre:
            ends = sorted((centre[quote], centre[target]))
            return [k for k in line["links"] if all(abs(a - b) < 4 for a, b in zip(k["ends"], ends))]
    return []


def switch(driver: WebDriver, mode: str) -> None:
    """Turn the switch between spans and links (which the page calls Span and Relation)."""
    (toggle,) = css(driver, ".v-main .v-input--switch")
    if toggle.text.strip() != mode:
        toggle.find_element("css selector", ".v-input--selection-controls__ripple").click()
        wait(driver, lambda d: toggle.text.strip() == mode, f"switch to {mode}")


def confirm(driver: WebDriver) -> None:
    """Click the first button of the toolbar, which turns from a cross to a tick."""
    icon = "return document.querySelector('.toolbar-control .v-btn path').getAttribute('d')"
    before = driver.execute_script(icon)
    css(driver, ".toolbar-control .v-btn")[0].click()
    wait(driver, lambda d: d.execute_script(icon) != before, "tick for the confirmed article")


def right_to_left(driver: WebDriver) -> bool:
    """Return whether every line is drawn from the right."""
    return driver.execute_script(
        "return [...document.querySelectorAll('#container svg[id]')].every("
        "(svg) => svg.getAttribute('direction') === 'rtl')"
    )
