"""What a user who only extracts must not pay for."""

import subprocess
import sys

HEAVY = ("spacy", "datasets", "pandas", "pyarrow", "numpy", "requests", "httpx", "urllib3", "trafilatura")


def test_extracting_imports_nothing_heavy() -> None:
    code = (
        "import sys, quotes\n"
        "quotes.extract('وقال الوزير إن الأمر انتهى.')\n"
        f"print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
