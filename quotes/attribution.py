"""Who said it, where the clause does not say: dropped subjects, participles and relative clauses.

A quotation without an overt speaker belongs to the nearest earlier source that its cue agrees with:
the one of the report that it goes on with, else the subject of its sentence, else the last source.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from quotes.agreement import of_word
from quotes.named import Mention
from quotes.rules.cues import Cue
from quotes.rules.proposal import Proposal
from quotes.subjects import Article
from quotes.text.tokens import Tokens

# how many mentions back a dropped subject may reach; time stays linear in a text that is many articles
RECENT = 40
# in so many sentences somebody is looked for who is the subject of no clause
NEAR = 3
# حيث قال، قال فيها: what was said is in what the sentence tells of
_WHERE = frozenset({"حيث", "اذ"})
_IN_IT = frozenset("فيه فيها فيهما خلاله خلالها".split())


def attribute(tokens: Tokens, proposals: list[Proposal], cues: list[Cue]) -> None:
    """Give each proposal without an overt speaker the nearest earlier mention of its source."""
    if all(p.speaker or not p.implicit for p in proposals):
        return
    article = Article(tokens, proposals, cues)
    stretches = [_Stretch(article, 0, None)]
    for p in sorted(proposals, key=_place):
        if p.speaker is None and p.implicit:
            found = (
                _speaking(article, p)
                or _careless(tokens, p, stretches[-1].report)
                or _resolve(tokens, p, islice(_before(stretches, _place(p)), RECENT))
                or _named(article, p)
                or _whoever(tokens, p, islice(_before(stretches, _place(p)), RECENT))
            )
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
    relayed = p.cue is not None and p.cue.lemma.lemma == "نقل"
    # نقلت الوكالة عن المدرب أن … وشدد: the verb's subject is the agency
    if p.cue is not None and p.cue.kind in ("verb", "participle") and p.gender and not relayed:
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


def _careless(tokens: Tokens, p: Proposal, report: Proposal | None) -> Mention | None:
    """Return the source of the *report* that a masculine participle goes on with: قالت الهيئة …، مشيرا إلى"""
    if report is None or report.speaker is None or report.cue is None or report.cue.kind != "verb":
        return None
    if p.cue is None or p.cue.kind != "participle" or p.gender != "m" or p.number == "p":
        return None
    if report.cue.start < tokens.sentence(p.cue.start)[0]:
        return None
    return Mention(*report.speaker, report.speaker_lead, *_agreement(tokens, report), True)


def _speaking(article: Article, p: Proposal) -> Mention | None:
    """Return whose speech the sentence of *p* tells of: في مقابلة للوزير حيث قال، تصريحات للوزير قال فيها"""
    tokens, place = article.tokens, _place(p)
    words = tokens.words
    if p.cue is None or not (words[place - 1] in _WHERE or {*words[p.cue.end : p.cue.end + 1]} & _IN_IT):
        return None
    speaking, _ = article.named(tokens.sentence_number(place))
    return next((m for m in reversed(speaking) if m.end <= place and _agrees(p, m)), None)


def _named(article: Article, p: Proposal) -> Mention | None:
    """Return whoever the sentence of *p* or those right before it name first that agrees, subject or not."""
    place = _place(p)
    last = article.tokens.sentence_number(place)
    for n in range(last, max(last - NEAR, -1), -1):
        speaking, others = article.named(n)
        for m in speaking + others:
            if m.end <= place and _agrees(p, m):
                return m
    return None


def _whoever(tokens: Tokens, p: Proposal, mentions: Iterable[Mention]) -> Mention | None:
    """Return the first of *mentions* near *p*, where none agrees: وقالت المحكمة …. وأشار إلى"""
    n = max(tokens.sentence_number(_place(p)) - NEAR, 0)
    return next((m for m in mentions if tokens.sentence_number(m.start) >= n), None)


class _Stretch:
    """What may be the source of a report that follows: an earlier *report*, then the subjects behind it.

    Subjects are looked for when they are asked for, each sentence once: most articles ask for few.
    """

    __slots__ = ("article", "begin", "report", "sentence", "subjects")

    def __init__(self, article: Article, begin: int, report: Proposal | None) -> None:
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
