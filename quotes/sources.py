"""Which mentions of one article are the same source, and the fullest of them.

الناطق باسم وزارة الدفاع الروسية إيجور كوناشينكوف ← كوناشينكوف ← المتحدث: a name is the source whose name
holds it, a description the latest source that it describes. A source takes its fullest mention when it first
speaks, so that later descriptions find what they describe.
"""

from collections.abc import Iterable

from quotes.agreement import of_word
from quotes.fullest import (
    HONOURED,
    ISSUED,
    ONE_OF,
    Mention,
    Phrase,
    described,
    fullest,
    honoured,
    issuer,
    meant,
    qualities,
)
from quotes.lexicon.closed import closed
from quotes.mentions import closing
from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens
from quotes.wording import kind_of

# so many of the latest sources are asked whether a mention is theirs: more than an article has
RECENT = 40
# a source known by so many words needs no fuller mention
ENOUGH = 5


class Source:
    """One source of an article: the heads, words and names of its mentions, and the fullest of these."""

    __slots__ = ("fullest", "heads", "kind", "names", "words")

    def __init__(self, mention: Mention, full: Mention) -> None:
        issued = mention.head in ISSUED and full.head not in ISSUED
        self.kind = full.kind or ("body" if issued else mention.kind)
        self.heads = {mention.head}
        self.words = mention.words
        self.names = frozenset(mention.names)
        self.fullest = full if issued else mention
        self.add(full)

    def add(self, mention: Mention) -> None:
        """Let the source have *mention*."""
        self.heads.add(mention.head)
        self.words |= mention.words
        self.names |= frozenset(mention.names)
        self.kind = self.kind or mention.kind
        if self.kind == "body" and mention.head in ISSUED:
            # a statement's source is named after the body that issued it
            return
        (start, end, _), (first, last, _) = mention.phrase, self.fullest.phrase
        inside = first <= start and end <= last
        if mention.size > self.fullest.size and not inside:
            self.fullest = mention


def name_sources(tokens: Tokens, proposals: Iterable[Proposal]) -> None:
    """Number the sources of an article's *proposals* and give each proposal its source's fullest phrase."""
    spoken: dict[Phrase, list[Proposal]] = {}
    for p in proposals:
        if p.speaker is not None:
            spoken.setdefault((*p.speaker, p.speaker_lead), []).append(p)
    recent: list[Source] = []
    numbers: dict[Source, int] = {}
    own: dict[Source, list[Phrase]] = {}
    found = []
    for phrase in sorted(spoken):
        mention = Mention(tokens, phrase)
        # a speaker whose end is in doubt says no more than what surely belongs to it
        if mention.size > 1:
            mention.size = min(mention.size, closing(tokens, phrase[0]) - phrase[0])
        source = _source(tokens, mention, recent)
        numbers.setdefault(source, len(numbers))
        own.setdefault(source, []).append(phrase)
        found.append((source, spoken[phrase]))
    names = {
        source: _whole(tokens, described(tokens, source.fullest), phrases) for source, phrases in own.items()
    }
    for source, said in found:
        name = names[source]
        for p in said:
            p.source, p.name = numbers[source], name


def _whole(tokens: Tokens, name: Phrase, spoken: list[Phrase]) -> Phrase:
    """Return the speaker among *spoken* whose tail *name* is; a statement does not hold its issuer's name."""
    start, end, _ = name
    whole = [p for p in spoken if p[0] < start and p[1] == end and Mention(tokens, p).head not in ISSUED]
    return min(whole, default=name)


def _source(tokens: Tokens, mention: Mention, recent: list[Source]) -> Source:
    """Return the source of *mention*, the last of the *recent* ones from now on."""
    full = mention
    source = _known(mention, recent)
    if source is None and mention.head in HONOURED:
        full = honoured(tokens, mention)
    elif source is None or source.fullest.size < (ENOUGH if len(mention.words) > 1 else 3):
        full = fullest(tokens, mention)
    if source is None and mention.head in ISSUED and not mention.names:
        full = issuer(tokens, mention) or full
    if source is None:
        source = _known(full, recent) if full is not mention else _vague(mention, recent)
    if source is None and full is mention and (found := meant(tokens, mention)):
        full = found
        source = _known(full, recent)
    if source is None:
        source = Source(mention, full)
    else:
        recent.remove(source)
        source.add(mention)
        source.add(full)
    recent.append(source)
    del recent[:-RECENT]
    return source


