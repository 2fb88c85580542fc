"""Which mentions of one article are the same source, and the fullest of them.

الناطق باسم وزارة الدفاع الروسية إيجور كوناشينكوف ← كوناشينكوف ← المتحدث: a name is the source whose name holds
it, a description the latest source that it describes. The fullest mention may stand outside any quotation;
a source takes it when it first speaks, so that later descriptions find what they describe.
"""

from collections.abc import Iterable

from quotes.lexicon.closed import nouns
from quotes.mentions import (
    ADDRESS,
    HONOURS,
    Phrase,
    bare,
    closing,
    kind_of,
    naming,
    occurrences,
    opening,
    sort,
)
from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens

# so many of the latest sources are asked whether a mention is theirs
RECENT = 40


class Mention:
    """A phrase read: its content words, the words that name, its head and what kind of source that opens."""

    __slots__ = ("article", "definite", "head", "kind", "names", "noun", "phrase", "words")

    def __init__(self, tokens: Tokens, phrase: Phrase) -> None:
        start, end, lead = phrase
        words = tokens.words[start:end]
        words[0] = words[0][lead:]
        if lead and words[0].startswith("ل") and not kind_of(words[0]):
            # للوزير: the article's alef goes with the proclitic
            words[0] = "ا" + words[0]
        words = [w for w in words if w[:1].isalnum() and w not in _SAME]
        self.phrase = phrase
        self.names = naming(words)
        head = words[0] if words else ""
        # a noun alone may be a surname: سلام
        self.noun = len(words) == 1 and sort(head) == "noun"
        if head in _GLUED:
            head = head[1:]
        self.kind = kind_of(head)
        if not self.kind and self.names and any(kind_of(w) == "person" for w in words):
            self.kind = "person"
        self.article = head.startswith("ال")
        self.definite = (
            self.names != ()
            or any(w.startswith("ال") for w in words)
            or (self.kind != "" and head not in nouns())
        )
        self.head = _canonical(head)
        self.words = frozenset(_canonical(w) for w in words if w not in _FUNCTION)


class Source:
    """One source of an article: all words and names of its mentions, and the fullest of these."""

    __slots__ = ("fullest", "kind", "mentions", "names", "words")

    def __init__(self, mention: Mention, fullest: Mention) -> None:
        self.kind = fullest.kind or mention.kind
        self.mentions = [mention]
        self.words = mention.words
        self.names = frozenset(mention.names)
        self.fullest = mention
        self.add(fullest)

    def add(self, mention: Mention) -> None:
        """Let the source have *mention*."""
        self.words |= mention.words
        self.names |= frozenset(mention.names)
        self.kind = self.kind or mention.kind
        if self.kind == "body" and mention.head in _ISSUED:
            # a statement's source is named after the body that issued it
            return
        if (
            len(mention.words) > len(self.fullest.words)
            or self.fullest.head in _ISSUED
            and mention.kind == "body"
        ):
            self.fullest = mention


def name_sources(tokens: Tokens, proposals: Iterable[Proposal]) -> None:
    """Number the sources of an article's *proposals* and give each proposal its source's fullest phrase."""
    spoken = [p for p in proposals if p.speaker is not None]
    numbered: dict[Phrase, Source] = {}
    sources: list[Source] = []
    for phrase in sorted({(*p.speaker, p.speaker_lead) for p in spoken}):
        numbered[phrase] = _source(tokens, Mention(tokens, phrase), sources)
    numbers = {id(source): n for n, source in enumerate(dict.fromkeys(numbered.values()))}
    for p in spoken:
        source = numbered[(*p.speaker, p.speaker_lead)]
        p.source, p.name = numbers[id(source)], source.fullest.phrase


def _source(tokens: Tokens, mention: Mention, sources: list[Source]) -> Source:
    """Return the source of *mention*, the last of *sources* from now on."""
    fullest = mention
    source = _known(mention, sources)
    if source is None and mention.head in _HONOURS:
        fullest = _honoured(tokens, mention)
    elif source is None or len(mention.words) > 1:
        fullest = _fullest(tokens, mention)
    if source is None and mention.head in _ISSUED and not mention.names:
        fullest = _issuer(tokens, mention) or fullest
    if source is None and fullest is not mention:
        source = _known(fullest, sources)
    if source is None and fullest is mention:
        source = _vague(mention, sources)
    if source is None:
        source = Source(mention, fullest)
    else:
        sources.remove(source)
        source.add(mention)
        source.add(fullest)
    sources.append(source)
    del sources[:-RECENT]
    return source


