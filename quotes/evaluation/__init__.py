"""Score predicted articles against gold.

``evaluate(gold, predicted)`` returns a ``Result``: ``figures`` (precision, recall, F1, counts and 95 %
confidence intervals by measure), ``errors``,
``breakdown("type" | "source" | "outlet" | "construction")`` and ``rules()``.
``quotes.evaluation.report`` prints one.

The measures:

=================  =====================================================================================
quote/overlap      a predicted and a gold quotation share half their words or more (Jaccard)
quote/exact        … and all of them
cue                a pair exists, and the cues share a word (or neither side has one)
speaker/overt      where gold's speaker stands in the reporting clause: the speakers overlap by half
attribution        a pair exists and names the right source: its mention, or another of the same source
strict             quote/exact, and the speaker's words identical (implicit: the right source)
name               the source's fullest mention is given as ``speaker_name`` (folded words, Jaccard ≥ .6)
sources            B-cubed over the pairs: quotations of one source share a ``speaker_id``
right source | …   recall of attribution where gold's speaker is overt, implicit, or there is none
=================  =====================================================================================
"""

from quotes.evaluation.measures import Case, Figure, Scored, figures, score
from quotes.evaluation.resampling import intervals
from quotes.evaluation.result import Error, Result, Rule, evaluate

__all__ = ["Case", "Error", "Figure", "Result", "Rule", "Scored", "evaluate", "figures", "intervals", "score"]
