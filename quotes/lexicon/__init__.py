"""Word lists of reported speech in Arabic news, and their loader.

Every list is a table beside this file (tab-separated, with a header); a row's note says why it is there.
Words to match against text are folded (``quotes.text.fold.fold_word``); lemmas are spelled in full.

- ``lemmas()``: reporting verbs, by lemma (``verbs.tsv``)
- ``forms()``: their forms, by folded spelling without clitics (``forms.tsv``, derived by
  ``scripts/derive_forms.py``); ``readings(word)`` looks a folded word up, also behind و ف ل ب ك
- ``multiword()``: cues of a verb and the words after it, by the verb's form (أعاد إلى الأذهان)
- ``prepositional()``: cues that are no verbs, by their first word (بحسب, حسب ما, على حد قوله)
- ``fillers()``: look-alikes that are no cues, by their first word (يذكر أن, القول الفصل)
- ``titles()``: words that open a speaker; ``speaker_stops()``: words that end one

A form's ``guard`` says that it is oftener another word: a cue only when what it governs follows in its
clause. The same holds for every form of a lemma that is not ``strong``. ``ambiguous.tsv`` says why.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec import Struct

Kind = Literal["perfect", "imperfect", "passive", "participle", "agent", "noun"]


class Lemma(Struct, frozen=True, gc=False):
    """A reporting verb. ``governs`` names what may follow it, see ``GOVERNS``; ``frequency`` is how
    often one of its forms stands before such a thing in the 70,000 articles of the corpus."""

    lemma: str
    governs: frozenset[str]
    strong: bool
    frequency: int
    note: str


class Form(Struct, frozen=True, gc=False):
    """One form of a lemma.

    ``person``, ``gender`` (m, f) and ``number`` (s, d, p) are those of the subject, of the source for a
    participle; "" where the form does not say. ``pronoun`` is the attached object of a verb or the
    possessor of a noun: gender and number (ms, fs, d, mp, fp) or person and number (1s, 1p, 2s, 2p).
    """

    form: str
    lemma: str
    kind: Kind
    person: str
    gender: str
    number: str
    pronoun: str
    guard: bool


class Multiword(NamedTuple):
    """A verb that reports with the words after it; the cue is the whole.

    ``tail`` has the spellings of each following word; ``head`` is the verb's form, whose lemma need not
    be one of ``lemmas()``.
    """

    head: Form
    tail: tuple[frozenset[str], ...]
    governs: frozenset[str]


class Prepositional(NamedTuple):
    """A cue that is no verb.

    ``follows`` says what completes it: "source" (a speaker), "verb" (a reporting verb, part of the cue,
    with its speaker after it) or "none" (the source is ``pronoun``). ``clitic`` is a preposition that
    the next word must begin with (وفقا لـ); it is part neither of the cue nor of the speaker.
    """

    words: tuple[str, ...]
    follows: Literal["source", "verb", "none"]
    clitic: str
    pronoun: str
    note: str


class Title(NamedTuple):
    """A word that opens a speaker: ``gender`` and ``number`` are those that its verb agrees with."""

    kind: Literal["person", "body", "outlet", "document"]
    gender: str
    number: str


GOVERNS = {
    "inna": "إن",
    "anna": "أن",
    "bianna": "بأن",
    "ila-anna": "إلى أن",
    "ala-anna": "على أن",
    "min-anna": "من أن",
    "an-anna": "عن أن",
    "fi-anna": "في أن",
    "li-anna": "لأن",
    "an-subj": "أن + subjunctive: reported only when it holds a quoted fragment",
    "direct": "quoted speech at once or after a colon",
    "fragment": "a quoted fragment in the complement",
    "bare": "a clause without a complementiser",
    "object": "a pronoun or noun, the addressee, before the rest",
}
POSSESSORS = {
    "ه": "ms", "ها": "fs", "هم": "mp", "هما": "d", "هن": "fp", "ي": "1s", "نا": "1p", "ك": "2s", "كم": "2p",
}  # fmt: skip
CONJUNCTIONS = ("و", "ف")
PREPOSITIONS = ("ب", "ل", "ك")
# ل stands before nouns and before an imperfect (ليؤكد أن), ب and ك before nouns only
AFTER_LAM = ("noun", "agent", "imperfect")
AFTER_BA = ("noun", "agent")


@cache
def lemmas() -> dict[str, Lemma]:
    """Return the reporting verbs by lemma, in the order of the table."""
    return {
        name: Lemma(name, frozenset(governs.split(",")), strength == "strong", int(count), note)
        for name, _, _, _, governs, strength, count, note in _rows("verbs.tsv")
    }


@cache
def forms() -> dict[str, tuple[Form, ...]]:
    """Return the verbs' forms by folded spelling."""
    return _forms("forms.tsv")


