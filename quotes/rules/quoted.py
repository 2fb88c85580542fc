"""The quotation that an opener opens: its first and last token."""

from bisect import bisect_left, bisect_right
from operator import attrgetter

from quotes.lexicon.closed import closed, predicates
from quotes.rules.cues import Cue
from quotes.rules.elsewhere import WHAT
from quotes.rules.extent import CONTINUES, Bound, clause_end, speech_close, trim
from quotes.rules.marked import RELATIVES
from quotes.rules.openers import Opener
from quotes.text.tokens import Tokens

_at = attrgetter("at")


def quoted(tokens: Tokens, cue: Cue, opener: Opener, bounds: list[Bound]) -> tuple[int, int]:
    """Return the tokens (first, end) of what *cue* reports; equal where there is nothing."""
    words, closes = tokens.words, tokens.closes
    first = opener.first
    if opener.kind in ("speech", "fragment"):
        return first, trim(tokens, first, _speech_end(tokens, opener.at, bounds))
    colon = opener.kind == "colon"
    while first < len(words) and words[first] in {",", "،", "-", "–", "—", ":"}:
        # إن: «…»
        colon = colon or words[first] == ":"
        first += 1
    if first >= len(words) or (words[first][0] == "\n" and not colon):
        return first, first
    while words[first] == "\n":
        first += 1
        if first >= len(words):
            return first, first
    if cue.lemma.lemma == "وصف" and opener.kind == "clause":
        # وصفها بأنها «…»: what it is called, no more
        mark = next((i for i in range(first, first + 2) if i in closes), None)
        if mark is not None and (
            holds_all(tokens, mark, bounds) or not _describes_on(words, cue, closes[mark])
        ):
            return mark + 1, trim(tokens, mark + 1, closes[mark])
    if first not in closes:
        # إنه «…»: the pronoun stays outside when the marks hold all the rest
        mark = first + 1
        if (
            opener.kind == "clause"
            and mark in closes
            and holds_all(tokens, mark, bounds)
            and opener.first == opener.at + (words[opener.at] in {"الي", "علي", "من", "عن", "في"})
        ):
            return mark + 1, trim(tokens, mark + 1, closes[mark])
        if colon and words[first] == "ان":
            first += 1
        end = clause_end(tokens, first, bounds, cue)
        return first, _goes_on_speaking(tokens, end, bounds, cue) if colon else end
    if holds_all(tokens, first, bounds) or (colon and not _part(tokens, first)):
        return first + 1, trim(tokens, first + 1, _speech_end(tokens, first, bounds))
    return first + 1, clause_end(tokens, first, bounds, cue)


def _speech_end(tokens: Tokens, mark: int, bounds: list[Bound]) -> int:
    """Return the token that closes the speech opened at *mark*."""
    close = speech_close(tokens, mark)
    if close < len(tokens.words) and tokens.words[close][0] != "\n":
        return close
    # no closing mark: the paragraph closes it, or the report that goes on
    n = bisect_right(bounds, mark, key=_at)
    return min(bounds[n].at, close) if n < len(bounds) else close


def holds_all(tokens: Tokens, mark: int, bounds: list[Bound]) -> bool:
    """Tell whether the clause that begins with the marks at *mark* ends with them."""
    words, close = tokens.words, tokens.closes[mark]
    n = bisect_left(bounds, close + 1, key=_at)
    if close + 1 >= len(words) or (n < len(bounds) and bounds[n].at == close + 1):
        return True
    after = words[close + 1]
    if after[0].isalnum():
        return False
    # «…»، وإن تلك «…»: the report goes on
    return close + 2 >= len(words) or words[close + 2] not in CONTINUES


def _describes_on(words: list[str], cue: Cue, close: int) -> bool:
    """Tell whether what something is called goes on behind the marks: بأنه «هجوم شنيع» أودى بحياة الناس"""
    after = words[close + 1]
    if words[cue.start - 1].removeprefix("و") in RELATIVES | WHAT or cue.form.kind == "passive":
        # المزارع التي وصفها بأنها «قبيحة» إلى: what follows belongs to the clause around it
        return False
    return after not in _BEHIND and not (after[0] == "و" and after[1:] in predicates())


_BEHIND = (closed("speaker-stop") | closed("time") | closed("resuming")) - {"لانه", "لانها", "لانهم"}


def _part(tokens: Tokens, mark: int) -> bool:
    """Tell whether the marks at *mark* hold only the begin of what a colon opens: «الرسوم الجديدة» التي …"""
    words, close = tokens.words, tokens.closes[mark]
    if close + 1 >= len(words):
        return False
    after = words[close + 1]
    return after in CONTINUES or (close - mark < 6 and after in RELATIVES)


def _goes_on_speaking(tokens: Tokens, end: int, bounds: list[Bound], cue: Cue) -> int:
    """Return the end of unmarked speech that goes on in the first person over the full stop at *end*."""
    words = tokens.words
    while end + 1 < len(words) and words[end] in ".!؟?":
        paragraph = words[end + 1] == "\n"
        first = end + 1 + paragraph
        if first >= len(words):
            break
        n = bisect_left(bounds, first, key=_at)
        # another paragraph is the same speech only where nobody else reports in it
        bound = n < len(bounds) and bounds[n].at <= (tokens.stop(first) if paragraph else first)
        sentence = words[first : min(tokens.stop(first), first + 25)]
        # وكان الوزير قال: …
        told = ":" in sentence or sentence[:1] in (["وكان"], ["وكانت"])
        if bound or told or not any(map(_first_person, sentence)):
            break
        end = clause_end(tokens, first, bounds, cue)
    return end


def _first_person(word: str) -> bool:
    if word in _FIRST_PERSON:
        return True
    return (
        word[0] == "ن"
        and len(word) > 3
        and ("ي" + word[1:] in predicates() or "ت" + word[1:] in predicates())
    )


_FIRST_PERSON = closed("first-person")
