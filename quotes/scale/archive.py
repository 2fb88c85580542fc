"""The leader of an extraction in parts: what is to be done, what became of it, the accounts at the end."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from quotes import __version__
from quotes.problems import Problem
from quotes.reading import STDIN, Options
from quotes.scale import journal
from quotes.scale.accounts import Manifest, Times, close, told
from quotes.scale.isolating import Search
from quotes.scale.parts import Entry, Lost, Reply, Settings, Task, Told, Unwritten, stamp, work
from quotes.scale.pieces import Given, Piece, halves, plan
from quotes.scale.processes import NoWorkersError, Pool
from quotes.writing import UnwritableError

SHOWN = 20  # problems that are told as they come; all failures are in a file
GO_ON = "run the same command again, and it goes on from there"
Done = tuple[Task, Reply]


def extract(
    paths: list[str],
    *,
    settings: Settings,
    pool: Pool,
    jobs: int | None,
    report: Callable[[Problem], None],
    cluster: str | None = None,
    size: int = 1000,
    kind: str | None = None,
    retry: bool = False,
    watch: Callable[[Iterator[Done]], Iterable[Done]] = iter,
) -> Manifest:
    """Write what an engine finds in *paths* to the folder of *settings*, in parts of *size* articles.

    Parts that are there already, made from the same articles in the same way, are kept; *watch* sees each
    go by. An article that no worker survives is left out and told; with *retry* parts with failures of before
    are done again.

    Raises:
        UnwritableError: if the folder cannot be written (any more), or no worker lives; finished parts stay.
    """
    folder = Path(settings.folder)
    _keep_apart(paths, folder)
    settings = replace(settings, stamp=stamp(settings, __version__))
    options = Options(text_field=settings.text_field, id_field=settings.id_field, quotations=False)
    pieces = plan(paths, options=options, size=size, kind=kind)
    began = datetime.now(UTC)
    with journal.opened(folder) as book:
        if retry:
            for place in book.failed:
                del book.known[place]
        leader = _Leader(book, settings, pieces, report)
        try:
            (folder / journal.MANIFEST).unlink(missing_ok=True)
            with closing(pool(leader.next_task, work)) as replies:
                for task, reply in watch(replies):
                    leader.take(task, reply)
            manifest = close(
                book,
                leader.places,
                settings=settings,
                times=leader.times,
                failures=leader.failures,
                began=began,
                input=paths,
                size=size,
                jobs=jobs,
                cluster=cluster,
            )
        except (OSError, NoWorkersError) as error:
            raise UnwritableError(_stopped(folder, error, leader)) from error
        finally:
            journal.clean(folder)
    leader.tell_rest(manifest)
    return manifest


class _Leader:
    """Hands out what is to be done and takes in what was."""

    def __init__(
        self,
        book: journal.Journal,
        settings: Settings,
        pieces: Iterator[Piece | Problem],
        report: Callable[[Problem], None],
    ) -> None:
        self.book, self.settings, self.report = book, settings, report
        self.places: set[str] = set()
        self.failures: list[Told] = []  # of no finished part
        self.times = Times()
        self.done = self.kept = 0
        self._pieces, self._index = pieces, 0
        self._again: deque[Task] = deque()
        self._searches: dict[int, Search] = {}
        self._shown = 0

    def next_task(self) -> Task | None:
        """Return what is to be done next, ``None`` if there is nothing (for now)."""
        if self._again:
            return self._again.popleft()
        for piece in self._pieces:
            if isinstance(piece, Problem):
                self._fail(told(piece))
            else:
                return self._task(piece)
        return None

    def _task(self, piece: Piece) -> Task:
        while piece.place in self.places:  # the same file named twice
            piece = replace(piece, place=f"{int(piece.place, 16) + 1 & 0xFFFFFFFFFFFF:012x}")
        self.places.add(piece.place)
        self._index += 1
        known = self.book.known.get(piece.place)
        return Task(piece=piece, index=self._index - 1, settings=self.settings, known=known)

    def take(self, task: Task, reply: Reply) -> None:
        """Note what became of *task*.

        Raises:
            OSError: if the folder cannot be written any more.
        """
        if isinstance(reply, Unwritten):
            raise OSError(reply.reason)
        search = self._searches.get(task.index)
        if search is not None:
            self._again.extend(search.step(task, reply))
            smaller = halves(task.piece) if search.unread else []
            self._again.extend(self._task(piece) for piece in smaller)
            if search.hopeless and not smaller:
                self._fail(_lost(task, search.hopeless))
            if search.hopeless or task.trial is None:
                del self._searches[task.index]
        elif isinstance(reply, Lost):
            self._searches[task.index] = search = Search(task)
            self._again.extend(search.begin())
        if isinstance(reply, Entry):
            self.book.append(reply)
            self.done += 1
            self.times.add(reply)
            for problem in reply.problems:
                self._show(problem)
        elif task.trial is None and not isinstance(reply, Lost):
            self.kept += 1

    def tell_rest(self, manifest: Manifest) -> None:
        """Tell how many problems there are in all, if they were not all told."""
        counts = manifest.counts
        if counts.failures and counts.failures + counts.notes > min(self._shown, SHOWN):
            what = f"{counts.failures:,} failures in all"
            self.report(Problem(str(self.book.folder), what, f"they are in {journal.FAILURES}"))

    def _fail(self, failure: Told) -> None:
        self.failures.append(failure)
        self._show(failure)

    def _show(self, problem: Told) -> None:
        self._shown += 1
        if self._shown <= SHOWN:
            place = f"{problem.source}, article {problem.id}" if problem.id else problem.source
            self.report(Problem(place, problem.what, problem.remedy, failure=problem.failure))


def _keep_apart(paths: Iterable[str], folder: Path) -> None:
    target = os.path.realpath(folder)
    for path in paths:
        if path != STDIN and os.path.isdir(path) and f"{target}/".startswith(f"{os.path.realpath(path)}/"):
            what = f"is in {path}, and the next run would take it for input"
            raise UnwritableError(f"{folder}: {what}; choose another place with -o")


def _lost(task: Task, reason: str) -> Told:
    if task.piece.sources:
        first = task.piece.sources[0]
        source = f"{first.name}:{first.slice.first}" if first.slice else first.name
    else:
        source = next((item.source for item in task.piece.items if isinstance(item, Given)), "")
    what = f"the part of {task.piece.articles:,} articles or so that begins here is lost: its task {reason}"
    return Told("", source, what, f"free memory or take a smaller --part-size; {GO_ON}")


def _stopped(folder: Path, error: OSError | NoWorkersError, leader: _Leader) -> str:
    if not folder.is_dir():
        return f"{folder}: the folder is gone, and what was in it; run the same command again to begin anew"
    finished = f"{leader.done + leader.kept:,} parts are finished and kept"
    if isinstance(error, NoWorkersError):
        return f"{folder}: {error}; {finished}; {GO_ON}"
    cause = error.__cause__ if isinstance(error, UnwritableError) else error
    reason = (isinstance(cause, OSError) and cause.strerror) or str(error)
    return f"{folder}: cannot be written any more ({reason}): {finished}; free space and {GO_ON}"
