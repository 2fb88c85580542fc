"""The page that people read: what it holds, that hostile text stays text, and how it acts in a browser."""

import io
import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from quotes.formats.html import pieces, write_html
from quotes.markup import from_markup
from quotes.records import Article, Quotation, Span

COUNCIL = from_markup(
    "<cue 1>قال</cue> <speaker 1 2~ 3~>رئيس مجلس بلدة الواحة سالم الحدّاد</speaker> إن"
    ' <quote 1 name="رئيس مجلس بلدة الواحة سالم الحدّاد" type=indirect score=0.91'
    ' by="rules:verb-speaker-inna">'
    "أعمال الجسر الجديد تنتهي في الربيع</quote 1>. ومرّ الصيف. ثم جاء الخريف.\n"
    "و<cue 2>أضاف</cue> أن"
    ' <quote 2 name="رئيس مجلس بلدة الواحة سالم الحدّاد" type=mixed>'
    "الكلفة «لن تتجاوز المتوقع»</quote 2>، <cue 3>مشيرا</cue> إلى أن"
    ' <quote 3 name="رئيس مجلس بلدة الواحة سالم الحدّاد" type=indirect>المدرسة ستفتح أبوابها</quote 3>.',
    id="council",
    meta={
        "title": "جسر الواحة",
        "outlet": "صحيفة النخيل",
        "date": "2031-04-02",
        "url": "https://example.org/1",
    },
)
FARMERS = from_markup(
    "<cue 1>أكدت</cue> <speaker 1>نقابة المزارعين</speaker>: "
    "«<quote 1 type=direct>موسم الزيتون جيّد</quote 1>». و<cue 2>ذكر</cue> <speaker 2>سالم</speaker> أن"
    ' <quote 2 name="رئيس مجلس بلدة الواحة سالم الحدّاد">الطرق آمنة</quote 2>.',
    id="farmers",
)
QUIET = Article(id="quiet", text="أمطرت في الواحة طوال الليل.")
HOSTILE = '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">\u2028{{ 7*7 }}'


def page(*articles: Article, title: str | None = None) -> str:
    stream = io.StringIO()
    write_html(iter(articles), stream, title=title)
    return stream.getvalue()


