"""Where a quotation ends."""

from bisect import bisect_right

from msgspec import Struct

from quotes.lexicon import titles
from quotes.lexicon.closed import closed
from quotes.rules.cues import Cue
from quotes.rules.inner import of_another, own_verb
from quotes.rules.openers import PRONOUN, Opener
from quotes.rules.phrase_stops import WITH_OBJECT
from quotes.text.marks import MARKS
from quotes.text.tokens import COMMAS, Tokens

_OCCASIONS = closed("occasion")
_STANCES = closed("stance-lemma")
CONTINUES = closed("continuing-complementiser")
_ADVERSATIVES = frozenset("لكنه لكنها لكنهم ولكنه ولكنها".split())
_RESUMES = closed("resuming")


class Bound(Struct, frozen=True, order=True, gc=False):
    """A token at which a report may stop: where *firm* always, else only one that agrees with its cue.
    One that is *dropped* has no subject beside it."""

    at: int
    firm: bool
    gender: str
    number: str
    finite: bool = True
    dropped: bool = False


def boundaries(tokens: Tokens, cues: list[Cue], openers: dict[int, Opener]) -> list[Bound]:
    """Return the tokens at which a running report stops, in order.

    They are the participles that go on with it, the reporting verbs coordinated with it, attributions,
    and what says where it was said; *openers* tells which cues, by first token, open something.
    """
    found = [bound for cue in cues if (bound := _of_cue(tokens, cue, openers.get(cue.start)))]
    found += _occasions(tokens)
    found.sort()
    return found


def _of_cue(tokens: Tokens, cue: Cue, opener: Opener | None) -> Bound | None:
    """Return the bound that a cue sets for the report before it, None where it sets none."""
    opens = opener is not None
    words, i = tokens.words, cue.start
    before = words[i - 1] if i else "\n"
    form = cue.form
    if cue.kind == "participle":
        firm = opens or before in COMMAS
        if not firm and (form.guard or not (cue.lemma.strong or cue.lemma.lemma in _STANCES)):
            return None
        return Bound(i, firm, form.gender, form.number, finite=False)
    if cue.kind == "preposition":
        return Bound(i, True, "", "") if _sets_off(tokens, cue) else None
    if cue.kind != "verb":
        return None
    past = form.kind == "perfect" and (not form.guard or bool(cue.clitic))
    ahead = form.kind == "imperfect" and words[i][0] == "س"
    if not ahead and (before in {"فيما", "بينما"} or (before == "حين" and words[i - 2] == "في")):
        return Bound(i - 1 - (before == "حين"), True, "", "")
    if cue.clitic and words[i][0] == "و":
        named = form.kind == "perfect" and i + 1 < len(words) and words[i + 1] in titles()
        if not opens and not ((past or named) and (cue.lemma.strong or cue.lemma.lemma in _STANCES)):
            return None
        told = opener is not None and opener.kind == "clause" and form.kind != "passive"
        dropped = told and opener is not None and opener.at == cue.end
        return Bound(i, opens or cue.lemma.strong or named, form.gender, form.number, dropped=dropped)
    if before == "كما" and form.kind == "perfect" and words[i + 1 : i + 2] != ["في"]:
        return Bound(i - 1, True, "", "")
    if cue.lemma.lemma == "جاء" and words[i + 1 : i + 2] == ["ذلك"]:
        return Bound(i, True, "", "")
    if before in _ADVERSATIVES and not ahead and cue.lemma.lemma in _STANCES:
        # لكنه رفض الخوض في التفاصيل
        return Bound(i - 1, False, form.gender, form.number)
    if before == "لم" and (at := _adversative(words, i - 2)):
        # لكنه لم يحدد موعدا
        return Bound(at, False, form.gender, form.number)
    if before == "ان" and words[i - 2] == "دون" and cue.lemma.lemma in _DETAILING:
        # من دون أن يذكر أسماء
        return Bound(i - 2 - (words[i - 3] == "من"), True, "", "")
    if not (opens or (past and cue.lemma.strong)):
        return None
    if before in COMMAS:
        return Bound(_restart(words, i), opens or cue.lemma.strong, form.gender, form.number)
    if before in _RESUMES:
        return Bound(i - 1, before not in _ADVERSATIVES, form.gender, form.number)
    if before in {"انه", "انها", "انهم"} and words[i - 2] in {"الا", "غير", "بيد"}:
        return Bound(i - 2, False, form.gender, form.number)
    if before in {"الذي", "التي"} and words[i - 2] in {"الوقت", "حين"}:
        return Bound(i - 2 - (words[i - 3] == "في"), True, form.gender, form.number)
    if opens and cue.lemma.strong and not cue.clitic:
        # …، لكن الصفراء شدد على أن
        for j in range(i - 2, max(i - 8, 0), -1):
            if words[j] in _SUBJECT_FOLLOWS and words[j - 1] in COMMAS:
                return Bound(j, True, "", "")
            if not words[j][0].isalnum():
                break
    if before in {"وقد", "وكان", "وكانت"} or (before == "قد" and words[i - 2] in COMMAS):
        return Bound(i - 1, True, form.gender, form.number)
    return None


