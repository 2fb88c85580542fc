"""The measures of one article, and the figures of many."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add

import msgspec

from quotes.evaluation.words import Words, overlap, right_source, same_name
from quotes.records import Article, Quotation

# measures that count a hit for a pair, in the order in which they are reported
MEASURES = ("quote/overlap", "quote/exact", "cue", "speaker/overt", "attribution", "strict")
SOURCES = ("overt", "implicit", "none")
_RIGHT = "right source | "


class Case(msgspec.Struct, frozen=True):
    """One thing to get right: a pair of gold and predicted quotation, or one that has no other.

    ``hits`` names the measures that the pair satisfies. Optional gold makes no case, found or not.
    """

    gold: Quotation | None
    predicted: Quotation | None
    hits: frozenset[str] = frozenset()


class Scored(msgspec.Struct, frozen=True):
    """One article's gold with its cases: first gold's, in its order, then what gold does not have.

    ``same_source`` holds, for each pair with a named source, the share of the predicted source's pairs
    that are gold's too, and the share of gold's that are predicted (B-cubed).
    """

    gold: Article
    cases: list[Case]
    same_source: list[tuple[float, float]]


class Figure(msgspec.Struct, omit_defaults=True, rename={"predicted": "pred"}):
    """One measure: precision, recall and F1, how many quotations they rest on, and F1's 95 % interval.

    ``right source | …`` have a recall only, and not even that where gold has no such quotation.
    """

    p: float | None = None
    r: float | None = None
    f1: float | None = None
    gold: int | None = None
    predicted: int | None = None
    ci95: tuple[float, float] | None = None

    @property
    def value(self) -> float | None:
        """Return F1, or the recall where there is nothing else."""
        return self.r if self.f1 is None else self.f1


def score(gold: Article, predicted: Article | None) -> Scored:
    """Compare one article's quotations; a prediction that is not there has none.

    Raises:
        ValueError: if the two texts differ, for then no offset means the same.
    """
    if predicted is not None and predicted.text != gold.text:
        raise ValueError(f"article {gold.id}: the prediction's text differs from gold's")
    words = Words(gold.text)
    proposals = predicted.quotes if predicted else []
    gold_of = {j: i for i, j in _pairs(words, gold.quotes, proposals)}
    predicted_of = {i: j for j, i in gold_of.items()}
    cases, sources = [], []
    for i, g in enumerate(gold.quotes):
        if g.optional:
            continue
        if i not in predicted_of:
            cases.append(Case(g, None))
            continue
        p = proposals[predicted_of[i]]
        cases.append(Case(g, p, _hits(words, g, p)))
        if g.speaker_name is not None:
            sources.append((g.speaker_id, p.speaker_id))
    optional = [words.touched(g.quote) for g in gold.quotes if g.optional]
    for j, p in enumerate(proposals):
        mine = words.touched(p.quote)
        if j not in gold_of and not any(mine and o and overlap(mine, o) >= 0.25 for o in optional):
            cases.append(Case(None, p))
    return Scored(gold, cases, _b_cubed(sources))


def figures(scored: Iterable[Scored]) -> dict[str, Figure]:
    """Return every measure's figure over all articles together, by name."""
    totals = tallies([])
    for article in scored:
        for measure, counts in tallies(article.cases, article.same_source).items():
            totals[measure] = tuple(map(add, totals[measure], counts))
    unnamed = () if totals["name"][1] else ("name", "sources")
    return {m: figure_of(m, counts) for m, counts in totals.items() if m not in unnamed}


def tallies(
    cases: list[Case], same_source: Iterable[tuple[float, float]] = ()
) -> dict[str, tuple[float, ...]]:
    """Return what every measure counts in one article; ``figure_of`` says what the counts of many come to."""
    found: dict[str, tuple[float, ...]] = {measure: tally(cases, measure) for measure in MEASURES}
    named = sum(case.gold is not None and case.gold.speaker_name is not None for case in cases)
    # in an article with names, every prediction is asked for one
    asked = sum(case.predicted is not None for case in cases) if named else 0
    found["name"] = (sum("name" in case.hits for case in cases), named, asked)
    shares = list(same_source)
    precision, recall = (
        reduce(add, column, 0.0) for column in ([p for p, _ in shares], [r for _, r in shares])
    )
    found["sources"] = (precision, recall, len(shares))
    for source in SOURCES:
        mine = [c for c in cases if c.gold is not None and source_kind(c.gold) == source]
        found[f"{_RIGHT}{source}"] = (sum("attribution" in c.hits for c in mine), len(mine))
    return found


