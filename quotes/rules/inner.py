"""Verbs of reporting inside a report, which do not end it: they are those of its own subjects."""

from quotes.lexicon.closed import closed, predicates
from quotes.rules.cues import Cue
from quotes.rules.openers import PRONOUN
from quotes.text.tokens import COMMAS

_RELATIVES = closed("relative")


def own_verb(words: list[str], first: int, at: int) -> bool:
    """Tell whether the verb at *at* is that of the clause's own subject: أن التقارير التي وصلت، خلصت إلى"""
    verbs, length = predicates(), at - first
    if words[at - 1] not in COMMAS or words[at] not in verbs or words[first] in PRONOUN or length > FAR:
        return False
    if length > LONG_SUBJECT and _RELATIVES.isdisjoint(words[first + 1 : at]):
        return False
    return not any(words[i] in verbs and words[i - 1] not in _RELATIVES for i in range(first, at))


# tokens: a subject, and one with its relative clause
LONG_SUBJECT, FAR = 6, 40


def of_another(gender: str, number: str, cue: Cue | None) -> bool:
    """Tell whether a verb without subject cannot have that of *cue*: قال إن الشركة تقدره، وترى أنه"""
    if cue is None or not gender or not cue.form.gender:
        return False
    return cue.form.number == number == "s" and cue.form.gender != gender
