"""Agreement of annotators, worked out by hand; and the page of what they disagree about."""

import io
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from quotes.annotation.agree import Pair, agree
from quotes.annotation.comparing import pair_quotations
from quotes.annotation.disagreements import write_disagreements
from quotes.annotation.pull import KEY
from quotes.annotation.status import Changes, link_changes, span_changes
from quotes.cli import app
from quotes.formats.jsonl import to_json
from quotes.markup import from_markup
from quotes.records import Article

# huda: three quotations; omar took أن along in the second and left the third unmarked
HUDA = (
    "<cue 1>قال</cue> <speaker 1><speaker 2~>سالم</speaker 2></speaker 1> إن <quote 1>المطر غزير</quote>."
    " و<cue 2>أضاف</cue> أن <quote 2>الطريق مغلق</quote>."
    " و<cue 3>قالت</cue> <speaker 3>هند</speaker> إن <quote 3>الجسر سليم</quote>."
)
OMAR = (
    "<cue 1>قال</cue> <speaker 1><speaker 2~>سالم</speaker 2></speaker 1> إن <quote 1>المطر غزير</quote>."
    " و<cue 2>أضاف</cue> <quote 2>أن الطريق مغلق</quote>. وقالت هند إن الجسر سليم."
)
ALIKE = "<cue 1>بحسب</cue> <speaker 1>الوكالة</speaker> <quote 1>غدا عطلة</quote>."


def article(marked: str, id: str, **meta: Any) -> Article:
    return from_markup(marked, id=id, meta=meta)


@pytest.fixture
def both() -> dict[str, list[Article]]:
    huda = [article("لا خبر.", "none"), article(ALIKE, "alike"), article(HUDA, "t1"), article(ALIKE, "mine")]
    omar = [article(OMAR, "t1"), article(ALIKE, "alike"), article("لا خبر.", "none")]
    return {"huda": huda, "omar": omar}


def test_the_figures_are_those_worked_out_by_hand(both: dict[str, list[Article]]) -> None:
    ((pair,), problems) = agree(both)
    assert problems == []
    # in both, huda's, omar's: سالم is one span though two quotations link it
    assert {name: (f.both, f.first, f.second) for name, f in pair.figures.items()} == {
        "QUOTE exact": (2, 4, 3),
        "QUOTE overlap": (3, 4, 3),
        "SPEAKER exact": (2, 3, 2),
        "SPEAKER overlap": (2, 3, 2),
        "CUE exact": (3, 4, 3),
        "CUE overlap": (3, 4, 3),
        "attribution": (3, 4, 3),
        "strict": (2, 4, 3),
    }
    assert {name: f.f1 for name, f in pair.figures.items()} == pytest.approx(
        {
            "QUOTE exact": 4 / 7,
            "QUOTE overlap": 6 / 7,
            "SPEAKER exact": 4 / 5,
            "SPEAKER overlap": 4 / 5,
            "CUE exact": 6 / 7,
            "CUE overlap": 6 / 7,
            "attribution": 6 / 7,
            "strict": 4 / 7,
        }
    )
    assert pair.alone == (1, 0)
    for figure in pair.figures.values():
        assert figure.f1 is not None and figure.ci95 is not None
        assert figure.ci95[0] <= figure.f1 <= figure.ci95[1]


def test_articles_come_worst_first(both: dict[str, list[Article]]) -> None:
    ((pair,), _) = agree(both)
    worst, *rest = pair.articles
    assert (worst.first.id, worst.same) == ("t1", False)
    assert worst.f1 == pytest.approx({"spans": 8 / 13, "attribution": 4 / 5, "strict": 2 / 5})
    assert {c.first.id: (c.same, c.f1["strict"]) for c in rest} == {
        "alike": (True, 1.0),
        "none": (True, None),
    }


def test_it_is_the_same_the_other_way_round(both: dict[str, list[Article]]) -> None:
    ((one,), _) = agree(both)
    ((other,), _) = agree(dict(reversed(both.items())))
    assert {m: (f.both, f.f1, f.ci95) for m, f in one.figures.items()} == {
        m: (f.both, f.f1, f.ci95) for m, f in other.figures.items()
    }
    assert (other.first, other.second, other.alone) == ("omar", "huda", (0, 1))


