"""The fullest mention of a source in its article, wherever it stands, also outside of any quotation."""

from functools import lru_cache
from itertools import filterfalse

from quotes.lexicon.closed import closed, nouns
from quotes.mentions import closing, occurrences, unglued
from quotes.opening import opening
from quotes.rules.noun_phrase import phrase_end
from quotes.text.tokens import Tokens
from quotes.wording import ADDRESS, RANKS, bare, canonical, kind_of, naming, sort

# tokens from start to end, and the characters of the first one's proclitic
Phrase = tuple[int, int, int]

# documents that speak for the body that issued them
ISSUED = frozenset("بيان بلاغ".split())
# سموه، معاليه stand for someone with one of these titles
HONOURED = {
    "سموه": ("امير", "سمو", "ولي"),
    "سموها": ("اميره", "سمو"),
    "معاليه": ("معالي", "وزير", "رييس"),
    "سعادته": ("سعاده", "مدير", "سفير"),
    "فضيلته": ("فضيله", "شيخ", "مفتي"),
    "جلالته": ("جلاله", "ملك"),
    "فخامته": ("فخامه", "رييس"),
}
# a description without a name looks so many tokens back for someone
NEAR = 200
# another speaker each time: أحد المسؤولين
ONE_OF = frozenset("احد احدي بعض عدد".split())
_FUNCTION = closed("function-word")
# ذات المصدر، المصدر نفسه
_SAME = closed("same-again")
_FORMER = frozenset("سابق سابقه اسبق راحل".split())


class Mention:
    """A phrase read: its content words, those that name, its head and the kind of source that opens."""

    __slots__ = ("article", "definite", "head", "kind", "names", "noun", "phrase", "size", "words")

    def __init__(self, tokens: Tokens, phrase: Phrase, known: frozenset[str] = frozenset()) -> None:
        start, end, lead = phrase
        self.phrase = phrase
        words = tokens.words[start:end]
        first, words[0] = words[0], words[0][lead:]
        if lead and first.startswith("لل") and not kind_of(first[1:]):
            # للوزير: the article goes with the proclitic, but in لليبيا there is none
            words[0] = "ال" + first[2:]
        reading = _read(tuple(words), known)
        self.article, self.definite, self.head, self.kind, self.names, self.noun, self.words = reading
        # what it says; less than its words where its end is in doubt
        self.size = len(self.words)


@lru_cache(maxsize=1 << 13)
def _read(
    phrase: tuple[str, ...], known: frozenset[str]
) -> tuple[bool, bool, str, str, tuple[str, ...], bool, frozenset[str]]:
    """Return what the words of a mention tell: its article, definite, head, kind, names, noun and words."""
    words = [w for w in phrase if w[:1].isalnum() and w not in _SAME]
    first = unglued(words[0]) if words else ""
    head, kind = canonical(first), kind_of(first)
    names = naming(words, known)
    if names and len(words) < 4 and head in closed("related"):
        # والد محمد is not محمد
        names = ()
    if names and not kind and any(kind_of(w) == "person" for w in words):
        kind = "person"
    # a noun alone may be a surname: سلام
    noun = len(words) == 1 and sort(first) == "noun"
    definite = names != () or any(map(_definite, words))
    content = frozenset(map(canonical, filterfalse(_FUNCTION.__contains__, words)))
    return first.startswith("ال"), definite, head, kind, names, noun, content


def _definite(word: str) -> bool:
    """Tell whether *word* makes a mention definite: it has the article, or is the proper name of a body."""
    return word.startswith("ال") or (kind_of(word) in ("body", "outlet") and bare(word) not in nouns())


def fullest(tokens: Tokens, mention: Mention) -> Mention:
    """Return the mention of the article that says most of what *mention* names or describes."""
    start, end, _ = mention.phrase
    first, last = tokens.starts[start], tokens.ends[end - 1]
    best = mention
    if mention.names:
        key = mention.names[-1] if len(mention.names[-1]) > 2 else max(mention.names, key=len)
        for i, _ in occurrences(tokens, key, first, last):
            begin, lead = opening(tokens, i)
            best = _fuller(tokens, best, (begin, closing(tokens, begin, i), lead), mention)
        if best is not mention or len(mention.words) > 1:
            return best
    if mention.head in ONE_OF or not mention.definite:
        return best
    # of a bare الوزارة the latest mention of a ministry before it, of more words the fullest mention
    near = len(mention.words) == 1
    for i, lead in occurrences(tokens, mention.head, first, last):
        if near and i > start and best is not mention:
            break
        if i and mention.kind == "body" and tokens.words[i - 1] == "وزاره":
            # الداخلية ← وزارة الداخلية
            i, lead = i - 1, 0
        found = _fuller(tokens, mention if near else best, (i, closing(tokens, i), lead), mention)
        if found is not mention:
            best = found
    return best


def described(tokens: Tokens, mention: Mention) -> Phrase:
    """Return the phrase of *mention* with what the text says of a name behind it: فلان، وهو شاهد عيان."""
    start, end, lead = mention.phrase
    words = tokens.words
    i = end + (words[end : end + 1] in (["،"], [","]))
    if not mention.names or words[i : i + 1] not in (["وهو"], ["وهي"]) or i + 1 >= tokens.stop(start):
        return (start, end, lead)
    stop = phrase_end(tokens, i + 1, min(tokens.stop(start), i + 12))
    if words[stop : stop + 1] == ["عن"]:
        # نائبة عن حزب الشعوب
        stop = max(stop, closing(tokens, i + 1))
    return (start, stop, lead) if stop > i + 1 else (start, end, lead)


