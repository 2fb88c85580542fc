"""``quotes explain``: which rule proposed what in a text, and what was rejected and why."""

from collections.abc import Callable
from typing import Annotated, TextIO

import typer

from quotes.cli.running import Report
from quotes.problems import Problem, sift
from quotes.reading import read
from quotes.writing import output

HELP = """Show for each cue which rule proposed a quotation, and what was rejected and why.

\b
Examples:
  quotes explain seeds/01-diplomacy-levant-daily.txt
  echo "يذكر أن الوزير قال إن الأمر انتهى." | quotes explain -
"""


def explain_cli(
    paths: Annotated[list[str], typer.Argument(metavar="PATHS…", help="Files, folders, or - (stdin).")],
) -> None:
    report = Report()
    with output(None) as stream:
        explain(paths, stream=stream, report=report)
    report.exit()


explain_cli.__doc__ = HELP


def explain(paths: list[str], *, stream: TextIO, report: Callable[[Problem], None]) -> None:
    """Write to *stream* what the rules decided in each article of *paths*."""
    from quotes import explaining
    from quotes.formats.decisions import write_decisions

    for article in sift(read(paths, quotations=False), report):
        write_decisions(article.id, explaining.explain(article.text), stream)
