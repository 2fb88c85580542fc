"""The fuzz targets on fixed bytes, kept ones and random ones, the same every time; needs no atheris."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from fuzzing import TARGETS, texts
from fuzzing.draw import Draw, Finding
from fuzzing.kept import FOLDER, kept

from quotes.records import Article, Quotation, Span

SCRIPT = Path(__file__).parents[1] / "scripts" / "fuzz.py"
RANDOM = 100  # inputs of a target beside those kept


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_is_found_in_what_was_kept_and_in_random_bytes(name: str) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("spacy")
    chance = random.Random(name)
    made = [chance.randbytes(chance.choice((0, 8, 32, 128, 512))) for _ in range(RANDOM)]
    for data in [*kept(name), *made]:
        TARGETS[name].run(Draw(data))


def test_what_is_kept_is_of_targets_that_there_are() -> None:
    assert {file.stem for file in FOLDER.glob("*.txt")} == TARGETS.keys()


def test_a_target_tells_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Quotation(quote=Span(0, 10**6, "قال"))
    monkeypatch.setattr(texts, "extract", lambda text, id: Article(id=id, text=text, quotes=[wrong]))
    with pytest.raises(Finding, match="outside the text"):
        texts.extraction(Draw(b"\1" * 64))


@pytest.mark.slow
def test_the_command_fuzzes_and_says_what_it_did(tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    command = [sys.executable, str(SCRIPT), "fold", "from-csv", "--runs", "600", "--corpus", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    head, fold, from_csv, everything = done.stdout.splitlines()
    assert head.split()[:2] == ["target", "executions"]
    assert (fold.split()[0], from_csv.split()[0]) == ("fold", "from-csv")
    assert int(everything.split()[1]) >= 600
    assert any((tmp_path / "fold").iterdir())
