"""Explaining: every candidate has a decision, and every rejection the reason that a reader would give."""

from pathlib import Path

import pytest

from quotes.explaining import explain
from quotes.extraction import extract

SEEDS = sorted(
    path for path in (Path(__file__).parents[1] / "seeds").glob("*.txt") if ".markup" not in path.name
)

# text, rejected word, words of its reason
REJECTED = {
    "filler": ("يذكر أن الجسر قديم.", "يذكر أن", "names no source"),
    "filler-behind-and": ("ويشار إلى أن الجسر قديم.", "يشار إلى أن", "names no source"),
    "nothing-opens": ("أكد المدير ثقته بالفريق.", "أكد", "nothing opens"),
    "wish": ("دعا الشيخ الله أن يرحم الضحايا.", "دعا", "wish"),
    "inside-speech": (
        "قال المدير: «أبلغني الوزير نفسه وقال إن الجسر آمن تماما».",
        "قال",
        "inside the speech in marks that “قال” reports",
    ),
    "second-attribution": ("أعلنت البلدية أن الجسر آمن، بحسب الوكالة.", "بحسب", "second attribution"),
    "nearer-cue": ("وأوضح المدير قائلا إن الجسر آمن.", "أوضح", "“قائلا” is nearer"),
    "first-person": ("نؤكد أن الجسر آمن.", "نؤكد", "third person"),
    "noun": ("كثرت تصريحات المدير هذا الشهر.", "تصريحات", "noun without a clause"),
    "other-words-that": ("قال المدير كلمته بعد أن عاد.", "قال", "belongs to “بعد”"),
}


@pytest.mark.parametrize(("text", "cue", "reason"), REJECTED.values(), ids=REJECTED)
def test_a_rejected_cue_has_its_reason(text: str, cue: str, reason: str) -> None:
    rejected = [d for d in explain(text) if not d.accepted and d.cue == cue]
    assert [d for d in rejected if reason in d.reason], rejected
    assert all(d.score is None and d.quotation is None for d in rejected)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_what_is_accepted_is_what_extract_finds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    decisions = explain(text)
    accepted = [d.quotation for d in decisions if d.accepted]
    assert sorted(accepted, key=lambda q: q.quote.start) == extract(text).quotes  # type: ignore[union-attr]
    assert all(d.rule and d.score is not None and not d.reason for d in decisions if d.accepted)
    assert all(d.reason for d in decisions if not d.accepted)
    assert any(not d.accepted for d in decisions)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_decisions_stand_in_text_order_where_they_say(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    decisions = explain(text)
    assert decisions == sorted(decisions, key=lambda d: d.start)
    assert all(d.cue == "" or text[d.start : d.end] == d.cue for d in decisions)
    cues = [(d.start, d.end) for d in decisions if not d.accepted]
    assert len(cues) == len(set(cues))


def test_offsets_count_the_text_as_given() -> None:
    text = "\ufeff  قَـالَ الوزيرُ إنّ الأمرَ انتهى."
    [decision] = [d for d in explain(text) if d.accepted]
    assert text[decision.start : decision.end] == decision.cue == "قَـالَ"


def test_a_text_without_cues_has_no_decisions() -> None:
    assert explain("") == explain("صباح الخير") == []