def _adversative(words: list[str], i: int) -> int:
    """Return where the adversative begins that ends at token *i*: لكنه، إلا أنه; 0 where none does."""
    if words[i] in _ADVERSATIVES:
        return i
    return i - 1 if words[i] in {"انه", "انها", "انهم"} and words[i - 1] in {"الا", "غير", "بيد"} else 0


_DETAILING = frozenset("ذكر ذكّر كشف أوضح أفصح أشار تطرق وضح بين".split())
_SUBJECT_FOLLOWS = frozenset("لكن ولكن فيما بينما واما".split())


def _restart(words: list[str], i: int) -> int:
    """Return where the clause of the verb at *i* begins: …، ورغم المهام الصعبة، أكد أن"""
    for j in range(i - 2, max(i - 16, 0), -1):
        if words[j] in _FRONTED and words[j - 1] in COMMAS:
            return j
    return i


_FRONTED = closed("fronted-preposition")


def _occasions(tokens: Tokens) -> list[Bound]:
    """Return where the journalist says when, where or why it was said: …، في مقابلة مع، وذلك ردا على."""
    words = tokens.words
    found = []
    for point in tokens.points:
        i = point + 1
        if words[point] not in COMMAS or i + 2 >= len(words):
            continue
        word, following = words[i], words[i + 1]
        if word == "وهو" and following == "ما" and words[i + 2] in WITH_OBJECT:
            # …، وهو ما أكدته الوزارة
            found.append(Bound(i, True, "", ""))
        elif word == "علي" and following == "هامش":
            found.append(Bound(i, True, "", ""))
        elif word not in _SETTING:
            if word in _HALS or (point - 1 in tokens.opens and _comments(tokens, point - 1)):
                found.append(Bound(i, True, "", ""))
        elif word == "علما":
            if following == "ان":
                found.append(Bound(i, True, "", ""))
        elif word == "وذلك":
            if following in {"خلال", "ردا", "تعليقا"} or (following == "في" and words[i + 2] in _OCCASIONS):
                found.append(Bound(i, True, "", ""))
        elif following in _SPEECHES or word in {"ردا", "تعليقا"}:
            found.append(Bound(i, True, "", ""))
    return found


def _comments(tokens: Tokens, close: int) -> bool:
    """Tell whether the journalist goes on behind the quoted words: …»، مستعيدا …, …»، وهو ما …"""
    word, following = tokens.words[close + 2 : close + 4]
    if close - tokens.opens[close] < 4 or word in _TIMES:
        return False
    return (
        word in _COMMENTS
        or (word == "وهو" and following == "ما")
        or (word[0] == "م" and word[-1] == "ا" and len(word) > 4)
    )


_TIMES = closed("time")
_COMMENTS = closed("comment")
_HALS = closed("stance-participle")
_SETTING = frozenset("وذلك في خلال ردا تعليقا علما".split())
_SPEECHES = closed("speech-occasion")


def _sets_off(tokens: Tokens, cue: Cue) -> bool:
    """Tell whether a prepositional cue stands where a clause is over, not inside it (وفق أحدث الأساليب)."""
    words, i = tokens.words, cue.start
    if cue.source < 0 and words[cue.end][0].isalnum():
        # والحل في رأيها إجراء استفتاء
        return False
    if i == 0 or words[i - 1] in {"ان", "انه", "انها", "بان", "انهم"}:
        return False
    if cue.clitic and words[i - 1] not in COMMAS:
        return False
    if words[i - 1] in COMMAS or not words[i - 1][0].isalnum() or cue.end > i + 1:
        return True
    return cue.end < len(words) and is_source(words[cue.end])


