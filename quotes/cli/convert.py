"""``quotes convert``: articles with their quotations from one format into another."""

from collections.abc import Callable
from typing import Annotated, Literal

import typer

from quotes.cli.extract import format_of
from quotes.cli.running import Report
from quotes.formats import ESCAPES, Format, writer
from quotes.problems import Problem, sift
from quotes.reading import read
from quotes.writing import output

Lossless = Literal["jsonl", "markup"]

HELP = """Turn articles with their quotations from one format into another; nothing is extracted.

JSONL and markup hold all that an article has, and become each other without loss.

\b
Examples:
  quotes convert seeds -o gold.jsonl
  quotes convert gold.jsonl -o gold.markup
  quotes convert --from markup --to jsonl - < gold.markup
"""


def convert_cli(
    paths: Annotated[list[str], typer.Argument(metavar="IN…", help="Files, folders, or - (stdin).")],
    out: Annotated[str, typer.Option("--out", "-o", metavar="FILE", help="Write here, not to stdout.")] = "-",
    source: Annotated[
        Lossless | None, typer.Option("--from", help="Format of the input.  [default: by its suffix]")
    ] = None,
    target: Annotated[
        Format | None, typer.Option("--to", help="Format of the output.  [default: -o's suffix, else jsonl]")
    ] = None,
) -> None:
    report = Report()
    convert(paths, out=out, source=source, target=target or format_of(out, default="jsonl"), report=report)
    report.exit()


convert_cli.__doc__ = HELP


def convert(
    paths: list[str], *, out: str, source: str | None, target: str, report: Callable[[Problem], None]
) -> None:
    """Write the articles in *paths* to *out* in the format *target*, and tell *report* what failed.

    Raises:
        UnwritableError: if *out* cannot be written.
    """
    with output(out, errors=ESCAPES.get(target, "backslashreplace")) as stream:
        writer(target)(sift(read(paths, kind=source), report), stream)
