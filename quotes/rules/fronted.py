"""A subject set apart from its verb: أما المدير، مالك المصنع، فقال …؛ لكن الشركة، وهي …، قالت …"""

from quotes.agreement import of_word
from quotes.lexicon import titles
from quotes.lexicon.closed import closed, predicates
from quotes.rules.cues import Cue
from quotes.rules.names import accusative, glued_title, is_name, is_title
from quotes.rules.noun_phrase import phrase_end
from quotes.rules.phrase_prepositions import personal
from quotes.rules.phrase_stops import COMMAS, REPORTING
from quotes.rules.phrase_words import prefixed
from quotes.text.tokens import Tokens

# how many tokens before its verb a subject may stand
REACH = 45

_BETWEEN = closed("between-subject-and-verb")
_OPENERS = closed("topic-opener")
# behind these the verb is no topic's: قال إنه
_HOLDING = closed("complementiser") | closed("relative") | closed("subordinating") - {"ما", "مما"}
_ASIDES = closed("relative") | {"وهو", "وهي", "وهم"}


def fronted(tokens: Tokens, cue: Cue) -> tuple[int, int] | None:
    """Return the topic of the clause of *cue*, where a comma stands between the two."""
    words = tokens.words
    lowest = max(tokens.sentence(cue.start)[0], cue.start - REACH)
    end = cue.start
    while end > lowest and words[end - 1] in _BETWEEN:
        end -= 1
    if end <= lowest or cue.form.kind == "passive":
        return None
    if words[cue.start][: cue.clitic] == "ف" or words[end - 1] in {"فقد", "فلقد"}:
        return _topic(tokens, cue, lowest, end, frozenset({"اما", "واما"}))
    if cue.clitic:
        return None
    if words[end - 1] in COMMAS or end < cue.start:
        return _topic(tokens, cue, lowest, end, _OPENERS)
    found = _topic(tokens, cue, lowest, end, _OPENERS)
    # المدير الذي تسلم منصبه قال: one verb is the relative clause's, the next the topic's
    if found is None or words[found[1]] not in closed("relative") or end - found[1] < 3:
        return None
    between = words[found[1] + 1 : end]
    known = not {words[end - 1], *between} & _HOLDING
    return found if known and sum(w in predicates() or w in REPORTING for w in between) < 2 else None


def _topic(
    tokens: Tokens, cue: Cue, lowest: int, end: int, openers: frozenset[str]
) -> tuple[int, int] | None:
    """Return the last phrase behind one of *openers* that goes on to *end* with nothing but asides."""
    words = tokens.words
    for i in range(end - 1, lowest - 1, -1):
        opened = i > lowest and words[i - 1] in openers
        if not (opened or (i == tokens.sentence(cue.start)[0] and openers is _OPENERS)):
            continue
        last = phrase_end(tokens, i, end) if not prefixed(words[i]) else i
        if last == i or not _person(words, i, last, opened) or not _agrees(words[i], cue):
            continue
        amma = words[i - 1] in {"اما", "واما"}
        if amma or words[last] in _ASIDES or (words[last] in COMMAS and _aside(words, last, end)):
            return i, last
    return None


def _aside(words: list[str], comma: int, end: int) -> bool:
    """Tell whether nothing stands from *comma* to *end*, or a relative clause."""
    return comma + 1 >= end or words[comma + 1] in _ASIDES


def _person(words: list[str], first: int, last: int, opened: bool) -> bool:
    head = words[first]
    if not opened and glued_title(head):
        # فالمدربة التي …، تؤكد
        return True
    if head.startswith("ال") or is_title(head):
        return True
    if (
        head[0] != "و"
        and words[first + 1] not in COMMAS
        and any(word in COMMAS for word in words[first:last])
    ):
        # أنور الكرمي، صاحب المصنع، رأى: an apposition shows a subject too
        return is_name(head) and personal(words[first + 1]) and not accusative(head)
    return (
        opened and last - first > 1 and is_name(head) and personal(words[first + 1]) and not accusative(head)
    )


def _agrees(head: str, cue: Cue) -> bool:
    gender, number = of_word(head)
    title = titles().get(head.removeprefix("ال"))
    if title is None and gender == "f" and cue.form.gender == "m":
        return False
    return not gender or not cue.form.gender or gender == cue.form.gender or number == "p"
