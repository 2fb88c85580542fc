"""Clauses that a source stands in: خلّفت الغارة، وفقا للشبكة، أضرارا; تسبب القصف وفق المرصد بمقتل أربعة."""

from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns, predicates
from quotes.text.marks import MARKS
from quotes.text.tokens import Tokens

_COMMAS = frozenset("،,")
_ASIDES = closed("aside")
WHEN = closed("time") | frozenset("في خلال عبر".split())
_NOTHING = _ASIDES | WHEN
GIVEN = closed("given-name") | titles().keys()


def unfinished(words: list[str], start: int, end: int) -> bool:
    """Tell whether a verb and its subject, no more, stand between *start* and *end*."""
    end -= words[end - 1] in _COMMAS
    if not 1 < end - start <= SHORT or not words[end - 1][0].isalpha() or words[start] in {"جاء", "وجاء"}:
        return False
    verb = words[start].removeprefix("و")
    future = verb.startswith(("سي", "ست", "ي", "ت"))
    known = verb in predicates() or words[start] in predicates()
    return known or (future and len(verb) > 3 and verb not in nouns() and verb not in titles())


# tokens of a verb and its subject
SHORT = 5


def cut(tokens: Tokens, first: int, end: int) -> int:
    """Return the end of the source at *first* without what the clause around it goes on with."""
    words = tokens.words
    for i in range(first + 1, end):
        word, before = words[i], words[i - 1]
        if word in _COMMAS and words[i + 1][0] in "يت" and words[i + 1] not in GIVEN:
            # وفقا لمراقبين، يلتف …
            return i
        definite = before.startswith(("ال", "لل"))
        whole = definite or before.endswith("يه") or before in MARKS or before == "عيان"
        if not whole or word in titles():
            continue
        # المرصد بمقتل …, not الناطق بالوزارة
        deed = word[0] == "ب" and word != "باسم" and not word.startswith("بال")
        if deed or word in nouns() or (definite and word == "من"):
            return i
    return end


def completes(words: list[str], i: int) -> bool:
    """Tell whether the word at *i* goes on with a clause that a source without commas interrupts."""
    word = words[i]
    if word in _LINKING:
        return words[i + 1 : i + 2] != [] and words[i + 1] not in _WHERE
    return word in nouns() or word[0] == "ب" or (word.startswith("ال") and word not in _NOTHING)


_LINKING = frozenset("الي علي في من عن بين مع ان انه انها".split())
_WHERE = closed("occasion") | closed("channel")


def runs_on(following: str) -> bool:
    """Tell whether a clause runs on with *following* behind an opinion's mark in its middle."""
    return following in MARKS or (
        following[0].isalnum() and following[0] not in "وف" and following not in _ASIDES
    )


def goes_on(tokens: Tokens, start: int, last: int, end: int, stop: int) -> bool:
    """Tell whether the clause that the source at *end* interrupts goes on behind it."""
    words = tokens.words
    following = words[end]
    if following[0].isalnum():
        return end - 1 in tokens.opens and following in {"الي", "علي", "في", "من", "ب"}
    if following not in _COMMAS or end + 1 >= stop:
        return False
    after = words[end + 1]
    if after.startswith("ال") and after not in _ASIDES and after not in closed("time"):
        # نفى المصدر، وفقا للوكالة، التصريحات …: the verb's object
        return True
    if verb_follows(words, start, last, end + 1):
        # لكن الأهم، بحسب الطبيب، هو …
        return True
    return last - start <= 5 and after[0] not in "وف" and after not in _ASIDES


def verb_follows(words: list[str], start: int, last: int, i: int) -> bool:
    """Tell whether the verb of the clause that begins at *start* stands only at *i*, behind its source."""
    verbs = predicates()
    before = any(word in verbs or word[1:] in verbs for word in words[start:last])
    return not before and any(word in verbs or word in {"هو", "هي", "هم"} for word in words[i : i + 1])
