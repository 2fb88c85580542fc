"""``quotes doccano pull``: what people confirmed, as records."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from quotes.cli.doccano.login import FAILED, login, watched
from quotes.cli.running import Report, say
from quotes.formats.jsonl import write_jsonl
from quotes.problems import Problem
from quotes.records import Article
from quotes.writing import UnwritableError, output

if TYPE_CHECKING:
    from quotes.annotation.pull import Pulled

HELP = """Fetch what annotators have confirmed in Doccano.

Writes FOLDER/ANNOTATOR.jsonl for each, and FOLDER/adjudicated.jsonl: what one annotator had, what several
agree on in every span and link, and what is confirmed in the project 'NAME (adjudicated)'. The rest is listed.

\b
Examples:
  quotes doccano pull --project news -o corrected
  quotes doccano pull --project news --server https://doccano.example.org -o corrected
"""


def pull_cli(
    project: Annotated[str, typer.Option("--project", metavar="NAME", help="As it was pushed.")],
    out: Annotated[str, typer.Option("--out", "-o", metavar="FOLDER", help="Made if need be.")],
    server: Annotated[
        str | None, typer.Option(metavar="URL", help="Doccano's address.  [default: the one of 'serve']")
    ] = None,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Also what nobody has confirmed, in files of its own; it is no gold."),
    ] = False,
) -> None:
    report = Report()
    pull(project, out=out, server=server, everything=everything, report=report)
    report.exit()


pull_cli.__doc__ = HELP


def pull(
    project: str,
    *,
    out: str,
    server: str | None,
    report: Callable[[Problem], None],
    everything: bool = False,
) -> None:
    """Write what is confirmed in *project* to the folder *out*; nothing is written before all is there.

    Raises:
        UnwritableError: if *out* cannot be written.
    """
    from quotes.annotation import pull as pulling
    from quotes.annotation.connection import DoccanoError

    try:
        pulled = pulling.pull(login(server), project, unconfirmed=everything, watch=watched)
    except DoccanoError as error:
        report(Problem(*FAILED, str(error)))
        return
    for problem in pulled.problems:
        report(problem)
    try:
        os.makedirs(out, exist_ok=True)
    except OSError as error:
        raise UnwritableError(f"{out}: cannot be made ({error.strerror}); choose another with -o") from error
    for name, articles in files(pulled):
        with output(os.path.join(out, name)) as stream:
            write_jsonl(articles, stream)
    for line in summary(pulled):
        say(line)
