"""Verbal nouns that report: قوله إن، تأكيده أن، تحذير المبعوث من أن."""

from quotes.lexicon.closed import closed
from quotes.rules.clause import subject_of
from quotes.rules.cues import Cue
from quotes.rules.extent import Bound
from quotes.rules.manner import verb_before
from quotes.rules.noun_phrase import speaker_after
from quotes.rules.objects import ADDRESSING
from quotes.rules.openers import Opener
from quotes.rules.phrase_stops import COMMAS
from quotes.rules.proposal import Proposal
from quotes.rules.quoted import quoted
from quotes.text.tokens import Tokens


def nominal(
    tokens: Tokens, cue: Cue, opener: Opener, bounds: list[Bound], cues: dict[int, Cue]
) -> Proposal | None:
    """Return the quotation that a verbal noun opens, None where the noun only has that form."""
    words = tokens.words
    gap = opener.at - cue.end
    p = Proposal("noun-" + opener.kind, cue, *quoted(tokens, cue, opener, bounds))
    if cue.form.pronoun:
        # قوله لوكالة فرانس برس إن
        if gap > (8 if cue.lemma.lemma == "قال" else 1) or cue.form.pronoun not in _PERSONS:
            # في رأيي أن: the author's own
            return None
        p.gender, p.number = _PERSONS[cue.form.pronoun]
        # نقلت الوكالة عن فلان قوله
        p.speaker = _relayed(tokens, cue)
        if p.speaker is None and cue.lemma.lemma == "قال" and words[cue.start].startswith("ب"):
            # برر المدرب غيابه بقوله
            p.speaker = _told(tokens, cue, cues)
    elif opener.kind != "clause" or gap > 8 or words[cue.start][cue.clitic :].startswith("ال"):
        # واختتم البيان بالتأكيد على أن: a definite noun has no genitive, its source is the verb's
        closing = words[cue.start].startswith("بال") and words[opener.at] in {"علي", "الي", "من"}
        saying = words[cue.start].endswith("القول")
        if (gap <= 1 and (closing or saying)) or (gap <= 8 and saying and opener.kind == "colon"):
            p.speaker = _told(tokens, cue, cues) if saying else None
            p.implicit = p.speaker is None
            return p
        return None
    elif cue.lemma.lemma in ADDRESSING:
        # تطمين الإقليم بأن: the phrase is whom it was said to
        return None
    else:
        p.speaker = speaker_after(tokens, cue.end, opener.at)
        if p.speaker is None:
            return None
        if p.speaker[1] != opener.at and words[p.speaker[1]] not in _BETWEEN:
            return None
    p.implicit = p.speaker is None
    return p


# إعلان الشرطة الأسبوع الماضي أن، قول الوزير، سالم العلي، في مؤتمر إن
_BETWEEN = COMMAS | closed("time") | closed("audience") | frozenset("في خلال عبر لاول بشان حول".split())
_PERSONS = {"ms": ("m", "s"), "fs": ("f", "s"), "mp": ("m", "p"), "fp": ("f", "p"), "d": ("", "d")}


def _told(tokens: Tokens, cue: Cue, cues: dict[int, Cue]) -> tuple[int, int] | None:
    """Return the subject of the verb that a saying only describes: علق المدرب على الخسارة بالقول."""
    verb = verb_before(tokens, cue, cues)
    if verb is None or (verb in cues and cues[verb].lemma.lemma == "نقل"):
        return None
    return subject_of(tokens, verb, cue.start, cues)


def _relayed(tokens: Tokens, cue: Cue) -> tuple[int, int] | None:
    """Return the source of a relay: the phrase between عن and its قوله."""
    words = tokens.words
    start = tokens.sentence(cue.start)[0]
    for i in range(cue.start - 1, max(start, cue.start - 30) - 1, -1):
        if words[i] == "عن" and any(
            w[-4:] in {"نقلت", "ونقل"} or w in {"نقل", "ينقل", "تنقل"} for w in words[max(start, i - 14) : i]
        ):
            found = speaker_after(tokens, i + 1, cue.start)
            if found:
                return found
        if words[i] == "لسان":
            return speaker_after(tokens, i + 1, cue.start)
    return None
