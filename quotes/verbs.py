"""Which words are a clause's verb though no list holds them, and whether a verb's subject may report."""

from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns, predicates
from quotes.named import personal, proper
from quotes.rules.names import accusative, is_title, possessed
from quotes.rules.phrase_words import prefixed
from quotes.wording import bare, definite

PREPOSITIONS = closed("adverbial-preposition")
# what may open a sentence before a title and is no verb
_NO_VERBS = (
    PREPOSITIONS
    | closed("clause-opener")
    | closed("topic-opener")
    | closed("relative")
    | closed("complementiser")
    | closed("complementiser-pronoun")
    | closed("subordinating")
    | closed("time")
    | frozenset("هو هي هم هما انا انت انتم نحن هذا هذه ذلك تلك هناك بحسب حسب وفق لدي حول ضد بين".split())
    | frozenset("كل احد احدي غير الا عبر عندما بل اخر تم".split())
)
# عبر حسابه: through his account
_OCCASIONS = frozenset(w for w in closed("occasion") if w.endswith(("ه", "ها")))
_NO_SUBJECTS = _NO_VERBS - {"كل", "احد", "احدي"}


def unlisted(words: list[str], i: int, stop: int) -> bool:
    """Tell whether the word at *i*, which opens a sentence before somebody's title, is a verb: هنأ الرئيس …

    A noun of three letters is one there (ووجه الشيخ …), a longer one is not (زيارة الرئيس).
    """
    word = words[i][1:] if words[i][0] in "وف" and len(words[i]) > 3 else words[i]
    if not word.isalpha() or word in _NO_VERBS or word in titles() or word.startswith("ال"):
        return False
    if (len(word) > 3 and word.endswith(("ه", "ات", "ون"))) or i + 1 >= stop:
        return False
    # وأبرز المشاركون: a noun would be followed by المشاركين
    nominative = words[i + 1].startswith("ال") and words[i + 1].endswith("ون") and len(words[i + 1]) > 7
    return nominative or (personal(words[i + 1]) and (len(word) == 3 or word not in nouns()))


def before_somebody(words: list[str], i: int, stop: int) -> bool:
    """Tell whether the word at *i* may be a verb that no list knows, with somebody behind it: ندد كيري"""
    word = words[i][1:] if words[i][0] in "وف" and len(words[i]) > 3 else words[i]
    if (
        i + 1 >= stop
        or not word.isalpha()
        or not 2 < len(word) < 7
        or word[-1] == "ه"
        or word in _NO_VERBS
        or is_title(word)
        or definite(word)
    ):
        return False
    after = words[i + 1]
    return personal(after) or (
        after.isalpha() and proper(after) and word not in nouns() and not prefixed(after)
    )


def gender_of(verb: str) -> str:
    """Return the gender of a verb's subject: تشيد is feminine, تطرق (يتطرق) is not, تقدم may be both."""
    if verb.endswith("ت"):
        return "f"
    bare = verb if verb in predicates() else verb[1:]
    if bare[:1] != "ت":
        return "m"
    masculine, feminine = "ي" + bare in predicates(), "ي" + bare[1:] in predicates()
    return ("" if feminine else "m") if masculine else "f"


def no_subject(words: list[str], first: int, last: int) -> bool:
    """Tell whether the phrase behind a verb is no one who might report: أعلنت إصابة حارسها, عبر حسابه"""
    head = words[first]
    return (
        possessed(head)
        or head.removeprefix("و") in _NO_SUBJECTS
        or head in _OCCASIONS
        or (not is_title(head) and _thing(words, first, last))
    )


def _thing(words: list[str], first: int, last: int) -> bool:
    """Tell whether a common noun heads the phrase, and no name follows it: الكشف, not البائع نبيل مروان"""
    head, known = words[first], nouns()
    glued = head[0] == "ب" and len(head) > 6 and (head[-1] == "ه" or head[:3] == "بال")
    if head in known or _owned(head) or glued or accusative(head):
        return True
    if definite(head) and bare(head) in known and not head.endswith("ون"):
        return last == first + 1 or not proper(words[first + 1])
    return False


def _owned(word: str) -> bool:
    """Tell whether a noun or preposition has a pronoun: جهوده، خلاله، بشهادته"""
    stem = next((word[: -len(s)] for s in ("ها", "هم", "ه") if word.endswith(s)), "")
    if len(stem) < 3 or word in nouns():
        return False
    return any(
        w in nouns() or w in PREPOSITIONS or (w[-1] == "ت" and w[:-1] + "ه" in nouns())
        for w in ((stem, stem[1:]) if stem[0] in "بل" else (stem,))
    )
