"""How good the span model's own spans are: what chooses the best weights during training."""

from collections.abc import Callable, Iterable
from typing import Any

from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

from quotes.pipeline.links import GROUP
from quotes.pipeline.scored import SCORED


@registry.scorers("quotes.spans_scorer.v1")
def spans_scorer(threshold: float = 0.5) -> Callable[..., dict[str, Any]]:
    """Make the scorer ``spans_quotes_p``, ``_r``, ``_f`` (and ``_per_type``): exact spans with their labels.

    The span model writes all that is likely at all, for the linker; what scores *threshold* or more counts.
    """

    def score(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
        return Scorer.score_spans(
            examples, f"spans_{GROUP}", getter=spans, allow_overlap=True, has_annotation=lambda doc: True
        )

    def spans(doc: Doc, key: str) -> list[Span]:
        group = doc.spans.get(SCORED, [])
        scores = getattr(group, "attrs", {}).get("scores")
        if scores is None:  # gold
            return list(group)
        return [span for span, likely in zip(group, scores, strict=True) if likely >= threshold]

    return score
