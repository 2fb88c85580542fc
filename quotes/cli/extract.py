"""``quotes extract``: articles in, their quotations out."""

import sys
from collections.abc import Callable
from typing import Annotated, Literal

import typer

from quotes import engines
from quotes.cli.archive import PART_SIZE, archive_format, extract_archive, is_archive
from quotes.cli.engine import EngineOption, ModelOption, TimeLimitOption, TrustOption, engine_of, load
from quotes.cli.running import Report, progress
from quotes.cli.writing import format_of, write
from quotes.formats import Format
from quotes.problems import Problem
from quotes.reading import Kind, read
from quotes.reading.counting import count
from quotes.writing import STDOUT

AnyFormat = Literal[Format, "parquet"]

HELP = """Find every quotation in Arabic articles: who said what, and the word that says so.

PATHS are files (.txt .jsonl .json .csv .tsv .parquet .html .markup, also .gz and .zst), folders, both also
at URLs (s3://…), or - for standard input. Files of Prodigy, Doccano, spaCy (.spacy) and brat are read too:
see 'quotes convert --help'.

With --jobs, or with a folder as -o, an archive of any size: its articles are extracted in parts by several
processes into a folder of Parquet or JSON lines, with a manifest. Run again after whatever stopped it, the
same command goes on; parts whose articles have not changed are kept.

\b
Examples:
  quotes extract seeds
  quotes extract news/ -o quotations.csv
  quotes extract news/ --engine rules -f jsonl
  quotes extract news/ --jobs 2 -o extracted/
  quotes extract news/ --cluster local -o extracted/
  echo "قال الوزير إن الأمر انتهى." | quotes extract -
"""


def extract_cli(
    paths: Annotated[list[str], typer.Argument(metavar="PATHS…", help="Files, folders, or - (stdin).")],
    format: Annotated[
        AnyFormat | None,
        typer.Option(
            "--format", "-f", help="Output format.  [default: -o's suffix, else table; a folder's: parquet]"
        ),
    ] = None,
    out: Annotated[
        str,
        typer.Option("--out", "-o", metavar="FILE", help="Write here, not to stdout; an archive: a folder."),
    ] = "-",
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
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="Processes for an archive.  [default: all cores]"),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="A Dask cluster for an archive: tcp://host:port, tls://host:port, or local for one here.",
        ),
    ] = None,
    part_size: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Articles in a part of an archive.  [default: 1000]"),
    ] = None,
    time_limit: TimeLimitOption = engines.TIME_LIMIT,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Leave the articles' texts out of an archive's rows.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Do the parts of an archive again in which articles failed.")
    ] = False,
) -> None:
    report = Report()
    chosen = engine_of(engine, model)
    if not is_archive(out, format, jobs, cluster):
        for name, given in (
            ("--part-size", part_size is not None),
            ("--no-text", no_text),
            ("--retry", retry),
        ):
            if given:
                raise typer.BadParameter("is for an archive; add --jobs, or a folder as -o", param_hint=name)
        extract(
            paths,
            out=out,
            format=format or format_of(out),
            kind=kind,
            text_field=text_field,
            id_field=id_field,
            extractor=load(chosen, model, trust=trust_model, time_limit=time_limit),
            report=report,
        )
    else:
        extract_archive(
            paths,
            out=out,
            format=archive_format(format, out),
            kind=kind,
            text_field=text_field,
            id_field=id_field,
            engine=chosen,
            model=model,
            report=report,
            jobs=jobs,
            cluster=cluster,
            part_size=part_size or PART_SIZE,
            with_text=not no_text,
            trust=trust_model,
            time_limit=time_limit,
            retry=retry,
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
