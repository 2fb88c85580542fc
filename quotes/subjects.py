"""The subjects of clauses that quote nothing, for a report that drops its own: دعا الوزير …، وقال إن …"""

from bisect import bisect_right
from itertools import accumulate, compress, count

from quotes.agreement import of_word
from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns, predicates
from quotes.named import LONG, Mention, before_object, named, personal, proper
from quotes.rules.cues import Cue
from quotes.rules.names import accusative, glued_title, is_name, is_title, possessed
from quotes.rules.noun_phrase import phrase_end, phrase_start, speaker_after
from quotes.rules.phrase_stops import COMMAS, STOPS
from quotes.rules.phrase_words import prefixed
from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens
from quotes.wording import adjective


class Article:
    """What the search for subjects asks of an article again and again."""

    __slots__ = ("begins", "cues", "found", "mentioned", "quoting", "reach", "tokens")

    def __init__(self, tokens: Tokens, proposals: list[Proposal], cues: list[Cue]) -> None:
        self.tokens = tokens
        self.cues = {c.start: c for c in cues}
        self.quoting = {p.cue.start for p in proposals if p.cue}
        spans = sorted((p.first, p.last) for p in proposals)
        self.begins = [first for first, _ in spans]
        # the furthest that the quotations up to each reach
        self.reach = list(accumulate((last for _, last in spans), max, initial=0))
        self.found: dict[int, list[Mention]] = {}
        self.mentioned: dict[int, tuple[list[Mention], list[Mention]]] = {}

    def subjects(self, n: int) -> list[Mention]:
        """Return what ``_silent_subjects`` finds in sentence *n*, looked for once."""
        if n not in self.found:
            self.found[n] = _silent_subjects(self, n)
        return self.found[n]

    def named(self, n: int) -> tuple[list[Mention], list[Mention]]:
        """Return what ``named.named`` finds in sentence *n*, looked for once."""
        if n not in self.mentioned:
            self.mentioned[n] = named(self.tokens, n, self.within)
        return self.mentioned[n]

    def within(self, i: int) -> bool:
        """Tell whether token *i* stands in a quotation."""
        return i < self.reach[bisect_right(self.begins, i)]


def _silent_subjects(article: Article, n: int) -> list[Mention]:
    """Return the subjects of the clauses of sentence *n* that quote nothing: ودعا الوزير …، لكن رئيس …"""
    tokens = article.tokens
    words, stop = tokens.words, tokens.stops[n]
    begin = tokens.stops[n - 1] + 1 if n else 0
    found: list[Mention] = []
    begin = _behind_dateline(words, begin, stop)
    later = range(begin + 1, min(stop, begin + LONG))
    # most tokens stand behind no comma
    dividing = compress(count(begin), map(_DIVIDING.__contains__, words[begin : later.stop]))
    likely = {i + (words[i] in COMMAS) for i in dividing}
    for i in [begin, *(i for i in sorted(likely) if i in later and _clause_at(words, i))]:
        if article.within(i):
            # its subjects say nothing here
            continue
        mention = _topic(tokens, i, stop) or _verbs_subject(article, i, stop)
        if mention is None or (found and mention.start <= found[-1].start):
            continue
        # a later clause tells mostly of things: بينما يبلغ طوله …
        head = words[mention.start]
        if i == begin or is_title(head) or (mention.start == i + 1 and is_name(head)):
            found.append(mention)
    return found


def _behind_dateline(words: list[str], begin: int, stop: int) -> int:
    """Return the token where a sentence begins behind the place it comes from: عمّان، الأردن (وكالات) – هنأ"""
    ahead = range(begin + 1, min(begin + 14, stop))
    if _DASHES.isdisjoint(words[ahead.start : ahead.stop]):
        return begin
    dash, known = next(i for i in ahead if words[i] in _DASHES), predicates()
    if any(w in known or {w, w[1:]} & STOPS for w in words[begin:dash]):
        return begin
    return min(dash + 1, stop - 1)


def _clause_at(words: list[str], i: int) -> bool:
    """Tell whether a later clause of a sentence begins at token *i*: فيما …، ودعا …"""
    word = words[i]
    if word == "وقد":
        return True
    if word in _CLAUSES:
        return word != "حين" or words[i - 1] == "في"
    return words[i - 1] in COMMAS and (word in predicates() or (word[0] == "و" and word[1:] in predicates()))


