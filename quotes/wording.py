"""What each word of a source's mention is: title, noun, name, or a word that ends it.

The lists of the lexicon know titles, nouns and verbs; whatever they do not know is taken for a name.
"""

from functools import lru_cache
from typing import Literal

from quotes.lexicon import forms, lemmas, titles
from quotes.lexicon.closed import closed, nouns, predicates
from quotes.text.marks import MARKS

# "link" is a word behind a proclitic that may go on with an office: للأمم، بوزارة، والعلوم، باسم
Sort = Literal["title", "verb", "noun", "name", "link", "stop"]

RANKS = closed("rank")
ADDRESS = RANKS | closed("address")
NAME_PARTS = closed("name-part")
_STOPS = frozenset(
    word for name in ("speaker-stop", "relative", "time", "audience") for word in closed(name)
) | closed("mention-stop")
# perfects that seem to begin with the article
_NOT_DEFINITE = closed("perfect-like-definite")
_ARTICLES = frozenset({"بال", "وال", "فال", "كال"})
_JOINED = frozenset("عبد ابو بو ابي".split())
_SYNONYMS = {"ناطق": "متحدث", "ناطقه": "متحدثه", "امريكي": "اميركي", "امريكيه": "اميركيه", "امريكا": "اميركا"}


def bare(word: str) -> str:
    """Return a folded word without its article."""
    return word[2:] if len(word) > 4 and word.startswith(("ال", "لل")) else word


def definite(word: str) -> bool:
    """Tell whether a folded word has the article."""
    return word.startswith("ال") and len(word) > 3


def adjective(word: str) -> bool:
    """Tell whether a definite word is a relative adjective: الفرنسي، الفرنسية."""
    return definite(word) and word.endswith(("ي", "يه"))


@lru_cache(maxsize=1 << 15)
def canonical(word: str) -> str:
    """Return a word without article and proclitic, and one word for its spellings and synonyms."""
    word = bare(word)
    if len(word) > 3 and word[0] in "ولب" and kind_of(word[1:]) and not kind_of(word):
        word = bare(word[1:])
    if len(word) > 5 and word.endswith("ين"):
        word = word[:-2] + "ون"
    return _SYNONYMS.get(word, word)


@lru_cache(maxsize=1 << 15)
def kind_of(word: str) -> str:
    """Return the kind of source that a title opens (person, body, outlet, document), "" for other words."""
    title = titles().get(word) or (None if word.startswith("لل") else titles().get(bare(word)))
    if title is None:
        return "person" if bare(word) in closed("anyone") else ""
    return title.kind


@lru_cache(maxsize=1 << 15)
def one_person(word: str) -> bool:
    """Tell whether a word is the title of one person."""
    title = titles().get(word) or titles().get(bare(word))
    return kind_of(word) == "person" and title is not None and title.number == "s"


@lru_cache(maxsize=1 << 15)
def sort(word: str) -> Sort:
    """Return what the folded *word* is in a mention."""
    if word == "امام":
        # far oftener before than imam
        return "stop"
    if kind_of(word):
        return "title"
    if word in NAME_PARTS or word in closed("given-name"):
        return "name"
    if word == "باسم" or (word.startswith("لل") and len(word) > 4 and word not in _STOPS):
        return "link"
    if not word[0].isalpha() or len(word) == 1 or word in _STOPS or word in MARKS:
        return "stop"
    if len(word) > 3 and (
        (word[0] in "وفبلك" and word[1:] in _STOPS) or (word[0] == "و" and word.endswith("ها"))
    ):
        return "stop"
    if _verb(word) or (word[0] in "وف" and _verb(word[1:])):
        return "verb"
    common, inner = nouns(), bare(word)
    if (
        inner in common
        or inner == "الماني"
        or (word.startswith("ال") and (word[-1] == "ه" or inner + "ه" in common))
    ):
        return "noun"
    if _possessed(word, common) or (
        word[-1] == "ا" and len(word) > 3 and (kind_of(word[:-1]) or word[:-1] in common)
    ):
        # تفهمه، أغنيته; مديرا فنيا
        return "stop"
    if len(word) > 3 and (word[0] == "ي" or word.endswith("وا")):
        return "verb"
    return "link" if _behind_proclitic(word, common) else "name"


def _verb(word: str) -> bool:
    if word in predicates() or word in _NOT_DEFINITE or (word[:1] == "س" and word[1:] in predicates()):
        return True
    return any(
        f.kind == "participle" or (f.person == "3" and not f.guard and lemmas()[f.lemma].strong)
        for f in forms().get(word, ())
    )


def _possessed(word: str, common: frozenset[str]) -> bool:
    """Tell whether a noun with a possessor, or a verbal noun of a form in ت, stands in *word*."""
    if len(word) < 5:
        return False
    if word[-1] == "ه":
        return word[:-1] in common or word[0] == "ت" or (word[-2] == "ت" and word[:-2] + "ه" in common)
    return word.endswith(("ها", "هم")) and (word[:-2] in common or word[:-3] + "ه" in common)


def _behind_proclitic(word: str, common: frozenset[str]) -> bool:
    if word[:3] in _ARTICLES:
        # بالمر، فالتر and والتر are names
        return len(word) > 6 or sort(word[1:]) in ("noun", "title")
    if len(word) < 4 or word[0] not in "وفبلك":
        return False
    if word.startswith("بت") and len(word) > 4 and word[-2] == "ي":
        # بتقديم
        return True
    return kind_of(word[1:]) != "" or ((word[0] in "وبل" or len(word) > 5) and word[1:] in common)


def naming(words: list[str], known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the words of a mention that name it, without articles: its longest run of names.

    عبد and أبو are one with the word after them, however they are spelled. The *known* words are names here,
    whatever they are elsewhere, and so is a word between them and a name: عبدالرحمن صباح عيدان.
    """

    runs: list[list[str]] = []
    run: list[str] = []
    prefix = ""
    placed = False
    last = len(words) - 1
    for n, word in enumerate(words):
        what = sort(word)
        if known and (
            (bare(word) in known and what != "link") or (run and n < last and bare(words[n + 1]) in known)
        ):
            what = "name"
        if word in _JOINED:
            prefix += word
            continue
        surname = what == "noun" and n and (words[n - 1] in RANKS or (run and (n == last or word[-1] == "ي")))
        # روجر برايس is no proclitic and noun
        glued = what == "link" and word[:3] not in _ARTICLES and not kind_of(word[1:]) and (run or not last)
        if prefix or surname or glued or (what == "name" and word not in NAME_PARTS):
            run.append(prefix + word if prefix or glued else bare(word))
            prefix = ""
        elif word not in NAME_PARTS:
            if run:
                runs.append(run)
                run = []
            placed = word == "في" or what == "link"
            continue
        if placed and n == last and len(run) == 1:
            # a place: المدير التنفيذي لسوق عكاظ
            run = []
    if run:
        runs.append(run)
    if not runs and len(words) == 1 and sort(words[0]) != "title" and not words[0].endswith(("ها", "هم")):
        # alone, a noun may be a surname: سلام
        return (bare(words[0]),)
    best = max(runs, key=lambda run: (not known.isdisjoint(run), len(run)), default=[])
    return tuple(best)
