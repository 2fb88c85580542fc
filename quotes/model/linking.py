"""The last stage: the linker, taught on scores of span models that had not seen the article.

The span model knows its own training articles by heart; a linker that learned from its scores of them would
trust it too much (stacking: Wolpert 1992, https://doi.org/10.1016/S0893-6080(05)80023-1).
"""

import random
from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Adam, set_dropout_rate

from quotes.model import corpus
from quotes.pipeline import QuoteLinker
from quotes.records import Article

EPOCHS, BATCH, RATE, DROPOUT = 12, 16, 0.002, 0.2


def teach(nlp: Language, scored: Iterable[tuple[Article, Doc]], *, seed: int) -> None:
    """Give *nlp*, a trained span model, a linker that learned from articles with their *scored* Docs.

    All of them are gone through ``EPOCHS`` times, each time in another order and with less haste.
    """
    linker = nlp.add_pipe("quote_linker", last=True)
    assert isinstance(linker, QuoteLinker)
    linker.initialize(list)
    lessons = [linker.lessons(doc, corpus.targets(article)) for article, doc in scored]
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
