"""Mentions of a source: what each of their words is, how far they reach, and where a name occurs again.

Only titles, nouns, adjectives and names may stand in a mention, so that it holds neither verb nor audience:
وزير الخارجية الفرنسي، لوران فابيوس is one, جونسون للفريق ends before للفريق. Everything counts in tokens.
"""

from collections.abc import Iterator
from functools import lru_cache
from bisect import bisect_left
from typing import Literal, NamedTuple

from quotes.lexicon import forms, lemmas, titles
from quotes.lexicon.closed import closed, nouns, predicates
from quotes.text.marks import MARKS
from quotes.text.tokens import Tokens

Phrase = tuple[int, int, int]
Sort = Literal["title", "verb", "noun", "name", "link", "stop"]

# a mention is seldom longer, and its title seldom further from its name
LONGEST = 20
REACH = 13
# a name is looked for that many characters around the quotations of its source, and found so often at most
AROUND = 20_000
OFTENEST = 60

# titles that stand beside another title, before a name: رئيس مجلس النواب الدكتور …
RANKS = frozenset(
    "الدكتور الدكتوره د البروفيسور البروفسور الشيخ الشيخه الامير الاميره السيد السيده الاستاذ الاستاذه الانسه المهندس المهندسه "
    "اللواء العميد العقيد الرايد النقيب المقدم الفريق الملازم الرقيب المشير الجنرال الكولونيل الادميرال الكابتن الحاج القاضي النايب النايبه".split()
)
ADDRESS = RANKS | frozenset(
    "القاضي النايب النايبه السفير السفيره المستشار المستشاره المحامي المحاميه الكاردينال البطريرك المطران الاب القس "
    "السيناتور السناتور الفنان الفنانه الشاعر الشاعره اللاعب المدرب الصحفي الصحافي الكاتب الكاتبه الوزير الوزيره".split()
)
HONOURS = frozenset("معالي سعاده فضيله سماحه فخامه جلاله سمو صاحب صاحبه غبطه نيافه دوله السيد السيده".split())
_PARTS = frozenset("بن ابن بنت ال الدين الله عبد ابو ابي بو ام دي دو فان فون دل لو بل اي د".split())
_PLACES = frozenset(
    "منطقه مدينه محافظه ولايه اقليم بلده شرق غرب شمال جنوب وسط ضاحيه قضاء قريه مخيم معهد مدرسه قوات قياده حي".split()
)
_NAMED_BODIES = frozenset(
    "شركه وكاله شبكه صحيفه جريده مجله قناه منظمه موقع مجموعه مصرف بنك حركه حزب تنظيم جماعه نادي فريق جامعه مستشفي "
    "محطه منصه صندوق معهد مركز موسسه جمعيه اذاعه تلفزيون راديو".split()
)
_PLACED_BODIES = frozenset("مستشفي جامعه مكتب سفاره فرع قوات بعثه مركز معهد كليه شرطه".split())
_TOWARDS = frozenset(
    "سفير السفير مبعوث المبعوث مبعوثه مندوب المندوب موفد الموفد السابق الروسي الاميركي الامريكي الدولي الخاص".split()
)
_OVER = frozenset("المشرف مشرف القايم القايمون المسوول المطلع مشرفه المشرفه".split())
_STOPS = frozenset(
    word for name in ("speaker-stop", "relative", "time", "audience") for word in closed(name)
) | frozenset(
    "مع من عن علي الي في بين ان او ام اي كل نظيره نظيرته زميله نظرايه يا كما ما حتي سوي لو لولا عدم اول".split()
)
_BREAKS = frozenset("()[]{}:؛;-–—…!?؟.*/|@\n")
_COMMAS = frozenset("،,")
_NISBAS = frozenset(a + "ي" for a in "ابتثجحخدذرزسشصضطظعغفقكلمنهويء") | {"يه"}
_NOT_VERBS = frozenset(
    "يوسف يحيي يعقوب ياسر ياسين يونس ياسمين ينس يان يانيس يورغن يلدريم يوهان يورك يزيد ياسمينه".split()
)


def bare(word: str) -> str:
    """Return a folded word without its article."""
    if word.startswith("ال") and len(word) > 4:
        return word[2:]
    return word[2:] if word.startswith("لل") and len(word) > 4 else word


