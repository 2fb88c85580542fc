"""What opens a quotation after its cue: a complementiser, a colon, a quotation mark."""

from typing import NamedTuple

from quotes.lexicon.closed import closed
from quotes.rules.cues import Cue
from quotes.text.marks import SINGLE
from quotes.text.tokens import Tokens

PLAIN = closed("complementiser")
PRONOUN = closed("complementiser-pronoun")
_COMPLEMENTISERS = PLAIN | PRONOUN
_ELSEWHERE = closed("no-report-before-an")
_PREPOSITIONS = closed("preposition-before-an")
_NAMED = closed("name-before-mark")
_CLAUSE = frozenset({"anna", "inna", "bianna", "ila-anna", "ala-anna", "min-anna", "an-anna", "fi-anna", "li-anna"})
_COMMAS = frozenset("،,")
# how many tokens may stand between a cue and what it opens
REACH, WEAK_REACH = 70, 14


class Opener(NamedTuple):
    """``kind`` is clause, colon, speech, fragment or bare; *at* is where the cue's own zone (with its
    speaker) ends and *first* the quotation's first token."""

    kind: str
    at: int
    first: int


def find_opener(tokens: Tokens, cue: Cue, cues: dict[int, Cue]) -> Opener | None:
    """Return what opens the quotation of *cue* in its sentence, None where nothing does."""
    words, closes = tokens.words, tokens.closes
    governs, strong = cue.lemma.governs, cue.lemma.strong and not cue.form.guard
    begin = cue.end
    stop = min(tokens.stop(begin), begin + (REACH if strong else WEAK_REACH))
    fragment = None
    j = begin
    while j < stop:
        word = words[j]
        if word in _COMPLEMENTISERS:
            before = words[j - 1]
            if before not in _ELSEWHERE and governs & _CLAUSE and not _subjunctive(words, j, governs):
                if fragment and fragment.at < j - 25:
                    return fragment
                at = j - 1 if before in _PREPOSITIONS and j - 1 >= begin else j
                return Opener("clause", at, j + (word in PLAIN))
        elif word == ":":
            if ("direct" in governs or "fragment" in governs) and j + 1 < len(words):
                return Opener("colon", j, j + 1)
            return fragment
        elif j in closes:
            if cue.start in range(j, closes[j]):
                return None
            kind = _marked(tokens, j, begin, stop, governs)
            if kind == "speech":
                return Opener(kind, j, j + 1)
            if kind == "fragment":
                fragment = fragment or Opener(kind, j, j + 1)
            j = min(closes[j] + 1, stop)
            continue
        elif j in cues and _takes_over(cues[j], words, j, begin):
            break
        j += 1
    return fragment


def _marked(tokens: Tokens, j: int, begin: int, stop: int, governs: frozenset[str]) -> str:
    """Return what the marks that open at *j* hold for a cue that ends at *begin*: speech, fragment or ""."""
    words, close = tokens.words, tokens.closes[j]
    length = sum(1 for w in words[j + 1 : min(close, j + 12)] if w[0].isalnum())
    before = words[j - 1]
    if length < 3 or before in _NAMED or (words[j] in SINGLE and length < 4):
        return ""
    if before.lstrip("وف") in {"ل", "لل"} and length < 6:
        return ""
    after = words[close + 1] if close + 1 < len(words) else "\n"
    if "direct" in governs and (j == begin or before in _COMMAS or length >= 7):
        return "speech"
    if "direct" in governs and not after[0].isalnum() and (length >= 5):
        return "speech"
    return "fragment" if "fragment" in governs or "direct" in governs else ""


def _subjunctive(words: list[str], j: int, governs: frozenset[str]) -> bool:
    """Tell whether أن at *j* opens a wish (دعا أن يتغمد), which is no reported clause."""
    if "an-subj" not in governs or words[j] != "ان" or j + 1 >= len(words):
        return False
    following = words[j + 1]
    return following[0] in "يتن" and len(following) > 3 and not ("anna" in governs and False)


def _takes_over(other: Cue, words: list[str], j: int, begin: int) -> bool:
    """Tell whether the cue at *j* ends the zone of the one before it."""
    if other.kind == "participle":
        return other.lemma.strong
    if other.kind != "verb" or not other.lemma.strong or other.form.guard:
        return False
    return words[j - 1] not in {"الذي", "التي", "الذين", "ما", "كما"} or bool(other.clitic)
