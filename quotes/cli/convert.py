"""``quotes convert``: articles with their quotations from one format into another."""

import sys
from collections.abc import Callable
from typing import Annotated, Literal

import typer

from quotes.cli.running import Report, progress
from quotes.cli.writing import format_of, write
from quotes.formats import Format
from quotes.problems import Problem
from quotes.reading import read
from quotes.reading.counting import count
from quotes.writing import STDOUT

# the kinds of input that hold quotations; extract reads the others
Marked = Literal["jsonl", "markup", "prodigy", "doccano", "docbin", "brat"]

HELP = """Turn articles with their quotations from one format into another; nothing is extracted.

\b
  jsonl    our own record            docbin   spaCy's, for its trainer (.spacy)
  markup   tags in the text          brat     a folder of .txt and .ann files
  prodigy  tasks, with relations     csv      one quotation a row
  doccano  lines, with relations     html     a page to read

jsonl, markup, prodigy, doccano and docbin become each other without loss. What a format cannot hold is
counted on standard error.

\b
Examples:
  quotes convert seeds -o gold.jsonl
  quotes convert gold.jsonl -o gold.spacy
  quotes convert gold.jsonl --to brat -o for-brat
  quotes convert gold.jsonl --to doccano | quotes convert --from doccano --to markup -
"""


def convert_cli(
    paths: Annotated[list[str], typer.Argument(metavar="IN…", help="Files, folders, or - (stdin).")],
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="FILE", help="Write here, not to stdout; brat: a folder.")
    ] = "-",
    source: Annotated[
        Marked | None, typer.Option("--from", help="Format of the input.  [default: what it looks like]")
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
    """Write the articles in *paths* to *out* in the format *target*; tell *report* what failed or is lost.

    Raises:
        UnwritableError: if *out* cannot be written.
    """
    items = read(paths, kind=source)
    # a bar between the lines of a table would tear it
    visible = out == STDOUT and sys.stdout.isatty()
    shown = progress(items, total=lambda: count(paths, kind=source), shown=not visible)
    write(shown, format=target, out=out, report=report, lossless=True)
