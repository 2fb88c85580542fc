"""The input in pieces, each worth one part of the output; the same input is always cut alike.

Files are cut by lines or rows that a worker reads itself, small files go together, and what can only be
read from its beginning (compressed, CSV, standard input) is read here and its articles are sent.
"""

import os
import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import msgspec

from quotes.problems import Problem
from quotes.reading import (
    ONE_ARTICLE,
    STDIN,
    Options,
    Slice,
    Source,
    find,
    opened,
    places,
    read_source,
)
from quotes.records import Article
from quotes.text.encoding import SAMPLE, detect

LINES = ("jsonl", "prodigy", "doccano")  # kinds with an article a line
BYTES = 1 << 25  # of input that a piece may have, so that what a worker holds is bounded
SMALL = 1 << 18  # bytes up to which a file that cannot be cut goes to a worker whole
AVERAGE = 1 << 11  # bytes of an article, where it would take reading to know


class Given(msgspec.Struct, frozen=True):
    """An article as it was read, and where: its file, with the line or row if it has any."""

    article: Article
    source: str


class Piece(msgspec.Struct, frozen=True):
    """What one part is made from: ``sources`` for the worker to read, or what was read already.

    ``place`` names it, alike in every run over the same input, whatever the articles say.
    """

    place: str
    sources: list[Source] = []
    items: list[Given | Problem] = []
    articles: int = 0


def read_given(source: Source, options: Options) -> Iterator[Given | Problem]:
    """Yield what is in *source*, each article with its place."""
    for item in read_source(source, options):
        if isinstance(item, Problem):
            yield item
        else:
            line = options.place.line
            item.meta = msgspec.to_builtins(item.meta, enc_hook=str, str_keys=True)  # dates of a Parquet file
            yield Given(item, source.name if line is None else f"{source.name}:{line}")


def plan(
    paths: list[str], *, options: Options, size: int, kind: str | None = None
) -> Iterator[Piece | Problem]:
    """Yield the pieces of *paths* in order, of about *size* articles, and what is wrong with the paths.

    A file of more than *size* articles has its own pieces, so that its growth changes no others.
    """
    group: list[Source] = []
    articles = weight = 0

    def close() -> Iterator[Piece]:
        nonlocal group, articles, weight
        if group:
            yield _piece(group, articles)
        group, articles, weight = [], 0, 0

    for source in find(paths, kind=kind, quotations=False):
        if isinstance(source, Problem):
            yield source
            continue
        cuts = _cut(source, size)
        if cuts is None:
            yield from close()
            yield from _sent(source, options, size)
            continue
        first = next(cuts, (source, 1, 0))
        more = next(cuts, None)
        if more is not None:
            yield from close()
            yield _piece([first[0]], first[1])
            yield _piece([more[0]], more[1])
            yield from (_piece([each], n) for each, n, _ in cuts)
            continue
        whole, n, length = first
        if group and (articles + n > 2 * size or weight + length > BYTES):
            yield from close()
        group.append(whole)
        articles, weight = articles + n, weight + length
        # where a group of files ends, their names say, so that a new file moves few others
        if 2 * articles >= size and zlib.crc32(os.fsencode(source.path)) % (size // 2 + 1) == 0:
            yield from close()
    yield from close()


def _cut(source: Source, size: int) -> Iterator[tuple[Source, int, int]] | None:
    """Return the pieces of a file with their articles and bytes; ``None`` if only reading it would tell."""
    if source.path == STDIN:
        return None
    try:
        length = places.size(source.path)
        if length is None:
            return None
        whole = source, 1 if source.kind in ONE_ARTICLE else max(1, length // AVERAGE), length
        if places.is_compressed(source.path):
            return iter([whole]) if length <= SMALL else None
        if source.kind in LINES:
            encoding = _encoding(source.path)
            if encoding is not None:
                return _cut_lines(source, size, encoding)
        elif source.kind == "parquet":
            return _cut_rows(source, size, length)
        return iter([whole]) if length <= SMALL or source.kind in ONE_ARTICLE else None
    except Exception:  # whatever is wrong with it is told by who reads it
        return iter([(source, 1, 0)])


def _encoding(path: str) -> str | None:
    """Return the encoding of a file of lines, ``None`` if no single byte ends its lines."""
    with opened(path) as stream:
        encoding = detect(stream.peek(SAMPLE)[:SAMPLE])
    return None if encoding.startswith(("utf-16", "utf_16", "utf-32", "utf_32")) else encoding


def _cut_lines(source: Source, size: int, encoding: str) -> Iterator[tuple[Source, int, int]]:
    with opened(source.path) as stream:
        if encoding == "utf-8-sig":
            encoding = "utf-8"
            stream.read(3)
        offset, first = stream.tell(), 1
        count = length = 0
        for line in stream:
            count, length = count + 1, length + len(line)
            if count == size or length >= BYTES:
                yield _sliced(source, Slice(first, count, offset, encoding)), count, length
                offset, first = offset + length, first + count
                count = length = 0
        if count or first == 1:
            part = Slice(first, count, offset, encoding) if count else None
            yield _sliced(source, part), count, length


def _cut_rows(source: Source, size: int, length: int) -> Iterator[tuple[Source, int, int]] | None:
    import pyarrow.parquet

    with opened(source.path) as stream:
        about = pyarrow.parquet.read_metadata(stream)
    groups = [about.row_group(n) for n in range(about.num_row_groups)]
    average = max(1, sum(group.total_byte_size for group in groups) // max(1, about.num_rows))
    count = max(1, min(size, BYTES // average))
    # a row is found by reading its group from the beginning
    if max((group.num_rows for group in groups), default=0) > 16 * count + 4096:
        return None

    def cut() -> Iterator[tuple[Source, int, int]]:
        for first in range(1, about.num_rows + 1, count):
            n = min(count, about.num_rows + 1 - first)
            yield _sliced(source, Slice(first, n)), n, n * average

    return cut()


def _sliced(source: Source, part: Slice | None) -> Source:
    return msgspec.structs.replace(source, slice=part)


def _sent(source: Source, options: Options, size: int) -> Iterator[Piece]:
    """Yield the articles of *source* in pieces."""
    items: list[Given | Problem] = []
    length = begin = n = 0
    for item in read_given(source, options):
        items.append(item)
        if isinstance(item, Given):
            n, length = n + 1, length + 2 * len(item.article.text)
        if n - begin == size or length >= BYTES:
            yield Piece(_name([source.path, begin]), items=items, articles=n - begin)
            items, length, begin = [], 0, n
    if items:
        yield Piece(_name([source.path, begin]), items=items, articles=n - begin)


def halves(piece: Piece) -> list[Piece]:
    """Return the files of *piece* in two pieces, none if it is one file's."""
    middle = len(piece.sources) // 2
    parts = (piece.sources[:middle], piece.sources[middle:])
    return [_piece(sources, piece.articles // 2) for sources in parts] if middle else []


def _piece(sources: list[Source], articles: int) -> Piece:
    # where a slice begins in bytes hangs on what stands before it
    places = [[s.path, s.id, s.kind, *((s.slice.first, s.slice.count) if s.slice else ())] for s in sources]
    return Piece(_name(places), sources=sources, articles=articles)


def _name(value: Any) -> str:
    return sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()[:12]