def meant(tokens: Tokens, mention: Mention) -> Mention | None:
    """Return the latest mention before *mention* that it may stand for by its head: المنظمة الحقوقية."""
    start = mention.phrase[0]
    told = qualities(mention.words)
    # وزير النقل الإيطالي: his office is all said again, but for the country
    office = frozenset() if mention.article else mention.words - told
    if (
        not (mention.article or (told and mention.definite and mention.kind == "person"))
        or mention.names
        or mention.kind not in ("person", "body", "outlet")
        or "ال" + mention.head in RANKS
    ):
        return None
    at = tokens.starts[start]
    heads = closed("outlet") if mention.head in closed("outlet") else {mention.head}
    places = (place for head in heads for place in occurrences(tokens, head, at, at) if place[0] < start)
    for i, lead in sorted(places, reverse=True):
        if lead:
            continue
        found = Mention(tokens, (i, max(closing(tokens, i), i + 1), 0))
        other = qualities(found.words)
        if (
            found.kind == mention.kind
            and not found.words & _FORMER
            and office <= found.words
            and (found.names or (found.kind != "person" and found.size > 1))
            and (other <= told or told <= closed("general"))
        ):
            return fullest(tokens, found)
    last = _last_person(tokens, start) if mention.head in closed("anyone") else None
    return last and fullest(tokens, last)


def _last_person(tokens: Tokens, start: int) -> Mention | None:
    """Return the nearest person before token *start* whom a title and a name present."""
    words = tokens.words
    for i in range(start - 2, max(0, start - NEAR), -1):
        if kind_of(words[i]) == "person":
            found = Mention(tokens, (i, closing(tokens, i), 0))
            if found.names:
                return found
    return None


def qualities(words: frozenset[str]) -> frozenset[str]:
    """Return the adjectives among a mention's words."""
    return frozenset(w for w in words if len(w) > 3 and w.endswith(("ي", "يه")) and w in nouns())


def _fuller(tokens: Tokens, best: Mention, phrase: Phrase, mention: Mention) -> Mention:
    """Return the mention at *phrase* if it says more than *best* and all that *mention* says."""
    start, end, lead = phrase
    if end - start <= best.size or mention.phrase[0] <= start < end <= mention.phrase[1]:
        return best
    found = Mention(tokens, phrase, frozenset(mention.names))
    if found.size <= best.size or (mention.kind and found.kind and mention.kind != found.kind):
        return best
    if not mention.names and found.words & _FORMER and not mention.words & _FORMER:
        return best
    if mention.names:
        surname = not mention.noun or found.kind == "person"
        return found if surname and set(mention.names) <= set(found.names) else best
    # the description itself must come first, so that it isn't one that goes on to another source
    begins = Mention(tokens, (start, min(end, start + len(mention.words) + 3), lead))
    return found if mention.words <= begins.words else best


def issuer(tokens: Tokens, mention: Mention) -> Mention | None:
    """Return the body that issued a statement: بيان صادر عن الوزارة، بيان للوزارة، قالت الوزارة في بيان."""
    start, end, _ = mention.phrase
    words = tokens.words
    reported = None
    first, last = tokens.starts[start], tokens.ends[end - 1]
    # أصدرت الوزارة بيانا
    forms = (mention.head, mention.head + "ا")
    for i, _ in sorted(place for form in forms for place in occurrences(tokens, form, first, last)):
        j = i + 1
        stop = min(tokens.stop(i), i + 5)
        while j < stop and (words[j] in closed("issued-by") or kind_of(words[j]) == "document"):
            j += 1
        if j < stop and kind_of(words[j]) == "body":
            return fullest(tokens, Mention(tokens, (j, closing(tokens, j), 0)))
        if j < stop and len(words[j]) > 3 and words[j][0] == "ل" and sort(words[j]) in ("link", "name"):
            return fullest(tokens, Mention(tokens, (j, closing(tokens, j), 2 if words[j][1] == "ل" else 1)))
        if reported is None:
            reported = _reporting_body(tokens, i)
    return fullest(tokens, reported) if reported else None


def _reporting_body(tokens: Tokens, i: int) -> Mention | None:
    """Return the body that is the subject of the sentence before token *i*: قالت الوزارة في بيان."""
    words = tokens.words
    begin = max(tokens.sentence(i)[0], i - 30)
    if words[begin : begin + 2] == ["جاء", "ذلك"] and begin > 1:
        # what was told before it
        begin, i = tokens.sentence(begin - 2)[0], begin - 1
    for j in range(begin, i):
        if kind_of(words[j]) == "body" and (j < begin + 2 or sort(words[j - 1]) == "verb"):
            return Mention(tokens, (j, closing(tokens, j), 0))
    return None


def honoured(tokens: Tokens, mention: Mention) -> Mention:
    """Return the latest mention before *mention* of someone with the title that سموه، معاليه stands for."""
    start = mention.phrase[0]
    at = tokens.starts[start]
    for key in HONOURED[mention.head]:
        best = None
        for i, _ in occurrences(tokens, key, at, at):
            if i < start and sort(tokens.words[i + 1]) == "name":
                begin = i - 1 if i and tokens.words[i - 1] in ADDRESS | closed("honour") else i
                best = Mention(tokens, (begin, closing(tokens, begin), 0))
        if best is not None and best.names:
            return fullest(tokens, best)
    return mention
