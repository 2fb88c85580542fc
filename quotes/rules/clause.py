"""Verb or participle – speaker – what it opens: قال الوزير إن …، مضيفا أن …، قال: «…»."""

from quotes.agreement import of_word
from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns
from quotes.rules.cues import Cue
from quotes.rules.extent import Bound
from quotes.rules.fronted import fronted
from quotes.rules.manner import MANNER, verb_before
from quotes.rules.names import accusative, glued_title, is_title, possessed
from quotes.rules.noun_phrase import phrase_end, speaker_after
from quotes.rules.objects import ADDRESSING, subject
from quotes.rules.openers import Opener
from quotes.rules.phrase_words import prefixed
from quotes.rules.proposal import Proposal
from quotes.rules.quoted import quoted
from quotes.text.marks import MARKS
from quotes.text.tokens import Tokens

_COMMAS = frozenset("،,")
_RELATIVES = closed("relative")
_CLAUSE_OPENERS = closed("clause-opener")


def reported(
    tokens: Tokens, cue: Cue, opener: Opener, bounds: list[Bound], cues: dict[int, Cue]
) -> Proposal | None:
    """Return the quotation that a reporting verb or participle opens."""
    words = tokens.words
    first, last = quoted(tokens, cue, opener, bounds)
    p = Proposal(f"{cue.kind}-{opener.kind}", cue, first, last)
    if cue.form.kind == "passive":
        # قيل إن: the text names no source
        return p
    if cue.kind == "verb":
        p.speaker = _speaker(tokens, cue, opener.at)
        if p.speaker and p.speaker[0] > cue.start:
            p.speaker = subject(tokens, cue, p.speaker, opener.kind, opener.at)
        if p.speaker and opener.kind in ("speech", "fragment"):
            head = words[p.speaker[0]]
            says = cue.lemma.lemma in _SAYING
            whose = (p.speaker[1] == opener.at and not (says and opener.kind == "speech")) or (
                not cue.lemma.strong and p.speaker[0] > cue.start
            )
            if whose and head not in titles() and head.removeprefix("ال") in nouns():
                # أكد إدانة «معاداة السامية»: the noun is part of what he did
                p.speaker = None
        if p.speaker is None and cue.lemma.lemma in _IN_DOCUMENT and words[cue.end] not in _IN_IT:
            # جاء القرار بعد …, but نشر تعليقا جاء فيه: «…»
            return None
        if p.speaker:
            head = words[p.speaker[0]]
            # فالمدرب الذي قال
            p.speaker_lead = int(p.speaker[0] < cue.start and glued_title(head))
        p.implicit = p.speaker is None
        return p
    after = speaker_after(tokens, cue.end, opener.at)
    if after and after[1] == opener.at and "object" not in cue.lemma.governs:
        # مشيرا سموه إلى أن: a participle with a subject of its own
        title = titles().get(words[after[0]])
        if words[after[0]] in _HONOURS or (
            title and title.kind == "person" and words[after[0]].startswith("ال")
        ):
            p.speaker = after
    told = cue.lemma.lemma == "قال"
    verb = verb_before(tokens, cue, cues) if told or words[cue.start - 1] not in _COMMAS else None
    if verb is not None and (told or _continues(tokens, cue, verb, cues)):
        # وأوضح الوزير قائلا: the verb before it has the speaker
        p.speaker = subject_of(tokens, verb, cue.start, cues)
        if told and verb in cues and cues[verb].lemma.lemma in ADDING:
            p.cue = cues[verb]
    p.implicit = p.speaker is None
    return p


def subject_of(tokens: Tokens, i: int, limit: int, cues: dict[int, Cue]) -> tuple[int, int] | None:
    """Return the overt subject of the verb at token *i*, before *limit*: علق المدرب على الخسارة بالقول."""
    verb = cues.get(i)
    # ورد الوزير: he answered; what came in a document came without قائلا
    spoke = verb is not None and verb.lemma.lemma not in _IN_DOCUMENT
    # الأزمة التي أشارت إليها قائلة: the head is no subject
    referred = tokens.words[i - 1] in _RELATIVES and tokens.words[i + 1] in closed("lead-in")
    said = verb if spoke and not referred else None
    found = _speaker(tokens, said, limit) if said else speaker_after(tokens, i + 1, limit)
    # ثم يروي عددا من القصص: an object
    return None if found and accusative(tokens.words[found[0]]) else found


def _continues(tokens: Tokens, cue: Cue, i: int, cues: dict[int, Cue]) -> bool:
    """Tell whether a participle only says how the verb at *i* was said: وتابع المدير موضحا أن"""
    if i not in cues or cues[i].lemma.lemma not in MANNER:
        return False
    subject = speaker_after(tokens, i + 1, cue.start)
    return subject is not None and subject[1] == cue.start


