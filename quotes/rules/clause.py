"""Verb or participle – speaker – what it opens: قال الوزير إن …، مضيفا أن …، قال: «…»."""

from quotes.lexicon.closed import closed
from quotes.rules.cues import Cue
from quotes.rules.extent import Bound
from quotes.rules.noun_phrase import phrase_end, speaker_after
from quotes.rules.openers import Opener
from quotes.rules.proposal import Proposal
from quotes.rules.quoted import quoted
from quotes.text.tokens import Tokens

_COMMAS = frozenset("،,")
_RELATIVES = closed("relative")
_CLAUSE_OPENERS = frozenset("لكن ولكن اما كما فيما بينما وكانت وكان كان كانت قد وقد حيث ان".split())


def reported(tokens: Tokens, cue: Cue, opener: Opener, bounds: list[Bound], cues: dict[int, Cue]) -> Proposal:
    """Return the quotation that a reporting verb or participle opens."""
    first, last = quoted(tokens, cue, opener, bounds)
    p = Proposal(f"{cue.kind}-{opener.kind}", cue, first, last)
    if cue.kind == "verb":
        if cue.lemma.lemma in {"جاء", "ورد"}:
            p.speaker = _document(tokens, cue.end, opener.at)
            p.implicit = False
            return p
        p.speaker = _topic(tokens, cue) or speaker_after(tokens, cue.end, opener.at) or speaker_before(tokens, cue)
    elif cue.lemma.lemma == "قال":
        # وأوضح الوزير قائلا: the verb before it has the speaker
        verb = _verb_before(tokens, cue, cues)
        if verb is not None:
            p.speaker = speaker_after(tokens, verb.end, cue.start) or speaker_before(tokens, verb)
    p.implicit = p.speaker is None
    return p


def speech_before(tokens: Tokens, cue: Cue) -> Proposal | None:
    """Return the quotation in marks that stands before its verb: «…»، قال الوزير."""
    words = tokens.words
    i = cue.start - 1
    if i >= 0 and words[i] in _COMMAS or words[i] in {"-", "–", "—", "."}:
        i -= 1
    if "direct" not in cue.lemma.governs or i < 0 or i not in tokens.opens or cue.clitic:
        return None
    first = tokens.opens[i] + 1
    if i - first < 3:
        return None
    p = Proposal("speech-verb", cue, first, i)
    while p.last > first and not words[p.last - 1][0].isalnum():
        p.last -= 1
    p.speaker = speaker_after(tokens, cue.end, tokens.stop(cue.end))
    p.implicit = p.speaker is None
    return p


def speaker_before(tokens: Tokens, cue: Cue) -> tuple[int, int] | None:
    """Return the noun phrase that stands before its verb: الوزير قال، مورينيو الذي قال."""
    words = tokens.words
    if cue.clitic:
        # أما الوزير فقال
        if words[cue.start][0] != "ف":
            return None
    start = tokens.sentence(cue.start)[0]
    end = cue.start
    while end > start and words[end - 1] in {"قد", "كان", "كانت", "سبق", "ايضا", "بدوره", "بدورها"}:
        end -= 1
    if end > start and words[end - 1].removeprefix("و") in _RELATIVES:
        if words[end - 1][0] == "و":
            return None
        end -= 1
    if end <= start or words[end - 1] in _COMMAS or not words[end - 1][0].isalnum():
        return None
    # the longest noun phrase that ends here, from the clause's start on
    j = end - 1
    while j > start and end - j < 16 and (words[j - 1][0].isalnum()):
        j -= 1
    while j < end:
        if words[j] in _CLAUSE_OPENERS:
            j += 1
            continue
        if phrase_end(tokens, j, end) == end:
            return None if _statement(words, j, end, cue) else (j, end)
        j += 1
    return None


def _topic(tokens: Tokens, cue: Cue) -> tuple[int, int] | None:
    """Return the subject between كان and its verb: وكان سلام وصف مشكلة النفايات بأنها …"""
    words = tokens.words
    start = max(tokens.sentence(cue.start)[0], cue.start - 12)
    if cue.clitic:
        return None
    for i in range(cue.start - 1, start - 1, -1):
        if words[i].lstrip("وف") in {"كان", "كانت"}:
            end = cue.start - (words[cue.start - 1] == "قد")
            return (i + 1, end) if i + 1 < end == phrase_end(tokens, i + 1, end) else None
        if not words[i][0].isalnum():
            return None
    return None


def _document(tokens: Tokens, i: int, limit: int) -> tuple[int, int] | None:
    """Return the document that speaks: جاء في بيان الوزارة."""
    words = tokens.words
    while i < limit and words[i] != "في" and words[i] != "لسان":
        i += 1
    end = phrase_end(tokens, i + 1, limit, lead=1)
    return (i + 1, end) if end > i + 1 else None


def _statement(words: list[str], first: int, end: int, cue: Cue) -> bool:
    """Tell whether the phrase is what someone said, not who: أصدرت الوزارة بيانا قالت فيه."""
    if end - first == 1 and words[first] in _STATEMENTS:
        return True
    return cue.end < len(words) and words[cue.end] in {"فيه", "فيها", "خلاله", "خلالها", "فيهما"}


_STATEMENTS = closed("occasion") | {"بيانا", "تصريحا", "خطابا", "تقريرا", "تغريده", "مقطعا", "رساله"}


def _verb_before(tokens: Tokens, cue: Cue, cues: dict[int, Cue]) -> Cue | None:
    """Return the reporting verb of which قائلا only says how, in the same clause."""
    start = tokens.sentence(cue.start)[0]
    for i in range(cue.start - 1, max(start, cue.start - 25) - 1, -1):
        if i in cues and cues[i].kind == "verb":
            return cues[i]
    return None
