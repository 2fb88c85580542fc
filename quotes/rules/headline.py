"""A headline that names its speaker and needs no cue: «وزير الصحة: الوضع تحت السيطرة»."""

from quotes.lexicon import titles
from quotes.rules.extent import LAWS, trim
from quotes.rules.noun_phrase import phrase_end
from quotes.rules.proposal import Proposal
from quotes.text.tokens import Tokens

# a headline's speaker and its words are short
SPEAKER, HEADLINE = 8, 22


def headlines(tokens: Tokens, taken: list[Proposal]) -> list[Proposal]:
    """Return the quotations of lines that are a titled source, a colon and a clause, unless *taken*."""
    words = tokens.words
    found = []
    start = 0
    for stop in tokens.breaks:
        first, start = start, stop + 1
        if ":" not in words[first + 1 : min(first + 2 * SPEAKER, stop)]:
            continue
        colons = [i for i in range(first + 1, min(first + 2 * SPEAKER, stop)) if words[i] == ":"]
        if stop - first > SPEAKER + HEADLINE + 8:
            continue
        # «رابط الخبر بصحيفة الوئام: وزير الخارجية: …»: the last colon is the speaker's
        colon = colons[-1]
        begin = colons[-2] + 1 if len(colons) > 1 else first
        title = titles().get(words[begin]) if begin < colon else None
        if (
            title is None
            or title.kind == "outlet"
            or words[begin].removeprefix("ال") in LAWS
            or colon - begin > SPEAKER
        ):
            continue
        if phrase_end(tokens, begin, colon) != colon or not 4 <= stop - colon - 1 <= HEADLINE:
            continue
        if any(p.first <= stop and p.last > colon for p in taken):
            continue
        seat = title.kind == "body" and begin + 1 == colon
        if words[begin] in _LABELS or (seat and not _speaks(tokens, colon + 1, stop)):
            # تركيا: ماذا بعد الانتخابات؟ tells where; روسيا: لن نخفض الإنتاج tells who
            continue
        opening = colon + 1 + (colon + 1 in tokens.closes)
        p = Proposal("headline", None, opening, trim(tokens, opening, stop))
        p.speaker = (begin, colon)
        found.append(p)
    return found


def _speaks(tokens: Tokens, i: int, stop: int) -> bool:
    """Tell whether tokens *i* to *stop* are somebody's words: they hold marks, or deny, or promise."""
    word = tokens.words[i]
    return bool(tokens.marks(i, stop)) or word in _DENIALS or word.startswith("سن")


_LABELS = frozenset("تحليل المجموعه".split())
_DENIALS = frozenset("لا لن لم ليس ليست نحن سوف".split())