# قائلا and بقوله only say how, beside these
ADDING = frozenset("أضاف أردف استدرك استطرد زاد".split())
_HONOURS = closed("honour-with-pronoun")
# what governs speech and no noun: قال الأخير «…»
_SAYING = closed("continued-lemma") | {"صرح", "كتب"}
_IN_DOCUMENT = frozenset({"جاء", "ورد"})
_IN_IT = frozenset({"فيه", "فيها"})


def _speaker(tokens: Tokens, cue: Cue, limit: int) -> tuple[int, int] | None:
    """Return the overt subject of a reporting verb that opens its quotation at *limit*."""
    words = tokens.words
    if cue.lemma.lemma in _IN_DOCUMENT:
        return _document(tokens, cue.end, limit)
    if cue.lemma.lemma == "نقل":
        # نقلت وكالة عن مصدر أن: the source is the one relayed
        for i in range(cue.end, limit):
            if words[i] == "عن" and (found := speaker_after(tokens, i + 1, limit)):
                return found
    before = None if cue.clitic and words[cue.start][0] != "ف" else speaker_before(tokens, cue)
    after = speaker_after(tokens, cue.end, limit)
    if before and _clause_begins(words, before[0]) and _prominent(words, before):
        # … المشروعات الجديدة قالت الشركة إن: what stands behind such a verb is its subject
        told = after is not None and cue.lemma.lemma in _SAYING and after[0] == cue.end
        return (
            after
            if told and after and words[after[0]].startswith("ال") and is_title(words[after[0]])
            else before
        )
    if (
        after is None
        or cue.lemma.lemma in ADDRESSING
        or (words[after[0]] in nouns() and words[after[0]] not in titles())
    ) and (apart := fronted(tokens, cue)):
        return apart
    thing = (
        after is not None
        and words[after[0]] not in titles()
        and words[after[0]].removeprefix("ال") in nouns()
    )
    if after and cue.lemma.lemma == "وصف" and thing:
        return before
    if after and cue.lemma.lemma == "وصف" and after[1] == limit:
        # ووصف القرار بأنه, ووصف الوزير القرار بأنه: what was described stands last
        split = after[1] - after[0] > 1 and words[after[1] - 1].startswith("ال")
        return before or ((after[0], after[1] - 1) if split else None)
    return after or (None if cue.clitic else before)


def _prominent(words: list[str], phrase: tuple[int, int]) -> bool:
    """Tell whether a phrase is plainly a subject: definite, titled or a name of two words."""
    head = words[phrase[0]]
    return (
        head.startswith("ال")
        or head in titles()
        or (head[-1] == "ه" and head[:-1] in titles())
        or (phrase[1] - phrase[0] > 1 and head not in nouns())
        or (words[phrase[0] - 1].lstrip("و") in {"كان", "كانت"})
    )


def _clause_begins(words: list[str], i: int) -> bool:
    """Tell whether a clause begins at token *i*: a subject that stands there is the verb's."""
    return i == 0 or not words[i - 1][0].isalnum() or words[i - 1].lstrip("و") in _CLAUSE_OPENERS


def speech_before(tokens: Tokens, cue: Cue) -> Proposal | None:
    """Return the quotation in marks that stands before its verb: «…»، قال الوزير."""
    words = tokens.words
    i = cue.start - 1
    if (i >= 0 and words[i] in _COMMAS) or words[i] in {"-", "–", "—", "."}:
        i -= 1
    if "direct" not in cue.lemma.governs or i < 0 or i not in tokens.opens or cue.clitic:
        return None
    named = words[tokens.opens[i] - 1] in _NAMED if tokens.opens[i] else False
    if words[cue.start] == "بين" or named or (cue.end < len(words) and words[cue.end] in _REFERRING):
        # «…» بين الدولتين; حملة بعنوان «…» دعت فيها المواطنين
        return None
    first = tokens.opens[i] + 1
    if i - first < 3:
        return None
    if first - 2 >= 0 and words[first - 2][0].isalnum() and words[first - 2] not in {"و", "ان"}:
        # a clause that ends in marks: يهدف المعرض «إلى …»، يقول البيان
        first = max(tokens.sentence(first)[0], first - 25)
        if words[first].removeprefix("و") in _NO_SUBJECT_AFTER:
            # وخلال لقاء مع قناة «…»، أجاب الوزير
            return None
    p = Proposal("speech-verb", cue, first, i)
    while p.last > first and not words[p.last - 1][0].isalnum():
        p.last -= 1
    p.speaker = speaker_after(tokens, cue.end, tokens.stop(cue.end))
    p.implicit = p.speaker is None
    return p


