"""What opens a quotation after its cue: a complementiser, a colon, a quotation mark."""

from msgspec import Struct

from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns, predicates
from quotes.rules.bare import STOPS_OF_SPEAKER, bare
from quotes.rules.cues import Cue
from quotes.rules.elsewhere import elsewhere
from quotes.rules.marked import RELATIVES, marked, words_within
from quotes.rules.noun_phrase import names, speaker_after
from quotes.text.marks import MARKS
from quotes.text.tokens import Tokens

PLAIN = closed("complementiser")
PRONOUN = closed("complementiser-pronoun")
_COMPLEMENTISERS = PLAIN | PRONOUN
_ELSEWHERE = closed("no-report-before-an")
_PREPOSITIONS = closed("preposition-before-an")
_CLAUSE = frozenset(
    {"anna", "inna", "bianna", "ila-anna", "ala-anna", "min-anna", "an-anna", "fi-anna", "li-anna"}
)
_COMMAS = frozenset("،,")
# what a word between a cue and its opener must be to tell anything, unless it is a cue or the first is a noun
_TELLING = _COMPLEMENTISERS | MARKS | {":"}
_TELLING_WEAK = _TELLING | RELATIVES | predicates()
# how many tokens may stand between a cue and what it opens
REACH, GUARDED_REACH, WEAK_REACH, NOUN_REACH = 70, 22, 22, 12


class Opener(Struct, frozen=True, gc=False):
    """``kind`` is clause, colon, speech, fragment or bare; *at* is where the cue's own zone (with its
    speaker) ends and *first* the quotation's first token."""

    kind: str
    at: int
    first: int


def find_opener(tokens: Tokens, cue: Cue, cues: dict[int, Cue]) -> Opener | None:
    """Return what opens the quotation of *cue* in its sentence, None where nothing does."""
    words, closes = tokens.words, tokens.closes
    governs, begin = cue.lemma.governs, cue.end
    aside = cue.kind == "participle" and words[cue.start - 1] in _COMMAS
    strong = cue.lemma.strong and (not cue.form.guard or aside)
    noun = cue.kind == "noun"
    reach = NOUN_REACH if noun else REACH if strong else GUARDED_REACH if cue.lemma.strong else WEAK_REACH
    stop = min(tokens.stop(begin), begin + reach)
    attributing = words[cue.start - 1] == "كما" and cue.start > 1
    if attributing and not words[cue.start - 2][0].isalnum():
        # …، كما تقول الشركة، يمكن …
        phrase = speaker_after(tokens, begin, stop)
        after = words[phrase[1] : phrase[1] + 2] if phrase else []
        attributing = len(after) == 2 and after[0] in _COMMAS and after[1] in predicates()
    if attributing and words[begin : begin + 1] and words[begin] not in _COMPLEMENTISERS:
        # …كما تدعي المرأة: it attributes what stands before it
        return None
    if (
        cue.form.pronoun
        and cue.kind == "verb"
        and words[cue.start - 1] in RELATIVES
        and "object" not in governs
    ):
        # الملاحظات التي أدلى بها وقالها
        return None
    if cue.kind == "verb" and (elsewhere(words, cue) or words[begin : begin + 1] == ["مدي"]):
        # يوضح مدى خبثه: an object
        return None
    fragment = None
    relative = False
    telling = _TELLING if strong else _TELLING_WEAK
    j = begin
    while j < stop:
        word = words[j]
        if word not in telling and j not in cues and not noun:
            j += 1
            continue
        if word in _COMPLEMENTISERS and (words[j - 1] != "." or tokens.gap(j)):
            if _governed(words, j, begin, cue, strong):
                if fragment and _apart(tokens, fragment, j):
                    return fragment
                at = j - 1 if words[j - 1] in _PREPOSITIONS and j - 1 >= begin else j
                return Opener("clause", at, j + (word in PLAIN))
        elif word == ":":
            if (
                "direct" in governs
                and j + 1 < len(words)
                and words[j - 1] not in _LISTS
                and (strong or j - begin < 16)
                and not (cue.lemma.lemma == "بين" and not cue.clitic)
            ):
                return Opener("colon", j, j + 1)
            return fragment
        elif noun and not word[0].isalnum() and j > begin and word not in MARKS and word not in _COMMAS:
            return None
        elif j in closes:
            if cue.start in range(j, closes[j]):
                return None
            kind = marked(tokens, j, begin, stop, cue)
            if kind and _leads_on(tokens, j, begin, stop, cue, cues):
                # قالت «جبهة الجنوب» إن: the marks hold who says it
                j = closes[j] + 1
                continue
            if kind == "speech" and (j == begin or words[j - 1] in _COMMAS):
                return Opener(kind, j, j + 1)
            # ووصف الوزير الحادث بـ«…»: at a sentence's head these are verbs
            doubtful = cue.lemma.lemma not in _STANCES or cue.start > tokens.sentence(cue.start)[0]
            far = relative or (cue.form.guard and doubtful)
            if kind and (not far or j == begin or words_within(tokens, j) > 6):
                # a name or a title in marks, should a complementiser still follow
                fragment = fragment or Opener(kind, j, j + 1)
            j = min(closes[j] + 1, stop)
            continue
        elif j in cues and _takes_over(cues[j], words, j, cue):
            break
        elif not strong and word in RELATIVES:
            relative = True
        elif not strong and word in predicates() and not _qualifies(words[j - 1]):
            break
        j += 1
    if fragment:
        return fragment
    spoken = bare(tokens, cue, stop)
    return Opener("bare", *spoken) if spoken else None


