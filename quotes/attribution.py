"""Who said it, where the clause does not say: dropped subjects, participles and relative clauses.

A quotation without an overt speaker belongs to the nearest earlier source that its cue agrees with:
the one of the report that it goes on with, else the subject of its sentence, else the last source.
"""

from typing import NamedTuple

from quotes.agreement import of_word
from quotes.lexicon import titles
from quotes.lexicon.closed import predicates
from quotes.rules.cues import Cue
from quotes.rules.noun_phrase import phrase_end, phrase_start, prefixed, speaker_after
from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens

# how many mentions back a dropped subject may reach; time stays linear in a text that is many articles
RECENT = 40


class Mention(NamedTuple):
    """A possible source: tokens *start* to *end* less *lead* characters, and its agreement.

    ``reports`` tells whether it is the subject of a reporting verb or named by a title.
    """

    start: int
    end: int
    lead: int
    gender: str
    number: str
    reports: bool


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
        if p.speaker is None and p.implicit:
            found = _resolve(tokens, p, mentions)
            if found:
                p.speaker, p.speaker_lead = (found.start, found.end), found.lead
        if p.speaker:
            # the latest report is the likeliest source of the next
            mentions.append(Mention(*p.speaker, p.speaker_lead, *_agreement(tokens, p), True))


def _place(p: Proposal) -> int:
    return p.cue.start if p.cue else p.first


def _agreement(tokens: Tokens, p: Proposal) -> tuple[str, str]:
    """Return gender and number of a proposal's speaker, from its cue or from its head."""
    assert p.speaker is not None
    gender, number = of_word(tokens.words[p.speaker[0]][p.speaker_lead :])
    if p.cue is not None and p.cue.kind in ("verb", "participle") and p.gender:
        gender = p.gender
        if p.implicit and p.number:
            number = p.number
    return gender, number


def _agrees(p: Proposal, m: Mention) -> bool:
    """Tell whether the cue of *p* may have *m* for its subject."""
    if p.number == "p":
        return m.number == "p" or (m.gender == "" and m.number != "s")
    if p.gender == "f":
        # what is not human is feminine in the plural: المصادر … وأضافت
        return m.gender == "f"
    if p.gender == "m" and p.number == "s":
        return m.gender != "f" and m.number != "p"
    return True


def _resolve(tokens: Tokens, p: Proposal, mentions: list[Mention]) -> Mention | None:
    """Return the latest mention before the cue of *p* that agrees with it."""
    place = _place(p)
    start = tokens.sentence(place)[0]
    recent = [m for m in mentions[-RECENT:] if m.start < place and _agrees(p, m)]
    for m in reversed(recent):
        if m.reports or m.start >= start:
            return m
    return recent[-1] if recent else None


def _silent_subjects(tokens: Tokens, proposals: list[Proposal], cues: list[Cue]) -> list[Mention]:
    """Return the subjects of verbs that quote nothing (ودعا الوزير …، طلب رئيس الجامعة …), in text order."""
    words, verbs = tokens.words, predicates()
    quoting = {p.cue.start for p in proposals if p.cue}
    by_start = {c.start: c for c in cues}
    spans = sorted((p.first, p.last) for p in proposals)
    at = reach = 0
    found = []
    start = 0
    for stop in tokens.stops:
        begin, start = start, stop + 1
        while at < len(spans) and spans[at][0] <= begin:
            reach = max(reach, spans[at][1])
            at += 1
        if begin < reach:
            # a sentence inside a quotation: its subjects say nothing here
            continue
        for i in range(begin, min(begin + 12, stop)):
            if i in quoting:
                break
            word, cue = words[i], by_start.get(i)
            reporting = cue is not None and cue.kind == "verb"
            negated = i > begin and words[i - 1] in _BEFORE_VERBS
            if not (reporting or negated or word in verbs or (word[0] in "وف" and word[1:] in verbs)):
                continue
            if word.lstrip("وف") in _AUXILIARIES:
                continue
            mention = _mention(tokens, begin, i, stop, cue if reporting else None)
            if mention:
                found.append(mention)
                break
    return found


def _mention(tokens: Tokens, begin: int, i: int, stop: int, cue: Cue | None) -> Mention | None:
    """Return the subject of the verb at token *i* of the sentence that begins at *begin*."""
    words = tokens.words
    phrase = None
    if i > begin and words[i - 1][0].isalpha() and words[i][0] not in "و":
        start = phrase_start(tokens, i - 1)
        before = words[start - 1] if start > begin else ""
        prepositional = before.removeprefix("و") in _PREPOSITIONS or before.startswith(("لوكال", "لصحيف", "لقنا"))
        prepositional = prepositional or words[start] in _SIDES
        if start < i and not prepositional and not prefixed(words[start]) and phrase_end(tokens, start, i) == i:
            phrase = (start, i)
    phrase = phrase or speaker_after(tokens, i + 1, stop)
    if phrase is None or not words[phrase[0]][0].isalpha():
        return None
    head = words[phrase[0]]
    gender, number = of_word(head)
    if cue is not None and cue.form.gender:
        gender = cue.form.gender
    elif not gender:
        gender = "f" if words[i].endswith("ت") or words[i].lstrip("وف")[:1] == "ت" else "m"
    known = head.removeprefix("ال") in titles() or head in titles()
    return Mention(*phrase, 0, gender, number, cue is not None or known)


_BEFORE_VERBS = frozenset("لم لن ولم ولن قد وقد سوف".split())
_PREPOSITIONS = frozenset("من في علي عن الي بعد قبل خلال عند منذ مع".split())
# من جهته
_SIDES = frozenset("جهته جهتها جهتهم جانبه جانبها جانبهم ناحيته ناحيتها".split())
_AUXILIARIES = frozenset("كان كانت قد يكون تكون ليس ليست".split())
