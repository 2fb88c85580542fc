"""The learning curve: how good a pipeline is by the number of its articles, and what more are worth."""

import random
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
import spacy
from thinc.api import Config

from quotes.evaluation import Figure, evaluate
from quotes.model.predicting import predict
from quotes.model.teaching import Plan, Report
from quotes.model.training import shared, train, unfit
from quotes.problems import Problem
from quotes.records import Article

MEASURES = ("quote/overlap", "quote/exact", "attribution", "strict")
MORE = 100  # articles that somebody may correct next


class Point(msgspec.Struct, frozen=True):
    """A pipeline trained on so many articles, with so many quotations: its figures on dev."""

    articles: int
    quotations: int
    figures: dict[str, Figure]


class Fit(msgspec.Struct, frozen=True):
    """The power law of one measure: after *n* articles 1 - F1 is ``scale * n ** -exponent``.

    ``residual`` is the root mean square by which F1 misses the law: a gain below it says little.
    """

    scale: float
    exponent: float
    residual: float

    def f1(self, articles: float) -> float:
        """Return the F1 that the law expects after *articles*."""
        return float(1 - self.scale * articles**-self.exponent)


class Curve(msgspec.Struct, frozen=True):
    """A curve: its points, from two on the law of each measure, and what *more* articles bring."""

    points: list[Point]
    fits: dict[str, Fit]
    more: int
    gains: dict[str, float]


def learn(
    gold: list[Article],
    dev: list[Article],
    sizes: Iterable[int],
    *,
    report: Report,
    config: Config | None = None,
    raw_model: Path | None = None,
    plan: Plan | None = None,
) -> Iterator[Point]:
    """Yield for each of *sizes* the figures on *dev* of a pipeline trained on so many articles of *gold*.

    The articles are drawn by lot, smaller sets within larger ones; each training begins with the same weights
    (*raw_model*'s, if given) and is as long as ``gold_stage`` says, and dev chooses nothing. Nothing comes
    where gold cannot be learned from, which *report* is told; a size beyond gold's is all of it.
    """
    plan = msgspec.structs.replace(plan or Plan(), last=True)
    wrong = [*unfit(gold, "gold"), *unfit(dev, "dev"), *shared(gold, dev)]
    for problem in wrong:
        report(problem)
    if wrong:
        return
    order = random.Random(plan.seed).sample(gold, len(gold))
    for size in sorted({min(size, len(gold)) for size in sizes}):
        chosen = order[:size]
        if not any(article.quotes for article in chosen):
            what = f"the first {size} articles hold no quotations"
            report(Problem("gold", what, "this size is left out", failure=False))
            continue
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "model"
            train(
                chosen,
                out,
                dev=dev,
                raw_model=raw_model,
                config=config,
                plan=plan,
                report=lambda problem: None,
            )
            nlp = spacy.load(out)
        quotations = sum(not q.optional for article in chosen for q in article.quotes)
        yield Point(len(chosen), quotations, evaluate(dev, predict(nlp, dev)).figures)


def curve(points: list[Point], *, more: int = MORE) -> Curve:
    """Return the curve of *points* with what *more* articles than the most are expected to bring."""
    fits = {measure: law for measure in MEASURES if (law := fit(points, measure)) is not None}
    most = max((point.articles for point in points), default=0)
    gains = {measure: law.f1(most + more) - law.f1(most) for measure, law in fits.items()}
    return Curve(points, fits, more, gains)


def fit(points: list[Point], measure: str) -> Fit | None:
    """Return the power law of *measure*, least squares of the logarithms; ``None`` from under two points."""
    pairs = [(point.articles, f1) for point in points if (f1 := point.figures[measure].f1) is not None]
    if len(pairs) < 2:
        return None
    sizes, found = np.array(pairs, dtype=float).T
    errors = np.clip(1 - found, 1e-3, None)
    slope, level = np.polyfit(np.log(sizes), np.log(errors), 1)
    expected = 1 - np.exp(level + slope * np.log(sizes))
    return Fit(float(np.exp(level)), float(-slope), float(np.sqrt(np.mean((found - expected) ** 2))))


def draw(curve: Curve, stream: BinaryIO, *, format: str = "svg") -> None:
    """Draw *curve* into *stream* as an image, ``svg`` or ``png``.

    Raises:
        ModuleNotFoundError: without matplotlib.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure as Picture

    with rc_context({"svg.hashsalt": "quotes"}):
        picture = Picture(figsize=(6.5, 4), layout="constrained")
        axes = picture.subplots()
        sizes = [point.articles for point in curve.points]
        for measure in MEASURES:
            figures = [point.figures[measure] for point in curve.points]
            (line,) = axes.plot(sizes, [f.f1 or 0.0 for f in figures], "o", label=measure)
            lows, highs = zip(*(f.ci95 or (f.f1 or 0.0, f.f1 or 0.0) for f in figures))
            axes.vlines(sizes, lows, highs, color=line.get_color(), alpha=0.3)
            if law := curve.fits.get(measure):
                along = np.geomspace(min(sizes), max(sizes) + curve.more, 50)
                axes.plot(along, [law.f1(n) for n in along], color=line.get_color(), linewidth=1)
        axes.set_xlabel("corrected articles")
        axes.set_ylabel("F1 on dev, 95 % interval over articles")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
        # without its date or version, the same curve makes the same file
        metadata = {"Date" if format == "svg" else "Software": None}
        picture.savefig(stream, format=format, dpi=120, metadata=metadata)
