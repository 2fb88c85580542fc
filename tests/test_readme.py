"""The README's Python runs and says what it shows."""

import doctest
import re
from pathlib import Path

import pytest

from quotes.markup import from_markup

BLOCKS = re.findall(
    r"```python\n(.*?)```", (Path(__file__).parents[1] / "README.md").read_text("utf-8"), re.S
)


@pytest.mark.parametrize("block", range(len(BLOCKS)))
def test_example(block: int) -> None:
    article = from_markup("<cue>قال</cue> <speaker>زيد</speaker> إن <quote>هذا حق</quote>.")
    names = {"gold": [article], "predicted": [article]}
    if ">>>" in BLOCKS[block]:
        test = doctest.DocTestParser().get_doctest(BLOCKS[block], names, "README.md", "README.md", 0)
        assert doctest.DocTestRunner().run(test).failed == 0
    else:
        pytest.importorskip("spacy")
        exec("import spacy\n" + BLOCKS[block], names)


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 3
