"""How likely a proposal is right, from a few traits of it and the weights in ``rules/scores.tsv``.

The weights are a logistic regression's, fitted by ``scripts/fit_scores.py``; right means that the quotation
is exact to the word and its source the right one.
"""

from functools import cache
from importlib.resources import files
from math import exp

from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens

_COMMAS = frozenset("،,؛;")
# bounds in tokens, from the quartiles of what the rules propose
FAR, SHORT, LONG, FULL_NAME, BACK = 8, 5, 45, 4, 60


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
    found = ["always", p.rule]
    length = p.last - p.first
    if length < SHORT:
        found.append("short")
    elif length > LONG:
        found.append("long")
    if p.first - 1 in tokens.closes and tokens.closes[p.first - 1] == p.last:
        found.append("in marks")
    else:
        after = words[p.last] if p.last < len(words) else "\n"
        found.append(
            "before comma" if after in _COMMAS else "before word" if after[0].isalnum() else "to the stop"
        )
    if cue is not None:
        if not cue.lemma.strong or cue.form.guard:
            found.append("weak cue")
        if p.first - cue.end > FAR:
            found.append("far cue")
        if cue.form.number == "p":
            found.append("plural cue")
    if speaker is None:
        found.append("no speaker")
    elif p.implicit:
        found.append("implicit")
        place = cue.start if cue else p.first
        if place - speaker[1] > BACK:
            found.append("far speaker")
    else:
        found.append("speaker before" if cue and speaker[0] < cue.start else "speaker after")
        if speaker[1] - speaker[0] == 1:
            found.append("one word speaker")
        elif speaker[1] - speaker[0] > FULL_NAME:
            found.append("long speaker")
    return found


@cache
def weights() -> dict[str, float]:
    """Return the weight of each trait."""
    lines = files("quotes.rules").joinpath("scores.tsv").read_text(encoding="utf-8").splitlines()
    return {trait: float(weight) for trait, weight, _ in (line.split("\t") for line in lines[1:])}
