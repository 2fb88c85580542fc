"""The scheme's checks, one line a case: what is found, and what looks like it and is right."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from drawn import articles
from hypothesis import given, settings

from quotes.formats.jsonl import to_json
from quotes.markup import from_markup
from quotes.reading import read
from quotes.records import Article, Quotation, Span
from quotes.validation import validate

ROOT = Path(__file__).parents[1]
EASY = "أن <quote>الأمر هين</quote>."
NAMED = '<speaker {0}>{1}</speaker>: <quote {0} source=0 name="{1}">نعم</quote>.'
SAID = "<cue 1>قال</cue> <speaker 1>وزير الصحة</speaker>"

FOUND = {
    "unlinked": ("error unlinked", "قال الوزير إن <quote>الوضع تحت السيطرة</quote>."),
    "complementiser": ("error complementiser", f"{SAID} <quote 1>إن الوضع تحت السيطرة</quote>."),
    "complementiser-anna": ("error complementiser", f"{SAID} <quote 1>بأنَّ الوضع تحت السيطرة</quote>."),
    "complementiser-and": ("error complementiser", f"{SAID} <quote 1>وأن الوضع تحت السيطرة</quote>."),
    "complementiser-colon": ("error complementiser", f"{SAID}: <quote 1>إن الوضع تحت السيطرة</quote>."),
    "outer-marks": ("error outer-marks", f"{SAID}: <quote 1>«الوضع تحت السيطرة»</quote>."),
    "closing-mark": ("error outer-marks", f"{SAID}: «<quote 1>الوضع تحت السيطرة»</quote>."),
    "opening-mark": ("error outer-marks", f"{SAID}: <quote 1>«الوضع تحت السيطرة</quote>»."),
    "straight-marks": ("error outer-marks", f'{SAID}: <quote 1>"الوضع تحت السيطرة"</quote>.'),
    "point": ("error punctuation", f"{SAID} إن <quote 1>الوضع تحت السيطرة.</quote>"),
    "comma": ("error punctuation", f"{SAID} إن<quote 1>، الوضع تحت السيطرة</quote>."),
    "no-words": ("error punctuation", f"{SAID}<quote 1>:</quote> نعم."),
    "cut-end": ("error cut", f"{SAID} إن <quote 1>الوضع تحت السيط</quote>رة."),
    "cut-start": ("error cut", f"{SAID} إن ال<quote 1>وضع تحت السيطرة</quote>."),
    "unknown-cue": ("warning unknown-cue", f"<cue>طبخ</cue> <speaker>الوزير</speaker> {EASY}"),
    "cue-and": ("error cue-clitic", f"<cue>وقال</cue> <speaker>الوزير</speaker> {EASY}"),
    "relative": ("error relative", f"<cue>قال</cue> <speaker>الوزير الذي زار المدينة</speaker> {EASY}"),
    "filler": ("error filler", "و<cue>يذكر</cue> أن <quote>السد قديم</quote>."),
    "filler-long": ("error filler", "<cue>يشار إلى</cue> أن <quote>السد قديم</quote>."),
    "filler-speaker": ("warning filler", f"<speaker>الوزير</speaker> <cue>يتوقع</cue> {EASY}"),
    "name": ("error name", f'{SAID} إن <quote 1 name="وزيرة الصحة">الوضع تحت السيطرة</quote>.'),
    "type": ("warning type", f"{SAID} إن <quote 1 type=direct>الوضع تحت السيطرة</quote>."),
    "crossing": ("error crossing", f"{SAID} <quote 1>ما <quote 2>لا</quote 1> بد</quote 2> <cue 2>أكد</cue>"),
    "twice": ("error twice", f"{SAID} إن <quote 1><quote 2>الأمر هين</quote></quote> <cue 2>أكد</cue>"),
    "two-names": ("error two-names", f"{NAMED.format(1, 'زيد')} {NAMED.format(2, 'هند')}"),
}  # fmt: skip
LEFT_ALONE = {
    "plain": f"{SAID} إن <quote 1>الوضع تحت السيطرة</quote>.",
    "complementiser-with-pronoun": f"{SAID} <quote 1>إنه راض عن النتائج</quote>.",
    "complementiser-in-marks": f"{SAID}: «<quote 1>إن الوضع تحت السيطرة</quote>».",
    "complementiser-in-slashes": f"{SAID} // <quote 1>إن الوضع تحت السيطرة</quote> //.",
    "condition": f"{SAID}: <quote 1>إن شاء الله نبدأ غدا</quote>.",
    "two-inner-fragments": f"{SAID} إن <quote 1>«الوضع» بات «تحت السيطرة»</quote>.",
    "fragment-at-the-end": f"{SAID} إن <quote 1>الوضع بات «تحت السيطرة»</quote>.",
    "fragment-without-its-end": f"{SAID} إن <quote 1>الوضع بات «تحت السيطرة</quote>».",
    "headline": "<speaker>الوزير</speaker>: <quote>الأمر هين</quote>",
    "no-source": f"<cue>قيل</cue> {EASY}",
    "speaker-behind-a-preposition": "<cue>وفقا</cue> ل<speaker>لجيش</speaker>، <quote>عاد الهدوء</quote>.",
    "vowel-marks": "و<cue>قَالَ</cue> <speaker>الوزيرُ</speaker> إنَّ <quote>الأمرَ هيِّنٌ</quote>.",
    "several-words": f"و<cue>أعاد إلى الأذهان</cue> <speaker>الوزير</speaker> {EASY}",
    "relative-that-reports": f"<speaker>الوزير</speaker> الذي <cue>قال</cue> {EASY}",
    "cue-with-vowel-marks": "<cue>قالَ</cue> <speaker>الوزير</speaker> إن <quote>الأمر هين</quote>.",
    "glued-copy": f"<speaker>محاموه</speaker><cue>أكدوا</cue> {EASY}",
    "nested": f"{SAID} إن <quote 1>الوزير <cue 2>أكد</cue> أن <quote 2>الوضع تحت السيطرة</quote></quote>.",
    "initial": f"<cue>قال</cue> <speaker>الوزير س.</speaker> {EASY}",
}


@pytest.mark.parametrize(("expected", "marked"), FOUND.values(), ids=FOUND)
def test_what_is_against_the_scheme_is_found(expected: str, marked: str) -> None:
    article = from_markup(marked, id="a")
    [finding] = validate(article)
    assert f"{finding.severity} {finding.kind}" == expected
    assert article.text[finding.part.start : finding.part.end] == finding.part.text
    shown = str(finding)
    place = f"article a, quotation {finding.quotation} at {finding.part.start}–{finding.part.end}, «"
    assert shown.startswith(f"{finding.severity}: {place}")
    assert shown.endswith(f"; {finding.remedy}")


@pytest.mark.parametrize("marked", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_only_looks_wrong_is_left_alone(marked: str) -> None:
    assert validate(from_markup(marked)) == []


def test_an_implicit_speaker_must_be_linked() -> None:
    article = from_markup(f"و<cue>أضاف</cue> {EASY}")
    article.quotes[0].implicit = True
    assert [f.kind for f in validate(article)] == ["implicit"]


@settings(max_examples=200, deadline=None)
@given(article=articles())
def test_any_article_can_be_checked(article: Article) -> None:
    before = msgspec.json.encode(article)
    assert all("\n" not in str(finding) for finding in validate(article))
    assert msgspec.json.encode(article) == before


def test_our_own_gold_has_no_errors() -> None:
    findings = [f for a in read([str(ROOT / "seeds")]) if isinstance(a, Article) for f in validate(a)]
    assert [str(f) for f in findings if f.severity == "error"] == []


CORPUS = ROOT.parent / "shared" / "corpus" / "articles.parquet"


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_our_annotations_have_no_errors(tmp_path: Path) -> None:
    script = [sys.executable, str(ROOT / "scripts" / "standoff.py"), "restore", str(CORPUS)]
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(subprocess.run(script, capture_output=True, check=True, cwd=ROOT).stdout)
    findings = [f for a in read([str(gold)]) if isinstance(a, Article) for f in validate(a)]
    errors = [f for f in findings if f.severity == "error"]
    # للاعتراف has lost its alef, and in وارد the و is its own: what stands there is right
    assert [f.part.text for f in errors] == ["لاعتراف", "وارد"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "from quotes.cli import app; app()"
    command = [sys.executable, "-c", code, "validate", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)


def test_the_command_counts_and_fails_on_errors_only(tmp_path: Path) -> None:
    warned, wrong = (from_markup(FOUND[name][1], id=name) for name in ("unknown-cue", "complementiser"))
    outside = Article(id="o", text="قال", quotes=[Quotation(quote=Span(0, 99))])
    path = tmp_path / "gold.jsonl"

    path.write_text(to_json(warned), "utf-8")
    done = run(str(path))
    assert (done.returncode, done.stderr) == (0, "quotes: 0 errors and 1 warnings in 1 articles\n")
    assert done.stdout.splitlines() == [str(validate(warned)[0]), "warning: 1 × unknown-cue"]

    path.write_text("\n".join(map(to_json, [outside, warned, wrong])), "utf-8")
    done = run(str(path), "--quiet")
    assert done.returncode == 1
    assert done.stdout == "error: 1 × complementiser\nwarning: 1 × unknown-cue\n"
    told, counted = done.stderr.splitlines()
    assert told.startswith(f"quotes: {path}:1: article o, quotation 1: quote 0–99 lies outside the text")
    assert counted == "quotes: 1 errors and 1 warnings in 2 articles"
