"""The speaker's noun phrase: from its first word to where the audience, the occasion or a clause begins."""

from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns, predicates
from quotes.rules.names import is_name, is_title
from quotes.rules.phrase_stops import COMMAS, REPORTING, STOPS
from quotes.rules.phrase_words import ALSO_NAMES, DEMONSTRATIVES, continues, prefixed
from quotes.text.marks import MARKS
from quotes.text.tokens import Tokens

_LEAD = closed("lead-in") | COMMAS
_TIME = closed("time")
_CHANNELS = closed("channel")
_RESPECTS = closed("respect")
_SAME = DEMONSTRATIVES | frozenset("ذات نفس ذاته نفسه".split())
_AUDIENCE = closed("audience")
# one of these may stand between a verb and its speaker
_BEFORE_SPEAKER = _LEAD | _TIME | _AUDIENCE | {"#", "من", "في", "ل", "لل", "("}
_NAMED = closed("name-before-mark")
_LATER = [["وقت", "لاحق"], ["وقت", "سابق"], ["الوقت", "نفسه"], ["المقابل", "،"]]
# tokens; a run of nouns without an end would be read again for each of its cues
LONGEST = 150
_PERCENT = frozenset("%٪")
_BREAKS = frozenset("()[]{}:؛;-–—…!?؟.*/|@")


def speaker_after(tokens: Tokens, i: int, limit: int) -> tuple[int, int] | None:
    """Return the noun phrase that stands at token *i* and before *limit*; adverbs before it are skipped."""
    words = tokens.words
    while i < limit and words[i] in _BEFORE_SPEAKER:
        word = words[i]
        if word in _LEAD or (word in _TIME and not _also_name(words, i, limit)) or word == "#":
            i += 1
        elif word == "من" and words[i + 1][:3] in {"جهت", "جان", "ناح", "طرف"}:
            # من جهته، من جانبه
            i += 2
        elif word == "في" and (words[i + 1 : i + 3] in _LATER or _respect(words[i + 1 : i + 3])):
            i += 3
        elif word == "بهذا" and words[i + 1] in _RESPECTS:
            i += 2
        elif word in {"ل", "لل"} and i + 1 in tokens.closes and tokens.closes[i + 1] < limit:
            # وأوضحت لـ«الاقتصادية» مصادر خاصة
            i = tokens.closes[i + 1] + 1
        elif word == "(" and i + 2 < limit and words[i + 2] == ")" and words[i + 1] in _TIME:
            i += 3
        elif word in _AUDIENCE and i + 1 < limit and is_title(words[i + 1]):
            i += 1
        else:
            break
    if (
        i + 1 < limit
        and words[i] in DEMONSTRATIVES
        and words[i + 1].startswith("ال")
        and is_title(words[i + 1])
    ):
        # وأكد هذا الخبير
        return i, phrase_end(tokens, i + 1, limit)
    if i >= limit or (prefixed(words[i]) and words[i] != "والي"):
        # والي صفاقس: right behind a verb he is a governor
        return None
    if (
        i in tokens.closes
        and tokens.closes[i] - i > 2
        and not (tokens.closes[i] < limit and names(tokens, i))
    ):
        # one word in marks may be an outlet (قالت «رويترز»), more are what was said
        close = tokens.closes[i]
        short = close - i < 6 and close <= limit and close + 1 < len(words)
        outlet = short and is_name(words[i + 1]) and is_name(words[i + 2])
        return (i, close + 1) if outlet and words[close + 1] in _BEHIND_OUTLETS else None
    end = phrase_end(tokens, i, limit)
    return (i, end) if end > i else None


def _also_name(words: list[str], i: int, limit: int) -> bool:
    """Tell whether the month at *i* is a name: قالت ماي إن"""
    alone = i + 1 == limit or words[i + 1] in COMMAS
    return words[i] in ALSO_NAMES and alone and not words[i - 1][0].isdigit()


