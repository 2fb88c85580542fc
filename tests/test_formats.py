"""Every format that holds a whole record gives it back, whichever way it went."""

import tempfile
from pathlib import Path

import pytest
from drawn import articles
from hypothesis import given, settings

from quotes.cli.writing import write
from quotes.problems import Problem, sift
from quotes.reading import read
from quotes.records import Article

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