def figure_of(measure: str, counts: Sequence[float]) -> Figure:
    """Return the figure of a measure's counts: of one article, or of many added up."""
    if measure.startswith(_RIGHT):
        right, gold = counts
        return Figure(r=right / gold if gold else None, gold=int(gold))
    if measure == "sources":
        precision, recall, pairs = counts
        p, r = precision / (pairs or 1), recall / (pairs or 1)
        return Figure(p, r, 2 * p * r / (p + r) if p + r else 0.0, int(pairs), int(pairs))
    hits, gold, predicted = counts
    p, r = hits / predicted if predicted else 0.0, hits / gold if gold else 0.0
    return Figure(p, r, f1(hits, gold, predicted), int(gold), int(predicted))


def figure(cases: Iterable[Case], measure: str) -> Figure:
    """Return one measure's figure over *cases*."""
    return figure_of(measure, tally(cases, measure))


def tally(cases: Iterable[Case], measure: str) -> tuple[int, int, int]:
    """Count the hits of a measure, the gold quotations and the predictions that it asks about."""
    overt_only = measure == "speaker/overt"
    hits = gold = predicted = 0
    for case in cases:
        if overt_only and (case.gold is None or source_kind(case.gold) != "overt"):
            continue
        hits += measure in case.hits
        gold += case.gold is not None
        predicted += case.predicted is not None and not (overt_only and case.predicted.speaker is None)
    return hits, gold, predicted


def f1(hits: float, gold: float, predicted: float) -> float:
    """Return the harmonic mean of precision and recall; 0 where either has nothing to rest on."""
    p, r = hits / predicted if predicted else 0.0, hits / gold if gold else 0.0
    return 2 * p * r / (p + r) if p + r else 0.0


def source_kind(quotation: Quotation) -> str:
    """Return how the text gives the source: overt, implicit, or none."""
    if quotation.implicit:
        return "implicit"
    return "overt" if quotation.speaker else "none"


def _pairs(words: Words, gold: list[Quotation], predicted: list[Quotation]) -> list[tuple[int, int]]:
    """Pair gold and predicted quotations one to one, best overlap first, required before optional."""
    runs = [words.touched(p.quote) for p in predicted]
    candidates = []
    for i, g in enumerate(gold):
        mine = words.touched(g.quote)
        for j, run in enumerate(runs):
            shared = overlap(mine, run)
            if shared >= 0.5:
                candidates.append((-shared, g.optional, i, j))
    pairs: list[tuple[int, int]] = []
    used_gold, used_predicted = set(), set()
    for _, _, i, j in sorted(candidates):
        if i not in used_gold and j not in used_predicted:
            pairs.append((i, j))
            used_gold.add(i)
            used_predicted.add(j)
    return pairs


def _hits(words: Words, g: Quotation, p: Quotation) -> frozenset[str]:
    exact = words.touched(g.quote) == words.touched(p.quote)
    gold_cue, cue = words.touched(g.cue), words.touched(p.cue)
    gold_speaker, speaker = words.touched(g.speaker), words.touched(p.speaker)
    overt = source_kind(g) == "overt"
    right = right_source(words, g, p)
    same_speaker = gold_speaker == speaker if overt else right
    hits = {
        "quote/overlap": True,
        "quote/exact": exact,
        "cue": overlap(gold_cue, cue) > 0,  # two empty ones overlap wholly
        "speaker/overt": overt and overlap(gold_speaker, speaker) >= 0.5,
        "attribution": right,
        "strict": exact and same_speaker,
        "name": g.speaker_name is not None and same_name(g.speaker_name, p.speaker_name),
    }
    return frozenset(measure for measure, hit in hits.items() if hit)


def _b_cubed(sources: list[tuple[int | None, int | None]]) -> list[tuple[float, float]]:
    shares = []
    for pair in sources:
        agree = sources.count(pair)
        same_gold = sum(g == pair[0] for g, _ in sources)
        same_predicted = sum(p == pair[1] for _, p in sources)
        shares.append((agree / same_predicted, agree / same_gold))
    return shares
