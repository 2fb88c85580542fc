"""Find the words of a text that may attribute: reporting verbs, participles, nouns and prepositions."""

from typing import NamedTuple

from quotes.lexicon import Form, Lemma, forms, lemmas, readings
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
    known, words = forms(), tokens.words
    prepositions = closed("attribution")
    return [
        cue
        for i, word in enumerate(words)
        if (word in known or word[1:] in known or word in prepositions or word[1:] in prepositions)
        and (cue := _cue(tokens, i, word)) is not None
    ]


def _cue(tokens: Tokens, i: int, word: str) -> Cue | None:
    attribution = closed("attribution")
    if word in attribution:
        return _preposition(tokens, i, 0)
    if word[0] in "وف" and word[1:] in attribution:
        return _preposition(tokens, i, 1)
    found = readings(word)
    if not found or _filler(tokens, i, word):
        return None
    clitic, form = _likeliest(tokens, i, found)
    lemma = lemmas()[form.lemma]
    kind = "verb" if form.kind in FINITE else form.kind
    end = i + 1
    following = tokens.words[end] if end < len(tokens.words) else ""
    if lemma.lemma == "لفت" and following in {"النظر", "الانتباه", "الانظار"}:
        end += 1
    return Cue(i, end, clitic, kind, form, lemma)


def _likeliest(tokens: Tokens, i: int, found: tuple[tuple[int, Form], ...]) -> tuple[int, Form]:
    return found[0]


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
