"""``quotes compare``: several systems side by side on one gold file."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, TextIO, get_args

import typer

from quotes import engines
from quotes.cli.engine import ModelOption, TimeLimitOption, TrustOption, load
from quotes.cli.running import Report, progress
from quotes.problems import Problem, sift
from quotes.reading import read
from quotes.records import Article
from quotes.writing import STDOUT, UnwritableError, output

if TYPE_CHECKING:
    from quotes.evaluation.comparison import Comparison

ENGINES: tuple[engines.Engine, ...] = get_args(engines.Engine)

HELP = """Compare systems with each other on gold: every measure with its interval, and the differences.

GOLD is a file of records (.jsonl), marked texts (.markup) or a folder of them. A SYSTEM is such a file with
the same articles, predicted, or the name of an engine, which predicts from gold's texts: rules, model, both.
(A file of that name: ./rules.) Differences are those from the first SYSTEM, over the same draws of articles.

\b
Examples:
  quotes compare gold.jsonl rules predicted.jsonl
  quotes compare gold.jsonl predicted.jsonl rules --html comparison.html
"""


def compare_cli(
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="Articles with the right quotations.")],
    systems: Annotated[
        list[str],
        typer.Argument(metavar="SYSTEM SYSTEM…", help="The same articles, predicted; or an engine."),
    ],
    html: Annotated[str | None, typer.Option(metavar="FILE", help="Write a page with plots as well.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    errors: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="List N of what each system alone finds or misses.  [default: 0, on the page 50]",
        ),
    ] = None,
    resamples: Annotated[
        int, typer.Option(min=0, metavar="N", help="Draws of articles for the intervals.")
    ] = 1000,
    model: ModelOption = None,
    trust_model: TrustOption = False,
    time_limit: TimeLimitOption = engines.TIME_LIMIT,
) -> None:
    if len(systems) < 2:
        raise typer.BadParameter("give two systems or more; 'quotes evaluate' measures one")
    wanted = [engine for engine in ENGINES if engine in systems]
    if model is not None and not {"model", "both"} & set(wanted):
        raise typer.BadParameter("no SYSTEM uses it; name model or both", param_hint="--model")
    extractors: dict[str, engines.Extractor] = {
        engine: load(engine, model, trust=trust_model, time_limit=time_limit) for engine in wanted
    }
    report = Report()
    comparison = compare(gold, systems, resamples=resamples, report=report, extractors=extractors)
    if comparison is not None:
        if html is not None:
            write_page(comparison, html, examples=50 if errors is None else errors)
        if html != STDOUT:
            with output(None) as stream:
                if json:
                    print_json(comparison, stream)
                else:
                    print_tables(comparison, stream, examples=errors or 0)
    report.exit()


compare_cli.__doc__ = HELP


def compare(
    gold: str,
    systems: list[str],
    *,
    report: Callable[[Problem], None],
    resamples: int = 1000,
    extractors: Mapping[str, engines.Extractor] | None = None,
) -> "Comparison | None":
    """Return the comparison of what *systems* (files, or names of *extractors*) find with *gold*.

    What cannot be read is told to *report*, and counts as missed; ``None`` if there is nothing to compare.
    """
    from quotes.evaluation import comparison
    from quotes.evaluation.parts import PARTS

    wanted = list(sift(read([gold]), report))
    extractors = extractors or {}
    found = {
        name: sift(predicted(system, wanted, extractors.get(system)), report)
        for name, system in named(systems).items()
    }
    return comparison.compare(
        wanted,
        found,
        name=gold,
        report=report,
        resamples=resamples,
        watch=lambda parts: progress(parts, total=lambda: len(PARTS), unit="parts"),
    )


def predicted(
    system: str, gold: list[Article], extractor: engines.Extractor | None
) -> Iterator[Article | Problem]:
    """Yield what *extractor*, or without one the file *system*, makes of the articles of *gold*."""
    if extractor is None:
        yield from read([system])
    else:
        yield from progress(extractor(gold), total=lambda: len(gold))


def named(systems: list[str]) -> dict[str, str]:
    """Return *systems* by a short name of each: the file's, as long as no other has it."""
    short = {system: os.path.basename(os.path.normpath(system)).split(".")[0] or system for system in systems}
    times = Counter(short[system] for system in set(systems))
    names: dict[str, str] = {}
    for system in systems:
        name = short[system] if times[short[system]] == 1 and system not in ENGINES else system
        n, free = 1, name
        while free in names:
            n += 1
            free = f"{name} ({n})"
        names[free] = system
    return names


def write_page(comparison: "Comparison", path: str, *, examples: int) -> None:
    """Write *comparison* as a page to *path*.

    Raises:
        UnwritableError: if it cannot be written, or matplotlib is not there.
    """
    from quotes.evaluation.comparison import page

    try:
        with output(path) as stream:
            page.write_page(comparison, stream, examples=examples)
    except ModuleNotFoundError as error:
        if error.name != "matplotlib":
            raise
        raise UnwritableError(
            f'{path}: the plots cannot be drawn without matplotlib; pip install "quotes-ar[compare]"'
        ) from error


def print_tables(comparison: "Comparison", stream: TextIO, *, examples: int) -> None:
    """Print *comparison* as tables."""
    from quotes.evaluation.comparison.tables import tables
    from quotes.formats.table import plain

    console = plain(stream)
    console.print(tables(comparison, examples=examples))


def print_json(comparison: "Comparison", stream: TextIO) -> None:
    """Print *comparison* as one JSON object."""
    import json

    import msgspec

    stream.write(json.dumps(msgspec.to_builtins(comparison), ensure_ascii=False, indent=2) + "\n")