@lru_cache(maxsize=1 << 16)
def sort(word: str) -> Sort:
    """Return what the folded *word* is in a mention; "name" for whatever the lists do not know."""
    known = titles()
    if word == "امام":
        # far oftener before than imam
        return "stop"
    if word in known or (bare(word) in known and not word.startswith("لل")):
        return "title"
    if word.startswith("لل") and len(word) > 4:
        return "link"
    if word == "باسم":
        return "link"
    if word in _PARTS:
        return "name"
    if not word[0].isalpha() or len(word) == 1 or word in _STOPS or word in MARKS:
        return "stop"
    if len(word) > 3 and (word[0] in "وفبلك" and word[1:] in _STOPS or word[0] == "و" and word[-2:] == "ها"):
        return "stop"
    if (
        word in predicates()
        or _reports(word)
        or (word[0] in "وف" and (word[1:] in predicates() or _reports(word[1:])))
    ):
        return "verb"
    inner = bare(word)
    if (
        inner in nouns()
        or inner == "الماني"
        or (word.startswith("ال") and (word[-1] == "ه" or inner + "ه" in nouns()))
    ):
        return "noun"
    if word[-1] == "ا" and len(word) > 3 and (word[:-1] in known or word[:-1] in nouns()):
        # مديرا فنيا: no part of a mention
        return "stop"
    if len(word) > 4 and (
        word[-1] == "ه"
        and (word[:-1] in nouns() or word[0] == "ت")
        or word[:-2] in nouns()
        and word[-2:] in {"ها", "هم"}
    ):
        return "stop"
    if len(word) > 3 and (
        (word[0] == "ي" and word not in _NOT_VERBS)
        or word.endswith("وا")
        or word[0] == "س"
        and word[1:] in predicates()
    ):
        return "verb"
    if (
        word[:3] in _ARTICLES
        and (len(word) > 6 or sort(word[1:]) in ("noun", "title"))
        or word.startswith("لل")
        or (
            word[0] in "وبلفك"
            and len(word) > 3
            and (word[1:] in known or (word[0] in "وبل" or len(word) > 5) and word[1:] in nouns())
        )
    ):
        return "link"
    return "name"


def _reports(word: str) -> bool:
    found = forms().get(word, ())
    return any(
        f.kind == "participle" or (f.person == "3" and not f.guard and lemmas()[f.lemma].strong)
        for f in found
    )


def kind_of(word: str) -> str:
    """Return the kind of source that a title opens (person, body, outlet, document), "" for other words."""
    title = titles().get(word) or (None if word.startswith("لل") else titles().get(bare(word)))
    return title.kind if title else ""


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


_CLITICS = {
    "": 0,
    "ال": 0,
    "و": 1,
    "ف": 1,
    "ب": 1,
    "ل": 1,
    "وال": 1,
    "فال": 1,
    "بال": 1,
    "لل": 1,
    "وب": 2,
    "ول": 2,
    "ولل": 2,
}


def opening(tokens: Tokens, i: int) -> tuple[int, int]:
    """Return where the mention begins whose name stands at token *i*: a token, and its clitic's characters."""
    words = tokens.words
    begin = max(tokens.sentence(i)[0], i - REACH)
    best, lead = i, 0
    j = i - 1
    # the given names
    while j >= begin and _given(words, j):
        best, j = j, j - 1
    if j + 1 == begin and best < i and begin and not _names_begin(words, begin):
        # at the head of a sentence an unknown word is rather its verb
        best += 1
    if j >= begin and words[j] in MARKS:
        j -= 1
    if j < begin:
        return best, 0
    if kind_of(words[j]) in ("body", "outlet") and words[j] in nouns():
        # شركة سامسونج, وكالة «موديز»: the name is that of a body; إدارة ترامب: it is not
        return (j if words[j] in _NAMED_BODIES else best), 0
    if words[j + 1] in MARKS:
        return best, 0
    if words[j].startswith("ال") and words[j][-2:] in _NISBAS and sort(words[j]) == "noun":
        # البرازيلي فابينيو
        best = j
    commas = 0
    while j >= begin:
        word = words[j]
        what = sort(word)
        if word in _COMMAS and not commas and best == j + 1:
            commas = 1
        elif what == "title":
            if kind_of(word) == "person":
                best, lead = j, 0
                before = words[j - 1] if j > begin else ""
                if word in ADDRESS or word in HONOURS:
                    pass
                elif word.startswith("ال"):
                    if before not in ADDRESS and before not in HONOURS:
                        break
                elif sort(before or "،") != "title" or before.startswith("ال") and before not in ADDRESS:
                    break
        elif what == "link" and _glued(word):
            return j, 1
        elif what in ("stop", "verb"):
            if not (word in {"في", "الي"} and j > begin and sort(words[j - 1]) in ("noun", "title")):
                break
        j -= 1
    return best, lead


