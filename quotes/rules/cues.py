"""Find the words of a text that may attribute: reporting verbs, participles, nouns and prepositions."""

from functools import cache, lru_cache
from itertools import compress, count

from msgspec import Struct
from msgspec.structs import replace

from quotes.lexicon import (
    CONJUNCTIONS,
    Form,
    Lemma,
    Multiword,
    Prepositional,
    fillers,
    forms,
    lemmas,
    multiword,
    prepositional,
    readable,
    readings,
    titles,
)
from quotes.lexicon.closed import closed, nouns
from quotes.rules.names import is_name
from quotes.text.tokens import Tokens

FINITE = frozenset({"perfect", "imperfect", "passive"})
_KINDS = dict.fromkeys(FINITE, "verb") | {"participle": "participle", "noun": "noun", "agent": "agent"}


class Cue(Struct, frozen=True, gc=False):
    """A candidate cue: tokens *start* to *end*, less the *clitic* characters glued before it.

    ``kind`` is verb, participle, agent, noun or preposition. A preposition has ``source``, the
    characters of a proclitic that its source wears (وفقا لـ), or -1 where its pronoun is the source.
    """

    start: int
    end: int
    clitic: int
    kind: str
    form: Form
    lemma: Lemma
    source: int = 0


class _Entry(Struct, frozen=True):
    """What a word may begin: sequences that are no cues, then cues of several words, then its own reading."""

    fillers: dict[str, tuple[tuple[str, ...], ...]]
    prepositions: dict[str, tuple[Prepositional, ...]]
    multiword: tuple[Multiword, ...]
    reading: tuple[int, str, Form, Lemma] | None
    clitic: int
    # the words one of which must follow, where the word alone begins nothing (في, على, من)
    seconds: frozenset[str] | None


def find_cues(tokens: Tokens) -> list[Cue]:
    """Return every candidate cue in text order, prepositions too, fillers left out."""
    words, known, entries = tokens.words, _beginnings(), _entries
    cues = []
    end, last = 0, len(words) - 1
    # most words of a text may begin nothing
    for i in compress(count(), map(known.__contains__, words)):
        entry = entries[words[i]]
        if entry is None or i < end:
            continue
        seconds = entry.seconds
        if seconds is not None and i < last and words[i + 1] not in seconds:
            continue
        if entry.fillers and (skipped := _matches(words, i, entry.fillers)):
            end = i + skipped
            continue
        if entry.reading is not None and not entry.prepositions and not entry.multiword:
            cues.append(Cue(i, i + 1, *entry.reading))
            end = i + 1
            continue
        cue = _cue(words, i, entry)
        if cue is not None:
            end = cue.end
            cues.append(cue)
    return cues


def _cue(words: list[str], i: int, entry: _Entry) -> Cue | None:
    if entry.prepositions:
        following = words[i + 1] if i + 1 < len(words) else ""
        # what has a second word is tried before what has none
        for group in (following, ""):
            for preposition in entry.prepositions.get(group, ()):
                cue = _preposition(words, i, entry.clitic, preposition)
                if cue is not None:
                    return cue
    for phrase in entry.multiword:
        tail = phrase.tail
        if all(i + n < len(words) and words[i + n] in forms for n, forms in enumerate(tail, 1)):
            lemma = Lemma(phrase.head.lemma, phrase.governs, True, 0, "")
            return Cue(i, i + 1 + len(tail), entry.clitic, _KINDS[phrase.head.kind], phrase.head, lemma)
    if words[i] in _CAME and _answers(words[i + 1 : i + 2]):
        form = forms()[words[i][1:]][0]
        return Cue(i, i + 1, 1, "verb", form, lemmas()[form.lemma])
    return Cue(i, i + 1, *entry.reading) if entry.reading else None


def _answers(following: list[str]) -> bool:
    """Tell whether ورد before *following* is he answered (ورد الوزير), not it came (ورد في البيان)."""
    if not following or not following[0].isalpha():
        return False
    word = following[0]
    title = titles().get(word)
    if title is not None:
        return title.kind in ("person", "body")
    surname = word.startswith("ال") and word[2:] not in nouns() and len(word) > 4
    return word in _ANSWERED or surname or (is_name(word) and len(word) > 2)


_CAME = frozenset({"ورد", "وردت"})
_ANSWERED = frozenset("علي عليه عليها عليهم الاخير الاخيره".split())


@cache
def _beginnings() -> frozenset[str]:
    """Return every folded word that may begin something; most words of a text are none of them."""
    firsts = [*fillers(), *prepositional(), *multiword()]
    # built in one go: a union would take twice the memory, and every word of a text is looked up in it
    return frozenset([*readable(), *(before + word for before in ("", *CONJUNCTIONS) for word in firsts)])


class _Entries(dict[str, "_Entry | None"]):
    """What each word seen may begin, for words out of ``_beginnings``, which bound it."""

    def __missing__(self, word: str) -> "_Entry | None":
        self[word] = entry = _entry(word)
        return entry


_entries = _Entries()