def test_a_link_alone_is_a_disagreement() -> None:
    overt = HUDA.replace("2~>", "2>")
    ((pair,), _) = agree({"a": [article(HUDA, "t")], "b": [article(overt, "t")]})
    (compared,) = pair.articles
    assert not compared.same
    assert compared.f1["spans"] == 1.0
    (row,) = [r for r in rows_of(page(pair)) if r]
    assert row[:2] == ["2", "مصدر ضمني"]


def test_every_pair_of_three_is_compared_and_other_texts_are_told() -> None:
    articles = {name: [article(ALIKE, "t")] for name in "abc"}
    articles["c"] = [article("<quote>غير ذلك</quote> النص", "t")]
    pairs, problems = agree(articles)
    assert [(p.first, p.second, len(p.articles)) for p in pairs] == [
        ("a", "b", 1),
        ("a", "c", 0),
        ("b", "c", 0),
    ]
    assert [str(p) for p in problems] == [
        "article t: a and c have different texts; push it again to both",
        "article t: b and c have different texts; push it again to both",
    ]


def test_corrections_are_counted_once_each() -> None:
    sent, now = article(HUDA, "t").quotes, article(OMAR, "t").quotes
    # gone: a quote, its cue and its speaker, and their links; a border moved
    assert span_changes(sent, now) == Changes(added=0, deleted=3, changed=1)
    assert link_changes(sent, now) == Changes(added=0, deleted=2, changed=0)
    assert span_changes(now, sent) == Changes(added=3, deleted=0, changed=1)
    assert link_changes(now, sent) == Changes(added=2, deleted=0, changed=0)
    overt = article(HUDA.replace("2~>", "2>"), "t").quotes
    assert span_changes(sent, overt) == Changes()
    assert link_changes(sent, overt) == Changes(changed=1)


def test_a_relabelled_span_is_one_change() -> None:
    sent = article("<cue 1>قال</cue> <quote 1>نعم نعم</quote> سالم", "t").quotes
    now = article("<speaker 1>قال</speaker> <quote 1>نعم نعم</quote> سالم", "t").quotes
    assert span_changes(sent, now) == Changes(changed=1)
    assert link_changes(sent, now) == Changes(added=1, deleted=1)


def test_quotations_pair_by_all_parts_before_overlap() -> None:
    twice = article("<quote 1>نعم <quote 2>لا لا</quote 2></quote 1> <cue 2>قال</cue>", "t").quotes
    pairs = pair_quotations(twice, list(reversed(twice)))
    assert all(a is b for a, b in pairs)


# ---- the page


