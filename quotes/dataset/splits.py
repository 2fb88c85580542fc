"""Which article is for training, development or testing: decided once, kept in a file.

The file has a line an article, ``id`` and ``split`` with a tab between, below those names. Lines are
only ever added: what was measured on the test articles stays comparable.
"""

import csv
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, get_args

from quotes.dataset.duplicates import groups
from quotes.formats.csv import guarded, unguarded
from quotes.records import Article
from quotes.writing import output

Split = Literal["train", "dev", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)
SHARES: tuple[tuple[Split, int], ...] = (("train", 70), ("dev", 85), ("test", 100))  # up to, of 100


def assign(articles: Iterable[Article], fixed: Mapping[str, Split]) -> dict[str, Split]:
    """Return the split of each of *articles*; those in *fixed* keep theirs.

    A new article goes by a hash of its id, so that no other article matters; copies of one text go
    together, after the one that has its split already or else the first of them by id.

    Raises:
        ValueError: if *fixed* has copies of one text in two splits.
    """
    articles = list(articles)
    found: dict[str, Split] = {}
    for group in groups([article.text for article in articles]):
        ids = sorted(articles[n].id for n in group)
        known = {fixed[id]: id for id in ids if id in fixed}
        if len(known) > 1:
            (one, first), (two, second), *_ = known.items()
            raise ValueError(f"{first} ({one}) and {second} ({two}) are copies of one text")
        split = next(iter(known), None) or by_hash(ids[0])
        found.update(dict.fromkeys(ids, split))
    return found


def by_hash(id: str) -> Split:
    """Return the split of an article with this id: 70 % train, 15 % dev, 15 % test."""
    number = int.from_bytes(hashlib.sha256(id.encode("utf-8", "surrogatepass")).digest()[:8]) % 100
    return next(split for split, limit in SHARES if number < limit)


def load(path: Path) -> dict[str, Split]:
    """Return the splits in the file *path*, by article id.

    Raises:
        ValueError: naming the line, for what is no such file.
    """
    found: dict[str, Split] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t")
        if next(rows, []) != ["id", "split"]:
            raise ValueError("line 1 is not id and split with a tab between")
        for row in filter(None, rows):
            if len(row) != 2 or row[1] not in SPLITS:
                raise ValueError(f"line {rows.line_num} is not an id and one of {', '.join(SPLITS)}")
            if (id := unguarded(row[0])) in found:
                raise ValueError(f"line {rows.line_num} has {id!r} a second time")
            found[id] = row[1]
    return found


def save(path: Path, found: Mapping[str, Split], fixed: Mapping[str, Split]) -> int:
    """Write to *path* the lines of *fixed*, in their order, and below them what is new in *found*.

    Returns the number of new lines; without any, the file stays as it is.

    Raises:
        UnwritableError: if *path* cannot be written.
    """
    new = {id: split for id, split in sorted(found.items()) if id not in fixed}
    if new:
        with output(path, errors="strict") as stream:
            rows = csv.writer(stream, delimiter="\t", lineterminator="\n")
            rows.writerow(["id", "split"])
            rows.writerows((guarded(id), split) for id, split in [*fixed.items(), *new.items()])
    return len(new)