@lru_cache(maxsize=1 << 12)
def readings(word: str) -> tuple[tuple[int, Form], ...]:
    """Return the forms that the folded *word* may be, each with how many letters of clitics precede it.

    Readings with fewer clitics come first. Of للقول the article stays: its cue begins at the second ل.
    """
    known = forms()
    found = [(0, form) for form in known.get(word, ())]
    start = 1 if word[:1] in CONJUNCTIONS else 0
    if start:
        found += [(1, form) for form in known.get(word[1:], ())]
    rest = word[start:]
    if rest[:1] in PREPOSITIONS:
        inner = known.get("ا" + rest[1:] if rest.startswith("لل") else rest[1:], ())
        kinds = AFTER_LAM if rest[0] == "ل" else AFTER_BA
        found += [(start + 1, form) for form in inner if form.kind in kinds]
    return tuple(found)


@cache
def readable() -> frozenset[str]:
    """Return every folded word that has ``readings`` in the third person, to pass over others at one look.

    What a speaker says of himself is inside his speech; without it the set is half as large in memory.
    """
    found: set[str] = set()
    for word, known in forms().items():
        kinds = {form.kind for form in known if form.person not in ("1", "2")}
        if not kinds:
            continue
        spellings = [word]
        if not kinds.isdisjoint(AFTER_LAM):
            spellings += ["ل" + word, "ل" + word[1:]] if word.startswith("ال") else ["ل" + word]
        if not kinds.isdisjoint(AFTER_BA):
            spellings += ["ب" + word, "ك" + word]
        found.update(before + spelling for before in ("", *CONJUNCTIONS) for spelling in spellings)
    return frozenset(found)


@cache
def multiword() -> dict[str, tuple[Multiword, ...]]:
    """Return the multi-word cues by the folded form of their verb, longest first."""
    found: dict[str, list[Multiword]] = {}
    heads: dict[str, list[Form]] = {}
    for readings_of_form in _forms("multiword_forms.tsv").values():
        for form in readings_of_form:
            heads.setdefault(form.lemma, []).append(form)
    for head, _, _, pattern, governs, _, _ in _rows("multiword.tsv"):
        tail = tuple(
            frozenset(spelling for word in words.split("/") for spelling, _ in _possessed(word))
            for words in pattern.split()
        )
        for form in heads[head]:
            found.setdefault(form.form, []).append(Multiword(form, tail, frozenset(governs.split(","))))
    return {form: tuple(sorted(cues, key=lambda cue: -len(cue.tail))) for form, cues in found.items()}


@cache
def prepositional() -> dict[str, tuple[Prepositional, ...]]:
    """Return the cues that are no verbs by their first folded word, longest first."""
    found: dict[str, list[Prepositional]] = {}
    for words, follows, clitic, _, note in _rows("prepositional.tsv"):
        *before, last = words.split()
        for spelling, pronoun in _possessed(last):
            cue = Prepositional((*before, spelling), follows, clitic, pronoun, note)  # type: ignore[arg-type]
            found.setdefault(cue.words[0], []).append(cue)
    return {word: tuple(sorted(cues, key=lambda cue: -len(cue.words))) for word, cues in found.items()}


@cache
def fillers() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the look-alikes, each a sequence of folded words, by their first word, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for words, _, _ in _rows("fillers.tsv"):
        sequence = tuple(words.split())
        found.setdefault(sequence[0], []).append(sequence)
    return {word: tuple(sorted(sequences, key=len, reverse=True)) for word, sequences in found.items()}


@cache
def titles() -> dict[str, Title]:
    """Return the words that open a speaker, folded, with the article and without."""
    found: dict[str, Title] = {}
    for word, kind, gender, number, _, _ in _rows("titles.tsv"):
        title = Title(kind, gender, number)  # type: ignore[arg-type]
        found[word] = title
        definite = "ال" + word
        if not word.startswith("ال") and definite not in speaker_stops():  # أحد, but not الأحد
            found.setdefault(definite, title)
    return found


@cache
def speaker_stops() -> dict[str, Literal["stop", "guard"]]:
    """Return the folded words at which a speaker ends: always ("stop"), or unless it is part of an
    office or a name ("guard": المسؤول الصحي في عدن)."""
    return {word: decision for word, decision, _ in _rows("speaker_stops.tsv")}  # type: ignore[misc]


def _possessed(word: str) -> list[tuple[str, str]]:
    """Return the spellings of a table's word with their pronouns; a + stands for any possessor."""
    if not word.endswith("+"):
        return [(word, "")]
    return [(word[:-1] + possessor, pronoun) for possessor, pronoun in POSSESSORS.items()]


def _forms(name: str) -> dict[str, tuple[Form, ...]]:
    found: dict[str, tuple[Form, ...]] = {}
    for form, lemma, kind, person, gender, number, pronoun, guard in _rows(name):
        reading = Form(form, lemma, kind, person, gender, number, pronoun, guard != "")  # type: ignore[arg-type]
        found[form] = (*found[form], reading) if form in found else (reading,)
    return found


def _rows(name: str) -> list[list[str]]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]
