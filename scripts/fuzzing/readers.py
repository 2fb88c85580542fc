"""Files out of bytes, for every reader; what is read is written again in some format."""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, get_args

from fuzzing.articles import article
from fuzzing.draw import Draw, Finding, damaged, spoilt
from fuzzing.texts import text
from quotes.cli.writing import write
from quotes.formats import Format
from quotes.formats.brat import to_brat
from quotes.formats.doccano import to_doccano
from quotes.formats.markup import write_markup
from quotes.formats.prodigy import to_prodigy
from quotes.problems import Problem, sift
from quotes.reading import SUFFIXES, read
from quotes.records import Article, check
from quotes.validation import validate

# how often each is run beside the others; a page, a DocBin and a parquet file take long
SHARES = {
    "text": 20,
    "jsonl": 35,
    "json": 35,
    "csv": 75,
    "parquet": 30,
    "html": 3,
    "markup": 40,
    "prodigy": 25,
    "doccano": 45,
    "docbin": 5,
    "brat": 45,
}
SUFFIX = {kind: suffix for suffix, kind in reversed(SUFFIXES.items())}
ENCODINGS = ["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1256"]
TEXTS = [format for format in get_args(Format) if format not in ("docbin", "brat")]


@cache
def folder() -> Path:
    """Return an empty folder that goes with the process."""
    made = tempfile.TemporaryDirectory(prefix="fuzz-")
    _folders.append(made)
    inner = Path(made.name, "in", "here")
    inner.mkdir(parents=True)
    return inner


_folders: list[tempfile.TemporaryDirectory[str]] = []


def reader(kind: str) -> Callable[[Draw], None]:
    """Return the target that reads files of *kind*."""

    def run(draw: Draw) -> None:
        raw, quotations, told, out = draw.chance(5), not draw.chance(4), draw.chance(3), draw.number(255)
        data = draw.rest() if raw else MADE[kind](draw)
        path = folder() / f"x{SUFFIX[kind]}"
        path.write_bytes(data)
        beside = path.with_suffix(".txt")
        if kind == "brat":
            beside.write_bytes(text(draw).encode("utf-8", "replace"))
        try:
            articles = checked(read([str(path)], kind=kind if told else None, quotations=quotations))
        finally:
            path.unlink()
            if kind == "brat":
                beside.unlink()
        if out < 14:
            written(articles, TEXTS[out % len(TEXTS)])

    return run


def checked(items: Any) -> list[Article]:
    """Return the articles among *items*, sound ones; every problem is one line, none asks to be reported."""
    problems: list[Problem] = []
    articles = list(sift(items, problems.append))
    for problem in problems:
        told(problem)
    for each in articles:
        if not isinstance(each.id, str) or not isinstance(each.text, str) or not isinstance(each.meta, dict):
            raise Finding(f"no article: {each!r}"[:300])
        check(each)
        validate(each)
    if len({each.id for each in articles}) < len(articles):
        raise Finding("an id twice")
    return articles


def told(problem: Problem) -> None:
    """Raise unless *problem* is one line that its reader can do something about."""
    line = str(problem)
    if len(line.splitlines()) != 1 or "please report" in line or "Traceback" in line:
        raise Finding(line[:500])


def written(articles: list[Article], format: str) -> Path:
    """Write *articles*; nothing but the output may appear."""
    path = folder() / "out"
    if path.is_dir():
        for inner in sorted(path.rglob("*"), reverse=True):
            inner.rmdir() if inner.is_dir() else inner.unlink()
        path.rmdir()
    with suppress(FileNotFoundError):
        path.unlink()
    write(list(articles), format=format, out=str(path), report=told, lossless=True)
    top = folder().parents[1]
    there = {str(found.relative_to(top)) for found in (*top.glob("*"), *top.glob("*/*"), *top.glob("*/*/*"))}
    if there != {"in", "in/here", "in/here/out"}:
        raise Finding(f"written beside the output: {there}")
    return path


def _encoded(draw: Draw, made: str) -> bytes:
    encoding = draw.one(ENCODINGS)
    return made.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


def _lines(draw: Draw, row: Callable[[Article], dict[str, Any]]) -> bytes:
    encoding, ascii, indent = draw.number(len(ENCODINGS) - 1), draw.chance(3), draw.chance(16)
    harm = draw.chance(3)
    rows = [spoilt(draw, row(_storable(article(draw)))) for _ in range(1 + draw.number(1))]
    dumped = [json.dumps(r, ensure_ascii=ascii, indent=2 if indent else None) for r in rows]
    data = "\n".join(dumped).encode(ENCODINGS[encoding], "replace")
    return damaged(draw, data) if harm else data


