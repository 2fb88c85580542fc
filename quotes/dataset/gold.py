"""Gold as a dataset takes it: read, described by the files beside it, and without what may not go out."""

import csv
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from quotes.dataset.withheld import withheld
from quotes.problems import Problem
from quotes.records import Article

LONE = re.compile("[\ud800-\udfff]")
LARGEST = 1 << 31
Description = dict[str, dict[str, str]]  # meta data by article id


class Gold(msgspec.Struct):
    """Articles that may be written out, and how many of them have texts that are not the owner's."""

    articles: list[Article]
    foreign: int


def gather(
    articles: Iterable[Article],
    described: Description,
    *,
    include_text: bool,
    report: Callable[[Problem], None],
) -> Gold:
    """Return those of *articles* that go into the dataset, and tell *report* what does not.

    *described* is more meta data, by article id. Texts that may not be published go in only with
    *include_text*.
    """
    kept: list[Article] = []
    foreign = 0
    for article in articles:
        article.meta |= described.get(article.id, {})
        if complaint := _unfit(article):
            report(Problem(f"article {article.id}", complaint, "mend it; it is left out"))
            continue
        if withheld(article):
            foreign += 1
            if not include_text:
                continue
        kept.append(article)
    if foreign and not include_text:
        what = f"{foreign} articles are other people's and may not be published"
        remedy = "they are left out; --include-text writes them for you"
        report(Problem("the gold", what, remedy, failure=False))
    if proposed := sum(q.by is not None or q.score is not None for a in kept for q in a.quotes):
        what = f"{proposed} quotations say what proposed them (by, score), which a dataset does not hold"
        report(Problem("the gold", what, "see that people have corrected them", failure=False))
    return Gold(kept, foreign if include_text else 0)


def read_descriptions(path: Path) -> Description:
    """Return the meta data in the TSV file *path*: a line an article, its id first, below the names.

    Raises:
        ValueError: naming the line, for one that has more or fewer cells than there are names.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        names = next(lines, [])
        found: Description = {}
        for cells in filter(None, lines):
            if len(cells) != len(names):
                raise ValueError(f"line {lines.line_num} has {len(cells)} cells, the first {len(names)}")
            if cells[0] in found:
                raise ValueError(f"line {lines.line_num} has {cells[0]!r} a second time")
            found[cells[0]] = {name: cell for name, cell in zip(names[1:], cells[1:]) if cell}
    return found


def _unfit(article: Article) -> str | None:
    """Say why Parquet cannot hold *article*, if it cannot."""
    words: list[Any] = [article.id, article.text, json.dumps(article.meta, ensure_ascii=False)]
    words += [q.speaker_name or "" for q in article.quotes]
    if any(LONE.search(text) for text in words):
        return "has half of a surrogate pair, which UTF-8 has no bytes for"
    if any(q.speaker_id is not None and abs(q.speaker_id) >= LARGEST for q in article.quotes):
        return "has a speaker_id of more than 31 bits"
    return None