def _respect(words: list[str]) -> bool:
    """Tell whether *words* behind في only link a report to the one before: هذا الصدد، السياق ذاته"""
    if len(words) < 2:
        return False
    first, second = words
    return (first in _SAME and second in _RESPECTS) or (first in _RESPECTS and second in _SAME)


def phrase_end(tokens: Tokens, i: int, limit: int, *, lead: int = 0) -> int:
    """Return the token after the noun phrase that begins at token *i*; *i* itself where none does.

    *lead* characters of its first word are a proclitic. It has ``LONGEST`` tokens at most.
    """
    words = tokens.words
    first = i
    end = i
    limit = min(limit, first + LONGEST)
    while i < limit:
        word = words[i]
        if word.isalpha():
            if not (lead and i == first) and not continues(words, i, first, limit):
                break
            i += 1
            end = i
            continue
        if word in COMMAS:
            after = _apposition(tokens, i + 1, limit, words[first][lead:])
            if not after or end == first:
                break
            i = end = after
            continue
        if word in MARKS:
            close = tokens.closes.get(i)
            if close is None or close >= limit or close - i > 6:
                break
            if end == first and close - i > 4 and not names(tokens, i):
                break
            person = close - i < 5 and is_title(words[first]) and is_name(words[i + 1])
            if end > first and close - i > 3 and not person and not _named_in_marks(words[i - 1]):
                # اتهم نصر الله «جهات دولية»: no name of his
                break
            i = end = close + 1
            continue
        if word in {"#", "_", *_PERCENT}:
            i += 1
            end = max(end, i if word in _PERCENT else end)
            continue
        if word == "(":
            close = _parenthesis(words, i, limit)
            if not close or end == first or words[i + 1].startswith("لل"):
                break
            i = end = close
            continue
        if word == "." and len(words[i - 1]) == 1 and i > first and words[i - 1].isalpha():
            # د. وائل
            i += 1
            continue
        if word in {"-", "."} and i > first and not tokens.gap(i) and not tokens.gap(i + 1):
            # هاردنغ-رولز, إس.بي أنجل
            i += 1
            continue
        if word in _BREAKS or word[0] == "\n":
            break
        if word[0].isdigit() and words[i - 1] != "العمر" and _PERCENT.isdisjoint(words[i + 1 : i + 2]):
            break
        if not (lead and i == first) and not continues(words, i, first, limit):
            break
        i += 1
        end = i
    # a preposition never ends a phrase
    while end > first and words[end - 1] in {"في", "من", "علي", "ل", "ب", "و"}:
        end -= 1
    return end


def names(tokens: Tokens, mark: int) -> bool:
    """Tell whether the marks opened at *mark* look like holding a name: «مجلس المدينة العسكري»."""
    words, close = tokens.words, tokens.closes[mark]
    inside = words[mark + 1 : close]
    return (
        0 < len(inside) <= LONGEST_NAME
        and not prefixed(inside[0])
        and all(word[0].isalnum() or word in {".", "-", "/"} for word in inside)
        and STOPS.isdisjoint(inside)
    )


# words
LONGEST_NAME = 5


def _named_in_marks(before: str) -> bool:
    noun = before.removeprefix("ال")
    return (
        before in _NAMED
        or noun in titles()
        or (noun.startswith("ل") and (noun[1:] in _NAMED or noun[1:] in titles()))
    )


def phrase_start(tokens: Tokens, i: int, *, apposition: bool = True) -> int:
    """Return the first token of the noun phrase whose last word stands at *i*.

    Unless *apposition* is False, a title set off by a comma belongs to it.
    """
    words = tokens.words
    begin = tokens.sentence(i)[0]
    while i > begin:
        word = words[i - 1]
        if word in COMMAS and i - 1 > begin:
            # a title and its name may stand apart: الرئيس الأمريكي، دونالد ترامب
            if not apposition or i - 2 <= begin or not words[i - 2][0].isalpha():
                return i
            start = phrase_start(tokens, i - 2, apposition=False)
            return start if start < i - 2 and is_title(words[start]) and i - start < 14 else i
        if word in {"#", "_"}:
            i -= 1
            continue
        if (
            not word[0].isalnum()
            or word[0].isdigit()
            or word in STOPS
            or word in {"في", "من", "علي", "عن", "ان"}
        ):
            break
        if word[0] in "وف" and (word[1:] in predicates() or word[1:] in REPORTING):
            break
        if words[i][0] == "و" and words[i] not in titles() and len(words[i]) > 4:
            break
        if i - 1 == begin and not (word.startswith("ال") or is_title(word)):
            # the first word of a sentence is its verb, mostly
            break
        i -= 1
    return i