def _known(mention: Mention, sources: list[Source]) -> Source | None:
    """Return the latest of *sources* that *mention* names or describes."""
    latest = sources[::-1]
    if mention.head in _HONOURS:
        return next((s for s in latest if not s.words.isdisjoint(_HONOURS[mention.head])), None)
    if mention.names:
        for source in latest:
            if source.names and _same_name(mention, source):
                return source
    return next((s for s in latest if _describes(mention, s)), None)


def _one_kind(kind: str, other: str) -> bool:
    """Tell whether two kinds may be one: a name alone is of any, outlets are bodies too."""
    if "person" in (kind, other):
        return kind == other
    return not kind or not other or kind == other or "document" not in (kind, other)


def _same_name(mention: Mention, source: Source) -> bool:
    if (
        mention.kind
        and source.kind
        and mention.kind != source.kind
        and "person" in (mention.kind, source.kind)
    ):
        return False
    names = frozenset(mention.names)
    if names <= source.names or source.names <= names:
        return True
    if len(names) == 1:
        # one name in two spellings: فانوتاس، فاونتاس
        return any(len(n) > 4 and _skeleton(n) == _skeleton(mention.names[0]) for n in source.names)
    return "".join(mention.names) in source.names


def _nisba(word: str) -> bool:
    return len(word) > 3 and word.endswith(("ي", "يه")) and word in nouns()


def _skeleton(name: str) -> str:
    return name[0] + "".join(c for c in name[1:] if c not in "اوي")


def _describes(mention: Mention, source: Source) -> bool:
    """Tell whether a description is that of *source*: all of its words are said of it elsewhere."""
    if mention.head in _ONE_OF or not mention.words:
        return False
    if not _one_kind(mention.kind, source.kind) and mention.head not in _ISSUED:
        return mention.words == source.words
    if not source.kind and mention.kind and all(mention.head != m.head for m in source.mentions):
        # معد الدراسة is not الدراسة
        return False
    if len(mention.words & source.words) > 2 and (
        mention.words <= source.words or source.words <= mention.words
    ):
        return True
    if mention.names and source.names:
        # المدير الفني للأهلي محمد ← مدير … أحمد are two
        return False
    if mention.words == source.words:
        return True
    if mention.words <= source.words:
        return mention.definite or any(mention.head == m.head for m in source.mentions)
    return source.words <= mention.words and mention.head in source.words


def _vague(mention: Mention, sources: list[Source]) -> Source | None:
    """Return the latest source that المصدر، المسؤول may stand for when none is called so."""
    if not mention.article or mention.names:
        return None
    if mention.head == "مصدر" and len(mention.words) == 1:
        return next((s for s in reversed(sources) if s.kind != "person"), None)
    if mention.kind == "person" and len(mention.words) == 2:
        # الرئيس الأميركي ← الرئيس دونالد ترامب, where no other adjective tells them apart
        return next(
            (
                s
                for s in reversed(sources)
                if s.names and mention.head in s.words and not any(map(_nisba, s.words))
            ),
            None,
        )
    if mention.head in {"مسوول", "متحدث"} and len(mention.words) == 1:
        return next((s for s in reversed(sources) if s.kind == "person"), None)
    return None


def _fullest(tokens: Tokens, mention: Mention) -> Mention:
    """Return the mention of the article that says most of what *mention* names or describes."""
    start, end, _ = mention.phrase
    first, last = tokens.starts[start], tokens.ends[end - 1]
    best = mention
    if mention.names:
        key = (
            max(mention.names[-1], mention.names[0], key=len)
            if len(mention.names[-1]) < 3
            else mention.names[-1]
        )
        for i, _ in occurrences(tokens, key, first, last):
            begin, lead = opening(tokens, i)
            stop = max(closing(tokens, begin), closing(tokens, i))
            best = _fuller(tokens, best, (begin, stop, lead), mention)
        if best is not mention or len(mention.words) > 1:
            return best
    if mention.head in _ONE_OF or not mention.definite:
        return best
    near = len(mention.words) == 1
    for i, lead in occurrences(tokens, mention.head, first, last):
        if i and mention.kind == "body" and tokens.words[i - 1] == "وزاره":
            # الداخلية ← وزارة الداخلية
            i, lead = i - 1, 0
        if near and i > start and best is not mention:
            break
        found = _fuller(tokens, mention if near else best, (i, closing(tokens, i), lead), mention)
        if found is not mention:
            best = found
    return best


