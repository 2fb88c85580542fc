"""The page on security says what is so: every finding that is let pass has its reason there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
TABLES = PAGE.partition("`constraints.txt`:")[2]
OURS, DOCCANOS = TABLES.split("`quotes/annotation/inside/requirements.txt`")
FINDING = r"CVE-\d{4}-\d+|GHSA(?:-\w{4}){3}"


def ignored(name: str) -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    [value] = re.findall(rf"^{name} := (.*)$", makefile, re.M)
    return set(value.split())


def rows(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.startswith("|"))


def test_findings_that_are_let_pass_have_their_reason() -> None:
    assert set(re.findall(FINDING, rows(OURS))) == ignored("KNOWN")
    assert set(re.findall(FINDING, rows(DOCCANOS))) == ignored("KNOWN_IN_DOCCANO")


def test_the_versions_are_those_that_are_pinned() -> None:
    for table, file in ((OURS, "constraints.txt"), (DOCCANOS, "quotes/annotation/inside/requirements.txt")):
        pinned = (ROOT / file).read_text(encoding="utf-8").lower().splitlines()
        named = re.findall(r"([\w-]+) (\d+(?:\.\d+)+)(?=,| \|)", rows(table))
        assert named
        assert {f"{name}=={version}".lower() for name, version in named} <= set(pinned)


def test_the_tests_that_it_names_are_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 5
    assert all((ROOT / "tests" / f"{name}.py").is_file() for name in named)
