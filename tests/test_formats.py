"""Every format that holds a whole record gives it back, whichever way it went."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from drawn import articles
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes.cli.writing import write
from quotes.formats.doccano import to_doccano
from quotes.formats.prodigy import to_prodigy
from quotes.markup import from_markup
from quotes.problems import Problem, sift
from quotes.reading import read
from quotes.records import Article, check

LOSSLESS = ["jsonl", "markup", "prodigy", "doccano", "docbin"]
PAIRS = [(first, second) for first in LOSSLESS for second in LOSSLESS]


def written(given_articles: list[Article], format: str, path: Path) -> Path:
    problems: list[Problem] = []
    write(given_articles, format=format, out=str(path), report=problems.append)
    assert not problems
    return path


def got(path: Path, kind: str | None = None) -> tuple[list[Article], list[Problem]]:
    problems: list[Problem] = []
    return list(sift(read([str(path)], kind=kind), problems.append)), problems


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=lambda name: name)
@settings(max_examples=25, deadline=None)
@given(article=articles())
def test_an_article_comes_back_through_two_formats(first: str, second: str, article: Article) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one = written([article], first, Path(folder, "one"))
        [between], problems = got(one, first)
        assert not problems
        two = written([between], second, Path(folder, "two"))
        assert got(two, second) == ([article], [])


@settings(max_examples=200, deadline=None)
@given(article=articles(meta=False))
def test_an_article_comes_back_from_brat_but_for_its_meta_data(article: Article) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found, problems = got(written([article], "brat", Path(folder, "brat")), "brat")
        assert (found, problems) == ([article], [])


@st.composite
def spoilt(draw: st.DrawFn, row: dict[str, Any]) -> dict[str, Any]:
    """Draw *row* with something else somewhere in it."""
    row = json.loads(json.dumps(row))
    place: Any = row
    while True:
        key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or draw(st.integers(0, 3)) == 0:
            break
        place = inner
    odd = [
        None,
        True,
        "x",
        "eHh4eHh4",
        "",
        -1,
        10**20,
        0.5,
        [],
        {},
        [1],
        [[]],
        [None],
        {"start": "a"},
        ["a", "b", "c"],
    ]
    place[key] = draw(st.sampled_from(odd))
    return row


GOLD = from_markup(
    "<cue 1>قال</cue> <speaker 1 2~>زيد</speaker> إن <quote 1>هذا</quote> و<quote 2>ذاك</quote>."
)
ROWS = {
    "prodigy": to_prodigy(GOLD),
    "prodigy-foreign": {k: v for k, v in to_prodigy(GOLD).items() if k != "quotes"},
    "doccano": to_doccano(GOLD, version=""),
    "doccano-foreign": {k: v for k, v in to_doccano(GOLD, version="").items() if k != "quotes"},
}


@pytest.mark.parametrize("tool", ROWS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_is_wrong_in_a_line_the_next_is_read(tool: str, data: st.DataObject) -> None:
    good = ROWS[tool]
    rows = [data.draw(spoilt(good)), {**good, "id": "good"}]
    kind = tool.partition("-")[0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rows.jsonl")
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
        for given_kind, quotations in ((kind, True), (None, True), (kind, False)):
            items = list(read([str(path)], kind=given_kind, quotations=quotations))
            assert [a.text for a in items if isinstance(a, Article)][-1] == GOLD.text
            for item in items:
                if isinstance(item, Article):
                    check(item)
                else:
                    assert "\n" not in str(item)