def _known(mention: Mention, recent: list[Source]) -> Source | None:
    """Return the latest of the *recent* sources that *mention* names or describes."""
    latest = recent[::-1]
    if mention.head in HONOURED:
        titles = HONOURED[mention.head]
        return next((s for s in latest if not s.words.isdisjoint(titles)), None)
    if mention.names:
        named = next((s for s in latest if s.names and _same_name(mention, s)), None)
        if named:
            return named
    if not mention.kind:
        # سيدا أية أسماء: behind a surname, what is no name
        named = next((s for s in latest if mention.head in s.names - {*s.fullest.names[:1]}), None)
        if named:
            return named
    return next((s for s in latest if _describes(mention, s)), None)


def _same_name(mention: Mention, source: Source) -> bool:
    """Tell whether one name holds the other, or is it in another spelling."""
    if (
        mention.kind
        and source.kind
        and mention.kind != source.kind
        and "person" in (mention.kind, source.kind)
    ):
        return False
    if mention.kind == "body" == source.kind and mention.head not in source.heads:
        # شرطة حماس, حركة حماس
        return False
    names = frozenset(mention.names)
    if names <= source.names or source.names <= names:
        return True
    if len(names) == 1:
        # فانوتاس، فاونتاس
        return any(len(n) > 4 and _skeleton(n) == _skeleton(mention.names[0]) for n in source.names)
    return "".join(mention.names) in source.names


def _skeleton(name: str) -> str:
    return name[0] + "".join(c for c in name[1:] if c not in "اوي")


def _one_kind(kind: str, other: str) -> bool:
    """Tell whether two kinds may be one: a name alone is of any, outlets are bodies too."""
    if "person" in (kind, other):
        return kind == other
    return not kind or not other or kind == other or "document" not in (kind, other)


def _describes(mention: Mention, source: Source) -> bool:
    """Tell whether *mention* is a description of *source*: all of its words are said of it elsewhere."""
    if mention.head in ONE_OF or not mention.words:
        return False
    same = mention.words == source.words
    if not _one_kind(mention.kind, source.kind) and mention.head not in ISSUED:
        return same
    if not source.kind and mention.kind and mention.head not in source.heads:
        # معد الدراسة is not الدراسة
        return False
    within, holds = mention.words <= source.words, mention.words >= source.words
    if len(mention.words & source.words) > 2:
        # the office of someone named may be told otherwise in part: الأمين العام للهيئة
        office = source.words - source.names
        if within or holds or (source.names and not mention.names and office <= mention.words):
            return True
    if mention.names and source.names:
        return False
    if within and not same:
        return mention.definite or mention.head in source.heads
    return same or (holds and mention.head in source.words)


def _vague(mention: Mention, recent: list[Source]) -> Source | None:
    """Return the latest source that المصدر، المسؤول may stand for when none is called so."""
    if not mention.article or mention.names:
        return None
    latest = recent[::-1]
    if mention.head in closed("anyone"):
        gender = of_word(mention.head)[0]
        return next((s for s in latest if s.kind == "person" and s.names and _may_be(s, gender)), None)
    if mention.kind == "person" and len(mention.words) == 2:
        # الرئيس الأميركي ← الرئيس دونالد ترامب, unless an adjective tells them apart
        return next(
            (s for s in latest if s.names and mention.head in s.words and not qualities(s.words)),
            None,
        )
    if mention.words == {"مصدر"}:
        return next((s for s in latest if s.kind != "person"), None)
    if mention.words <= {"مسوول", "متحدث"}:
        return next((s for s in latest if s.kind == "person"), None)
    return None


def _may_be(source: Source, gender: str) -> bool:
    """Tell whether no title of *source* is of the other gender."""
    return all(of_word(head)[0] in ("", gender) for head in source.heads if kind_of(head) == "person")
