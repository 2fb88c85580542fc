"""Where a source's mention ends, and where a word occurs again. Everything counts in tokens.

Only titles, nouns, adjectives and names may stand in a mention, so that it holds neither verb nor audience:
وزير الخارجية الفرنسي، لوران فابيوس is one, and جونسون للفريق ends before للفريق.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from quotes.lexicon.closed import closed, nouns
from quotes.text.marks import MARKS
from quotes.text.tokens import Tokens
from quotes.wording import ADDRESS, adjective, bare, definite, kind_of, one_person, sort

# a mention is seldom longer
LONGEST = 20
# a word is looked for so many characters around the quotations of its source, and found so often at most
AROUND = 20_000
OFTENEST = 60

_COMMAS = frozenset("،,؛")
# تعليق، اعتقال، استخدام، انسحاب، إعلان: no adjective has these forms
_DEED = re.compile("ت..ي.|است..ا.|ا[^ي]ت.ا.|ان..ا.|ا..ا.")
_CLITICS = {
    **dict.fromkeys(("", "ال"), 0),
    **dict.fromkeys(("و", "ف", "ب", "ل", "وال", "فال", "بال"), 1),
    **dict.fromkeys(("وب", "ول", "لل"), 2),
    "ولل": 3,
}


def occurrences(tokens: Tokens, key: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield each token whose word is *key* behind clitics and article, with the characters of the clitics.

    Only the neighbourhood of the characters *first* to *last* is searched.
    """
    text, at, left = tokens.text, max(0, first - AROUND) - 1, OFTENEST
    while left and (at := text.find(key, at + 1, last + AROUND)) >= 0:
        i = bisect_left(tokens.ends, at + 1)
        before = at - tokens.starts[i]
        if tokens.ends[i] == at + len(key) and before < 5:
            clitics = _CLITICS.get(tokens.words[i][:before])
            if clitics is not None:
                left -= 1
                yield i, clitics


def closing(tokens: Tokens, i: int, name: int | None = None) -> int:
    """Return the token after the mention that begins at token *i*, and holds the name at token *name*."""
    words = tokens.words
    limit = min(tokens.stop(i), i + LONGEST)
    kind = kind_of(unglued(words[i]))
    end = _office(tokens, i, limit, kind)
    if name is not None and end <= name < limit:
        end = _office(tokens, i, limit, kind, name)
    if kind not in ("person", "") or end + 1 >= limit or words[end] not in _COMMAS:
        return end
    after = words[end + 1]
    if any(sort(w) == "name" for w in words[i:end]):
        # لوران فابيوس، وزير الخارجية
        if kind_of(after) == "person" and after not in ADDRESS:
            stop = _office(tokens, end + 1, limit, "person")
            return stop if not definite(after) or stop > end + 2 else end
    elif kind == "person" and (sort(after) == "name" or after in ADDRESS):
        # وزير الخارجية، لوران فابيوس
        stop = end + 2
        while stop < limit and _surname(words, stop):
            stop += 1
        if stop == limit or words[stop] in _COMMAS or stop - end > 2:
            return stop
    return end


@lru_cache(maxsize=1 << 15)
def unglued(word: str) -> str:
    """Return a mention's first word without the proclitic that hides its title: لوزارة، للوزارة، والوزير."""
    if kind_of(word) or len(word) < 4 or word[0] not in "وفبل":
        return word
    rest = "ا" + word[1:] if word.startswith("لل") else word[1:]
    return rest if kind_of(rest) else word


def _surname(words: list[str], i: int) -> bool:
    """Tell whether the word at *i* goes on with a name."""
    if words[i] == "علي":
        return words[i - 1] in {"بن", "ال"} or words[i - 1] in ADDRESS
    what = sort(words[i])
    return what == "name" or (what == "noun" and adjective(words[i]) and sort(words[i - 1]) == "name")