def is_source(word: str) -> bool:
    """Tell whether a title or a mark at *word* shows a source, rather than a plan or a law (وفق القانون)."""
    bare = word[2:] if word.startswith("لل") else word.removeprefix("ل").removeprefix("ال")
    return bare not in LAWS and (word in titles() or bare in titles() or not word[0].isalnum())


LAWS = closed("law")


def clause_end(tokens: Tokens, first: int, bounds: list[Bound], cue: Cue | None = None) -> int:
    """Return the token after the clause, reported by *cue*, that begins at token *first*."""
    words = tokens.words
    if first >= len(words):
        return first
    stop = tokens.stop(first)
    opening = words[first + 1 : first + 2] if words[first] in PRONOUN else words[first : first + 1]
    fronted = opening != [] and opening[0].removeprefix("و") in _FRONTS
    listed = False
    while True:
        # a sentence's end inside marks that opened in this quotation does not end it
        for start in tokens.marks(max(first - 1, stop - LONGEST_SPEECH), stop):
            close = speech_close(tokens, start)
            if stop < close and close - start < LONGEST_SPEECH:
                stop = close if words[close - 1] in ".!؟?" else tokens.stop(close)
                break
        n = bisect_right(bounds, first, key=lambda bound: bound.at)
        for bound in bounds[n : n + MOST_BOUNDS]:
            if bound.at >= stop:
                break
            if fronted and bound.finite and words[bound.at][0] != "و":
                # أنه بعد ثلاث سنوات، أعلن الوزير …: the first verb behind the front is the quotation's own
                fronted = False
                continue
            own = bound.finite and own_verb(words, first, bound.at)
            if own or (bound.dropped and of_another(bound.gender, bound.number, cue)):
                continue
            if (bound.firm or _agrees(bound, cue)) and tokens.enclosing(bound.at) < max(first - 1, 0):
                return trim(tokens, first, bound.at)
        # a second complementiser goes on with the same report over a full stop: … . وأنه …
        if stop + 1 < len(words) and words[stop] in ".\n" and words[stop + 1] in CONTINUES:
            stop = tokens.stop(stop + 1)
            continue
        if not listed and words[stop - 1] == ":" and (end := _list_end(tokens, stop)) > stop:
            stop, listed = end, True
            continue
        return trim(tokens, first, stop)


# bounds that may not end one clause; more of them stand in no sentence of a person
MOST_BOUNDS = 100


def _list_end(tokens: Tokens, stop: int) -> int:
    """Return the end of the list in lines of their own that begins behind the line's end at *stop*."""
    words = tokens.words
    for _ in range(LONGEST_LIST):
        if stop + 1 >= len(words) or not (words[stop + 1] in _BULLETS or words[stop + 1].isdigit()):
            break
        stop = tokens.breaks[bisect_right(tokens.breaks, stop)]
    return stop


# lines
LONGEST_LIST = 30
_BULLETS = frozenset("-–—•*·▪")


_FRONTS = closed("clause-fronting")


# tokens between marks that still may be one speech
LONGEST_SPEECH = 400


def speech_close(tokens: Tokens, mark: int) -> int:
    """Return the token that closes the speech opened at *mark*: in the next paragraph where it must."""
    words, close = tokens.words, tokens.closes[mark]
    if close >= len(words) or words[close] != "\n":
        return close
    end = tokens.paragraph(close + 1)[1] if close + 1 < len(words) else close
    n = bisect_right(tokens.points, close)
    while n < len(tokens.points) and tokens.points[n] < end:
        i = tokens.points[n]
        if words[i] in MARKS:
            # a stray mark that can only close
            return close if i in tokens.closes or i in tokens.opens or tokens.gap(i) else i
        n += 1
    return close


def _agrees(bound: Bound, cue: Cue | None) -> bool:
    """Tell whether the verb at *bound* may have the subject that *cue* has."""
    if cue is None:
        return False
    return bound.gender == cue.form.gender and bound.number == cue.form.number


def trim(tokens: Tokens, first: int, end: int) -> int:
    """Return *end* moved back over punctuation, marks and line breaks."""
    words = tokens.words
    while end > first and not words[end - 1][0].isalnum():
        end -= 1
    return end
