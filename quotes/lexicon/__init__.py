"""Word lists of reported speech in Arabic news, and their loader.

Every list is a table beside this file (tab-separated, with a header); a row's note says why it is there.
Words to match against text are folded (``quotes.text.fold.fold_word``); lemmas are spelled in full.

- ``lemmas()``: reporting verbs, by lemma (``verbs.tsv``)
- ``forms()``: their forms, by folded spelling without clitics (``forms.tsv``, derived by
  ``scripts/derive_forms.py``); ``readings(word)`` looks a folded word up, also behind و ف ل ب ك
- ``multiword()``, ``prepositional()``, ``fillers()``: sequences of folded words
- ``titles()``, ``speaker_stops()``: folded words that open or end a speaker

A form's ``guard`` says that it is oftener another word: a cue only when what it governs follows in its
clause. The same holds for every form of a lemma whose ``strength`` is weak.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

Kind = Literal["perfect", "imperfect", "passive", "participle", "agent", "noun"]


class Lemma(NamedTuple):
    """A reporting verb. ``governs`` names what may follow it, see ``GOVERNS``."""

    lemma: str
    governs: frozenset[str]
    strong: bool
    count: int
    note: str


class Form(NamedTuple):
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
# before a verb, a noun or a participle; ل also before an imperfect (ليؤكد أن)
CONJUNCTIONS = ("و", "ف")
PREPOSITIONS = ("ب", "ل", "ك")


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
    found: dict[str, tuple[Form, ...]] = {}
    for form, lemma, kind, person, gender, number, pronoun, guard in _rows("forms.tsv"):
        reading = Form(form, lemma, kind, person, gender, number, pronoun, guard != "")  # type: ignore[arg-type]
        found[form] = (*found[form], reading) if form in found else (reading,)
    return found


@lru_cache(maxsize=1 << 16)
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
        inner = known.get(rest[1:], ())
        if rest.startswith("لل"):
            inner = known.get("ا" + rest[1:], ())
        kinds = ("noun", "agent", "imperfect") if rest[0] == "ل" else ("noun", "agent")
        found += [(start + 1, form) for form in inner if form.kind in kinds]
    return tuple(found)


def _rows(name: str) -> list[list[str]]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]