def _leads_on(tokens: Tokens, mark: int, begin: int, stop: int, cue: Cue, cues: dict[int, Cue]) -> bool:
    """Tell whether the marks at *mark*, right behind a verb, hold a name: its complementiser follows."""
    words = tokens.words
    if cue.kind != "verb" or not names(tokens, mark) or not {*words[begin:mark]} <= STOPS_OF_SPEAKER:
        return False
    close = tokens.closes[mark]
    for j in range(close + 1, min(stop, close + 14)):
        if words[j] in _COMPLEMENTISERS:
            return _governed(words, j, begin, cue, cue.lemma.strong)
        if j in tokens.closes or j in cues or words[j] in _RESUMING:
            return False
    return False


_RESUMING = closed("resuming") | {":", "."}


def _qualifies(before: str) -> bool:
    """Tell whether a verb behind *before* only tells more of a noun: كتاب صدر مؤخرا."""
    return before in RELATIVES or before in _NEGATIONS or before in nouns() or before in titles()


def _apart(tokens: Tokens, opener: Opener, j: int) -> bool:
    """Tell whether the complementiser at *j* is too far from the marks of *opener* to belong to their cue."""
    close = tokens.closes[opener.at]
    return j - close > 12 or close - opener.at > 12


def _governed(words: list[str], j: int, begin: int, cue: Cue, strong: bool) -> bool:
    """Tell whether the complementiser at *j* is one that the cue ending at *begin* takes."""
    before, word = words[j - 1], words[j]
    governs, lexical = cue.lemma.governs, cue.lemma.strong
    # the name Ai folds like أي
    conjoined = before[0] in "وف" and before[1:] in _ELSEWHERE
    elsewhere = (conjoined or before in _ELSEWHERE) and not (before == "اي" and j - 1 == begin)
    if (elsewhere and not (word in PRONOUN and before in _ADVERBS)) or not governs & _CLAUSE:
        return False
    if not lexical and word == "ان" and "an-subj" in governs and j + 1 < len(words) and _wish(words[j + 1]):
        return False
    if strong and not (before in _RARELY and j > begin + 1):
        return True
    if before in _PREPOSITIONS and j - 1 >= begin:
        return _WITH[before] in governs
    if word.startswith("ب"):
        return "bianna" in governs
    return bool(governs & {"anna", "inna"})


# قبل and بعد take أن; before أنه they are adverbs: أشارت من قبل أنها
_ADVERBS = frozenset("قبل بعد".split())
# the complementiser behind these is another verb's or noun's, unless the cue takes it: قلقه من أن
_RARELY = frozenset("من عن في".split())
_WITH = {"الي": "ila-anna", "علي": "ala-anna", "من": "min-anna", "عن": "an-anna", "في": "fi-anna"}


def _wish(word: str) -> bool:
    """Tell whether *word* looks like a subjunctive: دعا الله أن يتغمد."""
    return word[0] in "يتن" and len(word) > 3


def _takes_over(other: Cue, words: list[str], j: int, cue: Cue) -> bool:
    """Tell whether the cue at *j*, *other*, ends the zone of *cue*."""
    before, begin = words[j - 1], cue.end
    if other.kind == "participle":
        opens = bool(_COMPLEMENTISERS & {*words[other.end : other.end + 2]})
        # عبر عن رضاه موضحا: «…»
        colon = not cue.lemma.strong and words[other.end : other.end + 1] == [":"]
        return other.lemma.strong and (
            opens or colon or before in _COMMAS or before in MARKS or other.lemma.lemma == "قال"
        )
    if other.kind != "verb" or before in _NEGATIONS or before in _DASHES:
        # لم تذكر اسمه، -يضيف البيان-
        return False
    if before in _ADVERSATIVES:
        return True
    if not other.lemma.strong or other.form.guard:
        return False
    if other.form.kind == "imperfect" and not other.clitic and not _COMMAS & {*words[begin:j]}:
        # تابع الوزير يقول
        return False
    noun = before in nouns() or (before[0] in "بل" and before[1:] in nouns())
    if cue.lemma.strong and not other.clitic and noun and not _COMMAS & {*words[begin:j]}:
        # قال معلقا على حركة اعتبرت مسيئة: a relative clause
        return False
    return before not in {"الذي", "التي", "الذين", "ما"} or bool(other.clitic)


_LISTS = closed("list-before-colon")
_STANCES = closed("stance-lemma") | {"وصف", "رد"}
_NEGATIONS = closed("negation")
_DASHES = frozenset("-–—")
_ADVERSATIVES = frozenset("لكنه لكنها لكنهم ولكنه ولكنها".split())
