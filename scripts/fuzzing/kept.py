"""The inputs that an earlier run found to reach most, kept with the tests: a line of base64 each."""

import base64
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "tests" / "fuzz"


def kept(target: str) -> list[bytes]:
    """Return the inputs kept for *target*; none for one that nothing was kept for."""
    file = FOLDER / f"{target}.txt"
    return [base64.b64decode(line) for line in file.read_text("ascii").splitlines()] if file.exists() else []
