"""A clause attributed by a preposition or an adverbial: بحسب، وفقا لـ، نقلا عن، حسبما ذكر."""

from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns, predicates
from quotes.rules.cues import Cue
from quotes.rules.extent import LAWS, Bound, clause_end, is_source, trim
from quotes.rules.interrupted import WHEN, completes, cut, goes_on, runs_on, unfinished, verb_follows
from quotes.rules.marked import RELATIVES
from quotes.rules.noun_phrase import phrase_end, speaker_after
from quotes.rules.phrase_stops import WITH_OBJECT
from quotes.rules.proposal import Proposal
from quotes.rules.quoted import holds_all
from quotes.text.tokens import Tokens

# tokens before the cue: a dump without a full stop is one sentence, looked through for each cue in it
REACH = 300
_COMMAS = frozenset("،,")
_CLAUSE_HEADS = frozenset("فان ان بان فقد".split())
_NO_PREDICATES = _CLAUSE_HEADS | WITH_OBJECT
_PRONOUN_HEADS = frozenset("فانه فانها فانهم فانهما".split())


def attributed(tokens: Tokens, cue: Cue, proposals: list[Proposal], bounds: list[Bound]) -> Proposal | None:
    """Return the main clause that a prepositional cue attributes, None where it attributes none."""
    words = tokens.words
    start, stop = _sentence(tokens, cue)
    source = _source(tokens, cue, stop)
    end = source[1] if source else cue.end
    if words[cue.end - 1] == "لسان" and source is not None and source[1] != stop:
        # جاء على لسان المتحدث أن: the cue is another
        return None
    if words[cue.end - 1] == "ذمه" and source is not None and words[source[0]].removeprefix("ال") in _PENDING:
        # حبس المتهم على ذمة التحقيق
        return None
    if (source is None and cue.source >= 0 and not cue.form.lemma) or cue.form.lemma in _PRESCRIBE:
        return None
    if cue.start <= start + 1 and not any(w[0].isalnum() and w != "و" for w in words[start : cue.start]):
        quote = _following(tokens, end, stop, bounds)
        rule = "source-clause"
    else:
        # a clause that has its cue already is no quotation a second time
        begin = _clause_start(words, start, cue.start)
        for p in reversed(proposals):
            if p.cue is None or p.cue.start < begin - 2:
                break
            if p.cue.kind != "noun" and not p.rule.endswith("fragment"):
                return None
        if source and cue.source >= 0 and not cue.form.lemma and unfinished(words, begin, cue.start):
            end = cut(tokens, *source[:2])
            source = (source[0], end, source[2])
        quote = _preceding(tokens, cue, start, end, stop, bounds)
        rule = "clause-source"
    if quote is None:
        return None
    p = Proposal(rule, cue, *quote)
    p.lead = int(rule == "clause-source" and _conjoined(words[p.first]))
    if source:
        p.speaker, p.speaker_lead = source[:2], source[2]
    p.implicit = source is None and cue.form.kind != "passive"
    return p


def _sentence(tokens: Tokens, cue: Cue) -> tuple[int, int]:
    """Return the sentence of *cue*, its beginning at most ``REACH`` tokens before it."""
    start, stop = tokens.sentence(cue.start)
    return max(start, cue.start - REACH), stop


def _conjoined(word: str) -> bool:
    """Tell whether *word* begins with the conjunction و, not with a و of its own: وينقل, not وصلت."""
    if word[0] != "و" or len(word) < 4 or word[:2] == "وا" or word in titles():
        return False
    # وجود, وردت: the lexicon knows the word as it stands
    return word not in predicates() and word not in nouns()


_PENDING = frozenset("تحقيق تحقيقات قضيه قضايا محاكمه دعوي".split())
# وفقا لما نصت عليه المادة: conformity, not speech
_PRESCRIBE = frozenset({"نص", "قضى", "اقتضى", "اشترط"})


_TELLING = closed("telling-lemma")
_INSERTED = frozenset("قال أضاف أوضح تابع أكد ذكر ذكّر أردف استطرد شرح روى".split())


