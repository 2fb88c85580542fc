"""``quotes doccano pull``: what people confirmed, as records."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from quotes.cli.doccano import login
from quotes.cli.running import FAILURE, Report, progress, say
from quotes.formats import writer
from quotes.formats.losses import holding
from quotes.problems import Problem, sift, tallied, visible
from quotes.records import Article
from quotes.writing import UnwritableError, output

if TYPE_CHECKING:
    from quotes.annotation.connection import Server
    from quotes.annotation.copies import Watch
    from quotes.annotation.pull import Pulled

T = TypeVar("T")
Format = Literal["jsonl", "markup", "prodigy"]
SUFFIXES = {"prodigy": "prodigy.jsonl"}

LONGEST = 200  # bytes of an annotator's name in that of a file
HELP = """Fetch what annotators have confirmed in Doccano.

Writes FOLDER/ANNOTATOR.jsonl for each, and FOLDER/adjudicated.jsonl: what one annotator had, what several
agree on in every span and link, what is confirmed in the project 'NAME (adjudicated)'. The rest is listed.
Tasks of Prodigy that were pushed come back with --format prodigy under their own hashes.

\b
Examples:
  quotes doccano pull --project news -o corrected
  quotes doccano pull --project news --server https://doccano.example.org -o corrected
"""


def pull_cli(
    project: Annotated[str, typer.Option("--project", "-p", metavar="NAME", help="As it was pushed.")],
    out: Annotated[str, typer.Option("--out", "-o", metavar="FOLDER", help="Made if need be.")],
    server: Annotated[str | None, typer.Option("--server", "-s", metavar="URL", help=login.HELP)] = None,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Also what nobody has confirmed, in files of its own; it is no gold."),
    ] = False,
    format: Annotated[Format, typer.Option("--format", "-f", help="Of the files.")] = "jsonl",
) -> None:
    from quotes.annotation.connection import DoccanoError

    report = Report()
    try:
        pulled = pull(
            login.login(server), project, out=out, everything=everything, format=format, report=report
        )
    except DoccanoError as error:
        say(str(error))
        raise typer.Exit(FAILURE) from error
    for waiting in pulled.waiting:
        say(str(waiting))
    print(visible(summary(pulled)))
    report.exit()


pull_cli.__doc__ = HELP


def pull(
    server: "Server",
    project: str,
    *,
    out: str,
    report: Callable[[Problem], None],
    everything: bool = False,
    format: Format = "jsonl",
    watch: "Watch | None" = None,
) -> "Pulled":
    """Write what is confirmed in *project* to the folder *out* as *format*; nothing before all is there.

    What is wrong with an article is told to *report*; *watch* sees the articles come (default: a bar).

    Raises:
        DoccanoError: if the server cannot be reached or fails.
        UnwritableError: if *out* cannot be written.
    """
    from quotes.annotation import pull as pulling

    try:
        os.makedirs(out, exist_ok=True)
    except OSError as error:
        raise UnwritableError(f"{out}: cannot be made ({error.strerror}); choose another with -o") from error
    pulled = pulling.pull(server, project, unconfirmed=everything, watch=watch or bar)
    for problem in pulled.problems:
        report(problem)
    for name, articles in files(pulled, suffix=SUFFIXES.get(format, format)).items():
        with output(os.path.join(out, name)) as stream:
            held = tallied(holding(articles, format=format, out=name))
            writer(format)(sift(held, report), stream)
    return pulled


def files(pulled: "Pulled", *, suffix: str = "jsonl") -> dict[str, list[Article]]:
    """Return what stands in each file of the folder, by its name."""
    named = {f"adjudicated.{suffix}": pulled.adjudicated}
    taken = set(map(_alike, named))
    parts: list[tuple[str | None, str, list[Article]]] = [
        (annotator, "", articles) for annotator, articles in pulled.confirmed.items()
    ]
    parts += [(name, "unconfirmed", articles) for name, articles in pulled.unconfirmed.items()]
    for annotator, state, articles in parts:
        # an annotator may be called anything, a file may not; nor at any length
        known = None if annotator is None else re.sub(r"^$|^\.|[^\w@.+-]+", "_", annotator)
        short = (known or "").encode()[:LONGEST].decode(errors="ignore")
        stem = ".".join(filter(None, (short, state)))
        n, name = 1, f"{stem}.{suffix}"
        while _alike(name) in taken:
            n += 1
            name = f"{stem}-{n}.{suffix}"
        taken.add(_alike(name))
        named[name] = articles
    return named


def _alike(name: str) -> str:
    """Return what is the same for names that some file system takes for one: of case and normal form."""
    return unicodedata.normalize("NFC", name.casefold())


def summary(pulled: "Pulled") -> str:
    """Return what came of it, in a few words."""
    theirs = ", ".join(f"{len(articles)} of {name}" for name, articles in pulled.confirmed.items())
    return (
        f"confirmed: {theirs or 'nothing'}; not confirmed: {pulled.left};"
        f" adjudicated: {len(pulled.adjudicated)}; waiting: {len(pulled.waiting)}"
    )


def bar(items: Iterator[T], total: Callable[[], int]) -> Iterator[T]:
    """Show how far the articles have come."""
    return progress(items, total=total)
