"""The export as a whole: gold and the files beside it become a folder, and the folder goes to the hub."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from quotes.dataset import card, folder, splits
from quotes.dataset.gold import Description, Gold, gather, read_descriptions
from quotes.dataset.push import PushError, check_token, push
from quotes.problems import Problem, sift
from quotes.records import Article

T = TypeVar("T")
NEEDED = {"datasets", "datasketch", "huggingface_hub", "matplotlib", "numpy", "pyarrow"}


class StopError(Exception):
    """The export ends before anything is written; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Beside(msgspec.Struct, kw_only=True):
    """What the files beside the gold say; ``place`` is where its splits are kept, if they are."""

    about: card.About
    agreement: card.Figures
    described: Description
    place: Path | None
    fixed: dict[str, splits.Split]


def beside(gold: str, *, split_file: str | None = None) -> Beside:
    """Read the files beside the file or folder *gold* (``-``: none); one that is not there says nothing.

    They are about.toml, agreement.json, splits.tsv (or *split_file*), and *gold*'s own name with ``.tsv``.

    Raises:
        StopError: for one that cannot be read.
    """
    own = Path(os.path.abspath(gold))  # where a link lies, not where it leads
    here = None if gold == "-" else own.parent
    named = own.name.split(".")[0] + ".tsv"

    def found(name: str, read: Callable[[Path], T], empty: T) -> T:
        path = here / name if here else None
        # gold that is a .tsv itself is no description of itself
        return _read(path, read) if path and path.is_file() and path != own else empty

    place = Path(split_file) if split_file else here / "splits.tsv" if here else None
    if place and not split_file and not place.is_file():
        place = None
    return Beside(
        about=found("about.toml", card.read_about, card.About()),
        agreement=found("agreement.json", card.read_agreement, {}),
        described=found(named, read_descriptions, {}),
        place=place,
        fixed=_read(place, splits.load) if place and place.exists() else {},
    )


def export(
    items: Iterable[Article | Problem],
    out: str | None,
    files: Beside,
    *,
    report: Callable[[Problem], None],
    include_text: bool = False,
    repository: str | None = None,
    private: bool = False,
    dry_run: bool = False,
) -> list[tuple[str, int]]:
    """Write the articles of *items* as a dataset to *out* and upload it to *repository*, if given.

    Returns the dataset's files and their sizes in bytes. A *dry_run* makes them and changes nothing. What
    is left out is told to *report*, an upload that failed too: *out* is written all the same.

    Raises:
        StopError: before anything is written.
        UnwritableError: if *out* or the file of the splits cannot be written.
    """
    failed = False

    def tell(problem: Problem) -> None:
        nonlocal failed
        failed |= problem.failure
        report(problem)

    try:
        if repository and not dry_run:
            check_token(repository)
        with _place(None if dry_run else out) as made:  # where it cannot be written shows before the work
            gold = gather(sift(items, tell), files.described, include_text=include_text, report=tell)
            _check(gold, repository, private=private)
            chosen = _splits(gold.articles, files)
            folder.write(
                made,
                gold.articles,
                chosen,
                about=files.about,
                agreement=files.agreement,
                repository=repository,
                foreign=gold.foreign,
            )
            if not dry_run:
                _keep(chosen, files, report)
            if repository and failed:
                remedy = "mend it, or take it out of the gold"
                report(Problem(repository, "not uploaded, since not all gold could be read", remedy))
            elif repository and not dry_run:
                _push(made, repository, private=private, report=report)
            return folder.files(made)
    except PushError as error:
        raise StopError(error.problem) from error
    except ModuleNotFoundError as error:
        if error.name not in NEEDED:
            raise
        remedy = 'pip install "quotes-ar[dataset]"'
        raise StopError(Problem("export", f"cannot be done without {error.name}", remedy)) from error


def _check(gold: Gold, repository: str | None, *, private: bool) -> None:
    if not gold.articles:
        raise StopError(Problem("the gold", "nothing of it can be exported", "give other articles"))
    if gold.foreign and repository and not private:
        what = f"{gold.foreign} of the articles are other people's"
        raise StopError(Problem(repository, what, "add --private, or leave out --include-text"))


def _splits(articles: list[Article], files: Beside) -> dict[str, splits.Split]:
    try:
        return splits.assign(articles, files.fixed)
    except ValueError as error:
        remedy = "take the line of one of them out of it; it then joins the other"
        raise StopError(Problem(str(files.place), str(error), remedy)) from error


def _keep(chosen: dict[str, splits.Split], files: Beside, report: Callable[[Problem], None]) -> None:
    if files.place and (new := splits.save(files.place, chosen, files.fixed)):
        what = f"{new} articles are new and were added"
        report(Problem(str(files.place), what, "keep the file: they stay in their splits", failure=False))


def _push(made: Path, repository: str, *, private: bool, report: Callable[[Problem], None]) -> None:
    try:
        push(made, repository, private=private)
    except PushError as error:
        report(error.problem)


def _read(path: Path, read: Callable[[Path], T]) -> T:
    try:
        return read(path)
    except (ValueError, OSError) as error:
        what = error.strerror if isinstance(error, OSError) else str(error)
        raise StopError(Problem(str(path), f"cannot be read ({what})", "mend it, or take it away")) from error


@contextmanager
def _place(out: str | None) -> Iterator[Path]:
    """Give the folder that becomes *out*, or one that goes away."""
    if out is None:
        with tempfile.TemporaryDirectory() as passing:
            yield Path(passing)
    else:
        with folder.replacing(Path(out)) as made:
            yield made
