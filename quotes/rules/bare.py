"""Speech that nothing opens: وأضاف، كل محافظة …, قائلا لكن الشركة …, تساءل الكاتب لماذا …"""

from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns
from quotes.rules.cues import Cue
from quotes.rules.noun_phrase import speaker_after
from quotes.text.tokens import Tokens

STOPS_OF_SPEAKER = closed("speaker-stop") | closed("time")
_COMMAS = frozenset("،,")
_QUESTIONS = frozenset("هل لماذا كيف اين متي ماذا كم".split())
_SMALL_CLAUSE = frozenset({"اعتبر", "عد"})
_CONTINUED = closed("continued-lemma")
_SPEAKING = frozenset("قال أضاف تابع أردف استطرد".split())
_ADVERBIAL = frozenset("في خلال".split())
_CLAUSE_STARTS = closed("clause-start")


def bare(tokens: Tokens, cue: Cue, stop: int) -> tuple[int, int] | None:
    """Return where the zone of *cue* ends and where its speech begins, in tokens, None where it has none."""
    words, i, lemma = tokens.words, cue.end, cue.lemma.lemma
    if cue.kind == "noun" or i + 3 >= stop or cue.form.kind == "passive":
        # تضاف هذه الخسائر إلى غيرها
        return None
    aside = words[cue.start - 1] in _COMMAS
    if aside and cue.kind == "participle" and lemma in _SMALL_CLAUSE and words[i][0].isalnum():
        # معتبرا القرار خطوة …
        return i, i
    if lemma == "تساءل":
        return _question(words, i, stop)
    if lemma not in _CONTINUED:
        return None
    if words[i] in _COMMAS:
        if words[cue.start - 1] == "كما":
            return None
        if (
            words[i + 1][0].isalnum()
            and (words[i + 1] not in STOPS_OF_SPEAKER or (lemma == "استدرك" and words[i + 1] == "لكن"))
            and words[i + 1] not in _ADVERBIAL
        ):
            return i, i + 1
        return None
    if lemma in _SPEAKING:
        # the speaker, if any, then what begins a clause and no phrase
        phrase = speaker_after(tokens, i, stop) or (i, i)
        end = phrase[1]
        if (
            end + 3 < stop
            and words[end] in _CLAUSE_STARTS
            and (end > i or cue.clitic or cue.kind == "participle")
        ):
            if end > i and _thing(words[phrase[0]]):
                # وقال السوق الإيرانية لا تحتاج …: the phrase is what the clause is about
                return i, i
            return end, end
    return None


def _question(words: list[str], i: int, stop: int) -> tuple[int, int] | None:
    """Return what is asked: تساءل الكاتب لماذا …، عما إذا كان …"""
    for j in range(i, min(i + 12, stop)):
        if words[j] in _QUESTIONS:
            return j, j
        if words[j] in _WHETHER and words[j + 1] == "اذا":
            return j, j + 1
        if not words[j][0].isalnum():
            return None
    return None


_WHETHER = frozenset("عما ما فيما".split())


def _thing(word: str) -> bool:
    """Tell whether *word* is a common noun that no speaker is called by."""
    return word not in titles() and word.removeprefix("ال") in nouns()
