"""Which mentions of one article are the same source, and the fullest of them.

الناطق باسم وزارة الدفاع الروسية إيجور كوناشينكوف ← كوناشينكوف ← المتحدث: a short mention belongs to the latest
source whose mention holds its words; the name of a source is its longest mention in the text.
"""

from collections.abc import Iterable

from quotes.lexicon import titles
from quotes.lexicon.closed import nouns
from quotes.rules.noun_phrase import phrase_end, phrase_start
from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens

Phrase = tuple[int, int, int]
# a name's fullest mention is seldom longer, in tokens
LONGEST = 18


class Source:
    """One source of an article: its phrases (tokens start, end, and characters of a proclitic)."""

    __slots__ = ("phrases", "words")

    def __init__(self, phrase: Phrase, words: frozenset[str]) -> None:
        self.phrases = [phrase]
        self.words = words


def name_sources(tokens: Tokens, proposals: Iterable[Proposal]) -> None:
    """Number the sources of an article's *proposals* and give each proposal its source's fullest phrase."""
    sources: list[Source] = []
    by_phrase: dict[tuple[int, int], Source] = {}
    spoken = [p for p in proposals if p.speaker is not None]
    for span in sorted({p.speaker for p in spoken if p.speaker}):
        phrase = (*span, next(p.speaker_lead for p in spoken if p.speaker == span))
        words = _content(tokens, phrase)
        source = _same(tokens, phrase, words, sources)
        if source is None:
            source = Source(phrase, words)
            sources.append(source)
        else:
            source.phrases.append(phrase)
            source.words |= words
        by_phrase[span] = source
    fullest = {source: (n, _fullest(tokens, source)) for n, source in enumerate(sources)}
    for p in spoken:
        p.source, p.name = fullest[by_phrase[p.speaker]]  # type: ignore[index]


def _content(tokens: Tokens, phrase: Phrase) -> frozenset[str]:
    """Return the words of a phrase without articles, function words and punctuation."""
    start, end, lead = phrase
    words = list(tokens.words[start:end])
    words[0] = words[0][lead:]
    return frozenset(_bare(w) for w in words if w[0].isalnum() and w not in _FUNCTION)


_FUNCTION = frozenset("في من علي الي عن باسم لدي بن ال احد كل".split())


def _bare(word: str) -> str:
    if word.startswith("لل") and len(word) > 4:
        return word[2:]
    return word.removeprefix("ال") if len(word) > 4 else word


def _key(tokens: Tokens, phrase: Phrase) -> str:
    """Return the word that names: the last that is neither a title nor a common noun; "" in a description."""
    start, end, lead = phrase
    for i in range(end - 1, start - 1, -1):
        word = tokens.words[i][lead if i == start else 0 :]
        if len(word) > 2 and word[0].isalpha() and word not in titles() and word not in nouns():
            bare = _bare(word)
            if bare not in titles() and bare not in nouns() and bare[1:] not in nouns() and word[-1] != "ه":
                return word
    return ""


def _same(tokens: Tokens, phrase: Phrase, words: frozenset[str], sources: list[Source]) -> Source | None:
    """Return the latest source that *phrase* mentions again."""
    if not words:
        return None
    head = tokens.words[phrase[0]][phrase[2] :]
    if head in _HONOURS:
        return next((s for s in reversed(sources) if s.words & _HONOURS[head]), None)
    for source in reversed(sources):
        if words == source.words:
            return source
        if words <= source.words or source.words <= words:
            if _compatible(words, source.words, head):
                return source
    return None


# سموه, معاليه: the latest source with that title
_HONOURS = {
    "سموه": frozenset({"امير", "سمو", "ولي"}),
    "سموها": frozenset({"اميره", "سمو"}),
    "معاليه": frozenset({"معالي", "وزير", "رييس"}),
    "سعادته": frozenset({"سعاده", "مدير", "سفير"}),
    "فضيلته": frozenset({"فضيله", "شيخ", "مفتي"}),
    "جلالته": frozenset({"جلاله", "ملك"}),
    "فخامته": frozenset({"فخامه", "رييس"}),
}


def _compatible(words: frozenset[str], others: frozenset[str], head: str) -> bool:
    """Tell whether of two phrases, one within the other, the shorter can stand for the longer."""
    shorter = words if len(words) <= len(others) else others
    longer = others if shorter is words else words
    known = titles()
    if all(w in known for w in shorter):
        # a bare title (المصدر، الوزير) goes back to it; an indefinite one (وزير، مصدر) is new
        return head.startswith("ال") or len(shorter) > 1
    return bool(shorter & longer)


def _fullest(tokens: Tokens, source: Source) -> Phrase:
    """Return the longest phrase of *source*, also where it stands outside of any quotation."""
    best = max(source.phrases, key=lambda phrase: _length(tokens, phrase))
    keys = {key for phrase in source.phrases if (key := _key(tokens, phrase))}
    words = tokens.words
    if keys:
        for i, word in enumerate(words):
            if word in keys and (start := phrase_start(tokens, i)) < i:
                best = _longer(tokens, best, _unprefixed(tokens, start, i + 1), source)
        return best
    # only a description: الوزارة ← وزارة الصحة اللبنانية, الرئيس التركي ← الرئيس التركي رجب طيب أردوغان
    heads = {_bare(words[start][lead:]) for start, _, lead in source.phrases}
    first = min(source.phrases)[0]
    for i, word in enumerate(words):
        if _bare(word) in heads or (word[0] in "بلو" and _bare(word[1:]) in heads):
            end = phrase_end(tokens, i, min(i + 12, len(words)), lead=1)
            best = _longer(tokens, best, _unprefixed(tokens, i, end), source)
            if i > first and _length(tokens, best) > 1:
                break
    return best


def _unprefixed(tokens: Tokens, start: int, end: int) -> Phrase:
    """Return the phrase without the و or ل glued to its first word."""
    word = tokens.words[start]
    known = titles()
    glued = word not in known and word[0] in "وبلف" and (word[1:] in known or word[1:].startswith("ال"))
    return start, end, int(glued)


def _longer(tokens: Tokens, best: Phrase, phrase: Phrase, source: Source) -> Phrase:
    """Return *phrase* if it says more of *source* than *best* does."""
    if _length(tokens, phrase) > _length(tokens, best) and _content(tokens, phrase) >= source.words:
        return phrase
    return best


def _length(tokens: Tokens, phrase: Phrase) -> int:
    length = sum(1 for w in tokens.words[phrase[0] : phrase[1]] if w[0].isalnum())
    return length if length <= LONGEST else 0
