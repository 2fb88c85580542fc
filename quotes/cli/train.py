"""``quotes train``: corrected articles in, a spaCy pipeline out."""

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quotes.cli.running import FAILURE, Report, progress, say
from quotes.problems import sift
from quotes.reading import read
from quotes.records import Article
from quotes.writing import UnwritableError

if TYPE_CHECKING:
    from thinc.api import Config

HELP = """Train the model on gold: a spaCy pipeline of rules, span model and linker.

GOLD are files of records (.jsonl), marked texts (.markup) or folders of them. Dev, other such articles, says
which weights are best; without it a tenth of gold does. With --raw the model first learns from what the rules
propose in articles without quotations. A stopped run goes on with the same command and --resume.

\b
Examples:
  quotes train gold.jsonl --dev dev.jsonl -o model
  quotes train gold.jsonl --dev dev.jsonl --raw news.parquet -o model --keep
  quotes train gold.jsonl --dev dev.jsonl -o model --set training.dropout=0.3
  quotes train gold.jsonl -o model --package dist
"""

Gold = Annotated[list[str], typer.Argument(metavar="GOLD…", help="Articles with the right quotations.")]
Set = Annotated[
    list[str], typer.Option("--set", metavar="KEY=VALUE", help="Another value of the config; repeat it.")
]
ConfigFile = Annotated[
    str,
    typer.Option(metavar="FILE", help="A spaCy config: 'config' and 'transformer' are the package's own."),
]
Seed = Annotated[int, typer.Option(metavar="N", help="What is drawn by lot, and the first weights.")]
Epochs = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help="Passes over gold, at most.  [default: 8 after --raw or --raw-model, else 24]",
    ),
]
RawModel = Annotated[
    Path | None,
    typer.Option(metavar="DIR", exists=True, file_okay=False, help="A pipeline whose weights are the start."),
]


def train_cli(
    gold: Gold,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Write the pipeline here.")],
    dev: Annotated[
        list[str] | None, typer.Option(metavar="GOLD", help="Other gold, which chooses the best weights.")
    ] = None,
    raw: Annotated[
        list[str] | None, typer.Option(metavar="ARTICLES", help="Articles on which the rules teach first.")
    ] = None,
    raw_model: RawModel = None,
    raw_limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="So many of them, drawn by lot.")
    ] = None,
    config: ConfigFile = "config",
    set_: Set = [],  # noqa: B006 - typer makes a new one
    epochs: Epochs = None,
    raw_epochs: Annotated[int, typer.Option(min=1, metavar="N", help="Passes over the raw articles.")] = 2,
    patience: Annotated[
        int, typer.Option(min=0, metavar="N", help="Stop after so many without a better score; 0: never.")
    ] = 4,
    seed: Seed = 0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where a stopped run was.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep what each stage made, in DIR.training.")] = False,
    name: Annotated[str, typer.Option(metavar="NAME", help="Its package is called ar_NAME.")] = "quotes",
    version: Annotated[str, typer.Option(metavar="N.N.N", help="Its version.")] = "0.0.0",
    description: Annotated[str | None, typer.Option(metavar="TEXT", help="What it says of itself.")] = None,
    author: Annotated[str, typer.Option(metavar="NAME", help="Who made it.")] = "",
    license: Annotated[str, typer.Option(metavar="NAME", help="Its licence.")] = "",
    source: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="What it was trained on; repeat it.")
    ] = None,
    package: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write it as a wheel, too, into this folder.")
    ] = None,
) -> None:
    training = needs_spacy()
    report = Report()
    articles, chosen = collected(gold, report), collected(dev, report)
    if report.failed:
        say("nothing was trained: all of the input must be read")
        report.exit()
    texts = drawn(sift(read(raw or [], quotations=False), report), raw_limit, seed=seed)
    about = {"name": name, "version": version, "author": author, "license": license, "sources": source or []}
    if description is not None:
        about["description"] = description
    try:
        made = training.train(
            articles,
            out,
            dev=chosen if dev else None,
            raw=texts,
            raw_model=raw_model,
            config=configured(config, set_, seed=seed),
            plan=training.Plan(epochs=epochs, raw_epochs=raw_epochs, patience=patience, seed=seed),
            meta=training.Meta(**about),
            report=report,
            resume=resume,
            keep=keep,
            watch=lambda items: progress(items, total=lambda: len(items)),
        )
    except ValueError as error:
        raise typer.BadParameter(" ".join(str(error).split())) from error
    except (KeyboardInterrupt, SystemExit):
        say(f"stopped; the same command with --resume goes on from {out}.training")
        raise
    if made is None:
        say("nothing was trained: mend what is said above")
        raise typer.Exit(FAILURE)
    say(f"{out}: trained; spacy.load({str(out)!r})")
    if package is not None:
        from quotes.model.package import package as build

        say(f"{build(out, package)}: pip install it")
    report.exit()


train_cli.__doc__ = HELP


def needs_spacy() -> Any:
    """Return ``quotes.model.training``.

    Raises:
        UnwritableError: if spaCy is not there.
    """
    try:
        from quotes.model import training
    except ModuleNotFoundError as error:
        if error.name not in ("spacy", "numpy", "thinc"):
            raise
        raise UnwritableError('training needs spacy; pip install "quotes-ar[spacy]"') from error
    return training


def collected(paths: list[str] | None, report: Report) -> list[Article]:
    """Return all articles of *paths*; problems go to *report*."""
    return list(sift(read(paths or []), report))


def drawn(articles: Iterable[Article], limit: int | None, *, seed: int) -> list[Article]:
    """Return *limit* of *articles*, drawn by lot as they come by (one reservoir), or all."""
    if limit is None:
        return list(articles)
    lot, kept = random.Random(seed), list[Article]()
    for n, article in enumerate(articles):
        if n < limit:
            kept.append(article)
        elif (place := lot.randint(0, n)) < limit:
            kept[place] = article
    return kept


def configured(file: str, settings: list[str], *, seed: int) -> "Config":
    """Return the config that *file* names, the package's own or a path, with *settings*, each KEY=VALUE.

    Raises:
        BadParameter: if it cannot be read, or has no such key.
    """
    from quotes.model import stages

    path = stages.CONFIGS.get(file, Path(file))
    overrides = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or "." not in key:
            raise typer.BadParameter(f"--set {setting}: write section.key=value, as training.dropout=0.3")
        try:
            overrides[key] = json.loads(value)
        except ValueError:
            overrides[key] = value
    if not path.is_file():
        raise typer.BadParameter(f"--config {file}: no such file")
    try:
        return stages.load(path, overrides=overrides, seed=seed)
    except Exception as error:  # thinc's, of several kinds
        raise typer.BadParameter(f"{path.name}: {' '.join(str(error).split())}") from error
