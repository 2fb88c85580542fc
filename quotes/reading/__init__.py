"""Articles from files, folders and standard input, one at a time.

Each kind of file is one module with ``read(stream, *, source, options)``, which yields an ``Article`` or a
``Problem`` as it goes. ``read`` here finds the files and never raises for what they hold.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from io import BufferedReader, RawIOBase
from typing import Literal, cast

import msgspec

from quotes.problems import Problem, tallied
from quotes.reading import places
from quotes.reading.rows import is_deep
from quotes.records import Article
from quotes.text.encoding import SAMPLE

Kind = Literal[
    "text", "jsonl", "json", "csv", "parquet", "html", "markup", "prodigy", "doccano", "docbin", "brat"
]
SUFFIXES: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
    ".markup": "markup",
    ".markup.txt": "markup",
    ".prodigy.jsonl": "prodigy",
    ".doccano.jsonl": "doccano",
    ".spacy": "docbin",
    ".ann": "brat",
}
# what an archive's output has beside its parts; see quotes.scale
JOURNAL = "parts.jsonl"
RECORDS = (JOURNAL, "failures.jsonl", "manifest.json")
MARKED = (".markup", ".markup.txt", ".ann")  # what a text's quotations may stand in, beside it
ONE_ARTICLE = ("text", "html", "brat")  # kinds whose file is one article
STDIN = "-"


class Place(msgspec.Struct):
    """How far a reader has come: the line or row of what it yielded last, if its kind has any."""

    line: int | None = None


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader must know beyond the file: its columns, and whether its quotations matter.

    Without ``texts`` a row of an archive's output may have none, but its hash. ``place`` is told the line.
    """

    text_field: str = "text"
    id_field: str = "id"
    quotations: bool = True
    texts: bool = True
    place: Place = msgspec.field(default_factory=Place)


class Slice(msgspec.Struct, frozen=True):
    """Some of a file: ``count`` lines or rows, the first of which is number ``first``, from 1.

    In a file of lines they begin ``offset`` bytes into it, and the whole is in ``encoding``.
    """

    first: int
    count: int
    offset: int = 0
    encoding: str = ""


class Source(msgspec.Struct, frozen=True):
    """A file to read: its path (``-`` for standard input), the id its article gets, its kind (if known).

    With a ``slice`` only that is read; readers of lines and of Parquet know it. ``called`` is what messages
    call the file, if that is not its path.
    """

    path: str
    id: str
    kind: str
    slice: Slice | None = None
    called: str = ""

    @property
    def name(self) -> str:
        """Return what messages call the file."""
        return self.called or ("<stdin>" if self.path == STDIN else self.path)

    def absolute(self) -> "Source":
        """Return it with a path that is good in any working directory, and called as before."""
        if self.path == STDIN:
            return self
        return msgspec.structs.replace(self, path=places.absolute(self.path), called=self.name)


def read(
    paths: Iterable[str],
    *,
    kind: str | None = None,
    text_field: str = "text",
    id_field: str = "id",
    quotations: bool = True,
) -> Iterator[Article | Problem]:
    """Yield the articles of *paths* in order, and what is wrong with them where it is met.

    Folders are read whole, hidden files left out. *kind* overrides what a file's name says. Without
    *quotations* those that a file holds already are left out, unread. Every id is given once: one that
    comes again gets ``#2`` (and a note, if the file itself gave it). That takes some 60 bytes of memory
    an article; nothing else stays.
    """
    options = Options(text_field=text_field, id_field=id_field, quotations=quotations)
    seen: set[int] = set()
    for source in find(paths, kind=kind, quotations=quotations):
        if isinstance(source, Problem):
            yield source
            continue
        for item in read_source(source, options):
            if isinstance(item, Article):
                given, item.id = item.id, _once(item.id, seen)
                if item.id != given and source.kind not in ONE_ARTICLE:
                    what = f"a second article has the id {given!r}"
                    yield Problem(source.name, what, f"it is {item.id!r} in the output", failure=False)
            yield item


def read_source(source: Source, options: Options) -> Iterator[Article | Problem]:
    """Yield the articles of one file, or of its slice, with the ids that it gives, and what is wrong."""
    empty = True
    options.place.line = None
    for item in tallied(_read_one(source, options)):
        empty = False
        if isinstance(item, Article) and is_deep(item.meta):
            what = f"the meta data of article {item.id!r} has too many brackets in each other"
            yield Problem(source.name, what, "this article is left out")
            continue
        if isinstance(item, Article) and options.texts and not item.text.strip():
            one = source.kind in ("", *ONE_ARTICLE)
            where = source.name if one else f"{source.name}, article {item.id}"
            yield Problem(where, "holds no words", "it has no quotations", failure=False)
        yield item
    if empty and source.slice is None:
        yield Problem(source.name, "holds no articles", "it adds nothing", failure=False)