class Text(HTMLParser):
    """Collects what stands in the articles' text, and each piece's attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.pieces: list[dict] = []
        self.inside = 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if self.inside:
            self.inside += 1
            self.pieces.append(dict(attributes))
        elif ("class", "text") in attributes:
            self.inside = 1
            self.texts.append("")

    def handle_endtag(self, tag):
        self.inside = max(0, self.inside - 1)

    def handle_data(self, data):
        if self.inside:
            self.texts[-1] += data


def test_texts_stand_on_the_page_as_given():
    article = from_markup(
        "  سطر أول\n\n<cue>قال</cue>  <speaker>زيد &amp; عمرو</speaker>:\t«<quote>نعم</quote>» "
    )
    assert Text(page(article, QUIET)).texts == [article.text, QUIET.text]


def test_crossing_and_nested_spans_keep_their_numbers():
    article = Article(
        id="x",
        text="0123456789",
        quotes=[
            Quotation(quote=Span(0, 6), speaker=Span(8, 10)),
            Quotation(quote=Span(4, 8), cue=Span(5, 6)),
            Quotation(quote=Span(1, 3), speaker=Span(8, 10), implicit=True),
        ],
    )
    got = [(p.text, p.quote, p.cue, p.speaker, p.mark) for p in pieces(article)]
    assert got == [
        ("0", [1], [], [], ""),
        ("12", [1, 3], [], [], "3"),
        ("3", [1], [], [], ""),
        ("4", [1, 2], [], [], ""),
        ("5", [1, 2], [2], [], "1"),
        ("67", [2], [], [], "2"),
        ("89", [], [], [1, 3], "1 (3)"),
    ]


def test_hostile_text_stays_text():
    article = Article(
        id=HOSTILE,
        text=HOSTILE * 2,
        meta={"title": HOSTILE, "outlet": HOSTILE, "date": HOSTILE, "url": "javascript:alert(1)"},
        quotes=[
            Quotation(
                quote=Span(0, 9), cue=Span(9, 20), speaker=Span(20, 40), speaker_name=HOSTILE, by=HOSTILE
            )
        ],
    )
    html = page(article, title=HOSTILE)
    assert Text(html).texts == [HOSTILE * 2]
    assert "<img" not in html and 'onerror="' not in html and "javascript:" not in html
    assert html.count("<script") == 2  # the labels and the page's own


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("http://example.org/a?b=1&c=2", True),
        ("https://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("http://[broken", False),
        (7, False),
    ],
)
def test_only_web_addresses_become_links(url, linked):
    assert ('rel="noopener noreferrer"' in page(Article(id="a", text="نص", meta={"url": url}))) is linked


def test_what_utf_8_cannot_hold_is_replaced():
    article = Article(id="a\ud800", text="قبل\x00بعد\udfff", meta={"outlet": "\ud900"})
    html = page(article)
    assert html.encode() and "\x00" not in html
    assert Text(html).texts == ["قبل\ufffdبعد\ufffd"]


def test_counts_merge_a_name_across_articles():
    buttons = re.findall(
        r'aria-pressed="false">.*?<bdi>(.*?)</bdi>.*?"count">(\d+)<', page(COUNCIL, FARMERS, QUIET)
    )
    assert buttons == [("رئيس مجلس بلدة الواحة سالم الحدّاد", "4"), ("نقابة المزارعين", "1")]


def test_missing_parts_are_no_hindrance():
    html = page(Article(id="a", text="قيل إن الأمر انتهى", quotes=[Quotation(quote=Span(8, 18))]))
    assert "بلا مصدر مسمّى" in html and "None" not in Text(html).texts[0]
    assert "لا مقالات" in page()
    assert "لا اقتباسات في هذه المقالة" in page(QUIET)


def test_a_span_outside_its_text_is_named():
    with pytest.raises(ValueError, match="article a, quotation 1: quote 3–90"):
        page(Article(id="a", text="قصير", quotes=[Quotation(quote=Span(3, 90))]))


def test_labels_exist_in_both_languages():
    words = json.loads(re.search(r'id="words">(.*?)</script>', page())[1])
    assert words["ar"].keys() == words["en"].keys()
    assert (
        set(re.findall(r'data-word(?:-placeholder)?="([^"]*)"', page(COUNCIL, FARMERS))) <= words["ar"].keys()
    )


def test_chart_library_comes_with_its_licence():
    assert "Permission is hereby granted" in page()


# ---- in a browser


@pytest.fixture
def visit(driver, tmp_path: Path):
    """Open articles as a page of a given width; at the end the console is empty and nothing was fetched."""
    driver.get_log("browser"), driver.get_log("performance")

    def visit(*articles: Article, width: int = 1280):
        path = tmp_path / "page.html"
        path.write_text(page(*articles), encoding="utf-8")
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        driver.get(path.as_uri())
        return driver

    yield visit
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert driver.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    asked = {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}
    outside = {url for url in asked if url.startswith(("http", "ws", "ftp"))}
    assert not outside


def css(driver, selector: str) -> list:
    return driver.find_elements("css selector", selector)


def shown(driver) -> list[str]:
    return [article.get_attribute("id") for article in css(driver, "article") if article.is_displayed()]


def lit(driver) -> list[str]:
    return [piece.text for piece in css(driver, ".text .lit")]


def wait_until(condition, seconds: float = 5.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def search(driver, words: str) -> None:
    box = css(driver, "#search")[0]
    box.send_keys("\ue009a\ue000\ue003" + words)  # Control+A, Backspace
    wait_until(
        lambda: driver.execute_script("return document.getElementById('status').hidden") is (not words)
    )


def hits(driver) -> list[str]:
    return driver.execute_script("return [...CSS.highlights.get('hits')].map((range) => range.toString())")


@pytest.mark.browser
def test_speaker_filters_articles_and_mutes_others_quotations(visit):
    driver = visit(COUNCIL, FARMERS, QUIET)
    mayor, union = css(driver, "#speakers li button")
    assert shown(driver) == ["a1", "a2", "a3"]
    union.click()
    assert shown(driver) == ["a2"]
    assert union.get_attribute("aria-pressed") == "true"
    assert "off" not in css(driver, "#a2 [data-quote='1']")[0].get_attribute("class")
    assert "off" in css(driver, "#a2 [data-quote='2']")[0].get_attribute("class")
    assert "نقابة المزارعين" in css(driver, "#status")[0].text
    mayor.click()
    assert shown(driver) == ["a1", "a2"]
    css(driver, "#all")[0].click()
    assert shown(driver) == ["a1", "a2", "a3"]
    assert not css(driver, ".text .off")


@pytest.mark.browser
def test_names_in_the_list_of_speakers_are_found_by_part(visit):
    driver = visit(COUNCIL, FARMERS)
    css(driver, "#find-speaker")[0].send_keys("الحداد")
    wait_until(lambda: sum(b.is_displayed() for b in css(driver, "#speakers li")) == 1)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("words", "articles", "found"),
    [
        ("نقابه", ["a2"], ["نقابة"]),
        ("الحداد", ["a1"], ["الحدّاد"]),
        ("امطرت", ["a3"], ["أمطرت"]),
        ("الي ان المدرسه", ["a1"], ["إلى أن المدرسة"]),
        ("الجسر  الجديد", ["a1"], ["الجسر الجديد"]),
        ("قمر", [], []),
    ],
)
def test_search_folds_and_marks_what_it_finds(visit, words, articles, found):
    driver = visit(COUNCIL, FARMERS, QUIET)
    search(driver, words)
    wait_until(lambda: shown(driver) == articles)
    assert hits(driver) == found
    if not articles:
        assert "لا شيء يطابق" in css(driver, "#status")[0].text
    search(driver, "")
    wait_until(lambda: shown(driver) == ["a1", "a2", "a3"])


@pytest.mark.browser
def test_search_inside_quotations_only(visit):
    driver = visit(COUNCIL, FARMERS, QUIET)
    search(driver, "الواحة")
    wait_until(lambda: shown(driver) == ["a1", "a3"])
    css(driver, "#only-quotes")[0].click()
    wait_until(lambda: shown(driver) == [])
    search(driver, "الزيتون")
    wait_until(lambda: shown(driver) == ["a2"])


@pytest.mark.browser
def test_hover_click_and_focus_light_up_the_trio(visit):
    from selenium.webdriver import ActionChains, Keys

    driver = visit(COUNCIL, FARMERS)
    first, second = css(driver, "#a1 [data-quote='1'], #a1 [data-quote='2']")
    trio = ["قال", "رئيس مجلس بلدة الواحة سالم الحدّاد", "أعمال الجسر الجديد تنتهي في الربيع"]
    card = css(driver, "#card")[0]
    ActionChains(driver).move_to_element(first).perform()
    assert lit(driver) == trio
    assert "rules:verb-speaker-inna" in card.text and "0.91" in card.text
    assert not css(driver, ".text .afar")
    ActionChains(driver).move_to_element(css(driver, "h1")[0]).perform()
    assert lit(driver) == [] and not card.is_displayed()
    # a click stays; an implicit speaker, sentences earlier, looks different
    second.click()
    ActionChains(driver).move_to_element(css(driver, "h1")[0]).perform()
    assert lit(driver) == [trio[1], "أضاف", "الكلفة «لن تتجاوز المتوقع»"]
    assert [piece.text for piece in css(driver, ".text .afar")] == [trio[1]]
    assert "ضمني" in card.text
    ActionChains(driver).send_keys(Keys.ESCAPE).perform()
    assert lit(driver) == []
    # the speaker leads to all that it said
    ActionChains(driver).move_to_element(css(driver, "#a1 .speaker")[0]).perform()
    assert len(css(driver, "#a1 .text .quote.lit")) == 3
    ActionChains(driver).move_to_element(css(driver, "h1")[0]).perform()
    # and the keyboard goes from quotation to quotation
    driver.execute_script("document.querySelector('#a1 [data-quote=\"1\"]').focus()")
    assert lit(driver) == trio
    ActionChains(driver).send_keys(Keys.TAB).perform()
    assert lit(driver)[0] == trio[1] and "أضاف" in lit(driver)


@pytest.mark.browser
def test_list_below_an_article_leads_to_the_quotation(visit):
    driver = visit(COUNCIL)
    css(driver, "#a1 summary")[0].click()
    css(driver, "#a1 li .number")[1].click()
    assert "الكلفة «لن تتجاوز المتوقع»" in lit(driver)


@pytest.mark.browser
def test_charts_count_who_is_quoted_and_how(visit):
    driver = visit(COUNCIL, FARMERS)
    wait_until(lambda: len(css(driver, "#charts svg")) == 4)
    said = {
        svg: css(driver, f"#{svg} svg")[0].get_attribute("aria-label") for svg in ("who", "types", "links")
    }
    assert said["who"] == "رئيس مجلس بلدة الواحة سالم الحدّاد: 4؛ نقابة المزارعين: 1"
    assert said["types"] == "نص حرفي: 1؛ بعضه حرفي: 1؛ بالمعنى: 2؛ غير محدد: 1"
    assert said["links"] == "صريح: 3؛ ضمني: 2"
    css(driver, "#speakers li button")[1].click()
    wait_until(lambda: css(driver, "#cues svg")[0].get_attribute("aria-label") == "أكدت: 1")


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overflows(visit, width):
    long = Article(
        id="x" * 200,
        text="كلمة" * 200,
        meta={"url": "https://example.org/" + "y" * 300, "outlet": "z" * 200},
        quotes=[Quotation(quote=Span(0, 700), speaker=Span(700, 790), by="rule-" * 40, score=0.5)],
    )
    driver = visit(COUNCIL, long, width=width)
    driver.execute_script("for (const list of document.querySelectorAll('details')) list.open = true")
    wait_until(lambda: len(css(driver, "#charts svg")) >= 3)
    assert driver.execute_script("return document.documentElement.scrollWidth") == width
    css(driver, "#a1 [data-quote='1']")[0].click()
    box = css(driver, "#card")[0].rect
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert driver.execute_script("return document.documentElement.scrollWidth") == width


@pytest.mark.browser
def test_hostile_text_runs_nothing(visit):
    quotation = Quotation(
        quote=Span(0, 9), cue=Span(9, 20), speaker=Span(20, 40), speaker_name=HOSTILE, by=HOSTILE
    )
    article = Article(id=HOSTILE, text=HOSTILE, meta={"title": HOSTILE}, quotes=[quotation])
    driver = visit(article, FARMERS)
    css(driver, "#a1 mark")[0].click()
    css(driver, "#speakers li button")[0].click()
    wait_until(lambda: shown(driver) == ["a1"])
    wait_until(lambda: len(css(driver, "#charts svg")) >= 3)
    assert driver.execute_script("return window.hacked") is None
    assert not css(driver, "img")


@pytest.mark.browser
def test_labels_switch_to_english(visit):
    driver = visit(COUNCIL)
    css(driver, "#language")[0].click()
    assert css(driver, "h1")[0].text == "Who said what"
    assert css(driver, "#search")[0].get_attribute("placeholder") == "Search the texts"


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_paper_shows_texts_charts_and_lists_without_controls(visit, width):
    driver = visit(COUNCIL, FARMERS, width=width)
    bars = "dispatchEvent(new Event('beforeprint')); return document.querySelectorAll('#who .ct-bar').length"
    assert driver.execute_script(bars) >= 4  # at once, for printing doesn't wait
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not any(css(driver, selector)[0].is_displayed() for selector in ("#tools", "#language", "#card"))
    assert all(element.is_displayed() for element in css(driver, ".text, .found ol, #charts"))
    colour = "return getComputedStyle(document.querySelector('.quote')).backgroundColor"
    assert driver.execute_script(colour) == "rgb(253, 238, 181)"
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    driver.execute_script("dispatchEvent(new Event('afterprint'))")
    assert not any(element.is_displayed() for element in css(driver, ".found ol"))


@pytest.mark.browser
def test_an_empty_page_opens(visit):
    assert "لا مقالات" in css(visit(), "main")[0].text


@pytest.mark.browser
def test_five_hundred_articles_stay_quick(visit):
    filler = "وتواصل العمل في الحقول والطرقات والأسواق كما في كل عام. " * 40
    articles = (
        from_markup(
            f"{filler}<cue>قال</cue> <speaker>المهندس رقم {n}</speaker> إن <quote>العمل {n} مستمر</quote>.",
            id=f"{n}",
        )
        for n in range(500)
    )
    driver = visit(*articles)
    seconds = driver.execute_async_script(
        """const done = arguments[0], start = performance.now();
        document.getElementById("search").value = "العمل 499";
        document.getElementById("only-quotes").click();
        requestAnimationFrame(() => setTimeout(() => done((performance.now() - start) / 1000)));"""
    )
    assert shown(driver) == ["a500"]
    assert seconds < 5
