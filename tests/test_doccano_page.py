"""Doccano's own page in a browser: what an annotator sees and does is what comes back, to the character.

What the page shows is read off its drawing, what the server holds off its REST API, and both are compared
with what ``pull`` returns.
"""

import unicodedata
from collections.abc import Callable
from typing import Any

import doccano_page as page
import pytest
from doccano_page import Piece

from quotes.annotation.connection import Server, connect
from quotes.annotation.pull import pull
from quotes.annotation.push import Team, push
from quotes.markup import from_markup
from quotes.records import Article

pytestmark = [pytest.mark.doccano, pytest.mark.browser]

NAME, WHO, PASSWORD = "page", "salma", "olive-tree-9"

# what is proposed, a sentence a line, and what the annotator makes of it; ¤ is where emoji stand, or nothing
PROPOSED = """\
<cue 1>ذكرت</cue> <speaker 1>مديرة المرصد لبنى</speaker> أن <quote 1>الأمطار تبدأ مساء الخميس</quote 1>.
¤<cue 2>قال</cue> <speaker 2>الطفل</speaker> <quote 2>نكتة ¤أضحكت الحاضرين</quote 2>.
¤ثم أعلنت بلدية الوادي أن ¤الجسر الحجري ¤يُفتح غدًا للمشاة.
¤وأكد <cue 3>المهندس رائد السهلي</cue> أن ¤<quote 3>العمل يسير كما خُطط له</quote 3>.
وختم رئيس اللجنة ¤كلامه مع <speaker 4~>سامر</speaker>، <cue 4>مضيفا</cue> أن <quote 4>النتائج قريبة</quote 4>.
"""
CORRECTED = """\
<cue 1>ذكرت</cue> <speaker 1>مديرة المرصد لبنى</speaker> أن <quote 1>الأمطار تبدأ مساء الخميس</quote 1>.
¤قال الطفل نكتة ¤أضحكت الحاضرين.
¤ثم <cue 2>أعلنت</cue> <speaker 2>بلدية الوادي</speaker> أن ¤<quote 2>الجسر الحجري ¤يُفتح غدًا للمشاة</quote 2>.
¤و<cue 3>أكد</cue> <speaker 3>المهندس رائد السهلي</speaker> أن ¤<quote 3>العمل يسير كما خُطط له</quote 3>.
وختم <speaker 4~>رئيس اللجنة</speaker> ¤كلامه مع سامر، <cue 4>مضيفا</cue> أن <quote 4>النتائج قريبة</quote 4>.
"""
ODD = {
    "vowelled": "<cue>قَالَ</cue> <speaker>الشَّاعِرُ مُنِيرٌ</speaker> إِنَّ "
    "<quote>القَصِيدَةَ لَمْ تَكْتَمِلْ بَعْدُ</quote>، ثُمَّ سَكَتَ.",
    "crlf": "نشرة المساء\r\n\r\n<cue>قال</cue> <speaker>العمدة</speaker>:\r\n"
    "«<quote>الطريق سالك\r\nوالماء وفير</quote>».\r\nوسكت.\r\n",
    "tatweel": "<cue>قـــال</cue> <speaker>الشيـــخ عمر</speaker> إن <quote>الحصـــاد قريـــب</quote>، ومضى.",
    "bidi": "\u200f<cue>قال</cue> <speaker>مدير شركة \u2066Blue Dune 7\u2069</speaker>\u200f إن "
    "<quote>السعر 12.5 دولارا (أي \u200e-3%\u200e) بحسب \u202aDune Index\u202c الجديد</quote>\u200f،"
    " ولم يزد.",
    "long": "نشرة الآبار\n"
    + "\n".join(
        f"<cue {n}>قال</cue> <speaker {n}>الراوي {n}</speaker> إن <quote {n}>البئر {n} جفت</quote {n}>."
        for n in range(1, 101)
    ),
}
# what stands before what is marked, deleted and linked
BEFORE = {"plain": "", "emoji": "\U0001f600\U0001f469\U0001f3fd\u200d\U0001f680\u2764\ufe0f "}
# a missed word in each of them, behind what is odd in it; the page draws of a long one what is on the screen
MISSED = {"vowelled": "سَكَتَ", "crlf": "سكت", "tatweel": "مضى", "bidi": "يزد", "long": "نشرة"}


