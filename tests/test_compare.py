"""Systems side by side: their figures, the paired differences, what one alone finds, and the page."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner, Result

from quotes.cli import app
from quotes.evaluation import evaluate
from quotes.evaluation.comparison import Comparison, compare
from quotes.evaluation.comparison.page import write_page
from quotes.evaluation.parts import Constructions
from quotes.extraction import extract
from quotes.markup import from_markup
from quotes.problems import Problem
from quotes.reading import read
from quotes.records import Article, Quotation

SEEDS = Path(__file__).parents[1] / "seeds"
HOSTILE = '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">{{ 7*7 }}'


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["compare", *map(str, arguments)], prog_name="quotes")


def without(articles: list[Article], *, every: int) -> list[Article]:
    """Return *articles* with every so-manieth quotation of all dropped."""
    copies, n = [], 0
    for article in articles:
        kept: list[Quotation] = []
        for quotation in article.quotes:
            n += 1
            if n % every:
                kept.append(quotation)
        copies.append(Article(id=article.id, text=article.text, meta=article.meta, quotes=kept))
    return copies


def write(path: Path, articles: list[Article]) -> Path:
    path.write_bytes(b"\n".join(map(msgspec.json.encode, articles)))
    return path


@pytest.fixture(scope="module")
def gold() -> list[Article]:
    return [item for item in read([str(SEEDS)]) if isinstance(item, Article)]


@pytest.fixture(scope="module")
def found(gold: list[Article]) -> list[Article]:
    return [extract(article.text, id=article.id, meta=article.meta) for article in gold]


def compared(gold: list[Article], **systems: list[Article]) -> Comparison:
    told: list[Problem] = []
    comparison = compare(gold, systems, report=told.append)
    assert comparison is not None and told == []
    return comparison


# --- the figures -------------------------------------------------------------------------------------


def test_the_figures_are_those_of_evaluate(gold: list[Article], found: list[Article]) -> None:
    fewer = without(found, every=4)
    comparison = compared(gold, all=found, fewer=fewer)
    for system, predicted in {"all": found, "fewer": fewer}.items():
        result = evaluate(gold, predicted)
        assert list(comparison.figures) == list(result.figures)
        for measure, theirs in result.figures.items():
            ours = comparison.figures[measure][system].figure
            assert (ours.p, ours.r, ours.f1) == (theirs.p, theirs.r, theirs.f1)
            assert (ours.gold, ours.predicted) == (theirs.gold, theirs.predicted)
            # evaluate bounds some measures only, compare all, from the same draws
            assert theirs.ci95 in (None, ours.ci95)
            assert ours.ci95 is not None and ours.value is not None
            assert ours.ci95[0] <= ours.value <= ours.ci95[1]
        for part in ("type", "source", "outlet", "construction"):
            theirs_by = result.breakdown(part)  # type: ignore[arg-type]
            for group, measures in theirs_by.items():
                ours_by = comparison.by[part][group]  # type: ignore[index]
                assert {m: f.f1 for m, f in measures.items()} == {
                    m: standings[system].figure.f1 for m, standings in ours_by.items()
                }


def test_a_system_does_not_differ_from_itself(gold: list[Article], found: list[Article]) -> None:
    comparison = compared(gold, first=found, second=found)
    parts = [
        standings
        for groups in comparison.by.values()
        for each in groups.values()
        for standings in each.values()
    ]
    for standings in [*comparison.figures.values(), *parts]:
        difference = standings["second"].difference
        assert difference is not None
        assert (difference.value, difference.ci95, difference.clear) == (0.0, (0.0, 0.0), False)
        assert standings["first"].difference is None
    for finds in comparison.finds.values():
        assert finds.alone == finds.missed == {"first": [], "second": []}


def test_what_is_strictly_better_lies_above_zero(gold: list[Article]) -> None:
    comparison = compared(gold, fewer=without(gold, every=3), all=gold)
    for measure in (
        "quote/overlap",
        "quote/exact",
        "cue",
        "attribution",
        "strict",
        "right source | implicit",
    ):
        difference = comparison.figures[measure]["all"].difference
        assert difference is not None and difference.ci95 is not None
        assert 0 < difference.ci95[0] <= difference.value <= difference.ci95[1]
        assert difference.clear
    # and the other way round below
    turned = compared(gold, all=gold, fewer=without(gold, every=3)).figures["strict"]["fewer"].difference
    assert turned is not None and turned.ci95 is not None and turned.clear
    assert turned.ci95[1] < 0


def test_a_difference_in_one_article_is_not_clear() -> None:
    marked = "<cue>قال</cue> <speaker>زيد</speaker> إن <quote>هذا حق</quote>."
    gold = [from_markup(marked, id=str(n)) for n in range(20)]
    fewer = [*gold[:-1], Article(id="19", text=gold[-1].text)]
    difference = compared(gold, all=gold, fewer=fewer).figures["strict"]["fewer"].difference
    assert difference is not None and difference.value < 0 and not difference.clear


def test_a_pair_is_resampled_together(gold: list[Article], found: list[Article]) -> None:
    """The difference of two alike systems is known far better than either figure."""
    comparison = compared(gold, all=found, fewer=without(found, every=15))
    standing = comparison.figures["strict"]["fewer"]
    assert standing.difference is not None and standing.difference.ci95 and standing.figure.ci95
    (low, high), (lowest, highest) = standing.difference.ci95, standing.figure.ci95
    assert high - low < (highest - lowest) / 2


# --- the parts ---------------------------------------------------------------------------------------

CONSTRUCTIONS = {
    "verb-clause": "<cue>قال</cue> <speaker>الوزير</speaker> إن <quote>الأمر انتهى</quote>.",
    "verb-clause with its pronoun": "<cue>أكدت</cue> <speaker>هند</speaker> <quote>أنها لن تغادر</quote>.",
    "verb-colon": "<cue>قال</cue> <speaker>الوزير</speaker>: «<quote>الأمر انتهى</quote>».",
    "verb-colon before a complementiser": "<cue>قال</cue> <speaker>زيد</speaker>: إن <quote>هذا حق</quote>.",
    "verb-speech": "<cue>قال</cue> <speaker>الوزير</speaker> «<quote>الأمر انتهى هنا</quote>».",
    "verb-bare": "<cue>اعتبر</cue> <speaker>الوزير</speaker> <quote>القرار يدل على ضعف</quote>.",
    "speech-verb": "«<quote>الأمر انتهى هنا</quote>»، <cue>قال</cue> <speaker>الوزير</speaker>.",
    "participle": "وصل الوزير، <cue>مضيفا</cue> أن <quote>الأمر انتهى</quote>.",
    "noun": "نقلت الوكالة عن <speaker>الوزير</speaker> <cue>قوله</cue> إن <quote>الأمر انتهى</quote>.",
    "preposition": "<quote>وصلت القافلة إلى البلدة</quote>، <cue>بحسب</cue> <speaker>الوزير</speaker>.",
    "headline": "<speaker>الوزير</speaker>: <quote>الأمر انتهى</quote>",
    "no cue": "<speaker>الوزير</speaker> هنا <quote>الأمر انتهى</quote>",
    "another": "<cue>حديقة</cue> <speaker>الوزير</speaker> أن <quote>الأمر انتهى</quote>",
}


@pytest.mark.parametrize("name", CONSTRUCTIONS, ids=lambda name: name.replace(" ", "-"))
def test_the_construction_is_read_off_the_spans(name: str) -> None:
    article = from_markup(CONSTRUCTIONS[name], id="a")
    assert (
        Constructions(article.text).of(article.quotes[0])
        == name.partition(" with")[0].partition(" before")[0]
    )


def test_a_group_that_one_system_alone_has_is_nothing_to_the_others() -> None:
    more = from_markup(
        "<cue 1>قال</cue> <speaker 1>زيد</speaker> إن <quote 1>هذا حق</quote>."
        " ثم <quote 2>جاء الخريف هنا</quote>.",
        id="a",
    )
    gold = Article(id="a", text=more.text, quotes=more.quotes[:1])
    spurious = compared([gold], one=[more], two=[gold]).by["construction"]["no cue"]["strict"]
    counts = {system: (s.figure.gold, s.figure.predicted) for system, s in spurious.items()}
    assert counts == {"one": (0, 1), "two": (0, 0)}


# --- what one finds ----------------------------------------------------------------------------------

TWO = (
    "<cue 1>قال</cue> <speaker 1>زيد الحداد</speaker> إن <quote 1>الجسر الجديد جاهز</quote>.\n"
    "<cue 2>قالت</cue> <speaker 2>هند</speaker> إن <quote 2>الجسر القديم ينهار</quote>."
)


def test_what_one_alone_finds_and_what_is_wrong_with_the_others() -> None:
    gold = from_markup(TWO, id="bridge")
    first, second = gold.quotes
    wrong_source = msgspec.structs.replace(second, speaker=first.speaker)
    short = msgspec.structs.replace(
        second, quote=msgspec.structs.replace(second.quote, end=second.quote.end - 7)
    )

    def predicted(*quotes: Quotation) -> list[Article]:
        return [Article(id="bridge", text=gold.text, quotes=list(quotes))]

    comparison = compared(
        [gold], all=predicted(first, second), source=predicted(first, wrong_source), short=predicted(short)
    )
    strict, attribution = comparison.finds["strict"], comparison.finds["attribution"]
    assert strict.found == {"all": 2, "source": 1, "short": 0}
    [example] = strict.alone["all"]
    assert (example.article, example.quote, example.cue, example.speaker) == (
        "bridge",
        "الجسر القديم ينهار",
        "قالت",
        "هند",
    )
    assert gold.text[example.start :].startswith(example.quote)
    assert example.faults == {"source": "source", "short": "boundary"}
    [other] = attribution.missed["short"]
    assert (other.quote, other.faults) == ("الجسر الجديد جاهز", {"short": "missed"})
    assert [each.quote for each in attribution.missed["source"]] == ["الجسر القديم ينهار"]


# --- the command -------------------------------------------------------------------------------------


def test_the_command_shows_figures_differences_and_examples(tmp_path: Path, gold: list[Article]) -> None:
    fewer = write(tmp_path / "fewer.jsonl", without(gold, every=3))
    result = run(SEEDS, fewer, SEEDS, "--errors", 1)
    assert (result.exit_code, result.stderr) == (0, "")
    shown = result.stdout
    assert f"{len(gold)} articles" in shown and "±: less fewer" in shown
    lines = shown.splitlines()
    [strict] = [n for n, line in enumerate(lines) if line.startswith("strict ")]
    assert lines[strict].split()[1] == "fewer"
    assert lines[strict + 1].split()[:3] == ["seeds", "1.000", "1.000–1.000"]
    assert lines[strict + 1].split()[3].endswith("*")
    assert "F1 by construction" in shown
    assert "[fewer: missed]" in shown


def test_an_engine_is_a_system(tmp_path: Path, gold: list[Article], found: list[Article]) -> None:
    file = write(tmp_path / "found.jsonl", found)
    told = json.loads(run(SEEDS, "rules", file, "--json", "--resamples", 20).stdout)
    assert told["systems"] == ["rules", "found"]
    assert all(each["found"]["difference"]["value"] == 0.0 for each in told["figures"].values())
    assert told["figures"]["strict"]["rules"]["figure"]["f1"] == evaluate(gold, found).figures["strict"].f1


def test_json_comes_back_whole(tmp_path: Path, gold: list[Article]) -> None:
    fewer = write(tmp_path / "fewer.jsonl", without(gold, every=3))
    result = run(SEEDS, SEEDS, fewer, "--json")
    told = msgspec.json.decode(result.stdout, type=Comparison)
    told_again = msgspec.json.decode(msgspec.json.encode(told), type=Comparison)
    direct = compare(gold, {"seeds": gold, "fewer": without(gold, every=3)}, name=str(SEEDS), report=print)
    assert told == told_again == direct
    assert told.figures["strict"]["fewer"].figure.gold and told.finds["strict"].alone["seeds"]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["new/a.jsonl", "b.jsonl"], ["a", "b"]),
        (["old/a.jsonl", "new/a.jsonl"], ["old/a.jsonl", "new/a.jsonl"]),
        (["a.jsonl", "a.jsonl"], ["a", "a (2)"]),
    ],
    ids=["files", "of-one-name", "twice"],
)
def test_systems_have_short_names_that_tell_them_apart(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    gold: list[Article],
    arguments: list[str],
    names: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for argument in arguments:
        Path(argument).parent.mkdir(exist_ok=True)
        write(Path(argument), gold)
    assert json.loads(run(SEEDS, *arguments, "--json", "--resamples", 1).stdout)["systems"] == names


def test_a_missing_article_counts_as_missed_and_is_told(tmp_path: Path, gold: list[Article]) -> None:
    some = write(tmp_path / "some.jsonl", gold[2:])
    result = run(SEEDS, SEEDS, some, "--json", "--resamples", 1)
    assert result.exit_code == 0
    [line] = result.stderr.splitlines()
    assert line.startswith(
        f"quotes: some: 2 of {len(gold)} articles of gold are not in it ({gold[0].id}, {gold[1].id})"
    )
    figure = json.loads(result.stdout)["figures"]["quote/overlap"]["some"]["figure"]
    assert figure["r"] == evaluate(gold, gold[2:]).figures["quote/overlap"].r < 1.0


def test_another_text_is_told_and_counts_as_missed(tmp_path: Path, gold: list[Article]) -> None:
    changed = [Article(id=gold[0].id, text=gold[0].text + " ثم", quotes=gold[0].quotes), *gold[1:]]
    result = run(SEEDS, SEEDS, write(tmp_path / "changed.jsonl", changed), "--json", "--resamples", 1)
    assert result.exit_code == 1
    [line] = result.stderr.splitlines()
    assert gold[0].id in line and "not gold's" in line
    figure = json.loads(result.stdout)["figures"]["quote/overlap"]["changed"]["figure"]
    assert figure["r"] == evaluate(gold, gold[1:]).figures["quote/overlap"].r


def test_the_first_of_two_articles_with_one_id_is_compared(gold: list[Article]) -> None:
    told: list[Problem] = []
    empty = Article(id=gold[0].id, text=gold[0].text)
    comparison = compare(gold, {"one": gold, "twice": [*gold, empty]}, report=told.append)
    [problem] = told
    assert problem.failure and problem.file == "twice" and gold[0].id in problem.what
    assert comparison is not None
    assert comparison.figures["strict"]["twice"].figure.f1 == 1.0


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"{ not json\n", "bad.jsonl:1: "), (b"", "nothing is compared"), (None, "bad.jsonl: ")],
    ids=["broken", "empty", "missing"],
)
def test_a_bad_file_is_a_failure_told_in_a_line(tmp_path: Path, content: bytes | None, said: str) -> None:
    bad = tmp_path / "bad.jsonl"
    if content is not None:
        bad.write_bytes(content)
    for arguments in ([SEEDS, SEEDS, bad], [bad, SEEDS, SEEDS]):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert all(line.startswith("quotes: ") for line in result.stderr.splitlines())
        if arguments[0] != bad:
            assert said in result.stderr


def test_one_system_is_wrong_use() -> None:
    result = run(SEEDS, "rules")
    assert result.exit_code == 2
    assert "quotes evaluate" in result.stderr


# --- the page ----------------------------------------------------------------------------------------


def test_the_page_needs_matplotlib_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = run(SEEDS, SEEDS, SEEDS, "--html", tmp_path / "page.html", "--resamples", 1)
    assert result.exit_code == 1
    assert "quotes-ar[compare]" in result.stderr
    assert not (tmp_path / "page.html").exists()


def test_one_comparison_makes_one_page(tmp_path: Path, gold: list[Article]) -> None:
    pytest.importorskip("matplotlib")
    fewer = write(tmp_path / "fewer.jsonl", without(gold, every=3))
    pages = [tmp_path / "1.html", tmp_path / "2.html"]
    for page in pages:
        assert run(SEEDS, SEEDS, fewer, "--html", page, "--resamples", 50).exit_code == 0
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_a_page_can_be_made_of_any_gold(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    told = from_markup(TWO, id="half\ud800\x00", meta={"outlet": "half\ud800 $x_1{$"})
    for articles in ([told], [Article(id="quiet", text="أمطرت طوال الليل.")]):
        comparison = compared(articles, **{"_one": articles, "two": articles, "$\ud800": articles})
        stream = io.StringIO()
        write_page(comparison, stream, examples=5)
        page = stream.getvalue()
        page.encode()
        assert "\x00" not in page and page.endswith("</html>")


@pytest.mark.browser
def test_the_page_opens_and_what_was_predicted_stays_text(
    tmp_path: Path, driver: Any, gold: list[Article]
) -> None:
    pytest.importorskip("matplotlib")
    first = from_markup(TWO, id=HOSTILE, meta={"outlet": "<b>$x_1</b> صحيفة النخيل"})
    everything = [first, *gold]
    right = write(tmp_path / "gold.jsonl", everything)
    fewer = write(
        tmp_path / "<i>fewer.jsonl", [Article(id=HOSTILE, text=first.text), *without(gold, every=3)]
    )
    page = tmp_path / "page.html"
    result = run(right, fewer, right, "--html", page)
    assert (result.exit_code, result.stderr) == (0, "")
    driver.get_log("browser"), driver.get_log("performance")
    driver.get(page.as_uri())
    assert driver.get_log("browser") == []
    asked = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    urls = {m["params"]["request"]["url"] for m in asked if m["method"] == "Network.requestWillBeSent"}
    assert {url for url in urls if not url.startswith(("file:", "data:"))} == set()

    def script(code: str) -> Any:
        return driver.execute_script(f"return {code}")

    assert script("window.hacked") is None
    assert script("document.scripts.length + document.images.length") == 0
    example = "document.querySelector('.examples tbody tr')"
    assert script(f"{example}.cells[0].textContent") == HOSTILE
    assert script(f"{example}.querySelector('.quote').textContent") == "الجسر الجديد جاهز"
    assert script(f"getComputedStyle({example}.querySelector('.quote')).direction") == "rtl"
    assert script("document.querySelector('.systems').textContent").split() == ["●", "<i>fewer", "■", "gold"]
    # two plots of figures, one for each part, all of them drawn
    boxes = script(
        "[...document.querySelectorAll('svg')].map(s => [s.clientWidth, s.querySelectorAll('path').length])"
    )
    assert len(boxes) == 6
    assert all(width > 300 and paths > 10 for width, paths in boxes)
    cells = "[...r.cells].map(c => c.textContent.trim())"
    rows = script(f"[...document.querySelectorAll('#figures tbody tr')].map(r => {cells})")
    [strict] = [row for row in rows if row[0] == "strict"]
    assert strict[2].startswith("1.000") and strict[3].startswith("+") and "*" in strict[3]
    assert script("document.documentElement.scrollWidth <= innerWidth")
