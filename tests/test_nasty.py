"""Whatever is in a file: no traceback, no hang, nothing written but the output, a line for each problem."""

import shutil
import time
from pathlib import Path
from typing import get_args

import nasty_made
import pytest
from typer.testing import CliRunner

from quotes.cli import app
from quotes.cli.convert import convert
from quotes.cli.extract import extract
from quotes.formats import FOLDER, Format
from quotes.problems import Problem

NASTY = Path(__file__).parent / "nasty"
# of an article and its annotations side by side, the annotations stand for both
FILES = [
    path.name
    for path in sorted(NASTY.iterdir())
    if not path.with_suffix(".ann").exists() or path.suffix == ".ann"
]
FORMATS: tuple[Format, ...] = get_args(Format)
# for others convert has only the text to write
HOLD_QUOTATIONS = (".jsonl", ".json", ".markup", ".ann", ".spacy")
HANG = 120  # seconds of processor time, on any machine


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def survives(path: Path, command: str, format: str, top: Path) -> None:
    """Run *command* on *path*; *top* may hold nothing new afterwards but the output."""
    before = tree(top)
    out = top / "in" / "here" / "out"
    began = time.process_time()
    done = CliRunner().invoke(
        app, [command, str(path), "-o", str(out), "--to" if command == "convert" else "-f", format]
    )
    assert time.process_time() - began < HANG
    assert done.exit_code in (0, 1), (format, done.stderr, done.exception)
    assert done.exception is None or isinstance(done.exception, SystemExit), format
    for line in done.stderr.splitlines():
        assert line.startswith("quotes: "), line
        assert line.isprintable(), line
        assert "please report" not in line
        assert len(line) < 2000
    assert "Traceback" not in done.stderr
    new = {name for name in tree(top) - before if not name.startswith("in/here/out/")}
    assert new == {"in/here/out"}
    shutil.rmtree(out) if format in FOLDER else out.unlink()


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return a folder whose innermost is the one to work in: what escapes from it still is found."""
    (tmp_path / "in" / "here").mkdir(parents=True)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_every_nasty_file_goes_through_every_command_and_format(top: Path, name: str) -> None:
    for twin in NASTY.glob(f"{Path(name).stem}.*") if name.endswith(".ann") else [NASTY / name]:
        shutil.copy(twin, top)
    for format in FORMATS:
        survives(top / name, "extract", format, top)
    for format in FORMATS if name.endswith(HOLD_QUOTATIONS) else ("jsonl",):
        survives(top / name, "convert", format, top)


@pytest.mark.slow
@pytest.mark.parametrize("name", nasty_made.MADE)
def test_what_is_huge_or_of_odd_types_goes_through(top: Path, name: str) -> None:
    pytest.importorskip("pyarrow")
    made = nasty_made.MADE[name]()
    (top / name).write_bytes(made.encode() if isinstance(made, str) else made)
    few: tuple[Format, ...] = ("jsonl", "prodigy") if len(made) > 200_000 else FORMATS
    for format in few:
        for command in ("extract", "convert"):
            survives(top / name, command, format, top)


def test_a_folder_of_nasty_files_loses_none_that_can_be_read(top: Path) -> None:
    pytest.importorskip("pyarrow")
    out = top / "out.jsonl"

    def rows(*paths: Path) -> int:
        CliRunner().invoke(app, ["extract", *map(str, paths), "-o", str(out), "--engine", "rules"])
        return len(out.read_bytes().splitlines())

    assert rows(NASTY) == sum(rows(NASTY / name) for name in FILES) > 100


def seconds(path: Path, out: Path) -> float:
    """Return the processor time to extract from *path* and to make tasks of it; the better of two."""
    taken = []
    problems: list[Problem] = []
    for _ in range(2):
        began = time.process_time()
        extract([str(path)], out=str(out), format="jsonl", report=problems.append)
        convert([str(path)], out=str(out), source=None, target="prodigy", report=problems.append)
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.slow
@pytest.mark.parametrize("name", nasty_made.GROWING)
def test_four_times_the_input_takes_about_four_times_as_long(tmp_path: Path, name: str) -> None:
    size = 12_000
    seconds(nasty_made.begin(tmp_path, name, 1000), tmp_path / "out")
    once = seconds(nasty_made.begin(tmp_path, name, size), tmp_path / "out")
    # linear is 4, quadratic 16; under a twentieth of a second it is no matter
    assert seconds(nasty_made.begin(tmp_path, name, 4 * size), tmp_path / "out") < 10 * max(once, 0.05)
