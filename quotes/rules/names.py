"""Whether a single word looks like a name, a title, an object or something somebody owns."""

import re
from functools import lru_cache

from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns

NAME_PREPOSITIONS = closed("name-preposition")
_DISGUISED = closed("name-in-disguise")


@lru_cache(maxsize=1 << 15)
def is_name(word: str) -> bool:
    """Tell whether *word* looks like a name: neither definite nor a title nor a common noun."""
    if word in _DISGUISED:
        return True
    return not (
        word.startswith(("ال", "لل", "بال"))
        or word in NAME_PREPOSITIONS
        or word == "لدي"
        or word in titles()
        or word in nouns()
        or (word[:1] in _PROCLITICS and (word[1:] in nouns() or word[1:] in titles()))
    )


_PROCLITICS = frozenset("وفبلك")


def is_title(word: str) -> bool:
    return word in titles() or word.removeprefix("ال") in titles()


def glued_title(word: str) -> bool:
    """Tell whether *word* is a title behind a conjunction: فالمدربة; فام is a name."""
    return word[0] == "ف" and len(word) > 4 and word not in titles() and is_title(word[1:])


@lru_cache(maxsize=1 << 15)
def possessed(word: str) -> bool:
    """Tell whether *word* is a noun with the pronoun of its owner: مسيرته, تجاربها; شيخة folds like شيخه."""
    stem = next((word[: -len(suffix)] for suffix in ("ها", "هم", "ه") if word.endswith(suffix)), "")
    if word in nouns() or word in titles():
        return False
    return (
        (stem in nouns() and not word.endswith(stem + "ه"))
        or (stem[-1:] == "ت" and stem[:-1] + "ه" in nouns())
        or (word.endswith("ه") and _DEEDS.fullmatch(stem) is not None and stem in nouns())
    )


# غيابه, اعتذاره, تصميمه: no woman is called so
_DEEDS = re.compile("[^ام].ا.|ا..?.?ا.|است..?ا.|ت..ي.")


@lru_cache(maxsize=1 << 15)
def accusative(word: str) -> bool:
    """Tell whether *word* is an indefinite object: بيانا, مؤتمرا; a country ends like one (أفريقيا)."""
    return (
        word[-1] == "ا"
        and word[-2:] != "يا"
        and word[:-1] in nouns()
        and word not in nouns()
        and word not in titles()
    )