def units(text: str, place: int) -> int:
    """Return how many UTF-16 code units stand before *place*, in code points."""
    return len(text[:place].encode("utf-16-le")) // 2


def pieces(article: Article) -> list[Piece]:
    """Return the spans that *article* says, each once unless it is a quotation."""
    quotations = [(q.quote, "QUOTE") for q in article.quotes]
    shared = {
        (s, label) for q in article.quotes for s, label in ((q.speaker, "SPEAKER"), (q.cue, "CUE")) if s
    }
    text = article.text
    return sorted(
        Piece(units(text, s.start), units(text, s.end), label) for s, label in [*quotations, *shared]
    )


def spot(article: Article, words: str, label: str) -> Piece:
    """Return where the first *words* of *article* are on the page."""
    start = article.text.index(words)
    return Piece(units(article.text, start), units(article.text, start + len(words)), label)


def said(article: Article) -> list[tuple[Any, ...]]:
    return [(q.quote, q.cue, q.speaker, q.implicit) for q in article.quotes]


def by_letters(text: str, drawn: list[Piece]) -> list[tuple[int, str]]:
    """Return each character that can be seen with each label under it: lines break spans where they like."""
    wide = text.encode("utf-16-le", "surrogatepass")
    result = []
    for start, end, label in drawn:
        words = wide[2 * start : 2 * end].decode("utf-16-le", "replace")
        for n, character in enumerate(words):
            if unicodedata.category(character) not in ("Mn", "Cf", "Cc", "Zs"):
                result.append((start + units(words, n), label))
    return sorted(result)


class Desk:
    """An annotator at the page of a project, and the administrator's view of it."""

    def __init__(self, driver: Any, server: Server, project: int) -> None:
        self.driver, self.server, self.project = driver, server, project
        self.rows = list(server.pages(f"projects/{project}/examples"))
        self.labels = {row["id"]: row["text"] for row in server.get(f"projects/{project}/span-types")}
        self.numbers = {row["meta"]["quotes"]["article_id"]: n for n, row in enumerate(self.rows, 1)}

    def open(self, id: str) -> None:
        page.open_article(self.driver, self.server.url, self.project, self.numbers[id])

    def stored(self, id: str) -> list[Piece]:
        """Return the spans that the server holds of an article."""
        row = self.rows[self.numbers[id] - 1]
        spans = self.server.get(f"projects/{self.project}/examples/{row['id']}/spans")
        return sorted(Piece(s["start_offset"], s["end_offset"], self.labels[s["label"]]) for s in spans)

    def pulled(self, id: str) -> Article:
        """Return what a pull makes of an article, which must be confirmed and in need of no mending."""
        result = pull(self.server, NAME)
        assert result.problems == []
        return next(article for article in result.confirmed[WHO] if article.id == id)


@pytest.fixture(scope="module")
def desk(doccano, driver) -> Desk:
    """Push all articles of this file to an annotator who is logged in in the browser."""
    page.unroll(driver, height=1600)
    server = connect(doccano.url, username=doccano.username, password=doccano.password)
    account = {"username": WHO, "password1": PASSWORD, "password2": PASSWORD}
    server.request("POST", "users/create", json=account)
    articles = [from_markup(marked, id=id) for id, marked in ODD.items()]
    articles += [from_markup(PROPOSED.replace("¤", emoji), id=id) for id, emoji in BEFORE.items()]
    problems: list[Any] = []
    (pushed,) = push(
        server, articles, name=NAME, report=problems.append, team=Team(annotators=[WHO]), proposer=None
    )
    assert problems == []
    page.log_in(driver, doccano.url, WHO, PASSWORD)
    return Desk(driver, server, pushed.project.id)


