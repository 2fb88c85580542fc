"""Markup and articles become each other without loss, and nothing malformed passes for text."""

import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.formats.jsonl import to_json
from quotes.formats.markup import write_markup
from quotes.markup import MarkupError, from_header, from_markup, to_header, to_markup
from quotes.problems import Problem, sift
from quotes.reading import Options, Source, read
from quotes.reading.jsonl import from_json
from quotes.reading.markup import read as read_markup
from quotes.records import Article, Quotation, span

# every code point, lone surrogates among them, and what looks like markup
CHARACTERS = st.one_of(st.characters(exclude_categories=[]), st.sampled_from("<>&\"'~?=/ \n\r\0ا"))
WORDS = st.text(CHARACTERS, max_size=12)
PIECES = st.sampled_from(
    ["<quote>", "</cue 1>", "&lt;", "&#x41;", "&copy;", "<article id='a'>", "</article>", "قال"]
)
TEXTS = st.lists(WORDS | PIECES, min_size=1, max_size=8).map("".join).filter(bool)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Draw any valid article: spans nest, cross and repeat, fields are there or not."""
    text = draw(TEXTS)

    def part() -> Any:
        start = draw(st.integers(0, len(text) - 1))
        return span(text, start, draw(st.integers(start + 1, len(text))))

    quotes = []
    for _ in range(draw(st.integers(0, 4))):
        speaker = draw(st.sampled_from([None, part(), *[q.speaker for q in quotes]]))
        quotes.append(
            Quotation(
                quote=part(),
                cue=draw(st.sampled_from([None, part(), *[q.cue for q in quotes]])),
                speaker=speaker,
                implicit=speaker is not None and draw(st.booleans()),
                type=draw(st.sampled_from([None, "direct", "mixed", "indirect"])),
                speaker_name=draw(st.none() | WORDS),
                speaker_id=draw(st.none() | st.integers(0, 9)),
                score=draw(st.none() | st.floats(0, 1)),
                by=draw(st.none() | WORDS),
                optional=draw(st.booleans()),
            )
        )
    return Article(
        id=draw(WORDS), text=text, meta=draw(st.dictionaries(WORDS, JSON, max_size=2)), quotes=quotes
    )


@given(articles())
def test_an_article_comes_back_from_markup(article: Article) -> None:
    assert from_markup(to_markup(article), id=article.id, meta=article.meta) == article


@given(articles())
def test_id_and_meta_come_back_from_the_header(article: Article) -> None:
    assert from_header(to_header(article)) == (article.id, article.meta)
    assert "\n" not in to_header(article)


@given(st.lists(articles(), max_size=3))
def test_a_file_of_articles_comes_back(given_articles: list[Article]) -> None:
    stream = io.StringIO(newline="")
    write_markup(given_articles, stream)
    file = io.BufferedReader(io.BytesIO(stream.getvalue().encode("utf-8-sig")))  # type: ignore[type-var]
    found = list(read_markup(file, source=Source("a.markup", "a", "markup"), options=Options()))
    # an empty file is one article without words
    assert found == (given_articles or [Article(id="a", text="")])


@given(articles())
def test_an_article_comes_back_from_json(article: Article) -> None:
    line = to_json(article)
    assert "\n" not in line
    line.encode()
    whole = json.dumps(msgspec.to_builtins(article))
    if json.loads(whole) == msgspec.to_builtins(article):  # JSON joins two halves that happen to meet
        assert msgspec.convert(from_json(line), Article) == article


def test_one_quotation_needs_no_numbers() -> None:
    marked = "<cue>قال</cue> <speaker>الوزير</speaker> إن <quote>الأمر انتهى</quote>."
    article = from_markup(marked)
    [q] = article.quotes
    assert article.text == "قال الوزير إن الأمر انتهى."
    assert (q.cue, q.speaker) == (span(article.text, 0, 3), span(article.text, 4, 10))
    assert q.quote == span(article.text, 14, 25)
    assert (q.implicit, q.optional) == (False, False)
    assert to_markup(article) == marked


def test_one_speaker_of_two_quotations() -> None:
    article = from_markup(
        "<cue 1>قال</cue> <speaker 1 2~>الوزير</speaker> إن <quote 1>الأمر انتهى</quote>، "
        'و<cue 2>أضاف</cue> أن <quote 2? source=0 name="الوزير" type=indirect score=.5>الباب مفتوح</quote>.'
    )
    first, second = article.quotes
    assert first.speaker == second.speaker
    assert (first.implicit, second.implicit) == (False, True)
    assert (second.optional, second.speaker_id, second.speaker_name) == (True, 0, "الوزير")
    assert (second.type, second.score) == ("indirect", 0.5)


def test_spans_may_cross() -> None:
    article = from_markup("<quote 1>أ<quote 2>ب</quote 1>ج</quote 2>")
    assert [q.quote.text for q in article.quotes] == ["أب", "بج"]


def test_signs_alone_belong_to_the_only_quotation() -> None:
    [q] = from_markup("<speaker ~>هو</speaker> <quote ?>نعم</quote>").quotes
    assert (q.implicit, q.optional) == (True, True)


def test_the_texts_own_signs_are_escaped() -> None:
    article = Article(id="", text="أ < ب & ج > د &lt; &copy; \ud83d")
    assert to_markup(article) == "أ &lt; ب &amp; ج &gt; د &amp;lt; &amp;copy; &#xD83D;"
    assert from_markup("A & B &copy; &#x627; &#1575; &nosuch;").text == "A & B &copy; ا ا &nosuch;"


MALFORMED = {
    "never-closes": ("قال <quote>الوزير", "<quote> never closes"),
    "never-opened": ("قال</quote> الوزير", "</quote> closes nothing"),
    "wrong-number": ("<quote 1>قال</quote 2>", "</quote 2> closes nothing"),
    "empty": ("قال <quote></quote>", "an empty <quote>"),
    "twice": ("<quote 1>أ</quote><quote 1>ب</quote>", "a second <quote> of quotation 1"),
    "twice-unnumbered": ("<quote>أ</quote><quote>ب</quote>", "a second <quote> of quotation 1"),
    "no-quote": ("<cue 2>قال</cue> <quote 1>نعم</quote>", "quotation 2 has no <quote>"),
    "no-quote-at-all": ("<speaker>هو</speaker>", "quotation 1 has no <quote>"),
    "unknown-attribute": ("<quote colour=red>نعم</quote>", "<quote> has no attribute colour"),
    "attribute-of-cue": ("<cue by=x>قال</cue> <quote>نعم</quote>", "<cue> has no attribute by"),
    "attribute-twice": ("<quote by=x by=y>نعم</quote>", "by is given twice"),
    "unknown-type": ("<quote type=oral>نعم</quote>", "'oral' is no type of a <quote>"),
    "no-number": ("<quote source=one>نعم</quote>", "'one' is no source of a <quote>"),
    "garbage": ("<quote 1x>نعم</quote>", "<quote 1x> cannot be read"),
    "zero": ("<quote 0>نعم</quote>", "<quote 0> cannot be read"),
    "sign-of-speaker": ("<quote 1~>نعم</quote>", "<quote> takes no ~"),
    "sign-of-quote": ("<speaker 1?>هو</speaker> <quote 1>نعم</quote>", "<speaker> takes no ?"),
    "unknown-tag": ("<verb>قال</verb>", "a < that begins no tag"),
    "bare-sign": ("3 < 4 <quote>نعم</quote>", "a < that begins no tag"),
    "unfinished-tag": ("<quote 1 قال", "a < that begins no tag"),
}


@pytest.mark.parametrize(("marked", "what"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_markup_is_told_with_the_words_around_it(marked: str, what: str) -> None:
    with pytest.raises(MarkupError) as caught:
        from_markup("مقدمة " * 20 + marked)
    assert str(caught.value).startswith(what)
    assert str(caught.value).endswith("”")
    assert caught.value.place >= len("مقدمة " * 20)


def test_a_long_malformed_tag_is_told_at_once() -> None:
    with pytest.raises(MarkupError, match="cannot be read"):
        from_markup(f"<quote {'1 ' * 20_000}x>نعم</quote>")


FILE = """<article id="a">
<quote>أ</quote> ب
</article>

