"""How likely a proposal is right, from a few traits of it and the weights in ``rules/scores.tsv``.

The weights are a logistic regression's, fitted by ``scripts/fit_scores.py``; right means that the quotation
is exact to the word and its source the right one.
"""

from bisect import bisect_right
from functools import cache
from importlib.resources import files
from math import exp

from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens

# a quotation's length, in tokens: the bounds between its names
BOUNDS = (5, 12, 25, 45)
LENGTHS = ("under 5 tokens", "under 12 tokens", "under 25 tokens", "under 45 tokens", "longer")
FAR, GAP = 60, 2


def score(tokens: Tokens, p: Proposal) -> float:
    """Return how likely the finished proposal *p* is right, between 0 and 1."""
    known = weights()
    total = 0.0
    for trait in traits(tokens, p):
        total += known.get(trait, 0.0)
    return 1.0 / (1.0 + exp(-total))


def traits(tokens: Tokens, p: Proposal) -> list[str]:
    """Return the names of what is true of *p* once its source is settled; a name without weight counts 0."""
    words, cue, speaker = tokens.words, p.cue, p.speaker
    found = ["always", p.rule, LENGTHS[bisect_right(BOUNDS, p.last - p.first)]]
    inside = words[p.first : p.last]
    commas = inside.count("،") + inside.count(",")
    if commas == 0:
        found.append("no comma inside")
    elif commas > 2:
        found.append("many commas inside")
    if tokens.stop(p.first) < p.last:
        found.append("several sentences")
    if p.last < len(words) and words[p.last][0].isalnum():
        found.append("ends before a word")
    if speaker is None:
        found.append("no speaker")
        return found
    if p.implicit:
        # while there was but one source, there is little to mistake it for
        found.append("implicit, first source" if p.source == 0 else "implicit, later source")
        if (cue.start if cue else p.first) - speaker[1] > FAR:
            found.append("far speaker")
    elif cue is None or speaker[0] < cue.start:
        found.append("speaker before")
    else:
        found.append("speaker after")
        if p.first - speaker[1] > GAP:
            found.append("gap after speaker")
    if speaker[1] - speaker[0] == 1:
        found.append("one-word speaker")
    elif not _PREPOSITIONS.isdisjoint(words[speaker[0] : speaker[1]]):
        found.append("preposition in speaker")
    return found


_PREPOSITIONS = frozenset({"في", "من", "علي"})


@cache
def weights() -> dict[str, float]:
    """Return the weight of each trait."""
    lines = files("quotes.rules").joinpath("scores.tsv").read_text(encoding="utf-8").splitlines()
    return {trait: float(weight) for trait, weight, _ in (line.split("\t") for line in lines[1:])}