def _topic(tokens: Tokens, i: int, stop: int) -> Mention | None:
    """Return the titled subject that a particle at *i* puts before its verb: لكن رئيس النقابة، …، دعا"""
    words = tokens.words
    if glued_title(words[i]):
        end = phrase_end(tokens, i, stop, lead=1)
        head = words[i][1:]
        return Mention(i, end, 1, *of_word(head), True) if end < stop and personal(head) else None
    while i < stop and (words[i] in _BEFORE_TOPICS or words[i] in COMMAS):
        i += 1
        named = _outlet(tokens, i + 2 if words[i : i + 2] == ["ال", "ـ"] else i, stop)
        if words[i - 1].endswith("كانت") and named:
            return Mention(*named, 0, "f", "s", True)
        if words[i - 1] in _TOPICS and i < stop:
            phrase = speaker_after(tokens, i, stop)
            head = words[phrase[0]] if phrase else ""
            if (
                phrase
                and phrase[1] < stop
                and (personal(head) or _had(words, i - 1, phrase, stop) or _full_name(words, *phrase, stop))
            ):
                gender, number = of_word(head)
                if words[i - 1].endswith("كانت"):
                    gender = "f"
                return Mention(*phrase, 0, gender, number, True)
    return None


def _full_name(words: list[str], first: int, last: int, stop: int) -> bool:
    """Tell whether a topic is a name of two words and more: لكن سامي درويش، عضو المجلس، اتهم"""
    if last - first < 2 or last >= stop or not proper(words[first]) or accusative(words[first]):
        return False
    surname = words[first + 1]
    apart = words[last] in COMMAS and surname.startswith("ال") and not is_title(surname)
    return proper(surname) or apart


def _had(words: list[str], i: int, phrase: tuple[int, int], stop: int) -> bool:
    """Tell whether the verb of what stands behind كان at *i* follows: وكانت النقابة قد أصدرت"""
    j = phrase[1]
    while j < stop and (words[j] in COMMAS or words[j] in closed("time")):
        j += 1
    source = is_title(words[phrase[0]]) or is_name(words[phrase[0]])
    return words[i].endswith(("كان", "كانت")) and source and words[j : j + 1] == ["قد"]


def _verbs_subject(article: Article, begin: int, stop: int) -> Mention | None:
    """Return the subject of a verb of the clause at *begin* that quotes nothing."""
    tokens, verbs = article.tokens, predicates()
    words = tokens.words
    for i in range(begin, min(begin + 12, stop)):
        if i in article.quoting or (i > begin and words[i] in _CLAUSES):
            break
        word, cue = words[i], article.cues.get(i)
        reporting = cue is not None and cue.kind == "verb"
        negated = i > begin and (words[i - 1] in _BEFORE_VERBS or words[i - 1] in _INDEED)
        glued = word[0] in "وف" and word[1:] in verbs and not (i > begin and personal(words[i - 1]))
        # النائب فادي is no verb behind ف
        known = reporting or negated or word in verbs or glued
        if not (known or (i <= begin + 1 and _unlisted(words, i, stop))):
            continue
        if word.lstrip("وف") in _AUXILIARIES:
            continue
        mention = _mention(tokens, begin, i, stop, cue if reporting else None)
        if mention:
            return mention
    return None


def _gender(verb: str) -> str:
    """Return the gender of a verb's subject: تشيد is feminine, تطرق (يتطرق) is not, تقدم may be both."""
    if verb.endswith("ت"):
        return "f"
    bare = verb if verb in predicates() else verb[1:]
    if bare[:1] != "ت":
        return "m"
    masculine, feminine = "ي" + bare in predicates(), "ي" + bare[1:] in predicates()
    return ("" if feminine else "m") if masculine else "f"


def _outlet(tokens: Tokens, i: int, stop: int) -> tuple[int, int] | None:
    """Return the name in marks at token *i*, with what describes it: نشرت «الضفة» الأسبوعية تفاصيل"""
    close = tokens.closes.get(i, stop)
    if close >= stop or close - i > 4:
        return None
    end = close + 1
    while end < stop and adjective(tokens.words[end]):
        end += 1
    return i, end


