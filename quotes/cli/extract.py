"""``quotes extract``: articles in, their quotations out."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated

import typer

from quotes.cli.running import Report, progress
from quotes.cli.writing import format_of, write
from quotes.formats import Format
from quotes.problems import Problem
from quotes.reading import Kind, read
from quotes.reading.counting import count
from quotes.records import Article
from quotes.writing import STDOUT

HELP = """Find every quotation in Arabic articles: who said what, and the word that says so.

PATHS are files (.txt .jsonl .json .csv .tsv .parquet .html .markup), folders, or - for standard input.
Files of Prodigy, Doccano, spaCy (.spacy) and brat are read too: see 'quotes convert --help'.

\b
Examples:
  quotes extract seeds
  quotes extract news/ -o quotations.csv
  echo "قال الوزير إن الأمر انتهى." | quotes extract -
"""


def extract_cli(
    paths: Annotated[list[str], typer.Argument(metavar="PATHS…", help="Files, folders, or - (stdin).")],
    format: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="Output format.  [default: -o's suffix, else table]"),
    ] = None,
    out: Annotated[str, typer.Option("--out", "-o", metavar="FILE", help="Write here, not to stdout.")] = "-",
    kind: Annotated[
        Kind | None, typer.Option("--from", help="What the input is, where its name does not say.")
    ] = None,
    text_field: Annotated[
        str, typer.Option(metavar="NAME", help="Column or JSON field of the article's text.")
    ] = "text",
    id_field: Annotated[str, typer.Option(metavar="NAME", help="Column or JSON field of its id.")] = "id",
) -> None:
    report = Report()
    extract(
        paths,
        out=out,
        format=format or format_of(out),
        kind=kind,
        text_field=text_field,
        id_field=id_field,
        report=report,
    )
    report.exit()


extract_cli.__doc__ = HELP


def extract(
    paths: list[str],
    *,
    out: str,
    format: str,
    report: Callable[[Problem], None],
    kind: str | None = None,
    text_field: str = "text",
    id_field: str = "id",
) -> None:
    """Write the quotations of the articles in *paths* to *out*, and tell *report* what failed.

    One article is in memory at a time (the HTML page holds what it shows).

    Raises:
        UnwritableError: if *out* cannot be written.
    """
    given = read(paths, kind=kind, text_field=text_field, id_field=id_field, quotations=False)
    # a bar between the rows of a table would tear it
    visible = out == STDOUT and sys.stdout.isatty()
    shown = progress(given, total=lambda: count(paths, kind=kind), shown=not visible)
    write(quotations(shown), format=format, out=out, report=report)


def quotations(items: Iterable[Article | Problem]) -> Iterator[Article | Problem]:
    """Yield each article of *items* with its quotations; problems pass through.

    An article that the rules fail on is a problem too, not the end of the run.
    """
    from quotes.extraction import extract

    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        try:
            yield extract(item.text, id=item.id, meta=item.meta)
        except Exception as error:
            what = f"the rules failed on this article ({type(error).__name__}: {error})"
            yield Problem(f"article {item.id}", what, "please report it; the other articles are done")
