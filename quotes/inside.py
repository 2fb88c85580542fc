"""Whether a word goes on with the mention of a source that it stands in."""

import re

from quotes.lexicon.closed import closed, nouns
from quotes.wording import ADDRESS, NAME_PARTS, adjective, bare, definite, kind_of, one_person, sort

# تعليق، اعتقال، استخدام، انسحاب، إعلان: no adjective has these forms
_DEED = re.compile("ت..ي.|است..ا.|ا[^ي]ت.ا.|ان..ا.|ا..ا.")


def surname(words: list[str], i: int) -> bool:
    """Tell whether the word at *i* goes on with a name."""
    if words[i] == "علي":
        return words[i - 1] in {"بن", "ال"} or words[i - 1] in ADDRESS
    what = sort(words[i])
    return what == "name" or (what == "noun" and adjective(words[i]) and sort(words[i - 1]) == "name")


def behind_surname(words: list[str], i: int, first: int) -> bool:
    """Tell whether the indefinite word at *i* stands behind a whole name: بشار الأسد احتمال …"""
    word, before = words[i], words[i - 1]
    if i < first + 2 or definite(word) or not definite(before):
        return False
    given = words[i - 2]
    if not NAME_PARTS.isdisjoint(words[i - 2 : i + 1]) or word.startswith(("بن", "بو")):
        return False
    if given == "محمد" and sort(words[i - 3]) != "name":
        # محمد المهدي بنسعيد
        return False
    return sort(before) == sort(given) == "name" and not definite(given)


def is_ali(words: list[str], i: int, limit: int) -> bool:
    """Tell whether the word at *i*, which folds like على, is the name before a last surname: علي العريض"""
    if i + 1 >= limit or (i + 2 < limit and sort(words[i + 2]) != "stop"):
        return False
    family = words[i + 1]
    return definite(family) and sort(family) == "name" and not family.endswith(("ين", "ات"))


def own_name(words: list[str], i: int, limit: int, first: int) -> bool:
    """Tell whether the word at *i* is a body's name behind what describes it: حركة المقاومة الإسلامية حماس"""
    last = i + 1 == limit or sort(words[i + 1]) == "stop"
    return last and adjective(words[i - 1]) and bare(words[first]) in closed("named-body")


def title_inside(words: list[str], i: int, first: int, kind: str) -> bool:
    """Tell whether the title at *i* goes on with the mention, and opens no other."""
    word, before, inner = words[i], words[i - 1], kind_of(words[i])
    if (word == "المدير" and before == "الرييس") or (adjective(word) and i == first + 1):
        # الرئيس المدير العام, الناطق الإعلامي
        return True
    if definite(before) and (
        (definite(word) and word not in ADDRESS and (inner == "person" or adjective(before)))
        or (kind in ("body", "outlet", "document") and inner == "person")
    ):
        return False
    return (
        definite(word) or not _complete(words, i - 1, first) or (kind in ("person", "") and inner == "person")
    )


def noun_inside(words: list[str], i: int, first: int, kind: str, named: bool) -> bool:
    """Tell whether the noun at *i* goes on with the mention: an adjective, or what a noun before it wants."""
    word, before = words[i], words[i - 1]
    if before == ")":
        return adjective(word)
    if named:
        # غسان سلامة, مكة المكرمة
        surname = word in closed("also-a-name") and sort(before) == "name" and not definite(before)
        # وصل الوزير ماهر الديري القرية
        man = one_person(words[first]) and words[first][-1] != "ه"
        described = adjective(word) and (word[-1] == "ي" or not man)
        return described or surname or word in {"المكرمه", "المنوره"}
    if i == first + 1 and definite(before) and before.endswith(("ه", "ات")) and word[-1] not in "هات":
        # الشرطة القبض
        return False
    if not definite(word):
        return not _complete(words, i - 1, first)
    if definite(before) and _DEED.fullmatch(bare(word)):
        # رفض الحارس التعليق
        return False
    return kind not in ("body", "outlet") or not adjective(before) or word[-1] in "هي"


def _complete(words: list[str], i: int, first: int) -> bool:
    """Tell whether a noun phrase may end with the word at *i*: it is definite or a name."""
    return definite(words[i]) or (i > first and sort(words[i]) == "name")


def linked(words: list[str], i: int, first: int, kind: str, named: bool) -> bool:
    """Tell whether the word at *i*, behind a proclitic, belongs to an office: للأمم، بوزارة، والعلوم."""
    word, before, rest = words[i], words[i - 1], words[i][1:]
    if word == "باسم":
        return kind == "person"
    if named or not kind:
        return False
    if word.startswith("لل"):
        if kind == "body" and bare(words[first]) in closed("named-body") and sort(before) == "name":
            # معهد ليبنيز للأبحاث
            return True
        if kind == "body" and words[first].startswith("لل"):
            # نائب الأمين العام للأمم المتحدة للشؤون الإنسانية: of the man, not of the body
            return False
        whose = kind in ("person", "body") or bare(words[first]) == "وكاله"
        return whose and definite(before) and (before[-1] in "هي" or before == "العام")
    if word[0] == "ب":
        return bare(rest) in closed("place") or kind_of(rest) in ("body", "outlet")
    if word[0] == "ل":
        return kind_of(rest) in ("body", "outlet") or rest in closed("place") or rest in closed("office-for")
    if before[0] == "ل" and rest in nouns():
        # الوكالة الوطنية لدعم وتنمية المقاولاتية
        return before[1:] in nouns() or before.startswith("لل")
    if not word.startswith("وال") or not (definite(before) or before.startswith(("وال", "لل"))):
        return False
    if bare(words[first]) in closed("ministry") and sort(rest) in ("name", "title"):
        # وزارة التجهيز والنقل واللوجستيك, وزير الشباب والرياضة
        return kind_of(rest) != "person" and (sort(rest) == "title" or before.startswith("وال"))
    return sort(rest) == "noun"


def placed(words: list[str], i: int, limit: int, first: int, kind: str) -> bool:
    """Tell whether the preposition at *i* belongs to an office: سفير بريطانيا في الأمم المتحدة."""
    if i + 1 >= limit or not kind:
        return False
    word, after = words[i], words[i + 1]
    if word == "لدي" and kind == "person" and kind_of(after) in ("person", "body"):
        # وكيل الجمهورية لدى محكمة …، الوزير المنتدب لدى وزير الداخلية
        return True
    if word in {"علي", "عن"}:
        # المشرف العام على, المتحدث الرسمي عن
        heads = closed("office-over" if word == "علي" else "office-about")
        near = any(w in heads or bare(w) in heads for w in words[max(i - 2, first) : i])
        return near and kind == "person" and sort(after) in ("noun", "title", "name")
    if sort(words[i - 1]) == "name" and i > first + 2:
        # وصل المبعوث فلان إلى عدن
        return False
    if word in {"الي", "لدي"}:
        return any(w in closed("office-to") for w in words[first:i])
    if word == "من":
        return i == first + 1 and kind == "person" and kind_of(after) == "body"
    if after in closed("occasion") or kind == "document":
        return False
    if kind in ("body", "outlet") and words[first] not in closed("placed-body"):
        return False
    return sort(after) == "name" or kind_of(after) in ("body", "outlet") or bare(after) in closed("place")
