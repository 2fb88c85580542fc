"""``quotes extract``: articles in, their quotations out."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, get_args

import typer

from quotes.cli.running import Report, progress
from quotes.formats import ESCAPES, Format, writer
from quotes.problems import Problem, sift
from quotes.reading import Kind, read
from quotes.reading.counting import count
from quotes.records import Article
from quotes.writing import output

HELP = """Find every quotation in Arabic articles: who said what, and the word that says so.

PATHS are files (.txt .jsonl .json .csv .tsv .parquet .html .markup), folders, or - for standard input.

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
    with output(out, errors=ESCAPES.get(format, "backslashreplace")) as stream:
        # a bar between the rows of a table would tear it
        shown = progress(given, total=lambda: count(paths, kind=kind), shown=not stream.isatty())
        writer(format)(sift(quotations(shown), report), stream)


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


def format_of(out: str, *, default: str = "table") -> str:
    """Return the format that *out*'s suffix names, or *default*."""
    suffix = os.path.splitext(out)[1].lower().lstrip(".")
    suffix = {"ndjson": "jsonl", "htm": "html"}.get(suffix, suffix)
    return suffix if suffix in get_args(Format) and suffix != "table" else default