class Page(HTMLParser):
    """What the page shows: text by element, links, and which tags it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.framed: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.text = self.table = False
        self.span = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.tags.append(tag)
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag == "div" and given.get("class") == "text":
            self.text = True
            self.texts.append("")
        if tag == "table":
            self.table = given.get("class") == "differences"
        if self.table and tag == "tr":
            self.rows.append([])
        if self.table and tag in ("td", "th"):
            self.rows[-1].append("")
        self.span = (given.get("class") or "") if tag == "span" else ""

    def handle_endtag(self, tag: str) -> None:
        self.span = ""
        if tag == "div":
            self.text = False
        if tag == "table":
            self.table = False

    def handle_data(self, data: str) -> None:
        if self.text:
            self.texts[-1] += data
            if "only-" in self.span:
                self.framed.append((data, self.span))
        elif self.table and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip()


def page(*pairs: Pair) -> Page:
    stream = io.StringIO()
    write_disagreements(pairs, stream)
    return Page(stream.getvalue())


def rows_of(shown: Page) -> list[list[str]]:
    return [row for row in shown.rows if row[:2] != ["رقم", "الخلاف"]]


def test_the_page_has_both_versions_and_lists_what_differs(both: dict[str, list[Article]]) -> None:
    both["huda"][2].meta = {
        KEY: {"link": "https://d.example/1?page=3", "comments": [{"by": "h", "text": "؟"}]}
    }
    both["omar"][0].meta = {KEY: {"link": "javascript:alert(1)"}}
    ((pair,), _) = agree(both)
    shown = page(pair)
    assert shown.texts == [pair.articles[0].first.text] * 2  # what they agree on is not shown
    assert shown.links == ["https://d.example/1?page=3"]
    assert rows_of(shown) == [
        ["2", "حدود الاقتباس", "الطريق مغلق", "أن الطريق مغلق"],
        ["3", "الاقتباس كله", "الجسر سليم", "لا شيء"],
    ]
    assert shown.framed == [
        ("الطريق مغلق", "quote only-quote"),
        ("قالت", "cue only-cue"),
        ("هند", "speaker only-speaker"),
        ("الجسر سليم", "quote only-quote"),
        ("أن الطريق مغلق", "quote only-quote"),
    ]


def test_hostile_text_stays_text() -> None:
    script = "&lt;script>alert(1)&lt;/script>"
    hostile = f"<speaker 1>{script}</speaker> <quote 1>&lt;img src=x onerror=alert(2)></quote>"
    one = article(
        hostile, "</title><script>alert(3)</script>", **{KEY: {"comments": [{"by": "<b>", "text": "<i>"}]}}
    )
    ((pair,), _) = agree({"<script>": [one], '"b': [Article(id=one.id, text=one.text)]})
    shown = page(pair)
    assert not {"script", "img", "i"} & set(shown.tags)
    assert shown.texts == [one.text] * 2
    assert "<img src=x" in shown.texts[0]


@pytest.mark.browser
@pytest.mark.parametrize(("width", "beside"), [(1280, True), (390, False)])
def test_versions_stand_beside_each_other_where_there_is_room(
    driver: Any, both: dict[str, list[Article]], tmp_path: Path, width: int, beside: bool
) -> None:
    ((pair,), _) = agree(both)
    path = tmp_path / "page.html"
    with path.open("w", encoding="utf-8") as stream:
        write_disagreements([pair], stream)
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    driver.get_log("browser")
    driver.get(path.as_uri())
    one, other = (e.rect for e in driver.find_elements("css selector", ".versions section"))
    assert (one["y"] == other["y"] and one["x"] > other["x"]) is beside  # the first stands at the right
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    assert driver.get_log("browser") == []


# ---- the command


@pytest.fixture
def files(both: dict[str, list[Article]], tmp_path: Path) -> list[str]:
    paths = []
    for name, articles in both.items():
        path = tmp_path / f"{name}.jsonl"
        path.write_text("".join(to_json(a) + "\n" for a in articles), encoding="utf-8")
        paths.append(str(path))
    return paths


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["doccano", "agree", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_two_files_are_compared_by_their_names(files: list[str], tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    code, shown, _ = run(*files, "--format", "json", "-o", str(out))
    assert code == 0
    (pair,) = json.loads(shown)
    assert pair["annotators"] == ["huda", "omar"]
    assert pair["figures"]["attribution"]["f1"] == pytest.approx(6 / 7)
    assert pair["articles"][0]["id"] == "t1"
    assert "الجسر سليم" in out.read_text(encoding="utf-8")


def test_the_table_names_measures_and_the_worst(files: list[str]) -> None:
    code, shown, _ = run(*files)
    assert code == 0
    lines = [line.split() for line in shown.splitlines()]
    assert ["attribution", "0.857"] in [line[:2] for line in lines]
    assert ["t1", "0.400", "0.800", "0.615"] in lines


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name FILES, or a project"),
        (["a.jsonl"], "one file agrees with nothing"),
        (["a.jsonl", "b.jsonl", "--project", "p"], "and not both"),
    ],
)
def test_wrong_use_is_one_line(arguments: list[str], said: str) -> None:
    code, _, told = run(*arguments)
    assert code == 2
    assert said in told
    assert len(told.splitlines()) == 1


def test_a_file_that_cannot_be_read_is_one_line(files: list[str], tmp_path: Path) -> None:
    code, _, told = run(files[0], str(tmp_path / "none.jsonl"))
    assert code == 1
    assert len(told.splitlines()) == 1
    assert "none.jsonl" in told
