"""The verb beside which a saying only tells how: علق المدرب على الخسارة بالقول، رد الوزير قائلا."""

from quotes.lexicon.closed import closed, predicates
from quotes.rules.cues import Cue
from quotes.text.tokens import COMMAS, Tokens

MANNER = closed("manner-lemma")
# tokens
REACH = 25


def verb_before(tokens: Tokens, cue: Cue, cues: dict[int, Cue]) -> int | None:
    """Return the token of the verb of which *cue* only says how, in the same clause."""
    words = tokens.words
    start = tokens.sentence(cue.start)[0]
    for i in range(cue.start - 1, max(start, cue.start - REACH) - 1, -1):
        verb = cues.get(i)
        if words[i] in _OWN_CLAUSE and words[i + 1] != "كي":
            # أضافت أنها …، قائلة: the verb has its clause already; but بان كي مون
            return None
        if verb is not None and verb.kind == "verb" and _fits(verb, cue):
            plain = not verb.form.guard
            # ورد الوزير: he answered, though it came in a document elsewhere
            manner = verb.lemma.lemma in MANNER or words[i] == "ورد"
            if words[i - 1] in _RELATIVES and verb.lemma.lemma not in MANNER:
                # التصريحات التي زعمت كذا بالقول: the verb before it is meant
                continue
            # وحذر المدير قائلا; behind a comma the clause before may be over
            told = i == start and words[cue.start - 1] not in COMMAS
            if plain or told or (manner and _begins(words, i, start, verb)):
                return i
        if i == start and not verb and (words[i] in predicates() or words[i][1:] in predicates()):
            return i
    return None


def _fits(verb: Cue, cue: Cue) -> bool:
    """Tell whether the two may have one subject; a definite noun (بالقول) fits every verb."""
    gender = cue.form.gender or {"ms": "m", "fs": "f"}.get(cue.form.pronoun, "")
    # علق كثيرون قائلين: a verb before its subject is singular
    singular = "s" if verb.lemma.lemma in MANNER else cue.form.number
    one = not cue.form.number or cue.kind == "noun" or verb.form.number in {cue.form.number, singular}
    return verb.form.kind != "passive" and one and (not gender or verb.form.gender in {gender, ""})


def _begins(words: list[str], i: int, start: int, verb: Cue) -> bool:
    """Tell whether a verb that is also a noun (رد, علق) stands where a clause's verb does."""
    return i == start or bool(verb.clitic) or not words[i - 1][0].isalnum() or words[i - 1] in _BEFORE


_OWN_CLAUSE = closed("complementiser") | closed("complementiser-pronoun")
_RELATIVES = closed("relative")
_BEFORE = closed("verb-follows") | closed("between-subject-and-verb")