def attributed_as(tokens: Tokens, cue: Cue, proposals: list[Proposal]) -> Proposal | None:
    """Return the clause before a verb that only attributes it: …، كما أوضح المتحدث."""
    words, i, lemma = tokens.words, cue.start - 1, cue.lemma.lemma
    # …، يضيف المصدر ذاته، …
    inserted = words[i] in _COMMAS and cue.form.kind == "imperfect" and lemma in _INSERTED
    likened = words[i] in {"كما", "مثلما"} and lemma in _TELLING
    if i < 1 or cue.clitic or cue.form.pronoun or not (inserted or likened):
        return None
    start, stop = _sentence(tokens, cue)
    source = speaker_after(tokens, cue.end, stop)
    # كما قال. with no subject, not كما يقولون
    alone = cue.end >= stop and cue.form.number == "s" and cue.form.kind != "passive"
    if words[cue.end : cue.end + 1] in (["،"], [","]) or (inserted and source is None):
        return None
    end = _behind(words, source[1], stop) if source else cue.end
    if (source is None and not alone) or i <= start + 2 or not (end == stop or words[end] in _COMMAS):
        return None
    if any(p.cue and start <= p.cue.start < i for p in proposals[-3:]):
        return None
    first = _clause_start(words, start, i)
    last = trim(tokens, first, i)
    behind = inserted or (words[i - 1] in _COMMAS and verb_follows(words, first, last, end + 1))
    if end < stop and behind:
        last = trim(tokens, first, stop)
    mark = tokens.opens.get(last, last)
    if words[mark - 1] in RELATIVES:
        # الشاعر الذي «رحل لكنه حاضر معنا»، كما قال
        first = mark + 1
    if last - first < 4:
        return None
    p = Proposal("clause-as", cue, first, last)
    p.lead = int(_conjoined(words[first]))
    p.speaker = source
    p.implicit = source is None
    return p


def _behind(words: list[str], end: int, stop: int) -> int:
    """Return the token behind what tells when, where and to whom the source at *end* said it."""
    if end < stop and (words[end] in WHEN or words[end] in _AUDIENCE):
        return next((i for i in range(end, min(end + 10, stop)) if words[i] in _COMMAS), stop)
    return end


_AUDIENCE = closed("audience")


def _source(tokens: Tokens, cue: Cue, stop: int) -> tuple[int, int, int] | None:
    """Return the source's tokens and the characters of a proclitic before it."""
    words, i = tokens.words, cue.end
    if i >= stop or cue.source < 0:
        return None
    if cue.form.lemma:
        found = speaker_after(tokens, i, stop)
        if cue.form.lemma == "نقل" and found and found[1] < stop and words[found[1]] == "عن":
            # وفق ما نقلته الشبكة عن مصدر
            found = speaker_after(tokens, found[1] + 1, stop) or found
        return (*found, 0) if found else None
    lead = cue.source
    if lead and words[i] in {"ل", "لل"}:
        i += 1
        lead = 0
        if i >= stop:
            return None
    if _leads_on(words, cue, i, stop):
        # بحسب معطيات المكتب، فإن: whatever stands there is the source
        pass
    elif words[cue.start][cue.clitic :] != "بحسب" and not is_source(words[i]):
        # a name needs a comma or the sentence's start before it: وفق تكافل اجتماعي names none
        apart = cue.start == 0 or not words[cue.start - 1][0].isalnum()
        if not apart or not _names(words[i][lead:]):
            return None
    elif not is_source(words[i]) and not _names(words[i]):
        return None
    end = phrase_end(tokens, i, stop, lead=1 if words[i][0] == "ل" else lead)
    return (i, end, lead) if end > i else None


def _leads_on(words: list[str], cue: Cue, i: int, stop: int) -> bool:
    """Tell whether a fronted source at token *i* leads on to its clause by ف: وبحسب …، فإن."""
    if cue.start and words[cue.start - 1][0].isalnum():
        return False
    comma = next((j for j in range(i, min(stop, i + 12)) if words[j] in _COMMAS), stop)
    return comma + 1 < stop and words[comma + 1] in _LEADING_ON and words[i].removeprefix("ل") not in LAWS


_LEADING_ON = frozenset("فان فقد".split()) | _PRONOUN_HEADS


def _names(word: str) -> bool:
    """Tell whether *word* may be a name, rather than a plan or a measure (وفق أحدث الأساليب، وفق رؤيته)."""
    bare = word.removeprefix("ل").removeprefix("ال")
    stem = next((bare[: -len(s)] for s in ("هم", "ها", "ه") if bare.endswith(s)), bare)
    known = {word, bare, stem} & nouns() and not {word, bare} & titles().keys()
    return bare not in LAWS and not known and not word.endswith(("ته", "تها", "تهم"))


