"""The README's Python runs and says what it shows; its table is what `make seeds` prints."""

import doctest
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quotes.cli import app
from quotes.markup import from_markup

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.S)


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


def test_the_table_is_what_the_seeds_print() -> None:
    (table,) = re.findall(r"```text\n(.*?)```", README, re.S)
    command = ["extract", str(ROOT / "seeds"), "--engine", "rules"]  # `make seeds` installs no spaCy
    done = CliRunner().invoke(app, command, env={"COLUMNS": "80"})
    assert table.count("│") > 20
    assert table in done.output