def test_articles_are_right_to_left_at_once_and_after_a_reload(desk):
    desk.open("plain")
    assert page.right_to_left(desk.driver)
    desk.driver.refresh()
    page.wait(desk.driver, page.drawn, "text")
    assert page.right_to_left(desk.driver)


@pytest.mark.parametrize("id", BEFORE)
def test_what_an_annotator_does_comes_back_exactly(desk, id):
    driver, emoji = desk.driver, BEFORE[id]
    here = from_markup(PROPOSED.replace("¤", emoji))
    at: Callable[[str, str], Piece] = lambda words, label: spot(here, words, label)  # noqa: E731
    desk.open(id)
    assert page.shown(driver) == desk.stored(id) == pieces(here)

    # a wrong quotation goes, and with it its links
    before = page.links_shown(driver)
    for span in (at(f"نكتة {emoji}أضحكت الحاضرين", "QUOTE"), at("قال", "CUE"), at("الطفل", "SPEAKER")):
        page.delete(driver, span)
    assert page.links_shown(driver) == before - 2

    # a missed one is marked, with the mouse alone and with keys, and linked
    missed = at(f"الجسر الحجري {emoji}يُفتح غدًا للمشاة", "QUOTE")
    town, told = at("بلدية الوادي", "SPEAKER"), at("أعلنت", "CUE")
    page.mark(driver, missed)
    page.mark_by_key(driver, town, "s")
    page.mark_by_key(driver, told, "c")
    page.link(driver, missed, town, "SAID_BY")
    page.link(driver, missed, told, "CUED_BY")

    # a speaker that was taken for a cue
    work, engineer = at("العمل يسير كما خُطط له", "QUOTE"), at("المهندس رائد السهلي", "CUE")
    assured = at("أكد", "CUE")
    page.unlink(driver, work, engineer)
    page.relabel(driver, engineer, "SPEAKER")
    page.mark(driver, assured)
    page.link(driver, work, engineer._replace(label="SPEAKER"), "SAID_BY")
    page.link(driver, work, assured, "CUED_BY")

    # a wrong speaker
    results, chairman = at("النتائج قريبة", "QUOTE"), at("رئيس اللجنة", "SPEAKER")
    page.delete(driver, at("سامر", "SPEAKER"))
    page.mark(driver, chairman)
    page.link(driver, results, chairman, "SAID_BY_IMPLICIT")

    page.confirm(driver)
    pulled = desk.pulled(id)
    assert pulled.text == here.text
    assert page.shown(driver) == desk.stored(id) == pieces(pulled)
    assert said(pulled) == said(from_markup(CORRECTED.replace("¤", emoji)))
    # and all of it is still there for who comes back
    driver.refresh()
    page.wait(driver, page.drawn, "text")
    assert page.shown(driver) == pieces(pulled)


@pytest.mark.parametrize("id", ODD)
def test_odd_articles_show_what_was_pushed_and_take_marks(desk, id):
    driver, here = desk.driver, from_markup(ODD[id])
    held = pieces(here)

    def as_stored(driver: Any) -> bool:
        """Tell whether the lines on the screen are underlined as they should be, and fill it."""
        lines = page.drawn(driver)
        full = len(lines) >= min(8, sum(bool(line.strip()) for line in here.text.splitlines()))
        letters = [
            (at, label)
            for at, label in by_letters(here.text, held)
            if any(line["start"] <= at < line["end"] for line in lines)
        ]
        return full and by_letters(here.text, page.shown(driver)) == letters

    desk.open(id)
    assert desk.stored(id) == held
    page.wait(driver, as_stored, "such underlines")

    start = here.text.index(MISSED[id])
    added = Piece(units(here.text, start), units(here.text, start + len(MISSED[id])), "CUE")
    page.mark(driver, added)
    held = sorted([*held, added])
    assert desk.stored(id) == held
    page.wait(driver, as_stored, "such underlines")
