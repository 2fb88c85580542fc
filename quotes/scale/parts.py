"""What a worker does: read a piece, extract, write its part – unless that is there already."""

import os
import resource
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import msgspec

from quotes import engines
from quotes.formats.jsonl import to_line
from quotes.problems import Problem
from quotes.reading import Options
from quotes.scale.pieces import Given, Piece, read_given
from quotes.scale.rows import Row, RowFormat, text_hash, to_bytes, unfit
from quotes.watchdog import wall
from quotes.writing import UnwritableError, output_bytes

READING = 600.0  # seconds for the articles of a piece, where the settings are hard


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What is alike for all parts of a run; ``stamp`` stands for all of it that decides what a row holds."""

    folder: str
    format: RowFormat
    engine: engines.Engine = "rules"
    model: str | None = None
    label: str = "rules"
    stamp: str = ""
    with_text: bool = True
    text_field: str = "text"
    id_field: str = "id"
    time_limit: float = engines.TIME_LIMIT  # seconds for an article, 0: none
    trust: bool = False  # whatever the model would run
    hard: bool = False  # in any thread: a process that takes longer ends


class Entry(msgspec.Struct, kw_only=True):
    """A finished part, as the journal has it; ``file`` and ``sha256`` are blank if no article is in it."""

    place: str
    key: str
    file: str
    sha256: str
    articles: int
    quotations: int
    words: int
    duplicates: int
    problems: list["Told"] = []
    seconds: float
    cpu: float  # seconds of computing among them
    worker: str
    memory: int  # the worker's peak so far, in bytes


class Told(msgspec.Struct, frozen=True):
    """What was wrong with an article or a line: ``id`` is blank if none is known."""

    id: str
    source: str
    what: str
    remedy: str
    failure: bool = True


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A piece to be done. ``known`` is what the journal has of it.

    With ``trial`` the articles from the one number to the other (from 0) are only tried, nothing is written.
    ``skipped`` are the articles that cost earlier workers their life, with how; when all others are known to
    be well, each by itself, the task is ``tested``.
    """

    piece: Piece
    index: int
    settings: Settings
    known: tuple[str, str, str] | None = None  # key, file, SHA-256
    trial: tuple[int, int] | None = None
    skipped: dict[int, str] = {}
    tested: bool = False


class Kept(msgspec.Struct, frozen=True):
    """The part was there already."""


class Tried(msgspec.Struct, frozen=True):
    """A trial went well; the piece holds so many articles."""

    articles: int


class Lost(msgspec.Struct, frozen=True):
    """The worker came to grief over the task, and how."""

    reason: str


class Unwritten(msgspec.Struct, frozen=True):
    """The part could not be written, and why: no matter of its articles."""

    reason: str


Reply = Entry | Kept | Tried | Lost | Unwritten


def work(task: Task) -> Reply:
    """Do *task* and return what became of it."""
    began, used = time.perf_counter(), time.process_time()
    settings = task.settings
    with wall(READING) if settings.hard else nullcontext():
        items = list(_items(task.piece, settings))
    given = [item for item in items if isinstance(item, Given)]
    if task.trial is not None:
        first, end = task.trial
        rows, _ = _extracted(given[first:end], settings)
        to_bytes(rows, settings.format)
        return Tried(len(given))
    key = _key(items, settings)
    if task.known and task.known[0] == key and _intact(settings.folder, *task.known[1:]):
        return Kept()
    problems = [_told(item) for item in items if isinstance(item, Problem)]
    for n, reason in task.skipped.items():
        one = given[n]
        problems.append(Told(one.article.id, one.source, reason, "please report it; it is left out"))
    sound = [one for n, one in enumerate(given) if n not in task.skipped]
    rows, more = _extracted(sound, settings, apart=task.tested)
    file = f"part-{task.index:08d}-{task.piece.place}.{settings.format}" if rows else ""
    data = to_bytes(rows, settings.format)
    if rows:
        try:
            with output_bytes(os.path.join(settings.folder, file)) as stream:
                stream.write(data)
        except UnwritableError as error:
            why = error.__cause__
            return Unwritten((isinstance(why, OSError) and why.strerror) or str(error))
    return Entry(
        place=task.piece.place,
        key=key,
        file=file,
        sha256=sha256(data).hexdigest() if rows else "",
        articles=len(rows),
        quotations=sum(len(row.quotes) for row in rows),
        words=sum(len(one.article.text.split()) for one in given),
        duplicates=len(given) - len({one.article.id for one in given}),
        problems=problems + more,
        seconds=round(time.perf_counter() - began, 3),
        cpu=round(time.process_time() - used, 3),
        worker=f"{os.uname().nodename}:{os.getpid()}",
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    )


