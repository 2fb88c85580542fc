"""What is printed cannot steer a terminal, whatever articles, outlets and rules are called."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quotes.cli import app

STEERING = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b2J\x08\r\x0b\x7f"
TEXT = "قال الوزير إن الأمر انتهى."
QUOTE = {"quote": {"start": 14, "end": 20}, "speaker_name": STEERING, "by": STEERING}


@pytest.fixture
def gold(tmp_path: Path) -> str:
    good = {
        "id": f"{STEERING}1",
        "text": f"{TEXT}{STEERING}",
        "meta": {"outlet": STEERING},
        "quotes": [QUOTE],
    }
    bad = [{"id": f"{STEERING}2", "text": 5}, {"id": f"{STEERING}3", "text": " "}, {STEERING: STEERING}]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, [good, *bad])), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    "command",
    [
        "extract GOLD",
        "explain GOLD",
        "validate GOLD",
        "evaluate GOLD --errors 9",
        "evaluate GOLD GOLD --by outlet",
        "evaluate GOLD GOLD --by rule",
        "compare GOLD GOLD rules --errors 9 --resamples 2",
        "doccano agree GOLD GOLD",
        "convert GOLD --to table",
    ],
)
def test_nothing_printed_steers_the_terminal(command: str, gold: str) -> None:
    done = CliRunner().invoke(app, [gold if word == "GOLD" else word for word in command.split()])
    assert done.output
    assert not set(done.output) & {*map(chr, range(32)), *map(chr, range(127, 160))} - {"\n"}
