"""The span model's scores as the linker reads them: by label, in the tokens of a text's analysis."""

from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc

from quotes.extraction import Analysis
from quotes.pipeline.features import places

SCORED = "scored"  # the span group of the span model, with its scores
Stretch = tuple[int, int]


class Scores(NamedTuple):
    """How likely each stretch is what, 0 to 1, by label; what is not there is not likely at all."""

    quotes: dict[Stretch, float]
    cues: dict[Stretch, float]
    speakers: dict[Stretch, float]


def scores_of(doc: Doc, analysis: Analysis) -> Scores:
    """Return the scores of *doc*'s group ``scored``, its spans as tokens of *analysis*."""
    found = Scores({}, {}, {})
    by_label = {"QUOTE": found.quotes, "CUE": found.cues, "SPEAKER": found.speakers}
    group = doc.spans.get(SCORED)
    if not group:  # spancat leaves no scores either where it had no candidates
        return found
    back = np.full(len(doc) + 1, -1)
    at = places(doc, analysis)
    back[at] = np.arange(len(at))
    for span, score in zip(group, group.attrs["scores"], strict=True):
        first, last = int(back[span.start]), int(back[span.end - 1])
        if first >= 0 and last >= first:
            by_label[span.label_][first, last + 1] = float(score)
    return found