def _storable(given: Article) -> Article:
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in given.text):
        given.text = "قال زيد إن هذا كذا."
        given.quotes = []
    for q in given.quotes:
        q.speaker_name = q.speaker_name and q.speaker_name.strip("\0\ud83d")
        q.by = q.by and q.by.strip("\0\ud83d")
    return given


def _record(given: Article) -> dict[str, Any]:
    from msgspec import to_builtins

    made: dict[str, Any] = to_builtins(given)
    return made


def _csv(draw: Draw) -> bytes:
    delimiter, rows, harm = draw.one(",;\t|"), 1 + draw.number(3), draw.chance(3)
    header = spoilt(draw, ["id", "text", "outlet"])
    stream = io.StringIO()
    table = csv.writer(stream, delimiter=delimiter, lineterminator=draw.one(["\n", "\r\n", "\r"]))
    table.writerow(header)
    for n in range(rows):
        table.writerow([*([str(n), text(draw, most=20), "س"][: len(header)]), *[""] * (len(header) - 3)])
    data = _encoded(draw, stream.getvalue())
    return damaged(draw, data) if harm else data


def _markup(draw: Draw) -> bytes:
    harm, several = draw.chance(2), draw.chance(2)
    stream = io.StringIO()
    write_markup([article(draw) for _ in range(1 + several)], stream)
    data = _encoded(draw, stream.getvalue())
    return damaged(draw, data) if harm else data


def _brat(draw: Draw) -> bytes:
    harm = draw.chance(2)
    lines = to_brat(article(draw, words=text(draw, most=5) or None)).splitlines(keepends=True)
    if harm:
        lines = [str(line) for line in spoilt(draw, lines, most=2)]
    data = "".join(lines).encode("utf-8", "replace")
    return damaged(draw, data) if harm else data


def _html(draw: Draw) -> bytes:
    charset, harm = draw.one(["utf-8", "windows-1256", "none", "idna", "utf-16", "undefined"]), draw.chance(2)
    tags = [
        "p",
        "div",
        "article",
        "h1",
        "script",
        "table",
        "a href='x'",
        "ul",
        "!--",
        "style",
        "svg",
        "body",
        "meta",
    ]
    body = "".join(
        f"<{draw.one(tags)}>{text(draw, most=12)}</{draw.one(tags)}>" for _ in range(draw.number(12))
    )
    data = _encoded(
        draw, f"<html><head><meta charset='{charset}'><title>خبر</title></head><body>{body}</body></html>"
    )
    return damaged(draw, data) if harm else data


def _parquet(draw: Draw) -> bytes:
    import pyarrow
    import pyarrow.parquet

    harm = draw.chance(2)
    names = [draw.one(["text", "id", "meta", "outlet", "text", "quotes"]) for _ in range(draw.number(3))]
    types = [
        pyarrow.string(),
        pyarrow.int64(),
        pyarrow.binary(),
        pyarrow.timestamp("ns"),
        pyarrow.list_(pyarrow.string()),
        pyarrow.bool_(),
        pyarrow.date32(),
        pyarrow.duration("s"),
        pyarrow.decimal128(20, 3),
        pyarrow.float64(),
        pyarrow.map_(pyarrow.string(), pyarrow.int64()),
        pyarrow.null(),
    ]
    plain = [text(draw, most=10).encode("utf-8", "replace").decode(), None]
    columns = [pyarrow.array(plain)]
    for _ in names:
        numbers = [draw.number(0xFFFFFFFF) - 2**31, None]
        kind = draw.one(types)
        try:
            columns.append(pyarrow.array(numbers).cast(kind, safe=False))
        except (pyarrow.ArrowException, TypeError):
            columns.append(pyarrow.array([[], None] if pyarrow.types.is_nested(kind) else [None, None], kind))
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns, names=["text", *names]), stream)
    return damaged(draw, stream.getvalue()) if harm else stream.getvalue()


def _docbin(draw: Draw) -> bytes:
    from fuzzing.formats import spoilt_docbin

    harm = draw.chance(3)
    data = spoilt_docbin(draw)
    return damaged(draw, data) if harm else data


MADE: dict[str, Callable[[Draw], bytes]] = {
    "text": lambda draw: _encoded(draw, text(draw)),
    "jsonl": lambda draw: _lines(draw, _record),
    "json": lambda draw: _lines(draw, _record),
    "csv": _csv,
    "parquet": _parquet,
    "html": _html,
    "markup": _markup,
    "prodigy": lambda draw: _lines(draw, to_prodigy),
    "doccano": lambda draw: _lines(draw, lambda given: to_doccano(given, version="1")),
    "docbin": _docbin,
    "brat": _brat,
}
