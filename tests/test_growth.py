"""Time grows with the text, not with its square: a dump may be one article without line breaks."""

import time
from pathlib import Path

import pytest

from quotes import extract

pytestmark = pytest.mark.slow
SEEDS = [
    " ".join(file.read_text("utf-8").split())
    for file in sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
    if not file.name.endswith(".markup.txt")
]
# each unit is repeated; none of its marks has a partner
UNITS = {
    "seeds-on-one-line": " ".join(SEEDS)[:20_000] + " ",
    "no-full-stop": "وقال الوزير إن الأمر انتهى وأضاف أن العمل مستمر ",
    "opening-marks": "قال زيد «نعم ",
    "closing-marks": "قال زيد نعم» ",
    "straight-marks": 'قال زيد "نعم ',
    "brackets": "قال زيد (نعم ",
    "cues-alone": "قال أكد أضاف ",
    "vowel-marks": "قَالَ الوَزِيرُ إِنَّ الأَمْرَ انْتَهَى. ",
}


def seconds(text: str) -> float:
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        extract(text)
        taken.append(time.perf_counter() - began)
    return min(taken)


@pytest.mark.parametrize("unit", UNITS)
def test_eight_times_the_text_takes_about_eight_times_as_long(unit: str) -> None:
    size = 40_000
    text = UNITS[unit] * (8 * size // len(UNITS[unit]) + 1)
    extract(text[:1000])
    # linear is 8, quadratic 64; a busy machine may double a time
    assert seconds(text[: 8 * size]) < 20 * seconds(text[:size])