def stamp(settings: Settings, version: str) -> str:
    """Return what stands for all that decides the rows besides the articles: versions, engine, options."""
    digest = sha256()
    if settings.engine != "rules":
        folder = Path(settings.model or engines.MODEL)
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes())
    parts = (version, settings.label, settings.format, settings.with_text, digest.hexdigest())
    return sha256(repr(parts).encode()).hexdigest()


def _items(piece: Piece, settings: Settings) -> Iterable[Given | Problem]:
    if piece.items:
        return piece.items
    options = Options(text_field=settings.text_field, id_field=settings.id_field, quotations=False)
    return (item for source in piece.sources for item in read_given(source, options))


def _key(items: Sequence[Given | Problem], settings: Settings) -> str:
    """Return what stands for everything that the part is made from."""
    digest = sha256(settings.stamp.encode())
    for item in items:
        if isinstance(item, Given):
            article = item.article
            parts = [article.id, text_hash(article.text), to_line(article.meta), item.source]
        else:
            parts = [str(item)]
        digest.update(repr(parts).encode())
    return digest.hexdigest()


def _intact(folder: str, file: str, expected: str) -> bool:
    if not file:
        return True
    try:
        with open(os.path.join(folder, file), "rb") as stream:
            return sha256(stream.read()).hexdigest() == expected
    except OSError:
        return False


def _extracted(
    given: Sequence[Given], settings: Settings, *, apart: bool = False
) -> tuple[list[Row], list[Told]]:
    """Return the rows of what was *given*, and what was wrong with it.

    With *apart* each article has the time limit for itself, also where that is one of a batch.
    """
    rows: list[Row] = []
    problems: list[Told] = []
    waiting = iter(given)
    extractor = _extractor(
        settings.engine, settings.model, settings.time_limit, settings.trust, settings.hard
    )
    batches = [[one] for one in given] if apart else [given]
    found = (item for batch in batches for item in extractor(one.article for one in batch))
    for item in found:
        if isinstance(item, Problem) and not item.failure:
            problems.append(_told(item))
            continue
        one = next(waiting)
        if isinstance(item, Problem):
            problems.append(_told(item, one))
            continue
        row = Row(
            id=item.id,
            source=one.source,
            sha256=text_hash(item.text),
            text=item.text,
            meta=item.meta,
            engine=settings.label,
            quotes=item.quotes,
        )
        if reason := unfit(row, settings.format):
            problems.append(Told(item.id, one.source, reason, "it is left out; -f jsonl holds it"))
            continue
        rows.append(row if settings.with_text else msgspec.structs.replace(row, text=msgspec.UNSET))
    return rows, problems


@lru_cache(maxsize=1)
def _extractor(
    engine: engines.Engine, model: str | None, time_limit: float, trust: bool, hard: bool
) -> engines.Extractor:
    """Return the extractor, loaded once a process."""
    return engines.load(engine, model, time_limit=time_limit or None, trust=trust, hard=hard)


def _told(problem: Problem, one: Given | None = None) -> Told:
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    return Told(
        one.article.id if one else "",
        one.source if one else place,
        problem.what,
        problem.remedy,
        problem.failure,
    )
