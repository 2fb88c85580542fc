"""Whatever JSON, table or annotations a converter is given, it raises what it declares, and nothing else."""

import json
from contextlib import suppress
from typing import Any

import pytest
from drawn import JSON, TEXTS, articles
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes.formats.brat import from_brat, to_brat
from quotes.formats.csv import COLUMNS, from_csv, to_csv
from quotes.formats.prodigy import from_prodigy
from quotes.markup import MarkupError, from_header, from_markup, to_header, to_markup
from quotes.problems import Problem, Tally
from quotes.reading import Options, Source, jsonl
from quotes.records import Article, check

SOURCE, OPTIONS = Source("a.jsonl", "a", "jsonl"), Options()
# what the tools call things, so that any object has something of a record in it
KEYS = st.sampled_from(
    """text id meta quotes quote cue speaker start end implicit type score speaker_id tokens spans relations
    label labels head child head_span child_span token_start token_end answer _task_hash entities start_offset
    end_offset from_id to_id article_id sha256 proposals data""".split()
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-2, 40)
    | st.integers()
    | st.floats()
    | TEXTS
    | st.sampled_from(
        ["QUOTE", "SPEAKER", "CUE", "SAID_BY", "CUED_BY", "accept", "\ud83d", "eJyLjgUAARUAuQ=="]
    )
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)
ROWS = st.fixed_dictionaries({"text": TEXTS | LEAVES}) | st.dictionaries(KEYS, ANYTHING, max_size=8)


def sound(article: Article | None, problems: list[Problem]) -> None:
    """Assert that *article* is one, or that *problems* say why there is none."""
    assert article is not None or problems
    if article is not None:
        check(article)
    assert all(str(problem).isprintable() for problem in problems)


@settings(max_examples=100, deadline=None)
@given(
    row=ROWS,
    more=st.dictionaries(KEYS, ANYTHING, max_size=5),
    shape=st.sampled_from([None, "prodigy", "doccano"]),
)
def test_any_object_is_an_article_or_told(
    row: dict[str, Any], more: dict[str, Any], shape: str | None
) -> None:
    with suppress(ValueError):
        for item in jsonl.articles(row | more, 1, source=SOURCE, options=OPTIONS, shape=shape):
            if isinstance(item, Article):
                check(item)
            else:
                assert isinstance(item, Tally) or "\n" not in str(item)


@settings(max_examples=80, deadline=None)
@given(text=TEXTS, row=st.dictionaries(KEYS, ANYTHING, max_size=8))
def test_any_object_with_a_text_is_a_task_or_refused(text: str, row: dict[str, Any]) -> None:
    with suppress(ValueError):
        sound(*from_prodigy({**row, "text": text}))


@settings(max_examples=100, deadline=None)
@given(article=articles(meta=False), data=st.data())
def test_any_annotations_of_brat_are_read_as_far_as_they_can_be(
    article: Article, data: st.DataObject
) -> None:
    lines = to_brat(article).split("\n")
    ends = st.text("0123456789; ", max_size=9)
    odd = TEXTS | st.builds("T{}\tQUOTE {}\t{}".format, st.integers(0, 9), ends, TEXTS)
    for _ in range(data.draw(st.integers(0, 3))):
        lines[data.draw(st.integers(0, len(lines) - 1))] = data.draw(odd)
    sound(*from_brat("\n".join(lines), data.draw(st.sampled_from([article.text, "قال", ""]))))


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.dictionaries(st.sampled_from(COLUMNS), TEXTS | st.sampled_from(["0", "1", "5", "True"])))
)
def test_any_table_is_read_or_refused(rows: list[dict[str, str]]) -> None:
    with suppress(ValueError):
        from_csv(rows, "قال زيد")


@settings(max_examples=80, deadline=None)
@given(article=articles(meta=False))
def test_a_table_gives_back_what_it_was_made_of(article: Article) -> None:
    rows = [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in to_csv(article)]
    for found, given_quotation in zip(from_csv(rows, article.text), article.quotes, strict=True):
        assert (found.quote, found.cue, found.speaker) == (
            given_quotation.quote,
            given_quotation.cue,
            given_quotation.speaker,
        )
        assert found.speaker_name == (given_quotation.speaker_name or None)
        assert (found.score, found.speaker_id) == (given_quotation.score, given_quotation.speaker_id)


@settings(max_examples=100, deadline=None)
@given(
    article=articles(),
    at=st.integers(0, 400),
    put=TEXTS | st.sampled_from(["<", "</quote>", "<cue 2>", "&#x0;"]),
)
def test_any_marked_text_is_read_or_refused(article: Article, at: int, put: str) -> None:
    with suppress(MarkupError):  # it says what and where; tests/test_markup.py looks at that
        found = from_markup((marked := to_markup(article))[:at] + put + marked[at:])
        assert from_markup(to_markup(found)) == found


@settings(max_examples=80, deadline=None)
@given(meta=st.dictionaries(TEXTS, JSON, max_size=3), id=TEXTS, at=st.integers(0, 60), put=TEXTS)
def test_any_header_is_read_or_refused(meta: dict[str, Any], id: str, at: int, put: str) -> None:
    line = to_header(Article(id=id, text="", meta=meta))
    assert from_header(line) == (id, meta)
    with suppress(ValueError):
        from_header(line[:at] + put + line[at:])


@pytest.mark.parametrize(
    "line", ['{"text": "x"', "[]", "5", '"x"', '{"text": 1e999}', json.dumps({"text": "\ud83d"})]
)
def test_a_line_is_json_or_refused(line: str) -> None:
    with suppress(ValueError):
        list(jsonl.articles(jsonl.from_json(line), 1, source=SOURCE, options=OPTIONS))
