"""The last stage: the linker, taught on articles that the span model which scored them had not learned from.

The span model knows its own training articles by heart; a linker that learned from its scores there would
trust them too much. So gold is parted by lot, each part is scored by a span model trained on the others, and
from these scores the linker learns (the jackknife; the stacking of Wolpert 1992, https://doi.org/10.1016/S0893-6080(05)80023-1).
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from thinc.api import Adam, Config, set_dropout_rate

import quotes.pipeline.linker
from quotes.model import corpus, stages
from quotes.pipeline.linker import Lessons, QuoteLinker
from quotes.records import Article

FOLDS = 4
EPOCHS, BATCH, RATE, DROPOUT = 12, 16, 0.002, 0.2


def add_linker(
    nlp: Language,
    gold: list[Article],
    config: Config,
    work: Path,
    *,
    epochs: int,
    seed: int = 0,
    start: Path | None = None,
    done: Callable[[str], None] = lambda line: None,
) -> Language:
    """Return *nlp*, a trained span model, with a linker that learned from *gold*.

    The span models of the folds are trained with *config* for *epochs* in folders of *work*, from the weights
    in *start*; those that are there are not trained again. *done* is told of each step.
    """
    linker = nlp.add_pipe("quote_linker", last=True)
    assert isinstance(linker, QuoteLinker)
    linker.initialize(lambda: [])
    lessons: list[Lessons] = []
    for n, (rest, held) in enumerate(folds(gold, seed=seed), 1):
        model = _fold(rest, config, work, epochs=epochs, start=start)
        lessons += taught(spacy.load(model), held, linker)
        done(f"fold {n} of {FOLDS}: {len(held)} articles scored by a model of {len(rest)} others")
    teach(linker, lessons, seed=seed)
    return nlp


def folds(gold: list[Article], *, seed: int) -> Iterator[tuple[list[Article], list[Article]]]:
    """Yield for each of ``FOLDS`` parts of *gold*, drawn by lot, the other articles and its own."""
    order = random.Random(seed).sample(gold, len(gold))
    for n in range(FOLDS):
        yield [a for i, a in enumerate(order) if i % FOLDS != n], order[n::FOLDS]


def taught(nlp: Language, articles: list[Article], linker: QuoteLinker) -> Iterator[Lessons]:
    """Yield what *linker* can learn from *articles*, scored by *nlp*: with the rules' opinion and without."""
    for asked in ([], ["quote_rules"]):
        with nlp.select_pipes(disable=asked):
            docs = nlp.pipe(article.text for article in articles)
            for doc, article in zip(docs, articles, strict=True):
                yield linker.lessons(doc, corpus.targets(article))


def teach(linker: QuoteLinker, lessons: list[Lessons], *, seed: int) -> None:
    """Train *linker* on *lessons*, each time all of them in another order, with less and less haste."""
    drawn = random.Random(seed)
    optimizer = Adam(RATE, L2=0.001)
    set_dropout_rate(linker.model, DROPOUT)
    for epoch in range(EPOCHS):
        optimizer.learn_rate = RATE * (1 - epoch / EPOCHS)
        drawn.shuffle(lessons)
        for at in range(0, len(lessons), BATCH):
            linker.learn(lessons[at : at + BATCH])
            linker.finish_update(optimizer)
    set_dropout_rate(linker.model, 0.0)


def _fold(
    rest: list[Article], config: Config, work: Path, *, epochs: int, start: Path | None
) -> Path:
    folder = work / f"fold-{stages.key(config, rest, start=start, extra=f'{epochs}')}"
    stages.made(folder / "train", lambda path: corpus.write(rest, path))
    # nothing is chosen by it: the last weights are taken
    stages.made(folder / "dev", lambda path: corpus.write(rest[:5], path))
    return stages.run(
        config, folder, articles=len(rest), epochs=epochs, patience=0, start=start, last=True
    )
