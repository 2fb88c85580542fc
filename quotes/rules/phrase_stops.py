"""The words that end a speaker's noun phrase wherever they stand in it, but for names that look like them."""

from quotes.lexicon import forms, lemmas, titles
from quotes.lexicon.closed import closed, nouns, predicates

COMMAS = frozenset("،,")
# adverbial participles (مضيفا) and third-person reporting verbs never stand inside a speaker
REPORTING = frozenset(
    word
    for word, found in forms().items()
    if any(
        f.kind == "participle" or (f.person == "3" and not f.guard and lemmas()[f.lemma].strong)
        for f in found
    )
)
# كشفتها الصحيفة: a verb with its object begins a relative clause without الذي
WITH_OBJECT = frozenset(
    word
    for word, found in forms().items()
    if word.endswith(("ته", "تها", "ها"))
    and any(f.pronoun and f.kind == "perfect" for f in found)
    and word not in nouns()
    and word not in titles()
    and all(f.kind != "noun" for f in found)
)
STOPS = (
    WITH_OBJECT
    | closed("speaker-stop")
    | closed("relative")
    | closed("time")
    | closed("audience")
    | predicates()
    | REPORTING
)