def _unlisted(words: list[str], i: int, stop: int) -> bool:
    """Tell whether the word at *i*, which opens a sentence before somebody's title, is a verb: هنأ الرئيس …

    A noun of three letters is one there (ووجه الشيخ …), a longer one is not (زيارة الرئيس).
    """
    word = words[i][1:] if words[i][0] in "وف" and len(words[i]) > 3 else words[i]
    if not word.isalpha() or word in _NO_VERBS or word in titles() or word.startswith("ال"):
        return False
    if (len(word) > 3 and word.endswith(("ه", "ات", "ون"))) or i + 1 >= stop:
        return False
    # وأبرز المشاركون: a noun would be followed by المشاركين
    nominative = words[i + 1].startswith("ال") and words[i + 1].endswith("ون") and len(words[i + 1]) > 7
    return nominative or (personal(words[i + 1]) and (len(word) == 3 or word not in nouns()))


def _mention(tokens: Tokens, begin: int, i: int, stop: int, cue: Cue | None) -> Mention | None:
    """Return the subject of the verb at token *i* of the sentence that begins at *begin*."""
    words = tokens.words
    phrase = None
    if i > begin and words[i - 1][0].isalpha() and words[i][0] not in "و":
        start = phrase_start(tokens, i - 1)
        before = words[start - 1] if start > begin else ""
        prepositional = before.removeprefix("و") in _PREPOSITIONS or before.startswith(
            ("لوكال", "لصحيف", "لقنا")
        )
        prepositional = prepositional or words[start] in _SIDES
        if (
            start < i
            and not prepositional
            and not prefixed(words[start])
            and phrase_end(tokens, start, i) == i
        ):
            phrase = (start, i)
    phrase = phrase or speaker_after(tokens, i + 1, stop) or _outlet(tokens, i + 1, stop)
    if phrase and phrase[0] in tokens.closes:
        return Mention(*phrase, 0, "f", "s", False) if words[i].endswith("ت") else None
    if phrase is None or not words[phrase[0]][0].isalpha():
        return None
    head = words[phrase[0]]
    if possessed(head) or head.removeprefix("و") in _NO_SUBJECTS or head in _OCCASIONS:
        return None
    if not is_title(head) and head in nouns():
        # أعلنت إصابة حارسها: what is done, not who does it
        return None
    gender, number = of_word(head)
    if cue is not None and cue.form.gender:
        gender = cue.form.gender
    elif not gender:
        gender = _gender(words[i])
    known = is_title(head)
    return Mention(phrase[0], before_object(tokens, *phrase), 0, gender, number, cue is not None or known)


_BEFORE_VERBS = closed("before-verb")
_PREPOSITIONS = closed("adverbial-preposition")
# من جهته
_INDEED = frozenset("فقد لقد ولقد فلقد".split())
_SIDES = closed("side")
_AUXILIARIES = closed("auxiliary")
_DASHES = frozenset("-–—ـ")
# what may open a sentence before a title and is no verb
_NO_VERBS = (
    _PREPOSITIONS
    | closed("clause-opener")
    | closed("topic-opener")
    | closed("relative")
    | closed("complementiser")
    | closed("complementiser-pronoun")
    | closed("subordinating")
    | closed("time")
    | frozenset("هو هي هم هذا هذه ذلك تلك هناك بحسب حسب وفق لدي حول ضد بين".split())
    | frozenset("كل احد احدي غير الا عبر عندما بل اخر تم".split())
)
# عبر حسابه: through his account
_OCCASIONS = frozenset(w for w in closed("occasion") if w.endswith(("ه", "ها")))
_NO_SUBJECTS = _NO_VERBS - {"كل", "احد", "احدي"}
# فيما شكر المدير: where a second clause of a sentence begins
_CLAUSES = frozenset({"فيما", "بينما", "حين"})
_DIVIDING = _CLAUSES | COMMAS | {"وقد"}
# what may stand before a topic, and what stands right before it
_TOPICS = closed("topic-opener") - {"حيث", "كما", "بان"}
_BEFORE_TOPICS = _TOPICS | frozenset("غير الا بيد في حين المقابل والحال والواقع واللافت".split())