def _entry(word: str) -> _Entry | None:
    """Return what the folded *word* may begin, None for most words."""
    bare = word[1:] if word[0] in "وف" else ""
    likeliest = _likeliest(word)
    reading = None
    if likeliest:
        clitic, form = likeliest
        reading = (clitic, _KINDS[form.kind], form, lemmas()[form.lemma])
    sequences = _by_second([*fillers().get(word, ()), *fillers().get(bare, ())])
    for clitic, first in ((0, word), (1, bare)):
        prepositions, phrases = prepositional().get(first, ()), multiword().get(first, ())
        if prepositions or phrases:
            groups: dict[str, tuple[Prepositional, ...]] = {}
            for p in prepositions:
                second = p.words[1] if len(p.words) > 1 else ""
                groups[second] = (*groups.get(second, ()), p)
            alone = reading is not None or phrases or "" in groups or "" in sequences
            seconds = None if alone else frozenset([*groups, *sequences])
            return _Entry(sequences, groups, phrases, reading, clitic, seconds)
    if reading is None and not sequences:
        return None
    return _Entry(sequences, {}, (), reading, 0, None if reading or "" in sequences else frozenset(sequences))


def _by_second(sequences: list[tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Group sequences by their second word, "" for those of one word."""
    groups: dict[str, tuple[tuple[str, ...], ...]] = {}
    for sequence in sequences:
        second = sequence[1] if len(sequence) > 1 else ""
        groups[second] = (*groups.get(second, ()), sequence)
    return groups


@lru_cache(maxsize=1 << 12)
def _likeliest(word: str) -> tuple[int, Form] | None:
    """Return the likeliest reading of a folded word with its clitic's characters, None for no cue."""
    found = readings(word)
    if not found:
        return None
    clitic, form = min(found, key=_rank)
    if form.pronoun == "ms" and form.kind in FINITE:
        # إفادة folds like أفاده
        noun = next((f for c, f in found if f.kind == "noun" and not f.pronoun and c == clitic), None)
        form = noun or form
    if form.person in {"1", "2"} or (form.kind == "participle" and (form.gender, form.number) == ("f", "p")):
        # what a speaker says of himself stands inside his speech; ملاحظات is no participle in news
        return None
    if form.kind == "imperfect" and clitic and word[clitic - 1] == "ل" and form.lemma in _FINDING:
        # ليكتشفوا: purpose, not ليضيف
        return None
    return clitic, form


_FINDING = closed("finding-lemma")


def _rank(reading: tuple[int, Form]) -> tuple[bool, bool, int, bool]:
    """Order the readings of one word: news reports in the third person, and mostly with verbs."""
    _, form = reading
    verbal = form.kind in FINITE
    if verbal and form.pronoun and form.lemma in {"أدان", "نشر", "رفض", "طلب"}:
        # إدانته is the noun far oftener than أدانت with its object
        return True, True, 9, True
    rare = verbal and form.number + form.gender in {"pf", "d", "dm", "df"}
    kinds = ("perfect", "imperfect", "passive", "participle", "noun", "agent")
    return verbal and form.person != "3", rare, kinds.index(form.kind), form.guard


def _matches(words: list[str], i: int, groups: dict[str, tuple[tuple[str, ...], ...]]) -> int:
    """Return the length of the first sequence that stands at *i*; its first word is known to."""
    following = words[i + 1] if i + 1 < len(words) else ""
    for group in (following, ""):
        for sequence in groups.get(group, ()):
            if words[i + 1 : i + len(sequence)] == [*sequence[1:]]:
                return len(sequence)
    return 0


NO_FORM = Form("", "", "noun", "", "", "", "", False)
NO_LEMMA = Lemma("", frozenset(), True, 0, "")


def _preposition(words: list[str], i: int, clitic: int, found: Prepositional) -> Cue | None:
    """Return the prepositional cue *found* at *i*: بحسب، وفقا لـ، وفق ما أعلن، على حد قوله."""
    end = i + len(found.words)
    if words[i + 1 : end] != [*found.words[1:]] or end >= len(words):
        return None
    if found.follows == "none":
        if found.pronoun not in _POSSESSORS:
            # برأيي: the author's own
            return None
        gender, number = _POSSESSORS.get(found.pronoun, ("", ""))
        form = replace(NO_FORM, gender=gender, number=number)
        return Cue(i, end, clitic, "preposition", form, NO_LEMMA, -1)
    if found.follows == "source":
        if not found.clitic:
            return Cue(i, end, clitic, "preposition", NO_FORM, NO_LEMMA)
        if not words[end].startswith(found.clitic):
            return None
        return Cue(i, end, clitic, "preposition", NO_FORM, NO_LEMMA, 1)
    # the verb is part of the cue: حسب ما قال, وفقا لما نقلته عنه
    reading = _likeliest(words[end])
    if reading is None or reading[0] or reading[1].kind not in FINITE or reading[1].lemma in {"وصف", "بين"}:
        # على ما وصفه بـ«…»: what is called so, not who says it; على ما بين ألف وألفين
        return None
    end += 1
    if end < len(words) and words[end] in {"عنه", "عنها", "به", "اليه", "فيه"}:
        end += 1
    form = reading[1]
    return Cue(i, end, clitic, "preposition", form, lemmas()[form.lemma])


_POSSESSORS = {"ms": ("m", "s"), "fs": ("f", "s"), "mp": ("m", "p"), "fp": ("f", "p"), "d": ("", "d")}
