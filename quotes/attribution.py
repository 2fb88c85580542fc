"""Who said it, where the clause does not say: dropped subjects, participles and relative clauses.

A quotation without an overt speaker belongs to the nearest earlier source that its cue agrees with:
the one of the report that it goes on with, else the subject of its sentence, else the last source.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from typing import NamedTuple

from quotes.agreement import of_word
from quotes.lexicon import titles
from quotes.lexicon.closed import closed, predicates
from quotes.rules.cues import Cue
from quotes.rules.names import glued_title, is_name, is_title
from quotes.rules.noun_phrase import phrase_end, phrase_start, speaker_after
from quotes.rules.phrase_words import COMMAS, prefixed
from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens

# how many mentions back a dropped subject may reach; time stays linear in a text that is many articles
RECENT = 40
# so many tokens of a sentence are searched for the subjects of its clauses, for the same reason
LONG = 200


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
    if all(p.speaker or not p.implicit for p in proposals):
        return
    article = _Article(tokens, proposals, cues)
    stretches = [_Stretch(article, 0, None)]
    for p in sorted(proposals, key=_place):
        if p.speaker is None and p.implicit:
            found = _resolve(tokens, p, islice(_before(stretches, _place(p)), RECENT))
            if found:
                p.speaker, p.speaker_lead = (found.start, found.end), found.lead
        if p.speaker:
            stretches.append(_Stretch(article, _place(p), p))


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


def _resolve(tokens: Tokens, p: Proposal, mentions: Iterable[Mention]) -> Mention | None:
    """Return the first of *mentions* that agrees with *p* and either reports or is in its sentence.

    *mentions* come the latest first. Without any such it is the first that agrees.
    """
    place = _place(p)
    start = tokens.sentence(place)[0]
    first = None
    for m in mentions:
        if m.start < place and _agrees(p, m):
            if m.reports or m.start >= start:
                return m
            first = first or m
    return first


class _Article:
    """What the search for subjects asks of an article again and again."""

    __slots__ = ("begins", "cues", "found", "quoting", "reach", "tokens")

    def __init__(self, tokens: Tokens, proposals: list[Proposal], cues: list[Cue]) -> None:
        self.tokens = tokens
        self.cues = {c.start: c for c in cues}
        self.quoting = {p.cue.start for p in proposals if p.cue}
        spans = sorted((p.first, p.last) for p in proposals)
        self.begins = [first for first, _ in spans]
        # the furthest that the quotations up to each reach
        self.reach = list(accumulate((last for _, last in spans), max, initial=0))
        self.found: dict[int, list[Mention]] = {}

    def subjects(self, n: int) -> list[Mention]:
        """Return what ``_silent_subjects`` finds in sentence *n*, looked for once."""
        if n not in self.found:
            self.found[n] = _silent_subjects(self, n)
        return self.found[n]


class _Stretch:
    """What may be the source of a report that follows: an earlier *report*, then the subjects behind it.

    Subjects are looked for when they are asked for, each sentence once: most articles ask for few.
    """

    __slots__ = ("article", "begin", "report", "sentence", "subjects")

    def __init__(self, article: _Article, begin: int, report: Proposal | None) -> None:
        self.article = article
        self.begin = begin
        self.report = report
        self.sentence = article.tokens.sentence_number(begin)
        self.subjects: list[Mention] = []

    def mentions(self, place: int) -> Iterator[Mention]:
        """Yield the mentions before token *place*, the latest first."""
        tokens = self.article.tokens
        end = tokens.sentence_number(place) + 1
        for n in range(self.sentence, end):
            self.subjects += [m for m in self.article.subjects(n) if m.start >= self.begin]
        self.sentence = max(self.sentence, end)
        for subject in reversed(self.subjects):
            if subject.start < place:
                yield subject
        p = self.report
        if p and p.speaker:
            yield Mention(*p.speaker, p.speaker_lead, *_agreement(tokens, p), True)


def _before(stretches: list[_Stretch], place: int) -> Iterator[Mention]:
    """Yield the mentions before token *place*, the latest first."""
    for stretch in reversed(stretches):
        # the latest report is the likeliest source of the next
        yield from stretch.mentions(place)
        place = stretch.begin


def _silent_subjects(article: _Article, n: int) -> list[Mention]:
    """Return the subjects of the clauses of sentence *n* that quote nothing: ودعا الوزير …، لكن رئيس …"""
    tokens = article.tokens
    words, stop = tokens.words, tokens.stops[n]
    begin = tokens.stops[n - 1] + 1 if n else 0
    found: list[Mention] = []
    later = range(begin + 1, min(stop, begin + LONG))
    # most tokens stand behind no comma
    likely = [i for i in later if words[i - 1] in COMMAS or words[i] in _CLAUSES]
    for i in [begin, *(i for i in likely if _clause_at(words, i))]:
        if i < article.reach[bisect_right(article.begins, i)]:
            # inside a quotation: its subjects say nothing here
            continue
        mention = _topic(tokens, i, stop) or _verbs_subject(article, i, stop)
        if mention is None or (found and mention.start <= found[-1].start):
            continue
        # a later clause tells mostly of things: بينما يبلغ طوله …
        head = words[mention.start]
        if i == begin or is_title(head) or (mention.start == i + 1 and is_name(head)):
            found.append(mention)
    return found


def _clause_at(words: list[str], i: int) -> bool:
    """Tell whether a later clause of a sentence begins at token *i*: فيما …، ودعا …"""
    word = words[i]
    if word in _CLAUSES:
        return word != "حين" or words[i - 1] == "في"
    return words[i - 1] in COMMAS and word[0] == "و" and word[1:] in predicates()


def _topic(tokens: Tokens, i: int, stop: int) -> Mention | None:
    """Return the titled subject that a particle at *i* puts before its verb: لكن رئيس النقابة، …، دعا"""
    words = tokens.words
    if glued_title(words[i]):
        end = phrase_end(tokens, i, stop, lead=1)
        head = words[i][1:]
        return Mention(i, end, 1, *of_word(head), True) if end < stop and _personal(head) else None
    while i < stop and (words[i] in _BEFORE_TOPICS or words[i] in COMMAS):
        i += 1
        if words[i - 1] in _TOPICS and i < stop:
            phrase = speaker_after(tokens, i, stop)
            head = words[phrase[0]] if phrase else ""
            if phrase and phrase[1] < stop and _personal(head):
                gender, number = of_word(head)
                return Mention(*phrase, 0, gender, number, True)
    return None


def _personal(head: str) -> bool:
    """Tell whether *head* is the title of a person."""
    title = titles().get(head) or titles().get(head.removeprefix("ال"))
    return title is not None and title.kind == "person"


def _verbs_subject(article: _Article, begin: int, stop: int) -> Mention | None:
    """Return the subject of a verb of the clause at *begin* that quotes nothing."""
    tokens, verbs = article.tokens, predicates()
    words = tokens.words
    for i in range(begin, min(begin + 12, stop)):
        if i in article.quoting:
            break
        word, cue = words[i], article.cues.get(i)
        reporting = cue is not None and cue.kind == "verb"
        negated = i > begin and words[i - 1] in _BEFORE_VERBS
        if not (reporting or negated or word in verbs or (word[0] in "وف" and word[1:] in verbs)):
            continue
        if word.lstrip("وف") in _AUXILIARIES:
            continue
        mention = _mention(tokens, begin, i, stop, cue if reporting else None)
        if mention:
            return mention
    return None


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


_BEFORE_VERBS = closed("before-verb")
_PREPOSITIONS = closed("adverbial-preposition")
# من جهته
_SIDES = closed("side")
_AUXILIARIES = closed("auxiliary")
# فيما شكر المدير: where a second clause of a sentence begins
_CLAUSES = frozenset({"فيما", "بينما", "حين"})
# what may stand before a topic, and what stands right before it
_TOPICS = closed("topic-opener") - {"حيث", "كما", "بان"}
_BEFORE_TOPICS = _TOPICS | frozenset("غير الا بيد في حين المقابل والحال والواقع واللافت".split())