_NAMED = closed("name-before-mark")
_REFERRING = frozenset("فيها فيه عنها عنه بها به لها له عليها عليه".split())


def first_half(tokens: Tokens, p: Proposal) -> Proposal | None:
    """Return what was said before the cue that breaks direct speech: «…»، قال الوزير، «…»."""
    words, cue = tokens.words, p.cue
    if (
        cue is None
        or cue.kind != "verb"
        or p.first - 1 not in tokens.closes
        or words[p.first - 2] not in _COMMAS
    ):
        return None
    half = speech_before(tokens, cue) if words[cue.start - 1] in _COMMAS else None
    if half is not None:
        half.speaker, half.speaker_lead, half.implicit = p.speaker, p.speaker_lead, p.implicit
    return half


def speaker_before(tokens: Tokens, cue: Cue) -> tuple[int, int] | None:
    """Return the noun phrase before its verb: الوزير قال، مورينيو الذي قال، وكان الوزير قد قال."""
    words = tokens.words
    start = tokens.sentence(cue.start)[0]
    end = cue.start
    while end > start and words[end - 1] in _BETWEEN:
        end -= 1
    relative = end > start and words[end - 1].removeprefix("و") in _RELATIVES
    end -= relative
    while relative and end > start and words[end - 1] in _COMMAS:
        end -= 1
    if end <= start or not (words[end - 1][0].isalnum() or end - 1 in tokens.opens or words[end - 1] == ")"):
        return None
    # the longest noun phrase that ends here, from the clause's start on
    begin = end - 1
    while (
        begin > start and end - begin < 16 and (words[begin - 1][0].isalnum() or words[begin - 1] in _INSIDE)
    ):
        begin -= 1
    if words[begin].removeprefix("و") in _NO_SUBJECT_AFTER | {"فيما", "بينما", "حول", "لدي"} and not relative:
        # وفي وقت سابق قال: an adverbial, no subject
        return None
    for first in range(begin, end):
        glued = words[first][0] == "و" and not words[first].startswith("وال") and words[first] not in titles()
        if glued and first == start and first + 1 < end:
            # وتابع السيد …: the verb of the sentence
            continue
        if words[first] in _NO_HEADS or (
            first > start and words[first - 1] in _NO_SUBJECT_AFTER - (_MET if relative else set())
        ):
            continue
        if relative and possessed(words[first]):
            continue
        if words[first].lstrip("و") in _CLAUSE_OPENERS or words[first].lstrip("وف") in {"كان", "كانت"}:
            continue
        if not prefixed(words[first]) and phrase_end(tokens, first, end) == end:
            if _may_speak(words, first, end, cue, relative):
                return first, end
            # واستمع القاضي إلى أقوال الحارس الذي قال; in الدول التي وصفها they are what he spoke of
            if not relative or cue.form.pronoun:
                return None
    return None


def _may_speak(words: list[str], first: int, end: int, cue: Cue, relative: bool) -> bool:
    """Tell whether the phrase before *cue* may be its subject, not what was said or where.

    أصدرت الوزارة بيانا قالت فيه; عبرت عن سعادتها بهذا التتويج الذي قالت إنه
    """
    head = words[first]
    if end - first == 1 and head in _STATEMENTS:
        return False
    if cue.end < len(words) and words[cue.end] in {"فيه", "فيها", "خلاله", "خلالها", "فيهما"}:
        return False
    gender, number = of_word(head)
    if relative and head not in titles() and head.removeprefix("ال") in nouns():
        return False
    if head[-1] == "ه" and head[:-1] in titles():
        # محاميه folds like محامية
        return True
    return not gender or not cue.form.gender or gender == cue.form.gender or number == "p"


# what may stand inside a noun phrase besides words
_INSIDE = MARKS | {"(", ")"}
_NO_HEADS = closed("side")
# التقت الصحيفة مع الباحث الذي قال
_MET = {"مع", "عن", "علي", "الي", "من"}
_NO_SUBJECT_AFTER = closed("adverbial-preposition")
_BETWEEN = closed("between-subject-and-verb")
_STATEMENTS = closed("occasion") | closed("statement-object")


def _document(tokens: Tokens, i: int, limit: int) -> tuple[int, int] | None:
    """Return the document that speaks: جاء في بيان الوزارة."""
    words = tokens.words
    if words[i] in _IN_IT:
        # وفي بيان للوزارة، جاء فيه
        start = tokens.sentence(i)[0]
        i = next((j for j in range(start, i) if words[j].removeprefix("و") == "في"), limit)
    while i < limit and words[i].removeprefix("و") != "في" and words[i] != "لسان":
        i += 1
    end = phrase_end(tokens, i + 1, limit, lead=1)
    return (i + 1, end) if end > i + 1 else None
