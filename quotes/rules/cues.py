"""Find the words of a text that may attribute: reporting verbs, participles, nouns and prepositions."""

from functools import lru_cache
from typing import NamedTuple

from quotes.lexicon import Form, Lemma, lemmas, readings
from quotes.lexicon.closed import closed
from quotes.text.tokens import Tokens

FINITE = frozenset({"perfect", "imperfect", "passive"})


class Cue(NamedTuple):
    """A candidate cue: tokens *start* to *end*, less the *clitic* characters glued before it.

    ``kind`` is verb, participle, agent, noun or preposition.
    """

    start: int
    end: int
    clitic: int
    kind: str
    form: Form
    lemma: Lemma


def find_cues(tokens: Tokens) -> list[Cue]:
    """Return every candidate cue in text order, prepositions too, fillers left out."""
    cues = []
    for i, word in enumerate(tokens.words):
        reading = _reading(word)
        if reading is None:
            continue
        clitic, form, lemma = reading
        if form is None:
            cue = _preposition(tokens, i, clitic)
        elif _filler(tokens, i, word):
            cue = None
        else:
            cue = Cue(i, _verb_end(tokens, i, form), clitic, _KINDS[form.kind], form, lemma)
        if cue is not None:
            cues.append(cue)
    return cues


@lru_cache(maxsize=1 << 17)
def _reading(word: str) -> tuple[int, Form | None, Lemma | None] | None:
    """Return the likeliest reading of a folded word: clitic characters, form and lemma."""
    prepositions = closed("attribution")
    if word in prepositions:
        return 0, None, None
    if word[0] in "وف" and word[1:] in prepositions:
        return 1, None, None
    found = readings(word)
    if not found:
        return None
    clitic, form = min(found, key=_rank)
    if form.person in {"1", "2"} or (form.kind == "participle" and (form.gender, form.number) == ("f", "p")):
        # what a speaker says of himself stands inside his speech; ملاحظات is no participle in news
        return None
    return clitic, form, lemmas()[form.lemma]


def _rank(reading: tuple[int, Form]) -> tuple[bool, bool, int, bool]:
    """Order the readings of one word: news reports in the third person, and mostly with verbs."""
    clitic, form = reading
    verbal = form.kind in FINITE
    kinds = ("perfect", "imperfect", "passive", "participle", "noun", "agent")
    rare = verbal and form.number + form.gender in {"pf", "d", "dm", "df"}
    return (verbal and form.person != "3", rare, kinds.index(form.kind), form.guard)


_KINDS = {kind: "verb" for kind in FINITE} | {"participle": "participle", "noun": "noun", "agent": "agent"}


def _verb_end(tokens: Tokens, i: int, form: Form) -> int:
    """Return the end of the cue at *i*: لفت النظر is one of two words."""
    words = tokens.words
    if form.lemma == "لفت" and i + 1 < len(words) and words[i + 1] in {"النظر", "الانتباه", "الانظار"}:
        return i + 2
    return i + 1


_IMPERSONAL = frozenset("يذكر يشار ويذكر ويشار يقال ويقال يتوقع ويتوقع يعتقد".split())


def _filler(tokens: Tokens, i: int, word: str) -> bool:
    """Tell whether the verb at *i* is impersonal: يذكر أن، يشار إلى أن."""
    if word not in _IMPERSONAL:
        return False
    following = tokens.words[i + 1 : i + 3]
    return bool(following) and (following[0] == "ان" or following == ["الي", "ان"])


_NOTHING = Form("", "", "noun", "", "", "", "", False)
_PREPOSITION = Lemma("", frozenset(), True, 0, "")


def _preposition(tokens: Tokens, i: int, clitic: int) -> Cue | None:
    """Return the prepositional cue at token *i*: بحسب، وفقا لـ، وفق ما أعلن، نقلا عن."""
    words = tokens.words
    word = words[i][clitic:]
    end = i + 1
    following = words[end] if end < len(words) else ""
    if word == "نقلا" and following != "عن":
        return None
    if word in {"حد"}:
        if following not in {"قول", "تعبير", "قوله", "قولها", "قولهم", "تعبيره", "تعبيرها", "وصفه", "وصفها", "زعمه", "زعمهم"}:
            return None
        if i == 0 or words[i - 1] != "علي":
            return None
        return Cue(i - 1, end + 1, 0, "preposition", _NOTHING, _PREPOSITION)
    if word == "لسان":
        if i == 0 or words[i - 1] != "علي":
            return None
        return Cue(i - 1, end, 0, "preposition", _NOTHING, _PREPOSITION)
    # حسب ما قال، وفقا لما نقلته: the verb is part of the cue
    verb = end
    if following in {"ما", "لما"}:
        verb = end + 1
    if (verb > end or word.endswith("ما")) and verb < len(words):
        form = next((f for c, f in readings(words[verb]) if c == 0 and f.kind in FINITE), None)
        if form is not None:
            end = verb + 1
            if end < len(words) and words[end] in {"عنه", "عنها", "به", "اليه", "فيه"}:
                end += 1
            return Cue(i, end, clitic, "preposition", form, lemmas()[form.lemma])
        return None
    return Cue(i, end, clitic, "preposition", _NOTHING, _PREPOSITION)
