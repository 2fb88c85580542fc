"""Who said it, where the clause does not say: dropped subjects, participles and relative clauses.

A quotation without an overt speaker belongs to the nearest earlier source that its cue agrees with:
the one of the report that it goes on with, else the subject of its sentence, else the last source.
"""

from typing import NamedTuple

from quotes.lexicon.closed import closed, predicates
from quotes.rules.cues import Cue
from quotes.rules.noun_phrase import phrase_end, speaker_after
from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens

_LEADS = frozenset("كما فيما بينما حيث هذا وفي في من جهته جانبه جهتها جانبها بعد بعدما عندما حين وقد قد كان وكان كانت وكانت".split())


class Mention(NamedTuple):
    """A possible source: tokens *start* to *end* less *lead* characters, and its agreement."""

    start: int
    end: int
    lead: int
    gender: str
    number: str


def attribute(tokens: Tokens, proposals: list[Proposal], cues: list[Cue]) -> None:
    """Give each proposal without an overt speaker the nearest earlier mention of its source."""
    mentions: list[Mention] = []
    others = _silent_subjects(tokens, proposals, cues)
    at = 0
    for p in sorted(proposals, key=_place):
        place = _place(p)
        while at < len(others) and others[at].start < place:
            mentions.append(others[at])
            at += 1
        if p.speaker is None:
            found = _resolve(tokens, p, mentions)
            if found:
                p.speaker, p.speaker_lead = (found.start, found.end), found.lead
        if p.speaker:
            gender, number = agreement(tokens, p.speaker, p)
            mentions.append(Mention(*p.speaker, p.speaker_lead, gender, number))
            # the latest report is the likeliest source of the next
            p.gender, p.number = gender, number


def _place(p: Proposal) -> int:
    return p.cue.start if p.cue else p.first


def agreement(tokens: Tokens, span: tuple[int, int], p: Proposal | None = None) -> tuple[str, str]:
    """Return gender and number of a phrase, from the verb that governs it or from its head's ending."""
    head = tokens.words[span[0]]
    gender, number = of_word(head)
    if p is not None and p.cue is not None and p.cue.kind == "verb" and p.gender and not p.implicit:
        gender = p.gender
    elif p is not None and p.implicit and p.gender:
        gender = p.gender
    return gender, number


def of_word(word: str) -> tuple[str, str]:
    """Return the gender and number that a noun's ending shows, "" where it shows none."""
    if word in _PLURALS:
        return "m", "p"
    if word.endswith("ون") and len(word) > 5:
        return "m", "p"
    if word.endswith("ات") and len(word) > 4:
        return "f", "p"
    if word.endswith("ان") and len(word) > 6 and word.startswith(("مسوول", "مصدر", "وزير")):
        return "m", "d"
    if word.endswith("ه") and len(word) > 3:
        return "f", "s"
    return ("f", "p") if word in _BROKEN else ("", "s")


_PLURALS = frozenset("مسوولون مسؤولون خبراء وزراء نواب شهود زعماء قاده علماء باحثون محللون دبلوماسيون مراقبون نشطاء سكان اطباء رؤساء روساء اعضاء قضاه محامون الخبراء النواب الشهود العلماء القاده السكان الاطباء الوزراء الزعماء الرؤساء الروساء اهالي الاهالي مواطنون رجال بعض عدد".split())
_BROKEN = frozenset("مصادر المصادر وسائل صحف الصحف تقارير قوات وكالات دول الدول قوي مواقع جهات منظمات نتائج احصاءات بيانات ارقام".split())


def _agrees(p: Proposal, m: Mention) -> bool:
    """Tell whether the cue of *p* may have *m* for its subject."""
    number = p.number
    if number == "p":
        return m.number == "p" or m.gender == ""
    if number == "d":
        return m.number == "d" or True
    if p.gender == "f":
        # what is not human is feminine in the plural: المصادر … وأضافت
        return m.gender == "f"
    if p.gender == "m" and number == "s":
        return m.gender != "f" and m.number != "p" or m.gender == ""
    return True


def _resolve(tokens: Tokens, p: Proposal, mentions: list[Mention]) -> Mention | None:
    place = _place(p)
    start = tokens.sentence(place)[0]
    subject = _subject(tokens, start, place, p)
    if subject is not None:
        return subject
    agreeing = [m for m in mentions if m.start < place and _agrees(p, m)]
    if agreeing:
        return agreeing[-1]
    return mentions[-1] if mentions and not p.gender else None


def _subject(tokens: Tokens, start: int, place: int, p: Proposal) -> Mention | None:
    return None


def _silent_subjects(tokens: Tokens, proposals: list[Proposal], cues: list[Cue]) -> list[Mention]:
    """Return the subjects of verbs that quote nothing (ودعا الوزير …، طلب رئيس الجامعة …), in text order."""
    words = tokens.words
    quoting = {p.cue.start for p in proposals if p.cue}
    by_start = {c.start: c for c in cues}
    verbs = predicates()
    found = []
    starts = [0, *(s + 1 for s in tokens.stops[:-1])]
    for n, start in enumerate(starts):
        stop = tokens.stops[n]
        for i in range(start, min(start + 6, stop)):
            cue = by_start.get(i)
            word = words[i]
            if i in quoting:
                break
            verb = cue is not None and cue.kind == "verb" or word in verbs or (word[0] in "وف" and word[1:] in verbs)
            if not verb or word.lstrip("وف") in {"كان", "كانت", "قد"}:
                continue
            phrase = speaker_after(tokens, i + 1, stop)
            if phrase:
                gender, number = of_word(words[phrase[0]])
                if cue is not None and cue.form.gender:
                    gender = cue.form.gender
                elif word.endswith("ت") or word.lstrip("وف").startswith("ت"):
                    gender = "f"
                else:
                    gender = gender or "m"
                found.append(Mention(*phrase, 0, gender, number))
            break
    return found
