"""``quotes export``: gold as a Hugging Face dataset, in a folder or on the hub."""

from collections.abc import Callable
from typing import Annotated

import typer

from quotes.cli.running import Report, progress
from quotes.problems import Problem
from quotes.reading import read
from quotes.reading.counting import count
from quotes.writing import output

HELP = """Write gold as a Hugging Face dataset: Parquet by split, with its card and plots.

GOLD are files of records (.jsonl), marked texts (.markup) or folders of them. Beside the first of them
may lie: splits.tsv (new articles are added to it), about.toml (what the card says of the dataset),
agreement.json, and, named like GOLD, a .tsv with meta data of the articles (beat, style).
Texts that may not be published are left out. The token for --push is that of 'hf auth login' or HF_TOKEN.

\b
Examples:
  quotes export seeds -o dataset
  quotes export gold.jsonl --push ORG/NAME --private --dry-run
"""


def export_cli(
    gold: Annotated[list[str], typer.Argument(metavar="GOLD…", help="Articles with the right quotations.")],
    out: Annotated[str | None, typer.Option("--out", "-o", metavar="DIR", help="Write this folder.")] = None,
    splits: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Which article is in which split.  [default: beside GOLD]"),
    ] = None,
    include_text: Annotated[
        bool, typer.Option("--include-text", help="Also write texts that may not be published.")
    ] = False,
    push: Annotated[
        str | None, typer.Option(metavar="ORG/NAME", help="Upload to this dataset on the hub.")
    ] = None,
    private: Annotated[bool, typer.Option("--private", help="With --push: nobody else sees it.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --push: list what would go up, change nothing.")
    ] = False,
) -> None:
    if out is None and push is None:
        raise typer.BadParameter("give a folder with -o, or a dataset with --push")
    if push is None and (private or dry_run):
        raise typer.BadParameter(f"{'--private' if private else '--dry-run'} is for --push")
    report = Report()
    files = export(
        gold,
        out=out,
        split_file=splits,
        include_text=include_text,
        repository=push,
        private=private,
        dry_run=dry_run,
        report=report,
    )
    if dry_run:
        with output(None) as stream:
            stream.writelines(f"{size:>12,}  {push}/{path}\n" for path, size in files)
    report.exit()


export_cli.__doc__ = HELP


def export(
    gold: list[str],
    *,
    out: str | None,
    report: Callable[[Problem], None],
    split_file: str | None = None,
    include_text: bool = False,
    repository: str | None = None,
    private: bool = False,
    dry_run: bool = False,
) -> list[tuple[str, int]]:
    """Write the articles in *gold* as a dataset to *out*, and upload it to *repository*, if given.

    Returns its files and their sizes in bytes: none if *report* was told why there is nothing.

    Raises:
        typer.BadParameter: if *repository* is no name of a dataset.
        UnwritableError: if *out* cannot be written.
    """
    from quotes.dataset import export as dataset
    from quotes.dataset.push import check_name

    try:
        if repository:
            check_name(repository)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    try:
        return dataset.export(
            progress(read(gold), total=lambda: count(gold)),
            out,
            dataset.beside(gold[0], split_file=split_file),
            include_text=include_text,
            repository=repository,
            private=private,
            dry_run=dry_run,
            report=report,
        )
    except dataset.StopError as stop:
        report(stop.problem)
        return []
