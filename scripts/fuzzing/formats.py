"""Every ``from_x`` on what ``to_x`` wrote and somebody changed; articles through every format and back."""

import io
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec

from fuzzing.articles import article
from fuzzing.draw import Draw, Finding, copy, damaged, spoilt
from fuzzing.readers import checked, told, written
from fuzzing.texts import text
from quotes.formats import csv as our_csv
from quotes.formats.brat import from_brat, to_brat
from quotes.formats.doccano import from_doccano, to_doccano
from quotes.formats.jsonl import to_json
from quotes.formats.prodigy import from_prodigy, to_prodigy
from quotes.markup import MarkupError, from_header, from_markup, to_header, to_markup
from quotes.problems import Problem
from quotes.reading import Options, Source, jsonl, read
from quotes.reading.tasks import marked
from quotes.records import Article, check

LOSSLESS = ("jsonl", "markup", "prodigy", "doccano", "docbin", "brat")
SOURCE, OPTIONS = Source("x", "x", "jsonl"), Options()


def outcome(found: tuple[Article | None, list[Problem]]) -> None:
    """Raise unless *found* is a sound article or says why it is none."""
    given, problems = found
    for problem in problems:
        told(problem)
    if given is not None:
        check(given)
    elif not problems:
        raise Finding("no article, and no word why")


def doccano(draw: Draw) -> None:
    """Read a changed line of Doccano."""
    given = article(draw)
    foreign = draw.chance(3)
    with suppress(ValueError):  # what Doccano cannot store
        row = copy(to_doccano(given, version="1"))
        if foreign:
            del row["quotes"]
        row = spoilt(draw, row)
        with suppress(ValueError, zlib.error, TypeError if not isinstance(row, dict) else ValueError):
            outcome(from_doccano(marked(row, where="x", id="x", options=OPTIONS)))


def prodigy(draw: Draw) -> None:
    """Read a changed task of Prodigy."""
    given = article(draw)
    foreign = draw.chance(3)
    with suppress(ValueError):  # what spaCy cannot store
        row = copy(to_prodigy(given))
        if foreign:
            del row["quotes"]
        row = spoilt(draw, row)
        if isinstance(row, dict):
            outcome(from_prodigy(row))


def record(draw: Draw) -> None:
    """Read a changed record of ours."""
    row = spoilt(draw, msgspec.to_builtins(article(draw)))
    with suppress(ValueError):
        for item in jsonl.articles(row, 1, source=SOURCE, options=OPTIONS):
            check(item) if isinstance(item, Article) else told(item)


def brat(draw: Draw) -> None:
    """Read changed annotations of brat, also beside another text."""
    given = article(draw)
    other = text(draw, most=10) if draw.chance(4) else given.text
    lines = spoilt(draw, to_brat(given).split("\n"))
    annotations = "\n".join(str(line) for line in lines)
    annotations = damaged(draw, annotations.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
    outcome(from_brat(annotations, other))


def csv(draw: Draw) -> None:
    """Read changed rows of a table of quotations."""
    given = article(draw)
    rows = [
        {key: "" if cell is None else str(cell) for key, cell in row.items()} for row in our_csv.to_csv(given)
    ]
    changed = spoilt(draw, rows)
    if rows and changed == rows:
        found = our_csv.from_csv(rows, given.text)
        expected = [
            msgspec.structs.replace(q, speaker_name=q.speaker_name or None, by=q.by or None)
            for q in given.quotes
        ]
        if found != expected:
            raise Finding(f"{found} is not {expected}")
    changed = [{k: str(v) for k, v in row.items()} for row in changed if isinstance(row, dict)]
    with suppress(ValueError):
        our_csv.from_csv(changed, given.text)


def markup(draw: Draw) -> None:
    """Read marked text that somebody changed; what can be read comes back the same."""
    given = article(draw)
    marked_text = to_markup(given)
    if from_markup(marked_text, id=given.id, meta=given.meta) != given:
        raise Finding("another article comes back")
    line = to_header(given) + "\n"
    if from_header(line) != (given.id, given.meta):
        raise Finding("another header comes back")
    changed = damaged(draw, marked_text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
    with suppress(MarkupError):
        found = from_markup(changed)
        again = from_markup(to_markup(found))
        if again != found and "nan" not in changed.casefold():
            raise Finding("what was read is not what comes back")
    with suppress(ValueError):
        from_header(damaged(draw, line.encode("utf-8", "replace")).decode("utf-8", "replace"))


def docbin(draw: Draw) -> None:
    """Read a DocBin whose parts somebody changed."""
    from quotes.reading.docbin import read as read_docbin

    data = spoilt_docbin(draw)
    stream: Any = io.BufferedReader(io.BytesIO(data))  # type: ignore[type-var]
    checked(read_docbin(stream, source=SOURCE, options=OPTIONS))


def spoilt_docbin(draw: Draw) -> bytes:
    """Draw a DocBin whose user data somebody changed, or its outer frame."""
    from spacy.tokens import DocBin

    from quotes.formats.docbin import to_docbin, tokenizer

    given, frame = article(draw), draw.chance(4)
    try:
        doc = to_docbin(given)
    except ValueError:  # what spaCy cannot store
        doc = tokenizer()("قال زيد")
    if draw.chance(2):
        doc.user_data = {key: spoilt(draw, value) if value else value for key, value in doc.user_data.items()}
    if draw.chance(4):
        doc.user_data.pop("quotes.records", None)
    try:
        data: bytes = DocBin(attrs=["ORTH"], store_user_data=True, docs=[doc]).to_bytes()
    except (TypeError, ValueError, OverflowError):
        data = DocBin(attrs=["ORTH"], docs=[doc]).to_bytes()
    if frame:
        import srsly

        opened = srsly.msgpack_loads(zlib.decompress(data))
        with suppress(TypeError, ValueError, OverflowError):
            data = zlib.compress(srsly.msgpack_dumps(spoilt(draw, opened)))
    return data


def through(draw: Draw) -> None:
    """Write an article in a format and read it: it is the same."""
    format = draw.one([*LOSSLESS, "csv", "table", "html"])
    given = article(draw)
    if format == "brat":
        given.meta = {}
    try:
        path = written([given], format)
    except Finding:
        if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in given.text + to_json(given)):
            return
        raise
    if format not in LOSSLESS:
        return
    found = checked(read([str(path)], kind=format))
    if not found:
        return  # told by the writer
    if (
        msgspec.to_builtins(found[0]) != msgspec.to_builtins(given)
        and "inf" not in str(given.meta)
        and len(given.id) < 150
    ):
        raise Finding(f"another article comes back from {format}")


FROM: dict[str, tuple[Callable[[Draw], None], int]] = {
    "doccano": (doccano, 80),
    "prodigy": (prodigy, 50),
    "docbin": (docbin, 5),
    "brat": (brat, 80),
    "csv": (csv, 60),
    "markup": (markup, 80),
    "jsonl": (record, 60),
}
