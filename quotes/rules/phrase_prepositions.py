"""What prepositions inside a speaker's noun phrase tell: whether it goes on with them, or is over."""

import re

from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns
from quotes.rules.names import is_name, is_title, possessed


def personal(word: str) -> bool:
    """Tell whether *word* looks like part of a person's name: روحاني, الحايك."""
    if word[-2:] in {"ين", "ان", "ون", "ات"} and word[:-2] in titles():
        # مصدرين في الجبهة
        return False
    return is_name(word) or (word.startswith("ال") and word[2:] not in nouns() and not is_title(word))


def deputy(words: list[str], i: int, first: int, following: str) -> bool:
    """Tell whether عن at *i* tells whom a member stands for: النائبة عن حزب …, عضوة البرلمان عن الحزب."""
    body = titles().get((words[i + 2] if following == "#" else following).removeprefix("ال"))
    party = body is not None and body.kind == "body"
    return party and bool(_DEPUTIES & {words[i - 1], words[max(i - 2, first)]})


_DEPUTIES = frozenset("النايب النايبه نايب نايبه عضو عضوه المرشح المرشحه مرشح مرشحه".split())


def deed(words: list[str], i: int, first: int) -> bool:
    """Tell whether the word at *i* is ب and what somebody does: هدد الرئيس باستخدام, عد ميسي بالفوز."""
    before, stem = words[i - 1], words[i][1:]
    if stem in _MANNERS:
        return True
    if possessed(stem) and not stem.startswith("اسم"):
        return True
    if stem.startswith("ال") and all(is_name(w) for w in words[first:i]):
        return stem[2:] in nouns()
    return before.removeprefix("ال") != "قايم" and stem in nouns() and bool(VERBAL.fullmatch(stem))


def owned(word: str) -> bool:
    """Tell whether *word* is somebody with the pronoun of whom they belong to: مستشاريه, أنصاره."""
    stem = next((word[: -len(s)] for s in ("يهم", "يها", "يه") if word.endswith(s)), "")
    return word not in nouns() and (possessed(word) or stem in titles())


_MANNERS = closed("manner-noun")


# استخدام، اعتقال، اتخاذ، انسحاب; an office may be بالاتحاد, باقتصاد, باستثمار
VERBAL = re.compile("(?!اتحاد|اقتصاد|استثمار|استقدام|اتصال)(است..ا.|ا[^ي]ت.ا.|ات.ا.|ان[^تس].ا.)")
