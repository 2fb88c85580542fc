"""Direct, mixed or indirect, by the marks around and inside a quotation."""

import pytest

from quotes.markup import from_markup
from quotes.text.kinds import Kinds

CASES = {
    "direct": "قال زيد: «<quote>نعم، هذا صحيح. انتهى</quote>».",
    "direct-inner-marks": "قال زيد: «<quote>هذا 'حق' لنا</quote>».",
    "direct-part-of-speech": "قال زيد: «نعم. <quote>هذا حق</quote> لنا».",
    "direct-vowelled": "قَالَ زَيْدٌ: «<quote>نَعَمْ هَذَا</quote>».",
    "mixed": "قال زيد إن <quote>هذا «حق لنا» اليوم</quote>.",
    "mixed-two-pairs": "قال زيد إن «<quote>هذا» و«ذاك</quote>».",
    "mixed-at-its-end": "قال زيد إن <quote>هذا “ليس حقا</quote>”.",
    "indirect": "قال زيد إن <quote>هذا حق</quote>.",
    "indirect-beside-marks": "قال «زيد» إن <quote>هذا حق</quote> «لنا».",
}


@pytest.mark.parametrize("case", CASES)
def test_type_follows_from_the_marks(case: str) -> None:
    article = from_markup(CASES[case])
    assert Kinds.of_text(article.text).of(article.quotes[0].quote) == case.partition("-")[0]
