"""What one extraction finds, loses and changes against another, article by article.

An archive fits in no memory: the rows of both sides go to files by a hash of their ids, and one such file
of each side is compared at a time.
"""

import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import msgspec

from quotes.formats.jsonl import to_line
from quotes.problems import Problem, sift
from quotes.reading import Options, Source, find, read_source
from quotes.reading.jsonl import from_json
from quotes.records import Quotation, Span
from quotes.scale.rows import text_hash

SHARE = 1 << 22  # bytes of input, compressed perhaps, whose rows are compared at a time
BUFFER = 1 << 25  # bytes of rows that wait to be written
ORIGIN = ("sha256", "source", "engine", "version")
What = Literal["found", "lost", "changed", "text changed", "only in old", "only in new"]


class Side(msgspec.Struct, frozen=True):
    """An article of one side: a row without its text."""

    id: str
    sha256: str
    quotes: list[Quotation]
    source: str = ""
    engine: str = ""
    version: str = ""


class Difference(msgspec.Struct, frozen=True):
    """A quotation, or a whole article, that differs; ``fields`` are what changed of a quotation."""

    what: What
    id: str
    source: str
    fields: list[str] = []
    old: Quotation | None = None
    new: Quotation | None = None


class Totals(msgspec.Struct):
    """How many articles and quotations are alike or differ in what way, and who extracted them."""

    articles: Counter[str] = msgspec.field(default_factory=Counter)
    quotations: Counter[str] = msgspec.field(default_factory=Counter)
    fields: Counter[str] = msgspec.field(default_factory=Counter)
    old: Counter[str] = msgspec.field(default_factory=Counter)
    new: Counter[str] = msgspec.field(default_factory=Counter)

    @property
    def differ(self) -> bool:
        """Tell whether anything differs."""
        return any(n for what, n in (self.articles | self.quotations).items() if what not in ("same", "both"))


def compare(old: str, new: str, *, totals: Totals, report: Callable[[Problem], None]) -> Iterator[Difference]:
    """Yield what differs between the outputs *old* and *new* (folders or files), and count it in *totals*.

    Articles are joined by their ids, those of one id by their texts.
    """
    with TemporaryDirectory(prefix="quotes-diff-") as folder:
        n = max(_size(old), _size(new)) // SHARE + 1
        for name, path, who in (("old", old, totals.old), ("new", new, totals.new)):
            _spread(sift(_rows(path), report), Path(folder), name, n, who)
        for number in range(n):
            before, after = (_gathered(Path(folder) / f"{name}-{number}") for name in ("old", "new"))
            yield from _compare_some(before, after, totals)


def _size(path: str) -> int:
    if os.path.isdir(path):
        return sum(os.path.getsize(s.path) for s in find([path]) if isinstance(s, Source))
    return os.path.getsize(path) if os.path.exists(path) else 0


def _spread(rows: Iterator[Side], folder: Path, name: str, n: int, who: Counter[str]) -> None:
    """Write *rows* to *n* files, in batches: so many cannot be open at a time."""
    waiting: dict[int, list[bytes]] = {}
    length = 0

    def flush() -> None:
        for number, lines in waiting.items():
            with open(folder / f"{name}-{number}", "ab") as stream:
                stream.writelines(lines)
        waiting.clear()

    for row in rows:
        who[f"{row.engine or '?'}, version {row.version or '?'}"] += 1
        line = to_line(row).encode() + b"\n"
        waiting.setdefault(zlib.crc32(row.id.encode("utf-8", "surrogatepass")) % n, []).append(line)
        length += len(line)
        if length > BUFFER:
            flush()
            length = 0
    flush()


def _gathered(path: Path) -> dict[str, list[Side]]:
    rows: dict[str, list[Side]] = {}
    if not path.exists():
        return rows
    with open(path, encoding="utf-8", newline="\n") as stream:
        for line in stream:
            row = msgspec.convert(from_json(line), Side)
            rows.setdefault(row.id, []).append(row)
    path.unlink()
    return rows


def _rows(path: str) -> Iterator[Side | Problem]:
    """Yield the rows under *path*, texts left behind."""
    options = Options(texts=False)
    for source in find([path]):
        if isinstance(source, Problem):
            yield source
            continue
        for item in read_source(source, options):
            if isinstance(item, Problem):
                yield item
                continue
            origin = {name: str(item.meta.get(name) or "") for name in ORIGIN}
            given = origin.pop("sha256") or text_hash(item.text)
            yield Side(id=item.id, sha256=given, quotes=item.quotes, **origin)


def _compare_some(
    old: dict[str, list[Side]], new: dict[str, list[Side]], totals: Totals
) -> Iterator[Difference]:
    for id in [*old, *(id for id in new if id not in old)]:
        for before, after in _pairs(old.get(id, []), new.get(id, [])):
            one = after or before
            assert one is not None
            if before is None or after is None or before.sha256 != after.sha256:
                what: What = (
                    "text changed" if before and after else "only in old" if before else "only in new"
                )
                totals.articles[what] += 1
                yield Difference(what, id, one.source)
                continue
            differences = list(_differences(before, after))
            changed = [d for d in differences if d.what == "changed"]
            totals.articles["differ" if differences else "same"] += 1
            lost = sum(d.what == "lost" for d in differences)
            totals.quotations["same"] += len(before.quotes) - len(changed) - lost
            totals.quotations.update(d.what for d in differences)
            totals.fields.update(field for d in changed for field in d.fields)
            yield from differences


def _pairs(old: list[Side], new: list[Side]) -> Iterator[tuple[Side | None, Side | None]]:
    """Yield articles of one id in pairs, first those of one text."""
    left = list(new)
    waiting = []
    for before in old:
        same = next((after for after in left if after.sha256 == before.sha256), None)
        if same is None:
            waiting.append(before)
        else:
            left.remove(same)
            yield before, same
    yield from zip_longest(waiting, left)


def _differences(before: Side, after: Side) -> Iterator[Difference]:
    """Yield what differs between the quotations of one article: pairs first share a place, then overlap."""
    old, new = list(before.quotes), list(after.quotes)
    for near in (_same_place, _overlap):
        for one in list(old):
            other = max(new, key=partial(near, one), default=None)
            if other is None or not near(one, other):
                continue
            _take(old, one)
            _take(new, other)
            if fields := [name for name, value in FIELDS.items() if value(one) != value(other)]:
                yield Difference("changed", after.id, after.source, fields, one, other)
    for one in old:
        yield Difference("lost", after.id, after.source, old=one)
    for one in new:
        yield Difference("found", after.id, after.source, new=one)


def _same_place(one: Quotation, other: Quotation) -> int:
    """Return more the more of the quotations is alike, 0 if they stand in different places."""
    if _place(one.quote) != _place(other.quote):
        return 0
    return 1 + sum(value(one) == value(other) for value in FIELDS.values())


def _overlap(one: Quotation, other: Quotation) -> int:
    return max(0, min(one.quote.end, other.quote.end) - max(one.quote.start, other.quote.start))


def _take(quotes: list[Quotation], one: Quotation) -> None:
    """Remove *one* itself, not its like."""
    del quotes[next(n for n, other in enumerate(quotes) if other is one)]


def _place(span: Span | None) -> tuple[int, int] | None:
    return (span.start, span.end) if span else None


FIELDS: dict[str, Callable[[Quotation], object]] = {
    "edge": lambda q: _place(q.quote),
    "speaker": lambda q: _place(q.speaker),
    "cue": lambda q: _place(q.cue),
    "type": lambda q: q.type,
    "name": lambda q: q.speaker_name,
    "implicit": lambda q: q.implicit,
}
