"""What a user installs is what the repository holds: word lists, page templates, command and component."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", folder, ROOT], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return where the wheel alone is installed, and an environment that finds it before the checkout."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target]
    subprocess.run([*command, wheel], check=True)
    return target, os.environ | {"PYTHONPATH": str(target), "PYTHONIOENCODING": "utf-8"}


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    wanted = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "quotes").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    assert wanted - held == set()
    assert {name.rpartition(".")[2] for name in wanted} >= {"py", "tsv", "html"}


def test_the_command_extracts_from_the_wheel_alone(
    installed: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    target, environment = installed
    done = subprocess.run(
        [target / "bin" / "quotes", "extract", "--format", "jsonl", "-"],
        input="وقال وزير الصحة إن الوضع تحت السيطرة.".encode(),
        capture_output=True,
        cwd=tmp_path,
        env=environment,
        check=True,
    )
    (quotation,) = json.loads(done.stdout)["quotes"]
    parts = [quotation[part]["text"] for part in ("speaker", "cue", "quote")]
    assert parts == ["وزير الصحة", "قال", "الوضع تحت السيطرة"]


def test_the_annotators_guide_comes_from_the_wheel_alone(
    installed: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    _, environment = installed
    code = "import quotes.annotation.guidelines as g; print(g.__file__); print(g.guidelines())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=tmp_path, env=environment, check=True
    )
    file, _, guide = done.stdout.decode().partition("\n")
    assert not Path(file).is_relative_to(ROOT)
    assert guide.strip() == (ROOT / "annotations" / "GUIDELINES.md").read_text(encoding="utf-8").strip()


def test_the_wheel_knows_which_articles_may_not_be_published(
    installed: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    _, environment = installed
    code = "import quotes.dataset.withheld as w; print(w.__file__); print(*sorted(w._known()[0]), sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=tmp_path, env=environment, check=True
    )
    file, *ids = done.stdout.decode().splitlines()
    kept = [path.read_text(encoding="utf-8") for path in (ROOT / "annotations" / "standoff").iterdir()]
    assert not Path(file).is_relative_to(ROOT)
    assert ids == sorted(json.loads(line)["id"] for text in kept for line in text.splitlines())


def test_spacy_finds_the_component_of_the_wheel(
    installed: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    target, environment = installed
    code = (
        "import spacy; nlp = spacy.blank('ar'); nlp.add_pipe('quote_rules')\n"
        "print(len(nlp('وقال وزير الصحة إن الوضع تحت السيطرة.')._.quotations))\n"
        "import quotes; print(quotes.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=True,
    )
    count, file = done.stdout.splitlines()
    assert count == "1"
    assert Path(file).is_relative_to(target)
