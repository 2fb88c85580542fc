"""The parts of a comparison: the types of quotations, their sources, outlets and constructions."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from quotes.evaluation.measures import Case, Scored, source_kind
from quotes.lexicon import prepositional, readings
from quotes.lexicon.closed import closed
from quotes.records import Article, Quotation, Span
from quotes.rules.cues import Cue, find_cues
from quotes.text.fold import fold
from quotes.text.kinds import Kinds
from quotes.text.marks import MARKS
from quotes.text.tokens import Tokens

Part = Literal["type", "source", "outlet", "construction"]
PARTS: dict[Part, str] = {
    "type": "type of quotation",
    "source": "source in the text",
    "outlet": "outlet",
    "construction": "construction",
}
Namer = Callable[[Quotation], str]


def grouped(articles: Sequence[Scored], namers: Sequence[Namer]) -> dict[str, list[list[Case]]]:
    """Return each group's cases, a list for each of *articles*, in no order of groups.

    A pair counts where gold puts it, a spurious prediction where it puts itself; so the groups add up.
    """
    groups: dict[str, list[list[Case]]] = {}
    for n, (article, name) in enumerate(zip(articles, namers)):
        for case in article.cases:
            told = case.gold or case.predicted
            if told is not None:
                groups.setdefault(name(told), [[] for _ in articles])[n].append(case)
    return groups


def namers(gold: Iterable[Article], part: Part) -> list[Namer]:
    """Return, for each article of *gold*, what names the group of a quotation in it."""
    return [_namer(article, part) for article in gold]


def _namer(article: Article, part: Part) -> Namer:
    if part == "source":
        return source_kind
    if part == "type":
        kinds = Kinds.of_text(article.text)
        return lambda told: told.type or kinds.of(told.quote)
    if part == "construction":
        return Constructions(article.text).of
    outlet = str(article.meta.get("outlet") or "unknown")
    return lambda _: outlet


class Constructions:
    """How the quotations of one text are built, read off their spans, whoever marked them.

    Gold names no rule; these names are coarser than the rules' own, but mean the same:

    ===============  ===================================================================
    verb-clause      a verb, and a complementiser before the quotation (قال إن …)
    verb-colon       … a colon (قال: …)
    verb-speech      … a quotation mark (قال «…»; أعلن عن «…»)
    verb-bare        … none of them
    speech-verb      the verb stands behind the quotation («…»، قال فلان)
    participle       مضيفا، قائلا
    noun             قوله، تحذير
    preposition      بحسب، وفق ما أعلن
    headline         no cue, but a colon before the quotation
    no cue, another  neither; a cue that the lexicon cannot read
    ===============  ===================================================================
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = fold(text)
        self._tokens = Tokens(self._folded.text)
        self._cues = find_cues(self._tokens)
        origin = self._folded.origin
        self._starts = [origin(start) for start in self._tokens.starts]
        self._ends = [origin(end) for end in self._tokens.ends]

    def of(self, told: Quotation) -> str:
        """Return the construction of *told*, a quotation of this text."""
        first = bisect_right(self._ends, told.quote.start)
        before = self._behind_marks(first - 1)
        word = self._word(before)
        if told.cue is None:
            return "headline" if word == ":" else "no cue"
        kind = self._part_of_speech(told.cue)
        if kind != "verb":
            return kind
        if told.cue.start >= told.quote.end:
            return "speech-verb"
        clause = word in _COMPLEMENTISERS or self._word(first) in _WITH_PRONOUN
        if word == ":" or (clause and self._word(self._behind_marks(before - 1)) == ":"):
            return "verb-colon"
        if clause:
            return "verb-clause"
        return "verb-speech" if before < first - 1 else "verb-bare"

    def _behind_marks(self, i: int) -> int:
        """Return the last token up to *i* that is no quotation mark and no line break, -1 for none."""
        while i >= 0 and self._tokens.words[i] in _OPENING:
            i -= 1
        return i

    def _word(self, i: int) -> str:
        return self._tokens.words[i] if 0 <= i < len(self._tokens) else ""

    def _part_of_speech(self, cue: Span) -> str:
        """Return what *cue* is in its sentence, or by itself where the rules see no cue in it."""

        def shared(found: Cue) -> int:
            return min(cue.end, self._ends[found.end - 1]) - max(cue.start, self._starts[found.start])

        best = max(self._cues, key=shared, default=None)
        if best is not None and shared(best) > 0:
            return _NAMES[best.kind]
        for word in fold(self._text[cue.start : cue.end]).text.split():
            if word in prepositional():
                return "preposition"
            for _, form in readings(word):
                return _NAMES.get(form.kind, "verb")
        return "another"


_OPENING = MARKS | {"\n"}
_WITH_PRONOUN = closed("complementiser-pronoun") | closed("continuing-complementiser")
_COMPLEMENTISERS = closed("complementiser") | _WITH_PRONOUN
_NAMES = {
    "verb": "verb",
    "participle": "participle",
    "noun": "noun",
    "agent": "noun",
    "preposition": "preposition",
}
