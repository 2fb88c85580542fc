"""Fuzz the package under atheris, one target after the other, and say what was found.

    python scripts/fuzz.py [TARGET …] [--runs 1000000] [--seconds S] [--corpus DIR]
    python scripts/fuzz.py TARGET --replay FILE …

Without a TARGET all are run; ``--list`` names them. ``--runs`` are shared among the targets, those that
take long getting fewer (``fuzzing.TARGETS``); ``--seconds`` is the time that each may take at most. Only the
package ``quotes`` is instrumented. A finding does not end the run: it is told once for each place it comes
from, and its input kept in DIR/TARGET-findings, for ``--replay``, which needs no atheris. DIR/TARGET keeps
the inputs that reached something new; a later run begins with them. Executions a second are those of
processor time. The exit code is 1 if anything was found. Setup: pip install '.[fuzz,parquet,html,spacy]'.
"""

import argparse
import hashlib
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT)]
LONGEST = 512  # bytes of an input, which come to texts of up to 6,000 characters
LIMIT = 10.0  # seconds of processor time for one input: a thousand times what any takes
MEGABYTES = 2048  # of memory
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None  # a file system without a disk
STARTS = 5  # how often a target is begun anew after it took the process down


class HangError(BaseException):
    """An execution took longer than ``LIMIT``."""


