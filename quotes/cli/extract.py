"""``quotes extract``: articles in, their quotations out."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from quotes import engines
from quotes.cli.engine import EngineOption, ModelOption, TimeLimitOption, TrustOption, engine_of, load
from quotes.cli.running import Report, progress
from quotes.cli.writing import format_of, write
from quotes.formats import Format
from quotes.problems import Problem
from quotes.reading import Kind, read
from quotes.reading.counting import count
from quotes.writing import STDOUT

HELP = """Find every quotation in Arabic articles: who said what, and the word that says so.

PATHS are files (.txt .jsonl .json .csv .tsv .parquet .html .markup), folders, or - for standard input.
Files of Prodigy, Doccano, spaCy (.spacy) and brat are read too: see 'quotes convert --help'.

\b
Examples:
  quotes extract seeds
  quotes extract news/ -o quotations.csv
  quotes extract news/ --engine rules -f jsonl
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
    engine: EngineOption = None,
    model: ModelOption = None,
    trust_model: TrustOption = False,
    time_limit: TimeLimitOption = engines.TIME_LIMIT,
) -> None:
    report = Report()
    extract(
        paths,
        out=out,
        format=format or format_of(out),
        kind=kind,
        text_field=text_field,
        id_field=id_field,
        extractor=load(engine_of(engine, model), model, trust=trust_model, time_limit=time_limit),
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
    extractor: engines.Extractor = engines.by_rules,
) -> None:
    """Write what *extractor* finds in the articles in *paths* to *out*, and tell *report* what failed.

    One article is in memory at a time, or one batch of the model's (the HTML page holds what it shows).

    Raises:
        UnwritableError: if *out* cannot be written.
    """
    given = read(paths, kind=kind, text_field=text_field, id_field=id_field, quotations=False)
    # a bar between the rows of a table would tear it
    visible = out == STDOUT and sys.stdout.isatty()
    shown = progress(given, total=lambda: count(paths, kind=kind), shown=not visible)
    write(extractor(shown), format=format, out=out, report=report)
