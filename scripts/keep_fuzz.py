"""Choose from what a fuzz run gathered the inputs that reach most, and keep them with the tests.

    python scripts/keep_fuzz.py DIR [--most 30] [TARGET …]

DIR is the ``--corpus`` of ``scripts/fuzz.py``. Of each target the inputs are run, those are taken that reach
lines of the package which none before reached, most first, and written to ``tests/fuzz/TARGET.txt``.
"""

import argparse
import base64
import contextlib
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT)]
PACKAGE = str(ROOT / "quotes")


def main() -> None:
    """Write the chosen inputs of each target and tell how many."""
    from fuzzing import TARGETS
    from fuzzing.kept import FOLDER, kept

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], metavar="TARGET")
    parser.add_argument("--most", type=int, default=30)
    parser.add_argument("--longest", type=int, default=512, help="bytes of an input")
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    for name in options.targets or TARGETS:
        files = sorted((options.corpus / name).glob("*")) if (options.corpus / name).is_dir() else []
        inputs = {*kept(name), *(file.read_bytes() for file in files)}
        small = sorted(data for data in inputs if len(data) <= options.longest)
        reached = {data: lines(TARGETS[name].run, data) for data in small}
        chosen: list[bytes] = []
        seen: set[tuple[str, int]] = set()
        while reached and len(chosen) < options.most:
            best = max(reached, key=lambda data: (len(reached[data] - seen), -len(data), data))
            if not reached[best] - seen:
                break
            seen |= reached.pop(best)
            chosen.append(best)
        text = "".join(f"{base64.b64encode(data).decode()}\n" for data in chosen)
        (FOLDER / f"{name}.txt").write_text(text, "ascii")
        print(f"{name:14} {len(chosen):3} of {len(small):5}, {len(seen)} lines", flush=True)


def lines(run: Any, data: bytes) -> set[tuple[str, int]]:
    """Return the lines of the package that *run* on *data* reaches."""
    from fuzzing.draw import Draw

    found: set[tuple[str, int]] = set()

    def trace(frame: Any, event: str, _: Any) -> Any:
        if not frame.f_code.co_filename.startswith(PACKAGE):
            return None
        if event == "line":
            found.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    sys.settrace(trace)
    try:
        with contextlib.suppress(Exception):
            run(Draw(data))
    finally:
        sys.settrace(None)
    return found


if __name__ == "__main__":
    main()
