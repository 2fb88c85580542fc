"""From gold to a pipeline: the stages in their order, what they may not share, and where the result goes."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import spacy
from spacy.language import Language
from spacy.util import get_minor_version_range
from thinc.api import Config

from quotes import __version__
from quotes.dataset.duplicates import copies
from quotes.model import corpus, folds, stages
from quotes.model.linking import teach
from quotes.model.teaching import Plan, Report, Watch, gold_stage, raw_stage
from quotes.problems import Problem
from quotes.records import Article
from quotes.writing import UnwritableError, output_folder

HELD_OUT = 10  # without a dev file, one article in so many chooses the best weights


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What the pipeline says of itself; its package is called ``ar_`` and the name."""

    name: str = "quotes"
    version: str = "0.0.0"
    description: str = "Who said what in Arabic news: quotations with their speakers and cues"
    author: str = ""
    license: str = ""
    sources: list[str] = []


def train(
    gold: list[Article],
    out: Path,
    *,
    report: Report,
    config: Config | None = None,
    dev: list[Article] | None = None,
    raw: list[Article] | None = None,
    raw_model: Path | None = None,
    plan: Plan | None = None,
    meta: Meta | None = None,
    resume: bool = False,
    keep: bool = False,
    watch: Watch = iter,
) -> Path | None:
    """Train a pipeline on *gold* and write it to the folder *out*, whole or not at all.

    First, where there are *raw* articles, on what the rules propose in them (from the weights of *raw_model*,
    if given), then on *gold*. What the stages make lies in ``<out>.training`` until all is done; after a kill
    *resume* goes on there. With *keep* it stays. *watch* gets the raw articles before they are read. Returns
    ``None``, having told *report* everything that is wrong, if gold has edges that no token has, or shares
    articles with dev.

    Raises:
        UnwritableError: at once, if *out* is there already; or if it cannot be made.
        ValueError: if config or weights do not fit.
    """
    plan, meta = plan or Plan(), meta or Meta()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UnwritableError(f"{out}: is there already; remove it, or choose another place with -o")
    config = config or stages.load(seed=plan.seed)
    if dev is None:
        gold, dev = held_out(gold, seed=plan.seed)
        what = f"{len(dev)} of {len(gold) + len(dev)} articles are held out to choose the best weights"
        report(Problem("gold", what, "name a file with --dev to choose on that", failure=False))
    wrong = [*unfit(gold, "train"), *unfit(dev, "dev"), *shared(gold, dev)]
    for problem in wrong:
        report(problem)
    if wrong:
        return None
    work = working_folder(out, resume=resume)
    optional = sum(q.optional for article in gold for q in article.quotes)
    if optional:
        report(Problem("gold", f"{optional} × an optional quotation", "none is learned", failure=False))
    start = raw_model
    if raw:
        start = raw_stage(raw, dev, config, work, plan=plan, start=raw_model, report=report, watch=watch)
    best = gold_stage(gold, dev, config, work, plan=plan, start=start, report=report)
    nlp = spacy.load(best)
    linked = folds.scored(gold, dev, config, work, plan=plan, start=start, report=report)
    teach(nlp, linked, seed=plan.seed)
    nlp = finished(nlp, meta=meta)
    with output_folder(out) as folder:
        # a vocabulary would hold the words of the articles, and the pipeline needs none
        nlp.to_disk(folder, exclude=["vocab"])
    if not keep:
        shutil.rmtree(work)
    return out


def finished(nlp: Language, *, meta: Meta) -> Language:
    """Return the trained *nlp* with what it says of itself, and without this machine's paths."""
    about: dict[str, Any] = msgspec.to_builtins(meta)
    about["sources"] = [{"name": source} for source in meta.sources]
    # a package of it would not find ours by itself where that is a checkout
    about["requirements"] = [f"quotes-ar{get_minor_version_range(__version__)}"]
    nlp.meta.update(about)
    config = nlp.config
    config["paths"] = dict.fromkeys(config["paths"])
    nlp.config = config
    return nlp


def unfit(articles: list[Article], side: str) -> Iterator[Problem]:
    """Yield what keeps *articles* from being learned from; an empty list does, too."""
    if not any(corpus.targets(article) for article in articles):
        yield Problem(side, "holds no quotations", "give gold with quotations")
    for article in articles:
        yield from corpus.problems(article)


def shared(train: list[Article], dev: list[Article]) -> Iterator[Problem]:
    """Yield each article of *train* that is a copy of one of *dev*: a score on that would say too much."""
    for i, j in copies((article.text for article in train), [article.text for article in dev]):
        what = f"is a copy of article {dev[j].id} of dev"
        yield Problem(f"article {train[i].id} of train", what, "leave it out on one side")


def held_out(gold: list[Article], *, seed: int) -> tuple[list[Article], list[Article]]:
    """Return *gold* in two: to train on, and a tenth drawn by lot with all its copies."""
    order = random.Random(seed).sample(range(len(gold)), len(gold))
    chosen = set(order[: max(1, len(gold) // HELD_OUT)])
    while True:
        rest = [n for n in range(len(gold)) if n not in chosen]
        near = copies([gold[n].text for n in rest], [gold[n].text for n in sorted(chosen)])
        more = {rest[i] for i, _ in near}
        if not more:
            return [gold[n] for n in rest], [gold[n] for n in sorted(chosen)]
        chosen |= more


def working_folder(out: Path, *, resume: bool) -> Path:
    """Make the folder beside *out* where the stages keep what they make; empty unless *resume*.

    Raises:
        UnwritableError: if it cannot be made.
    """
    work = out.with_name(f"{out.name}.training")
    try:
        if not resume and work.exists():
            shutil.rmtree(work)
        work.mkdir(exist_ok=True)
    except OSError as error:
        raise UnwritableError(
            f"{work}: cannot be written ({error.strerror}); choose another place with -o"
        ) from error
    return work
