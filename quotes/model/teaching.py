"""What the span model learns, and in which order: the rules' proposals in raw articles, then gold."""

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from thinc.api import Config

from quotes.dataset.duplicates import copies
from quotes.model import corpus, stages
from quotes.problems import Problem
from quotes.records import Article

TUNED, FRESH = 8, 24
ENOUGH = 1600  # examples without which nothing is learned from nothing
Report = Callable[[Problem], None]
Watch = Callable[[list[Article]], Iterable[Article]]  # shows how far a long list is


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How long each stage trains, in epochs, and after how many without a better score it stops.

    On gold: where nothing says otherwise, ``TUNED`` epochs from given weights, and ``FRESH`` from nothing,
    or as many as show it ``ENOUGH`` examples.
    """

    epochs: int | None = None
    raw_epochs: int = 2
    patience: int = 4
    seed: int = 0
    # the last weights, not the best on dev: for a score of dev that has chosen nothing
    last: bool = False


def raw_stage(
    raw: list[Article],
    dev: list[Article],
    config: Config,
    work: Path,
    *,
    plan: Plan,
    start: Path | None,
    report: Report,
    watch: Watch = iter,
) -> Path:
    """Train on what the rules propose in *raw*, but for copies of *dev*; return the pipeline.

    The stage lies in *work*, from where it is taken if it is done. *start* is the pipeline to begin from.
    """
    near = {i for i, _ in copies((article.text for article in raw), [article.text for article in dev])}
    if near:
        what = f"{len(near)} × an article that is a copy of one of dev"
        report(Problem("raw", what, "left out", failure=False))
    chosen = [a for n, a in enumerate(raw) if n not in near and a.text.strip() and not _unstorable(a)]
    config = stages.raw_config(config)
    name = stages.key(config, [*chosen, *dev], start=start, extra=f"{plan.raw_epochs} {len(chosen)}")
    folder = work / f"raw-{name}"
    stages.made(folder / "train", lambda path: corpus.write(watch(chosen), path, silver=True))
    stages.made(folder / "dev", lambda path: corpus.write(dev, path))
    return stages.run(
        config,
        folder,
        articles=len(chosen),
        epochs=plan.raw_epochs,
        patience=plan.patience,
        start=start,
        last=plan.last,
    )


def gold_stage(
    gold: list[Article],
    dev: list[Article],
    config: Config,
    work: Path,
    *,
    plan: Plan,
    start: Path | None,
    report: Report,
) -> Path:
    """Train on *gold* from the pipeline *start*, or from nothing; return the pipeline, as ``raw_stage``."""
    if start is not None:
        config = stages.tuned_config(config)
    name = stages.key(config, [*gold, *dev], start=start, extra=f"{plan} {len(gold)}")
    folder = work / f"gold-{name}"
    stages.made(folder / "train", lambda path: corpus.write(gold, path))
    stages.made(folder / "dev", lambda path: corpus.write(dev, path))
    found = corpus.recall(corpus.read(folder / "train", corpus.tokenizer().vocab))
    what = ", ".join(f"{share:.1%} of {label}" for label, share in found.items())
    report(Problem("gold", f"among the candidates: {what}", "more cannot be found", failure=False))
    return stages.run(
        config,
        folder,
        articles=len(gold),
        epochs=plan.epochs or (max(FRESH, ENOUGH // len(gold)) if start is None else TUNED),
        patience=plan.patience,
        start=start,
        last=plan.last,
    )


def _unstorable(article: Article) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in article.text)
