"""Where a source's mention begins whose name stands at a token: with its title, wherever that is."""

from quotes.lexicon.closed import closed, nouns
from quotes.mentions import closing, unglued
from quotes.rules.noun_phrase import phrase_end
from quotes.text.marks import MARKS
from quotes.text.tokens import Tokens
from quotes.wording import ADDRESS, NAME_PARTS, adjective, definite, kind_of, one_person, sort

# a title is seldom further from its name, in tokens
REACH = 13
_COMMAS = frozenset("،,؛")


def opening(tokens: Tokens, i: int) -> tuple[int, int]:
    """Return the token where the mention begins whose name stands at *i*, and its clitic's characters."""
    words = tokens.words
    begin = max(tokens.sentence(i)[0], i - REACH)
    best = i
    while best > begin and _given(words, best - 1):
        best -= 1
    if best == begin < i and begin and not (words[begin] in NAME_PARTS or words[begin].startswith("ال")):
        # at the head of a sentence an unknown word is rather its verb
        best += 1
        return best, 0
    j, named = best - 1, best
    if j > begin and words[j] in MARKS:
        if j in tokens.opens:
            return _office_before(tokens, i, begin, best), 0
        heads = (k for k in range(j - 1, max(begin, j - 5), -1) if words[k] in closed("named-body"))
        return next((k for k in heads if k == j - 1 or closing(tokens, k) > i), best), 0
    if j < begin:
        return best, 0
    if kind_of(words[j]) in ("body", "outlet") and words[j] in nouns():
        # شركة سامسونج: the name is that of a body; إدارة ترامب: it is not
        return (j if words[j] in closed("named-body") else best), 0
    if adjective(words[j]) and sort(words[j]) == "noun":
        # البرازيلي فابينيو
        best = j
    best, lead = _title_before(words, j, begin, best)
    if not lead and (best == named or words[best] in ADDRESS):
        best = _office_before(tokens, i, begin, best)
    return best, lead


def _office_before(tokens: Tokens, i: int, begin: int, best: int) -> int:
    """Return where the title begins whose phrase holds the name at *i*: كبير المدراء في الشركة فلان."""
    words = tokens.words
    for j in range(best - 1, begin - 1, -1):
        if one_person(words[j]) and phrase_end(tokens, j, tokens.stop(i)) > i:
            best = j
            if not _titled(words[j], words[j - 1]):
                break
    return best


def _given(words: list[str], i: int) -> bool:
    """Tell whether the word at *i* is a given name before another name."""
    if words[i] == "علي":
        # the preposition folds alike
        return words[i + 1] in {"بن", "ال"} or not ADDRESS.isdisjoint(words[max(i - 2, 0) : i])
    # before a name, صباح is no morning and سلطان of no country
    return (
        sort(words[i]) == "name"
        or words[i] == "سلطان"
        or (words[i] == "صباح" and sort(words[i - 1]) == "name")
    )


def _title_before(words: list[str], j: int, begin: int, best: int) -> tuple[int, int]:
    """Return where the title begins that ends at token *j*, before a name at *best*; *best* without one."""
    comma = False
    while j >= begin:
        word = words[j]
        what = sort(word)
        before = words[j - 1] if j > begin else "،"
        if word in _COMMAS and not comma and best == j + 1:
            comma = True
        elif what == "title":
            if one_person(word):
                best = j
                if not _titled(word, before):
                    break
        elif what == "link" and kind_of(unglued(word)) == "person":
            # ووزير، للرئيس، بالشاعر
            return j, 2 if word.startswith("لل") else 1
        elif what in ("stop", "verb") and not (word in {"في", "الي"} and sort(before) in ("noun", "title")):
            break
        j -= 1
    return best, 0


def _titled(word: str, before: str) -> bool:
    """Tell whether a longer title may go on to the left of *word*: رئيس المجلس الدكتور، نائب رئيس."""
    if word in ADDRESS or word in closed("honour"):
        return True
    if definite(word):
        return before in ADDRESS or before in closed("honour")
    return sort(before) == "title" and (not definite(before) or before in ADDRESS)
