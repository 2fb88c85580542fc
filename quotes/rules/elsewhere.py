"""Reporting verbs that report nothing where they stand: يريد أن يقول، مما يؤكد أن، بين الدولتين."""

from quotes.lexicon import titles
from quotes.lexicon.closed import closed
from quotes.rules.cues import Cue
from quotes.text.marks import MARKS


def elsewhere(words: list[str], cue: Cue) -> bool:
    """Tell whether the verb is subordinate (يريد أن يقول), comments (مما يؤكد أن) or is a preposition."""
    before = words[cue.start - 1] if cue.start else "\n"
    if before in MARKS and words[cue.end : cue.end + 1] and words[cue.end] in MARKS:
        # a name: معهد «سرب»
        return True
    if cue.form.kind == "imperfect" and not cue.clitic and before in _SUBORDINATING:
        return True
    if cue.lemma.lemma in _FINDING and before.removeprefix("و") in _WHEN:
        # عندما تكتشف أن
        return True
    if cue.form.kind == "perfect" and before.removeprefix("و") in _NO_PERFECT:
        # لم أكد أصل, بهدف دون رد, يمكن وصفه بأنه
        return True
    if cue.form.pronoun and not cue.lemma.strong and "object" not in cue.lemma.governs:
        # رد على ما وصفه بـ«…»
        named = cue.lemma.lemma == "وصف" and before in WHAT
        return not (named and any(word in MARKS for word in words[cue.end : cue.end + 2]))
    if words[cue.start].removeprefix("و") == "تبين":
        # وتبين لاحقا أن: it turned out; but تبين الدراسة أن
        after = words[cue.end] if cue.end < len(words) else "\n"
        return after not in titles() and after.removeprefix("ال") not in titles()
    if before in {"اخر", "اخري"} and words[cue.start - 2] in _SIDES:
        # من جانب آخر بين الوزير أن
        return False
    return words[cue.start] in _PREPOSITION_LIKE and before[0].isalnum() and before not in _BEFORE_A_VERB


_FINDING = closed("finding-lemma")
_NO_PERFECT = frozenset("لم لن دون بدون بلا يمكن يجب ينبغي".split())
_WHEN = frozenset("عندما حين حينما اذا لو ان متي".split())
_SUBORDINATING = closed("subordinating")
WHAT = frozenset("ما مما عما لما بما".split())
_SIDES = frozenset("جانب جهه ناحيه صعيد".split())
_PREPOSITION_LIKE = frozenset("بين عبر عقب دون ضمن".split())
_BEFORE_A_VERB = closed("verb-follows")