def _preceding(
    tokens: Tokens, cue: Cue, start: int, end: int, stop: int, bounds: list[Bound]
) -> tuple[int, int] | None:
    """Return the clause before its source, or around it: خلّفت الغارة، وفقا للشبكة، أضرارا."""
    words = tokens.words
    for i in range(start, min(start + 14, cue.start)):
        # a dateline is no part of the clause: دبي، الإمارات (CNN) --
        if words[i] in _DASHES and (words[i - 1] == ")" or words[i - 1].isascii() or i - start < 5):
            start = i + 1
            while start < cue.start and not words[start][0].isalnum():
                start += 1
            break
    start = _clause_start(words, start, cue.start)
    last = trim(tokens, start, cue.start)
    if words[last - 1] == "وذلك":
        last = trim(tokens, start, last - 1)
    if last <= start:
        return None
    if cue.source < 0 and end < stop and runs_on(words[end]):
        # المسجد بحسب زعمه «يقوم …»
        return start, clause_end(tokens, end, bounds)
    if end < stop and unfinished(words, start, cue.start) and completes(words, end):
        # تسبب القصف وفق المرصد بمقتل أربعة
        return start, clause_end(tokens, end, bounds)
    apart = end < stop and words[cue.start - 1] in _COMMAS | {words[end]}
    if end < stop and (apart or last - start <= 5) and goes_on(tokens, start, last, end, stop):
        return start, clause_end(tokens, end + 1, bounds)
    return start, last


def _clause_start(words: list[str], start: int, end: int) -> int:
    """Return where the last clause between *start* and *end* begins: يذكر أن …، في حين انخفض …، وفقا لـ"""
    for i in range(end - 2, start, -1):
        if words[i] == "فيما" or (words[i] == "حين" and words[i - 1] == "في"):
            return i + 1
    for i in range(start, min(start + 8, end)):
        # سبق- وكالات: لم يعد …
        if words[i] == ":":
            start = i + 1
    if words[start].removeprefix("و") in {"الي", "من", "في"}:
        # إلى ذلك، من جهة أخرى،
        comma = next((i for i in range(start, min(start + 5, end)) if words[i] in _COMMAS), None)
        if comma and _LINKS & {*words[start:comma]}:
            start = comma + 1
    while start < end and (words[start] in _LEADS or not words[start][0].isalnum()):
        start += 1
    if start >= end:
        return start
    if words[start].lstrip("و") in {"يذكر", "يشار"}:
        for i in range(start + 1, min(start + 3, end)):
            if words[i] == "ان":
                return i + 1
    return start


_LINKS = closed("clause-link")
_LEADS = closed("clause-lead")


_DASHES = frozenset("-–—ـ")


def _following(tokens: Tokens, i: int, stop: int, bounds: list[Bound]) -> tuple[int, int] | None:
    """Return the clause behind a fronted source: بحسب الوكالة، فإن …"""
    words = tokens.words
    reach = min(stop, i + 40)
    head = next((j for j in range(i, reach) if words[j] in _CLAUSE_HEADS or words[j] in _PRONOUN_HEADS), None)
    comma = next((j for j in range(i, reach) if words[j] in _COMMAS), None)
    if i < stop and words[i] in predicates() and words[i] not in _NO_PREDICATES:
        # بحسب التقرير توجد فجوة; but وفقا لتحليل أجرته الصحيفة فقد
        first = i
    elif comma is not None and comma + 1 < stop and words[comma + 1] in predicates():
        # وحسب الوكالة، أوضح الوزير أن
        first = comma + 1
    elif head is not None and (comma is None or head > comma or words[head] != "ان"):
        # a relative clause may stand between: وفقا للشركة، التي …، فإن
        first = head + (words[head] in _CLAUSE_HEADS)
    elif comma is not None:
        first = comma + 1
    else:
        return None
    if first in tokens.closes and first < stop and holds_all(tokens, first, bounds):
        # وحسب قولها فإن «…»
        return first + 1, trim(tokens, first + 1, tokens.closes[first])
    return (first, clause_end(tokens, first, bounds)) if first < stop else None
