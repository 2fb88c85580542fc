"""How far annotators agree on the articles that both confirmed: pair by pair, and article by article."""

from collections.abc import Iterable, Sequence
from itertools import combinations

import msgspec

from quotes.annotation.comparing import parts
from quotes.annotation.pull import KEY, same
from quotes.evaluation import evaluate, intervals
from quotes.evaluation.measures import f1
from quotes.evaluation.words import Words, overlap
from quotes.problems import Problem
from quotes.records import Article, Span

LABELS = {"QUOTE": "quote", "SPEAKER": "speaker", "CUE": "cue"}
ENOUGH = 0.5  # of the words of two spans together, to be the same span up to its borders
Counts = tuple[int, int, int]  # in common, of the one, of the other


class Agreement(msgspec.Struct, frozen=True):
    """One measure of two annotators: how many both have, how many each has, F1 and its 95 % interval.

    F1 is None where neither has any.
    """

    both: int
    first: int
    second: int
    f1: float | None
    ci95: tuple[float, float] | None = None


class Compared(msgspec.Struct, frozen=True):
    """One article as two annotators have it; ``f1`` of spans (exact, all labels), attribution and strict."""

    first: Article
    second: Article
    f1: dict[str, float | None]

    @property
    def same(self) -> bool:
        """Tell whether they agree in every span and link."""
        return same(self.first, self.second)


class Pair(msgspec.Struct, frozen=True):
    """Two annotators: their measures over all articles that both have, and the articles, worst first.

    ``span exact``: the same characters; ``span overlap``: half of the words or more, one to one; both by
    label, each span once however many quotations share it. ``attribution`` and ``strict`` are those of
    ``quotes.evaluation`` with *first* as gold, which is the same the other way round. ``alone`` counts the
    articles that only one of the two has.
    """

    first: str
    second: str
    figures: dict[str, Agreement]
    articles: list[Compared]
    alone: tuple[int, int]


def agree(annotated: dict[str, list[Article]], *, resamples: int = 1000) -> tuple[list[Pair], list[Problem]]:
    """Compare the articles of each two annotators; where texts differ it is a problem, and not compared."""
    pairs, problems = [], []
    for (first, ours), (second, theirs) in combinations(annotated.items(), 2):
        others = {article.id: article for article in theirs}
        both = [(a, others[a.id]) for a in ours if a.id in others]
        for one, other in both:
            if one.text != other.text:
                what = f"{first} and {second} have different texts"
                problems.append(Problem(f"article {one.id}", what, "push it again to both"))
        alike = [(_required(one), _required(other)) for one, other in both if one.text == other.text]
        alone = (len(ours) - len(both), len(theirs) - len(both))
        pairs.append(_pair(first, second, alike, alone, resamples))
    return pairs, problems


def spans(article: Article, label: str) -> list[Span]:
    """Return the spans of *label* in their order, each once."""
    found = {getattr(q, LABELS[label]) for q in article.quotes}
    return sorted((s for s in found if s is not None), key=lambda s: (s.start, s.end))


def link_of(article: Article) -> str | None:
    """Return what opens *article*'s copy in Doccano, if it was pulled."""
    said = article.meta.get(KEY)
    link = said.get("link") if isinstance(said, dict) else None
    return link if isinstance(link, str) and link.startswith(("http://", "https://")) else None


def _pair(
    first: str, second: str, both: Sequence[tuple[Article, Article]], alone: tuple[int, int], resamples: int
) -> Pair:
    counts: dict[str, list[Counts]] = {}
    for one, other in both:
        for measure, count in _counted(one, other).items():
            counts.setdefault(measure, []).append(count)
    bounds = intervals(counts, resamples=resamples)
    figures = {}
    for measure, column in counts.items():
        total = _sum(column)
        value = _f1(total)
        figures[measure] = Agreement(*total, value, bounds.get(measure) if value is not None else None)
    articles = []
    for n, (one, other) in enumerate(both):
        own = {m: column[n] for m, column in counts.items()}
        f1s = {
            "spans": _f1(_sum(own[f"{label} exact"] for label in LABELS)),
            "attribution": _f1(own["attribution"]),
            "strict": _f1(own["strict"]),
        }
        articles.append(Compared(one, other, f1s))
    articles.sort(key=_badness)
    return Pair(first, second, figures, articles, alone)


def _counted(one: Article, other: Article) -> dict[str, Counts]:
    """Return the counts of every measure in one article."""
    words = Words(one.text)
    counts: dict[str, Counts] = {}
    for label in LABELS:
        ours, theirs = spans(one, label), spans(other, label)
        common = len({(s.start, s.end) for s in ours} & {(s.start, s.end) for s in theirs})
        counts[f"{label} exact"] = (common, len(ours), len(theirs))
        counts[f"{label} overlap"] = (_overlapping(words, ours, theirs), len(ours), len(theirs))
    result = evaluate([one], [other], resamples=0)
    for measure in ("attribution", "strict"):
        hits = sum(measure in case.hits for scored in result.articles for case in scored.cases)
        counts[measure] = (hits, len(one.quotes), len(other.quotes))
    return counts


def _overlapping(words: Words, ours: list[Span], theirs: list[Span]) -> int:
    """Count the pairs, one to one, that share enough words; best first."""
    runs = [words.touched(s) for s in theirs]
    candidates = []
    for i, span in enumerate(ours):
        mine = words.touched(span)
        candidates += [(-s, i, j) for j, run in enumerate(runs) if (s := overlap(mine, run)) >= ENOUGH]
    used_ours, used_theirs = set(), set()
    for _, i, j in sorted(candidates):
        if i not in used_ours and j not in used_theirs:
            used_ours.add(i)
            used_theirs.add(j)
    return len(used_ours)


def _required(article: Article) -> Article:
    """Return *article* with none of its quotations optional: what an annotator left there is theirs."""
    quotes = [msgspec.structs.replace(q, optional=False) for q in sorted(article.quotes, key=parts)]
    return msgspec.structs.replace(article, quotes=quotes)


def _badness(compared: Compared) -> tuple[float, float, float, bool]:
    values = (compared.f1[measure] for measure in ("strict", "attribution", "spans"))
    strict, attribution, spans = (1.0 if value is None else value for value in values)
    return strict, attribution, spans, compared.same


def _sum(counts: Iterable[Counts]) -> Counts:
    both, first, second = map(sum, zip(*counts)) if (counts := list(counts)) else (0, 0, 0)
    return both, first, second


def _f1(counts: Counts) -> float | None:
    both, first, second = counts
    return f1(both, first, second) if first or second else None