def _parenthesis(words: list[str], i: int, limit: int) -> int:
    """Return the token after the parenthesis at *i* that holds a name or a trade, 0 for an age or a date."""
    for j in range(i + 1, min(i + 6, limit)):
        if words[j] == ")":
            return j + 1 if j > i + 1 else 0
        if words[j][0].isdigit():
            return 0
    return 0


def _apposition(tokens: Tokens, i: int, limit: int, head: str) -> int:
    """Return the end of a title or name set off by commas from *head* at *i*, 0 where there is none."""
    words = tokens.words
    j = i
    if j < limit and words[j] == "من" and is_title(words[j + 1]):
        # «جوناثان مكدويل، من مركز …»: where he works
        j += 1
    elif j < limit and words[j] in {"من", "في"} and 1 < limit - j < 5 and _place(head, words[j + 1 : limit]):
        # «بيتر ماير، من رابوبنك إن»
        return limit
    elif (
        j < limit < len(words) and words[j] in nouns() and words[j] not in titles() and words[limit] in ".\n"
    ):
        # بحسب وسائل إعلام، استقالة …: a clause goes on, and nobody's title
        return 0
    while j < limit and words[j] not in COMMAS:
        word = words[j]
        if word in MARKS and j > i and tokens.closes.get(j, limit) < min(limit, j + 7):
            j = tokens.closes[j] + 1
            continue
        if word == "(" and j > i and (close := _parenthesis(words, j, limit)):
            j = close
            continue
        if word[0].isdigit() and words[j - 1] == "العمر" and j > i:
            # «…، البالغة من العمر 21 عاما»
            j += 1
            continue
        if word in MARKS or word in _BREAKS or word[0] == "\n" or word[0].isdigit() or j - i > 16:
            return 0
        if not continues(words, j, i, limit):
            # «…، ألكسندر نوفاك خلال لقاء», «…، مدير الأمن العام في مؤتمر»: no comma stands behind it
            named = 2 <= j - i <= 5 and words[i][0] not in "وف" and _full_name(words[i:j], head)
            behind = word in _AUDIENCE | _BEHIND_OFFICES or (
                word == "علي" and not _CHANNELS.isdisjoint(words[j + 1 : j + 2])
            )
            office = j - i > 1 and is_title(words[i]) and behind
            return j if (named and word in STOPS | _BEHIND_OFFICES) or office else 0
        j += 1
    return j if i < j else 0


def _place(head: str, where: list[str]) -> bool:
    """Tell whether a person named *head* works at *where*: رابوبنك, not فبراير 2017."""
    return is_name(head) and all(word.isalpha() and is_name(word) and word not in STOPS for word in where)


def _full_name(name: list[str], head: str) -> bool:
    """Tell whether *name* is one; behind a person's office it may have an Arabic surname."""
    if not is_name(name[0]):
        return False
    title = titles().get(head) or titles().get(head.removeprefix("ال"))
    person = title is not None and title.kind == "person" and name[0][:2] not in {"سي", "ست", "سن"}
    return all(is_name(w) or (person and w.startswith("ال") and w[2:] not in titles()) for w in name)


_BEHIND_OUTLETS = closed("complementiser") | closed("complementiser-pronoun") | closed("relative")
_BEHIND_OFFICES = closed("relative") | frozenset("ل في خلال بحسب والذي والتي".split())