<article id="b" meta='{"outlet": "س"}'>
سطر
<quote>ج
</article>
<article id="c">
د
</article>
"""


def articles_of(path: Path) -> tuple[list[Article], list[Problem]]:
    problems: list[Problem] = []
    return list(sift(read([str(path)]), problems.append)), problems


def test_a_malformed_article_is_told_with_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gold.markup"
    path.write_text(FILE, encoding="utf-8")
    found, [problem] = articles_of(path)
    assert [(a.id, a.text) for a in found] == [("a", "أ ب"), ("c", "د")]
    assert str(problem).startswith(f"{path}:7: <quote> never closes, at “سطر <quote>ج”; ")


@pytest.mark.parametrize(
    ("file", "line", "what"),
    [
        ('<article id="a">\nأ\n</article>\nكلام\n', 4, "text outside of <article>"),
        ('<article id="a">\nأ\n<article id="b">\nب\n</article>\n', 1, "a new <article> before"),
        ('<article id="a">\nأ\n', 1, "<article> without </article>"),
        ('<article id="a" colour="x">\nأ\n</article>\n', 1, "<article> has no attribute colour"),
        ("<article id=\"a\" meta='{'>\nأ\n</article>\n", 1, "Expecting property name"),
        ("<article id=\"a\" meta='[1]'>\nأ\n</article>\n", 1, "meta is no JSON object"),
        ('<article id="a"\nأ\n</article>\n', 1, "an <article> line that never closes"),
    ],
    ids=["outside", "nested", "unfinished", "attribute", "json", "list", "header"],
)
def test_a_malformed_file_is_told_with_its_line(tmp_path: Path, file: str, line: int, what: str) -> None:
    path = tmp_path / "gold.markup"
    path.write_text(file, encoding="utf-8")
    problem = articles_of(path)[1][0]
    assert (problem.line, problem.failure) == (line, True)
    assert problem.what.startswith(what)


def test_a_file_without_headers_is_one_article_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "خبر.markup.txt"
    path.write_bytes("\n<quote>نعم</quote>\r\n".encode())
    [article], problems = articles_of(path)
    assert (article.id, article.text, problems) == ("خبر", "\nنعم\r\n", [])