def _honoured(tokens: Tokens, mention: Mention) -> Mention:
    """Return the nearest mention before *mention* of someone with the title that سموه، معاليه stands for."""
    start = mention.phrase[0]
    best = mention
    for key in _HONOURS[mention.head]:
        for i, _ in occurrences(tokens, key, tokens.starts[start], tokens.starts[start]):
            if i < start:
                begin = i - 1 if i and tokens.words[i - 1] in ADDRESS | HONOURS else i
                found = Mention(tokens, (begin, closing(tokens, begin), 0))
                if (
                    found.names
                    and sort(tokens.words[i + 1]) == "name"
                    and (best is mention or found.phrase > best.phrase)
                ):
                    best = found
        if best is not mention:
            break
    return best if best is mention else _fullest(tokens, best)


def _fuller(tokens: Tokens, best: Mention, phrase: Phrase, mention: Mention) -> Mention:
    """Return the mention at *phrase* if it says more than *best* and all that *mention* says."""
    start, end, lead = phrase
    if end - start <= len(best.words):
        return best
    found = Mention(tokens, phrase)
    if (
        not mention.names
        and not mention.words
        <= Mention(tokens, (start, min(end, start + len(mention.words) + 3), lead)).words
    ):
        # the description itself, not one that goes on to another source
        return best
    if len(found.words) <= len(best.words) or (mention.kind and found.kind and mention.kind != found.kind):
        return best
    if found.words & _FORMER and not mention.words & _FORMER:
        return best
    if len(mention.words) == 1 and mention.noun and found.kind != "person":
        return best
    same = set(mention.names) <= set(found.names) if mention.names else mention.words <= found.words
    return found if same else best


def _issuer(tokens: Tokens, mention: Mention) -> Mention | None:
    """Return the body that issued a statement: بيان صادر عن الوزارة، بيان لوزارة الصحة، قالت الوزارة في بيان."""
    start, end, _ = mention.phrase
    words = tokens.words
    reported = None
    for i, _ in occurrences(tokens, mention.head, tokens.starts[start], tokens.ends[end - 1]):
        j = i + 1
        stop = min(tokens.stop(i), i + 5)
        while j < stop and (words[j] in {"صادر", "عن", "من", "صادره"} or kind_of(words[j]) == "document"):
            j += 1
        if j < stop and (
            kind_of(words[j]) == "body"
            or words[j][0] == "ل"
            and len(words[j]) > 3
            and sort(words[j]) in ("link", "name")
        ):
            return _fullest(
                tokens, Mention(tokens, (j, closing(tokens, j), int(kind_of(words[j]) != "body")))
            )
        if reported is None:
            begin = tokens.sentence(i)[0]
            reported = next(
                (
                    j
                    for j in range(begin, i)
                    if kind_of(words[j]) == "body" and (j == begin or sort(words[j - 1]) == "verb")
                ),
                None,
            )
    if reported is None:
        return None
    return _fullest(tokens, Mention(tokens, (reported, closing(tokens, reported), 0)))


def _canonical(word: str) -> str:
    """Return a word without article, and one word for spellings and synonyms of it."""
    word = bare(word)
    if len(word) > 3 and word[0] in "ولب" and kind_of(word[1:]) and not kind_of(word):
        word = bare(word[1:])
    if len(word) > 5 and word.endswith("ين"):
        word = word[:-2] + "ون"
    return _SYNONYMS.get(word, word)


_SYNONYMS = {"ناطق": "متحدث", "ناطقه": "متحدثه", "امريكي": "اميركي", "امريكيه": "اميركيه", "امريكا": "اميركا"}
_FUNCTION = frozenset("في من علي الي عن باسم لدي بن ابن بنت ال كل و".split())
# ذات المصدر، المصدر نفسه
_SAME = frozenset("ذات نفس ذاته ذاتها نفسه نفسها عينه المذكور المذكوره".split())
# another speaker each time
_ONE_OF = frozenset("احد احدي بعض عدد".split())
_FORMER = frozenset("سابق سابقه اسبق راحل".split())
_ISSUED = frozenset("بيان بلاغ".split())
_GLUED = frozenset(("ووزير", "لوزير", "بوزير", "ورييس", "لرييس"))
# سموه, معاليه: the latest source with that title
_HONOURS = {
    "سموه": ("امير", "سمو", "ولي"),
    "سموها": ("اميره", "سمو"),
    "معاليه": ("معالي", "وزير", "رييس"),
    "سعادته": ("سعاده", "مدير", "سفير"),
    "فضيلته": ("فضيله", "شيخ", "مفتي"),
    "جلالته": ("جلاله", "ملك"),
    "فخامته": ("فخامه", "رييس"),
}
