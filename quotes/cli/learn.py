"""``quotes learn``: the learning curve, and what correcting the next hundred articles is worth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from quotes.cli.running import FAILURE, Report, say
from quotes.cli.train import ConfigFile, Epochs, Gold, RawModel, Seed, Set, collected, configured, needs_spacy
from quotes.writing import UnwritableError, output, output_bytes

if TYPE_CHECKING:
    from quotes.model.learning import Curve

SIZES = "50,100,200,400"

HELP = """Train on more and more of gold, and show how good that is on dev: the learning curve.

Smaller sets lie within the larger ones; every training begins with the same weights and takes as many epochs,
and dev chooses nothing. From the curve comes what correcting the next hundred articles is worth.

\b
Examples:
  quotes learn gold.jsonl --dev dev.jsonl --sizes 50,100,200
  quotes learn gold.jsonl --dev dev.jsonl --raw-model model.training/raw-…/model -o curve.svg
"""


def learn_cli(
    gold: Gold,
    dev: Annotated[list[str], typer.Option(metavar="GOLD", help="Other gold, on which all are measured.")],
    sizes: Annotated[str, typer.Option(metavar="N,N…", help="Numbers of articles to train on.")] = SIZES,
    raw_model: RawModel = None,
    config: ConfigFile = "config",
    set_: Set = [],  # noqa: B006 - typer makes a new one
    epochs: Epochs = None,
    seed: Seed = 0,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Draw the curve: .svg or .png.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    wanted = numbers(sizes)
    if out is not None and out.suffix.lower() not in (".svg", ".png"):
        raise typer.BadParameter(f"-o {out}: write a file that ends in .svg or .png")
    training = needs_spacy()
    from quotes.model import learning

    report = Report()
    articles, measured = collected(gold, report), collected(dev, report)
    if report.failed:
        say("nothing was trained: all of the input must be read")
        report.exit()
    if more := [size for size in wanted if size > len(articles)]:
        say(f"gold has {len(articles)} articles: {', '.join(map(str, more))} are all of it")
    points = []
    try:
        for point in learning.learn(
            articles,
            measured,
            wanted,
            report=report,
            config=configured(config, set_, seed=seed),
            raw_model=raw_model,
            plan=training.Plan(epochs=epochs, seed=seed),
        ):
            say(f"{point.articles} articles: strict {point.figures['strict'].f1 or 0:.3f}")
            points.append(point)
    except ValueError as error:
        raise typer.BadParameter(" ".join(str(error).split())) from error
    if not points:
        raise typer.Exit(FAILURE)
    found = learning.curve(points)
    if out is not None:
        draw(found, out)
    with output(None) as stream:
        if json:
            print_json(found, stream)
        else:
            print_table(found, stream)
    report.exit()


learn_cli.__doc__ = HELP


def numbers(sizes: str) -> list[int]:
    """Return *sizes*, numbers between commas.

    Raises:
        BadParameter: if one is none, or not above 0.
    """
    try:
        found = [int(size) for size in sizes.split(",")]
    except ValueError:
        found = []
    if not found or min(found) < 1:
        raise typer.BadParameter(f"--sizes {sizes}: write numbers above 0 between commas, as {SIZES}")
    return found


def draw(curve: "Curve", path: Path) -> None:
    """Draw *curve* into *path*, whole or not at all.

    Raises:
        UnwritableError: if it cannot be written, or matplotlib is not there.
    """
    from quotes.model import learning

    try:
        with output_bytes(path) as stream:
            learning.draw(curve, stream, format=path.suffix.lower().lstrip("."))
    except ModuleNotFoundError as error:
        if error.name != "matplotlib":
            raise
        raise UnwritableError(
            f'{path}: cannot be drawn without matplotlib; pip install "quotes-ar[compare]"'
        ) from error


def print_table(curve: "Curve", stream: TextIO) -> None:
    """Print *curve*: a row for each number of articles, then what the next ones are worth."""
    from rich.table import Table

    from quotes.formats.table import plain
    from quotes.model.learning import MEASURES

    table = Table(title="F1 on dev (95 % interval)", title_justify="left")
    for heading in ("articles", "quotations", *MEASURES):
        table.add_column(heading, justify="right")
    for point in curve.points:
        cells = []
        for measure in MEASURES:
            f = point.figures[measure]
            interval = f"\n{f.ci95[0]:.2f}–{f.ci95[1]:.2f}" if f.ci95 else ""
            cells.append(f"{f.f1 or 0:.3f}{interval}")
        table.add_row(str(point.articles), str(point.quotations), *cells)
    if curve.gains:
        gains = (f"{curve.gains[m]:+.3f}\n±{curve.fits[m].residual:.3f}" for m in MEASURES)
        table.add_section()
        table.add_row(f"+{curve.more}", "expected", *gains)
    plain(stream).print(table)


def print_json(curve: "Curve", stream: TextIO) -> None:
    """Print *curve* as one JSON object."""
    import json

    import msgspec

    stream.write(json.dumps(msgspec.to_builtins(curve), ensure_ascii=False, indent=2) + "\n")
