"""Scores of gold by span models that have not seen it: what a linker can learn from."""

import random
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc
from thinc.api import Config

from quotes.dataset.duplicates import copies
from quotes.model.teaching import Plan, Report, gold_stage
from quotes.records import Article

FOLDS = 4


def scored(
    gold: list[Article],
    dev: list[Article],
    config: Config,
    work: Path,
    *,
    plan: Plan,
    report: Report,
    start: Path | None = None,
    folds: int = FOLDS,
) -> Iterator[tuple[Article, Doc]]:
    """Yield each article of *gold* with its Doc, scored by a span model trained on the other folds.

    Each comes twice, with the rules' opinion and without, as the span model learns them.
    All other parameters are as for ``gold_stage``; the models of the folds are stages in *work*, too, so
    that they are trained once.
    """
    for fold in parted(gold, folds, seed=plan.seed):
        ids = {id(article) for article in fold}
        rest = [article for article in gold if id(article) not in ids]
        nlp = spacy.load(gold_stage(rest, dev, config, work, plan=plan, start=start, report=report))
        for asked in ([], ["quote_rules"]):
            with nlp.select_pipes(disable=asked):
                texts = ((article.text, article) for article in fold)
                yield from ((article, doc) for doc, article in nlp.pipe(texts, as_tuples=True))


def parted(gold: list[Article], folds: int, *, seed: int = 0) -> list[list[Article]]:
    """Return *gold* in *folds* parts of nearly one size, drawn by lot, copies of one text in one part."""
    texts = [article.text for article in gold]
    group = list(range(len(gold)))
    for i, j in copies(texts, texts):
        low, high = sorted((group[i], group[j]))
        group = [low if n == high else n for n in group] if low != high else group
    groups: dict[int, list[Article]] = {}
    for article, n in zip(gold, group):
        groups.setdefault(n, []).append(article)
    order = random.Random(seed).sample(sorted(groups), len(groups))
    parts: list[list[Article]] = [[] for _ in range(folds)]
    for n in order:
        min(parts, key=len).extend(groups[n])
    return [part for part in parts if part]
