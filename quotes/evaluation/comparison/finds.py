"""Which quotations of gold one system gets right and the others do not."""

from collections.abc import Mapping, Sequence

import msgspec

from quotes.evaluation.measures import Case, Scored
from quotes.evaluation.parts import Namer
from quotes.records import Article, Span

MEASURES = ("attribution", "strict")  # what getting a quotation right may mean
BEGINNING = 90  # characters of a quotation in an example


class Example(msgspec.Struct, frozen=True):
    """A quotation of gold that some systems get right; ``faults`` says what the others make of it.

    ``start`` is where it begins in its article, in characters; ``quote`` is its beginning.
    """

    article: str
    start: int
    quote: str
    cue: str | None
    speaker: str | None
    implicit: bool
    construction: str
    faults: dict[str, str]


class Finds(msgspec.Struct, frozen=True):
    """Of ``gold`` quotations, how many each system gets right (``found``), and which it alone gets right
    (``alone``) or alone does not (``missed``; with two systems that is what the other alone finds)."""

    gold: int
    found: dict[str, int]
    alone: dict[str, list[Example]]
    missed: dict[str, list[Example]]


def finds(scored: Mapping[str, list[Scored]], measure: str, constructions: Sequence[Namer]) -> Finds:
    """Return which of gold's quotations *measure* counts for each system."""
    found = dict.fromkeys(scored, 0)
    alone: dict[str, list[Example]] = {system: [] for system in scored}
    missed: dict[str, list[Example]] = {system: [] for system in scored}
    gold = 0
    for articles, construction in zip(zip(*scored.values()), constructions):
        # gold's cases come first and in the same order whatever a system predicted
        for cases in zip(*([case for case in article.cases if case.gold] for article in articles)):
            gold += 1
            right = {system: measure in case.hits for system, case in zip(scored, cases)}
            for system in scored:
                found[system] += right[system]
            for odd, systems in ((True, alone), (False, missed)):
                chosen = [system for system in scored if right[system] is odd]
                if len(chosen) == 1:
                    faults = {
                        system: _fault(case) for system, case in zip(scored, cases) if not right[system]
                    }
                    systems[chosen[0]].append(_example(articles[0].gold, cases[0], construction, faults))
    return Finds(gold, found, alone, missed)


def _example(article: Article, case: Case, construction: Namer, faults: dict[str, str]) -> Example:
    told = case.gold
    assert told is not None

    def words(part: Span | None) -> str | None:
        return None if part is None else " ".join(article.text[part.start : part.end].split())

    quote = words(told.quote) or ""
    return Example(
        article=article.id,
        start=told.quote.start,
        quote=quote if len(quote) <= BEGINNING else quote[:BEGINNING].rsplit(" ", 1)[0] + "…",
        cue=words(told.cue),
        speaker=words(told.speaker),
        implicit=told.implicit,
        construction=construction(told),
        faults=faults,
    )


def _fault(case: Case) -> str:
    """Say what is wrong with a pair that misses its measure."""
    if case.predicted is None:
        return "missed"
    wrong = []
    if "quote/exact" not in case.hits:
        wrong.append("boundary")
    if "attribution" not in case.hits:
        wrong.append("source")
    return " and ".join(wrong) or "speaker's words"
