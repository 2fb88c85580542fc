"""Prodigy's recipe ``quotes.correct``: people correct what the rules propose, in Prodigy instead of Doccano.

    prodigy quotes.correct my_dataset news.jsonl
    prodigy db-out my_dataset > corrected.prodigy.jsonl
    quotes convert corrected.prodigy.jsonl -o gold.jsonl

Prodigy finds the recipe by its entry point. This module imports without Prodigy, which is not free.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from quotes.formats.linking import CUED_BY, IMPLICIT, LABELS, SAID_BY
from quotes.formats.prodigy import to_prodigy
from quotes.problems import Problem, sift
from quotes.reading import read
from quotes.records import Article

try:
    from prodigy import recipe
except ImportError:

    def recipe(name: str, **arguments: Any) -> Callable[[Any], Any]:
        """Stand in for Prodigy's decorator: leave the function as it is."""
        return lambda function: function


VIEWS = ("relations", "spans_manual")


@recipe(  # type: ignore[untyped-decorator, unused-ignore]
    "quotes.correct",
    dataset=("Dataset to save the answers to", "positional", None, str),
    source=("Articles: a file or a folder, as for quotes extract", "positional", None, str),
    view=("Interface: relations, or spans_manual for spans that overlap", "option", "v", str),
    given=("Show the quotations that the articles bring, propose none", "flag", "g", bool),
)
def correct(dataset: str, source: str, view: str = VIEWS[0], given: bool = False) -> dict[str, Any]:
    """Stream the articles in *source* with their proposed quotations and links.

    Raises:
        ValueError: for a view that cannot show spans.
    """
    if view not in VIEWS:
        raise ValueError(f"{view} shows no spans; choose {' or '.join(VIEWS)}")
    labels = {
        "relations": {"labels": [SAID_BY, IMPLICIT, CUED_BY], "relations_span_labels": list(LABELS)},
        "spans_manual": {"labels": list(LABELS)},
    }
    return {
        "dataset": dataset,
        "stream": tasks(read([source], quotations=given), propose=not given),
        "view_id": view,
        "config": {**labels[view], "wrap_relations": True, "writing_dir": "rtl", "exclude_by": "task"},
    }


def tasks(items: Iterable[Article | Problem], *, propose: bool = True) -> Iterator[dict[str, Any]]:
    """Yield the task of each article among *items*, with what the rules propose in it.

    Problems, and articles that Prodigy cannot show, are told on standard error.
    """
    from quotes.extraction import extract

    for article in sift(items, _tell):
        try:
            found = extract(article.text, id=article.id, meta=article.meta) if propose else article
            yield to_prodigy(found)
        except ValueError as error:
            _tell(Problem(f"article {article.id}", str(error), "it is left out"))


def _tell(problem: Problem) -> None:
    print(f"quotes: {problem}", file=sys.stderr)