def _glued(word: str) -> bool:
    """Tell whether a person's title stands behind a proclitic: ووزير، للرئيس، بالشاعر."""
    return word[0] in "وفبل" and kind_of(word[1:]) == "person"


def _given(words: list[str], j: int) -> bool:
    word = words[j]
    if word == "علي":
        return words[j + 1] in {"بن", "ال"} or words[j - 1] in ADDRESS
    return sort(word) == "name" and len(word) > 1


def _names_begin(words: list[str], i: int) -> bool:
    return words[i] in _PARTS or words[i].startswith("ال")


def closing(tokens: Tokens, i: int) -> int:
    """Return the token after the mention that begins at token *i*."""
    words = tokens.words
    limit = min(tokens.stop(i), i + LONGEST)
    head = words[i]
    kind = kind_of(head) or kind_of(head[1:])
    end = _office(tokens, i, limit, kind)
    # a name or an office may follow a comma: وزير الخارجية، لوران فابيوس; لوران فابيوس، وزير الخارجية
    if end + 1 < limit and words[end] in _COMMAS and kind in ("person", ""):
        after = words[end + 1]
        named = any(sort(w) == "name" for w in words[i:end])
        if (
            named
            and kind_of(after) == "person"
            and (not after.startswith("ال") or _office(tokens, end + 1, limit, "person") > end + 2)
            and after not in ADDRESS
        ):
            return _office(tokens, end + 1, limit, "person")
        if not named and kind == "person" and (sort(after) == "name" or after in ADDRESS):
            stop = end + 2
            while stop < limit and _surname(words, stop):
                stop += 1
            if stop == limit or words[stop] in _COMMAS or stop - end > 2:
                return stop
    return end


def _surname(words: list[str], i: int) -> bool:
    """Tell whether the word at *i* goes on with a name."""
    word = words[i]
    if word == "علي":
        return words[i - 1] in {"بن", "ال"} or words[i - 1] in ADDRESS
    what = sort(word)
    return what == "name" or (
        what == "noun" and word.startswith("ال") and word[-1] == "ي" and sort(words[i - 1]) == "name"
    )


def _office(tokens: Tokens, i: int, limit: int, kind: str) -> int:
    """Return the token after the words from *i* on that a mention of *kind* may hold, no comma among them."""
    words = tokens.words
    first, end = i, i + 1
    i += 1
    named = not kind and sort(words[first]) == "name"
    if kind == "body" and bare(words[first]) not in nouns():
        # a country: كوريا الجنوبية
        while i < limit and words[i].startswith("ال") and words[i][-1] in "هي" and sort(words[i]) == "noun":
            i += 1
        return i
    while i < limit:
        word = words[i]
        what = sort(word)
        before = words[i - 1]
        if word in MARKS:
            close = tokens.closes.get(i)
            if (
                i == first + 1
                and before.startswith("ال")
                or close is None
                or close >= limit
                or close - i > 5
                or kind not in ("body", "outlet", "person", "document")
                or named
            ):
                break
            i = end = close + 1
            if (
                i < limit
                and (kind != "person" or sort(words[i]) == "noun")
                and words[i] != "في"
                and not (words[i].startswith("ال") and words[i][-2:] in _NISBAS)
            ):
                break
            continue
        if word in {"#", "_"}:
            i += 1
            continue
        if word == "(" and i + 2 < limit and words[i + 2] == ")" and words[i + 1][0].isalpha():
            i = end = i + 3
            continue
        if what == "title":
            inner = kind_of(word)
            if named and inner != "person":
                break
            if named and word not in ADDRESS:
                if (titles().get(word) or titles()[bare(word)]).number != "s":
                    break
                stop = _office(tokens, i, limit, "person")
                plain = not any(sort(w) == "name" for w in words[i:stop])
                return stop if not word.startswith("ال") or (plain and stop - i > 2) else end
            if (
                word.startswith("ال")
                and inner == "person"
                and word not in ADDRESS
                and before.startswith("ال")
            ):
                break
            if (
                word.startswith("ال")
                and word not in ADDRESS
                and before.startswith("ال")
                and before[-2:] in _NISBAS
            ):
                break
            if kind in ("body", "outlet", "document") and inner == "person" and before.startswith("ال"):
                break
            if (
                not word.startswith("ال")
                and _complete(words, i - 1, first)
                and not (kind in ("person", "") and inner == "person")
            ):
                break
        elif what == "noun":
            if named and not (word.startswith("ال") and word[-1] == "ي"):
                break
            if not word.startswith("ال") and _complete(words, i - 1, first):
                break
            if (
                kind in ("body", "outlet")
                and before.startswith("ال")
                and before[-2:] in _NISBAS
                and not (word[-1] in "هي")
            ):
                break
        elif what == "name":
            named = named or kind in ("person", "")
            if (
                kind in ("body", "outlet", "document")
                and before.startswith("ال")
                and not word.startswith("ال")
                and not word.isascii()
            ):
                break
        elif what == "link":
            if not _linked(words, i, kind, named):
                break
        elif word in {"في", "الي", "علي", "من"}:
            if not _placed(words, i, limit, first, kind):
                break
            i += 1
            continue
        else:
            break
        i += 1
        end = i
    return end


