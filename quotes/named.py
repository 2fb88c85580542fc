"""Whom a sentence names, subject or not: تصريحات سابقة للوزير، رد على رئيس النقابة."""

from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

from quotes.agreement import of_word
from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns
from quotes.mentions import closing
from quotes.rules.names import NAME_PREPOSITIONS, accusative, is_name, is_title, possessed
from quotes.rules.noun_phrase import phrase_end
from quotes.rules.phrase_stops import COMMAS, STOPS
from quotes.rules.phrase_words import prefixed
from quotes.text.marks import MARKS
from quotes.text.tokens import Tokens
from quotes.wording import one_person, sort

# so many tokens of a sentence are searched; time stays linear in a text that is many articles
LONG = 200


class Mention(Struct, frozen=True, gc=False):
    """A possible source: tokens *start* to *end* less *lead* characters, and its agreement.

    ``reports`` tells whether it is the subject of a reporting verb or named by a title.
    """

    start: int
    end: int
    lead: int
    gender: str
    number: str
    reports: bool


def named(tokens: Tokens, n: int, within: Callable[[int], bool]) -> tuple[list[Mention], list[Mention]]:
    """Return whose speech sentence *n* tells of, and whom else it names by a title.

    What stands *within* a quotation is left out.
    """
    words, stop = tokens.words, tokens.stops[n]
    begin = tokens.stops[n - 1] + 1 if n else 0
    speaking: list[Mention] = []
    others: list[Mention] = []
    i, end = begin, min(stop, begin + LONG)
    while i < end:
        if within(i):
            i += 1
            continue
        author = _author(words, i, begin)
        lead = 1 if author == "ل" else _lead(words[i])
        last = i
        if author or lead >= 0:
            last = closing(tokens, i) if lead >= 0 else phrase_end(tokens, i, stop)
            last = last if last > i or not author else i + 1
        if last > i:
            head = words[i][max(lead, 0) :]
            head = "ا" + head if words[i].startswith("لل") else head
            (speaking if author else others).append(Mention(i, last, max(lead, 0), *of_word(head), True))
        i = max(last, i + 1)
    return speaking, others


def _author(words: list[str], i: int, begin: int) -> str:
    """Return ل or ال where the word at *i* tells whose speech it was: تصريحات سابقة للوزير، كلمة الوزير"""
    word = words[i]
    if i > begin and words[i - 1] in _SPEECH and word not in titles() and word.startswith("ال"):
        return ""
    source = is_title(word) or (is_name(word) and word not in STOPS)
    if i > begin and words[i - 1] in _SPEECH and words[i - 1].isalpha() and source and word.isalpha():
        return "ال" if not word.startswith("ل") and len(word) > 2 else ""
    if len(word) < 4 or word[0] != "ل" or word in closed("audience") or is_title(word):
        return ""
    head = "ا" + word[1:] if word.startswith("لل") else word[1:]
    if not (personal(head) or is_name(head) or (word.startswith("لل") and head[2:] not in nouns())):
        return ""
    j = i - 1
    while j > max(begin, i - 3) and words[j] not in _SPEECH and words[j].endswith(("ه", "ي", "ين", "ا")):
        j -= 1
    return "ل" if j >= begin and words[j] in _SPEECH else ""


def _lead(word: str) -> int:
    """Return the characters of the proclitic before a source's title, -1 for any other word."""
    if len(word) < 4 or possessed(word):
        return -1
    for lead, head in ((0, word), (1, word[1:]), (1, "ا" + word[1:])):
        if lead and word[0] not in "وبل":
            break
        title = titles().get(head) or titles().get(head.removeprefix("ال"))
        if title is not None:
            return lead if title.kind in ("person", "body") else -1
    return -1


def personal(head: str) -> bool:
    """Tell whether *head* is the title of a person."""
    title = titles().get(head) or titles().get(head.removeprefix("ال"))
    return title is not None and title.kind == "person"


def before_object(tokens: Tokens, first: int, last: int) -> int:
    """Return where what a person does begins in a phrase, *last* if nowhere: هاجمت ليلى الكرمي القرار في …"""
    words = tokens.words
    names = int(proper(words[first]))
    for i in range(first + 1, last):
        word, before = words[i], words[i - 1]
        if word in COMMAS or word in MARKS or word == "(":
            break
        # a surname may be a noun (الوزير أنس الطيار القرار), and an office may follow (… رئيس اللجنة)
        thing = (
            names > 1 and not one_person(word) and (word.startswith("ال") or _noun(word) or is_title(word))
        )
        deed = _noun(word) and (proper(before) or before.startswith("ال")) and _noun(words[i + 1])
        behind_name = proper(before) and (word in NAME_PREPOSITIONS or prefixed(word))
        about = word[0] in "بل" and not word.startswith(("لل", "بال", "باسم")) and i == closing(tokens, first)
        if possessed(word) or accusative(word) or about or thing or (names and (deed or behind_name)):
            return i
        names += proper(word) or (names == 1 and (_noun(word) or word.startswith("ال")))
    return last


def _noun(word: str) -> bool:
    return possessed(word) or (word in nouns() and not is_title(word))


@lru_cache(maxsize=1 << 15)
def proper(word: str) -> bool:
    """Tell whether a folded word is a name by its looks, and no definite noun."""
    return word.isalpha() and not word.startswith("ال") and (is_name(word) or sort(word) == "name")


# تصريحات سابقة للوزير
_SPEECH = closed("speech-occasion") | frozenset(
    "تصريحات تغريدات التغريدات مقابلات كلمته خطاب مقال تدوينه".split()
)