def _office(tokens: Tokens, first: int, limit: int, kind: str, name: int | None = None) -> int:
    """Return the token after the words from *first* on that a mention of *kind* may hold without a comma.

    What stands up to the token *name* is known to belong to it.
    """
    words = tokens.words
    head = unglued(words[first])
    named = name is not None or (not kind and sort(head) == "name")
    i = end = (first if name is None else name) + 1
    if kind == "body" and bare(head) not in nouns():
        # a country: كوريا الجنوبية
        while i < limit and definite(words[i]) and words[i][-1] in "هي" and sort(words[i]) == "noun":
            i += 1
        return i
    while i < limit:
        word = words[i]
        # حمد آل ثاني: no second there
        what = sort(word) if words[i - 1] != "ال" else "name"
        if word in MARKS:
            close = 0 if named or not kind else _marked(tokens, i, limit, first)
            if not close:
                break
            i = end = close
            if (
                i < limit
                and not adjective(words[i])
                and words[i] != "في"
                and (kind != "person" or sort(words[i]) == "noun")
            ):
                break
            continue
        if word == "(" and i + 2 < limit and words[i + 2] == ")" and _other_name(words[i + 1]):
            i = end = i + 3
            continue
        if word in {"#", "_", "في", "الي", "علي", "من", "عن", "لدي"}:
            if word not in {"#", "_"} and not _placed(words, i, limit, first, kind):
                break
            i += 1
            continue
        if what == "title" and named and word not in ADDRESS:
            return _after_name(tokens, i, limit, end)
        if what == "title":
            goes_on = _title_inside(words, i, first, kind)
        elif what == "noun":
            goes_on = _noun_inside(words, i, first, kind, named)
        elif what == "name":
            named = named or kind in ("person", "")
            goes_on = named or kind == "" or not definite(words[i - 1]) or definite(word) or word.isascii()
        else:
            goes_on = what == "link" and _linked(words, i, first, kind, named)
        if not goes_on:
            break
        i += 1
        end = i
    return end


def _other_name(word: str) -> bool:
    """Tell whether *word*, alone in parentheses, may be another name of the source, and no audience."""
    return word[0].isalpha() and not word.startswith("لل")


def _marked(tokens: Tokens, i: int, limit: int, first: int) -> int:
    """Return the token after the marks that open at *i* around a name, 0 where they hold something else."""
    close = tokens.closes.get(i)
    if close is None or close >= limit or close - i > 5 or (i == first + 1 and definite(tokens.words[first])):
        return 0
    return close + 1


def _after_name(tokens: Tokens, i: int, limit: int, end: int) -> int:
    """Return the end of an office that stands behind its holder's name at *i*, *end* where none does."""
    word = tokens.words[i]
    if not one_person(word):
        return end
    stop = _office(tokens, i, limit, "person")
    plain = stop - i > 2 and not any(sort(w) == "name" for w in tokens.words[i:stop])
    return stop if plain or not definite(word) else end


def _title_inside(words: list[str], i: int, first: int, kind: str) -> bool:
    """Tell whether the title at *i* goes on with the mention, and opens no other."""
    word, before, inner = words[i], words[i - 1], kind_of(words[i])
    if definite(before) and (
        (definite(word) and word not in ADDRESS and (inner == "person" or adjective(before)))
        or (kind in ("body", "outlet", "document") and inner == "person")
    ):
        return False
    return (
        definite(word) or not _complete(words, i - 1, first) or (kind in ("person", "") and inner == "person")
    )


def _noun_inside(words: list[str], i: int, first: int, kind: str, named: bool) -> bool:
    """Tell whether the noun at *i* goes on with the mention: an adjective, or what a noun before it wants."""
    word, before = words[i], words[i - 1]
    if named:
        return adjective(word)
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


def _linked(words: list[str], i: int, first: int, kind: str, named: bool) -> bool:
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
        return kind in ("person", "body") and definite(before) and (before[-1] in "هي" or before == "العام")
    if word[0] == "ب":
        return bare(rest) in closed("place") or kind_of(rest) in ("body", "outlet")
    if word[0] == "ل":
        return kind_of(rest) in ("body", "outlet") or rest in closed("place") or rest in closed("office-for")
    return word.startswith("وال") and definite(before) and sort(rest) == "noun"


def _placed(words: list[str], i: int, limit: int, first: int, kind: str) -> bool:
    """Tell whether the preposition at *i* belongs to an office: سفير بريطانيا في الأمم المتحدة."""
    if i + 1 >= limit or not kind:
        return False
    word, after = words[i], words[i + 1]
    if word in {"علي", "عن"}:
        # المشرف العام على, المتحدث الرسمي عن
        heads = closed("office-over" if word == "علي" else "office-about")
        return any(w in heads or bare(w) in heads for w in words[max(i - 2, first) : i]) and sort(after) in (
            "noun",
            "title",
            "name",
        )
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