def _complete(words: list[str], i: int, first: int) -> bool:
    """Tell whether a noun phrase may end with the word at *i*: it is definite or a name."""
    word = words[i]
    if word.startswith("ال"):
        return len(word) > 3
    return i > first and sort(word) == "name"


def _linked(words: list[str], i: int, kind: str, named: bool) -> bool:
    """Tell whether the word at *i*, behind a proclitic, belongs to an office: للأمم المتحدة، بوزارة الصحة، والعلوم."""
    word = words[i]
    if word == "باسم":
        return kind == "person"
    if named or not kind:
        return False
    if word.startswith("لل"):
        before = words[i - 1]
        return (
            kind in ("person", "body")
            and before.startswith("ال")
            and (before[-1] in "هي" or before == "العام")
            and sort(words[i - 2]) != "stop"
        )
    rest = word[1:]
    if word[0] == "ب":
        return bare(rest) in _PLACES or kind_of(rest) in ("body", "outlet")
    if word[0] == "ل":
        if words[i - 1].startswith("ال") and words[i + 1].startswith("ال") and words[i - 2].startswith("ال"):
            # الاتحاد الدولي لكرة القدم
            return True
        return kind_of(rest) in ("body", "outlet") or rest in _PLACES
    return (
        word.startswith("وال")
        and words[i - 1].startswith("ال")
        and kind_of(rest) != "person"
        and sort(rest) == "noun"
    )


def _placed(words: list[str], i: int, limit: int, first: int, kind: str) -> bool:
    """Tell whether the preposition at *i* belongs to an office: سفير بريطانيا في الأمم المتحدة."""
    if i + 1 >= limit or not kind:
        return False
    word, after = words[i], words[i + 1]
    what = sort(after)
    if word == "علي":
        return words[i - 1] in _OVER and what in ("noun", "title", "name")
    if word == "الي":
        return any(w in _TOWARDS for w in words[first:i])
    if word == "من":
        return i == first + 1 and kind == "person" and kind_of(after) in ("body",)
    if after in closed("occasion") or kind == "document":
        return False
    if kind in ("body", "outlet") and words[first] not in _PLACED_BODIES:
        return False
    return what == "name" or kind_of(after) in ("body", "outlet") or bare(after) in _PLACES


def naming(words: list[str]) -> tuple[str, ...]:
    """Return the words of a mention that name it, without articles: its longest run of names.

    عبد and أبو are one with the word after them, however they are spelled.
    """
    best: list[str] = []
    run: list[str] = []
    prefix = ""
    last = len(words) - 1
    for n, word in enumerate(words):
        what = sort(word)
        if word in _JOINED:
            prefix += word
        elif what == "name" and word not in _PARTS:
            run.append(prefix + bare(word))
            prefix = ""
        elif prefix or (
            what == "noun" and n and (words[n - 1] in RANKS or run and (n == last or word[-1] == "ي"))
        ):
            run.append(prefix + bare(word))
            prefix = ""
        elif what == "link" and word[:3] not in _ARTICLES and not kind_of(word[1:]) and (run or not last):
            # روجر برايس is no proclitic and noun
            run.append(word)
        elif word not in _PARTS:
            if len(run) > len(best):
                best = run
            run = []
    best = run if len(run) > len(best) else best
    if not best and len(words) == 1 and sort(words[0]) == "noun":
        # السلامة or سلام alone may be a surname
        return (bare(words[0]),)
    return tuple(best)


_ARTICLES = frozenset({"بال", "وال", "فال", "كال", "لل"})
_JOINED = frozenset("عبد ابو بو ابي".split())