def main() -> int:
    """Run the targets and print a table; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--runs", type=int, default=1_000_000, help="executions, over all targets")
    parser.add_argument("--seconds", type=int, default=0, help="the time of each target at most")
    parser.add_argument("--corpus", type=Path, default=ROOT / ".fuzz", help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replay", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--list", action="store_true", help="name the targets")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        inside(options.targets[0], options)
    from fuzzing import TARGETS
    from fuzzing.draw import Draw

    if options.list:
        print(*TARGETS, sep="\n")
        return 0
    if unknown := set(options.targets) - TARGETS.keys():
        parser.error(f"no target {min(unknown)}; there are {', '.join(TARGETS)}")
    chosen = options.targets or list(TARGETS)
    if options.replay:
        for file in options.replay:
            TARGETS[chosen[0]].run(Draw(file.read_bytes()))
            print(f"{file}: nothing found")
        return 0
    whole = sum(TARGETS[name].share for name in chosen)
    print(f"{'target':14} {'executions':>10} {'a second':>8} {'edges':>13} {'inputs':>6} {'findings':>8}")
    total = found = 0
    used = _processor()
    for name in chosen:
        done, findings = fuzz(name, -(-options.runs * TARGETS[name].share // whole), options)
        total, found = total + done, found + findings
    print(f"{'all':14} {total:10} {total / max(0.001, _processor() - used):8.0f} {'':13} {'':6} {found:8}")
    return 1 if found else 0


def fuzz(name: str, runs: int, options: argparse.Namespace) -> tuple[int, int]:
    """Run one target in processes of its own, print its row; return how many executions and findings."""
    findings = options.corpus / f"{name}-findings"
    findings.mkdir(parents=True, exist_ok=True)
    before = set(findings.glob("*.txt"))
    done, edges, inputs, began, used = 0, [], "", time.monotonic(), _processor()
    for start in range(STARTS):
        left = options.seconds and max(1, int(options.seconds - (time.monotonic() - began)))
        command = [sys.executable, __file__, name, "--inside", "--corpus", str(options.corpus)]
        command += ["--runs", str(runs - done), "--seconds", str(left), "--seed", str(options.seed + start)]
        with (options.corpus / f"{name}.log").open("w+", encoding="utf-8", errors="replace") as log:
            with tempfile.TemporaryDirectory(dir=MEMORY, prefix="fuzz-") as scratch:
                # libFuzzer ends without a word: what its process leaves is ours to take away
                environment = {**os.environ, "TMPDIR": scratch}
                code = subprocess.run(
                    command, stdout=log, stderr=log, env=environment, check=False
                ).returncode
            log.seek(0)
            said = log.read()
        counted = [int(n) for n in re.findall(r"^#(\d+)\t", said, re.MULTILINE)]
        done += max(counted, default=0)
        edges += re.findall(r"(?:INITED|DONE) +cov: (\d+)", said)
        inputs = (re.findall(r"corp: (\d+)", said) or [inputs])[-1]
        if code == 0:
            break
        # the process went down: libFuzzer has kept the input, or there is none (it did not start)
        (findings / f"down-{start}.txt").write_text(said[-20_000:], encoding="utf-8")
        if not counted:
            break
    new = sorted(set(findings.glob("*.txt")) - before)
    speed = done / max(0.001, _processor() - used)
    growth = f"{edges[0]} → {edges[-1]}" if edges else "–"
    print(f"{name:14} {done:10} {speed:8.0f} {growth:>13} {inputs:>6} {len(new):8}", flush=True)
    for file in new:
        print(f"  {file}: {file.read_text('utf-8').strip().splitlines()[-1][:200]}", flush=True)
    return done, len(new)


def _processor() -> float:
    """Return the seconds of processor time of the processes that ended; others may use the machine too."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def inside(name: str, options: argparse.Namespace) -> None:
    """Run one target under atheris in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["quotes"]):
        import_all()
        from fuzzing import TARGETS
    corpus, findings = options.corpus / name, options.corpus / f"{name}-findings"
    begin(corpus, name)
    arguments = [
        f"-runs={options.runs}",
        f"-max_total_time={options.seconds}",
        f"-seed={options.seed}",
        f"-max_len={LONGEST}",
        f"-rss_limit_mb={MEGABYTES}",
        "-timeout=600",  # ours counts processor time, and goes on afterwards
        "-report_slow_units=600",
        "-len_control=0",
        f"-artifact_prefix={findings}/down-",
    ]
    atheris.Setup([sys.argv[0], *arguments, str(corpus)], guarded(TARGETS[name].run, findings))
    atheris.Fuzz()


def guarded(run: Callable[[Any], None], findings: Path) -> Callable[[bytes], None]:
    """Return *run* on bytes, its exceptions kept in *findings*, those from one place once."""
    from fuzzing.draw import Draw

    seen: set[tuple[str, str, int | None]] = set()

    def stop(*_: object) -> None:
        raise HangError(f"over {LIMIT} seconds")

    signal.signal(signal.SIGVTALRM, stop)

    def once(data: bytes) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
        try:
            run(Draw(data))
        except (Exception, HangError) as error:
            frames = [
                f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(str(ROOT))
            ]
            # a hang is met anywhere: by the target's own first step
            frame = frames[min(2, len(frames) - 1)] if isinstance(error, HangError) else frames[-1]
            place = (type(error).__name__, frame.filename, frame.lineno)
            if place not in seen:
                seen.add(place)
                file = findings / f"{type(error).__name__}-{hashlib.sha256(data).hexdigest()[:12]}"
                file.write_bytes(data)
                file.with_suffix(".txt").write_text(
                    "".join(traceback.format_exception(error)).encode("utf-8", "backslashreplace").decode(),
                    "utf-8",
                )
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    return once


def import_all() -> None:
    """Import what is fuzzed, also what loads when it is used: only what is imported here is instrumented."""
    import importlib
    import pkgutil

    import quotes

    leave = (
        "quotes.cli.",
        "quotes.model",
        "quotes.dataset",
        "quotes.annotation",
        "quotes.evaluation",
        "quotes.recipes",
    )
    for module in pkgutil.walk_packages(quotes.__path__, "quotes."):
        if not module.name.startswith(leave) or module.name == "quotes.cli.writing":
            importlib.import_module(module.name)


def begin(corpus: Path, name: str) -> None:
    """Fill an empty *corpus* with what the tests keep and random ones, the same every time."""
    corpus.mkdir(parents=True, exist_ok=True)
    if any(corpus.iterdir()):
        return
    from fuzzing.kept import kept

    chance = random.Random(name)
    made = [chance.randbytes(size) for size in (8, 16, 32, 64, 128, 256, 512, 1024) for _ in range(20)]
    for data in [*kept(name), *made]:
        (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