def find(
    paths: Iterable[str], *, kind: str | None = None, quotations: bool = True
) -> Iterator[Source | Problem]:
    """Yield what there is to read under *paths*, folders in alphabetical order.

    A text and its markup or brat's annotations side by side (``a.txt``, ``a.markup.txt``, ``a.ann``) are
    one article: with *quotations* those are read, without them the text.
    """
    paths = list(paths)
    for path in _one_of_twins(paths, quotations):
        if path == STDIN:
            yield Source(path, "stdin", kind or "")
            continue
        try:
            if places.is_folder(path):
                yield from _find_in(path, kind, quotations)
                continue
        except (OSError, ModuleNotFoundError) as error:
            yield places.unreadable(path, error)
            continue
        suffix = _suffix(path)
        yield Source(path, places.name(path).removesuffix(suffix), kind or _kind(suffix) or "text")


def _find_in(folder: str, kind: str | None, quotations: bool) -> Iterator[Source | Problem]:
    found = False
    for step in places.walk(folder):
        if isinstance(step, Problem):
            yield step
            continue
        inside, names = step
        known = sorted(name for name in names if _kind(_suffix(name)))
        if JOURNAL in known:  # the output of an archive: its parts are articles
            known = [name for name in known if name not in RECORDS]
        for name in _one_of_twins(known, quotations):
            found = True
            path, suffix = places.join(folder, inside, name), _suffix(name)
            if places.is_odd(path):
                yield Problem(path, "is no file but a pipe or a device", "name it itself, or leave it out")
                continue
            id = os.path.join(inside, name).removesuffix(suffix).replace(os.sep, "/")
            yield Source(path, id, kind or _kind(suffix) or "text")
    if not found:
        yield Problem(folder, "no articles in this folder", f"articles are files in {', '.join(SUFFIXES)}")


def _one_of_twins(names: list[str], quotations: bool) -> Iterator[str]:
    """Yield *names* without the text (or, unless *quotations*, the markup) of what is there as both."""
    there = set(names)
    for name in names:
        suffix = _suffix(name)
        stem = name.removesuffix(suffix)
        twins = MARKED if suffix == ".txt" else (".txt",)
        left_out = suffix in ((".txt",) if quotations else MARKED)
        if not (left_out and any(stem + twin in there for twin in twins)):
            yield name


def _suffix(path: str) -> str:
    """Return the longest suffix of *path* that is known, or its last one, with that of a compressed file."""
    name = places.name(path)
    packed = next((suffix for suffix in places.COMPRESSED if name.lower().endswith(suffix)), "")
    bare = name[: len(name) - len(packed)]
    known = [suffix for suffix in SUFFIXES if bare.lower().endswith(suffix) and len(bare) > len(suffix)]
    longest = max(known, key=len, default=os.path.splitext(bare)[1])
    return name[len(bare) - len(longest) :]


def _kind(suffix: str) -> Kind | None:
    for packed in places.COMPRESSED:
        if suffix.lower().endswith(packed):
            suffix = suffix[: -len(packed)]
    return SUFFIXES.get(suffix.lower())


def _read_one(source: Source, options: Options) -> Iterator[Article | Problem]:
    """Yield what one file holds; whatever goes wrong with it becomes a problem."""
    name = source.name
    try:
        with opened(source.path) as stream:
            kind = source.kind or _sniff(stream)
            yield from import_module(f"quotes.reading.{kind}").read(stream, source=source, options=options)
    except Exception as error:  # one file is not the end of a nightly run
        yield places.unreadable(name, error)


def opened(path: str) -> AbstractContextManager[BufferedReader]:
    """Open what *path* names for reading, decompressed; all that is read is opened here.

    Raises:
        OSError: if it cannot be opened.
        ModuleNotFoundError: if a package is needed for that.
    """
    if path == STDIN:  # it stays open: it is not ours to close
        given = sys.stdin.buffer
        return nullcontext(
            given if isinstance(given, BufferedReader) else BufferedReader(cast(RawIOBase, given))
        )
    if places.is_compressed(path):
        from quotes.reading.compressed import decompressed

        return decompressed(path)
    return BufferedReader(places.raw(path), SAMPLE)


def _sniff(stream: BufferedReader) -> str:
    """Say what standard input holds: JSON lines begin with a brace, parquet with its name."""
    beginning = stream.peek(64)[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if beginning.startswith(b"PAR1"):
        return "parquet"
    if beginning.startswith(b"<article "):
        return "markup"
    if beginning[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    return "jsonl" if beginning.startswith(b"{") else "text"


def _once(id: str, seen: set[int]) -> str:
    """Return *id*, with a number if it was seen, and remember it."""
    unique, n = id, 1
    while hash(unique) in seen:
        n += 1
        unique = f"{id}#{n}"
    seen.add(hash(unique))
    return unique
