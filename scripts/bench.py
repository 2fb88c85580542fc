"""Measure the extractor: speed against two yardsticks and of each engine, growth, memory, start-up.

    python scripts/bench.py [ARTICLES.parquet|.jsonl|FOLDER] [--articles 2000] [--skip growth memory …]

One process on one core, warm; every figure is the median of interleaved repeats of one run, so that what
else the machine does falls on all of them alike. Words are counted once, by the same expression for all.
Without a path it takes ../shared/corpus/articles.parquet, or where that is absent the seed articles, over
and over.
"""

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "articles.parquet"
WORD = re.compile(r"\w+")
# the floor: what merely looking for the commonest cues costs
SCAN = re.compile(r"\b[وف]?(?:قال|أكد|أضاف|أوضح|أعلن|ذكر|أشار|شدد|صرح|اعتبر)(?:ت|وا)?\b.{0,80}?\b[إأ]ن\w*")


def main() -> None:
    """Run the measurements that were asked for and print each as it ends."""
    sys.path.insert(0, str(ROOT))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("path", nargs="?", type=Path, default=CORPUS if CORPUS.exists() else ROOT / "seeds")
    parser.add_argument("--articles", type=int, default=2000, help="how many to time (default: %(default)s)")
    parser.add_argument(
        "--stream", type=int, default=70_000, help="how many for memory (default: %(default)s)"
    )
    parser.add_argument("--repeats", type=int, default=5, help="median of this many (default: %(default)s)")
    parts = {
        "speed": speed,
        "engines": engines_side_by_side,
        "growth": growth,
        "memory": memory,
        "start": start,
    }
    parser.add_argument("--skip", nargs="*", choices=parts, default=[])
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for name, part in parts.items():
        if name not in options.skip:
            part(options)


def speed(options: argparse.Namespace) -> None:
    """Print words a second of extraction, of spaCy's tokenizer, and of one compiled expression."""
    import spacy

    from quotes import extract

    texts = list(islice(articles(options.path), options.articles))
    words = sum(len(WORD.findall(text)) for text in texts)
    found = sum(len(extract(text).quotes) for text in texts)
    tokenizer = spacy.blank("ar").tokenizer
    jobs: dict[str, Callable[[str], object]] = {
        "one expression": SCAN.findall,
        "spaCy blank('ar')": tokenizer,
        "extract": extract,
    }
    seconds = interleaved(
        {name: lambda job=job: each(job, texts) for name, job in jobs.items()}, options.repeats
    )
    print(f"speed: {len(texts)} articles, {words:,} words, {found:,} quotations; median of {options.repeats}")
    for name, taken in seconds.items():
        ratio = seconds["spaCy blank('ar')"] / taken
        print(f"  {name:20}{words / taken:>12,.0f} words/s   {ratio:6.2f} × spaCy")


def engines_side_by_side(options: argparse.Namespace) -> None:
    """Print words a second of each engine, and what the command takes for one article from its start."""
    from quotes import engines
    from quotes.records import Article

    if engines.default() == "rules":
        print("engines: spaCy or the model is not installed")
        return
    texts = list(islice(articles(options.path), max(1, options.articles // 4)))
    words = sum(len(WORD.findall(text)) for text in texts)
    given = [Article(id=str(n), text=text) for n, text in enumerate(texts)]
    names: list[engines.Engine] = ["rules", "model", "both"]
    extractors = {name: engines.load(name) for name in names}
    seconds = interleaved(
        {
            name: lambda e=extractor: each(lambda item: item, e(given))
            for name, extractor in extractors.items()
        },
        options.repeats,
    )
    seed = str(sorted((ROOT / "seeds").glob("*.txt"))[0])
    code = "from quotes.cli import app; app()"

    def first(name: str) -> None:
        command = [sys.executable, "-c", code, "extract", seed, "--engine", name]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True)

    once = interleaved({name: lambda n=name: first(n) for name in names}, options.repeats)
    print(f"engines: {len(texts)} articles, {words:,} words; one article, from the start of the command")
    for name, taken in seconds.items():
        share = seconds["rules"] / taken
        print(f"  {name:20}{words / taken:>12,.0f} words/s   {share:6.3f} × rules   {once[name]:6.2f} s")


def growth(options: argparse.Namespace) -> None:
    """Print how time grows with one long article and with unmatched marks: 1.00 is linear."""
    from quotes import extract

    size, pieces = 0, []
    for text in articles(options.path):
        pieces.append(" ".join(text.split()))
        size += len(pieces[-1].encode()) + 1
        if size >= 20_000_000:
            break
    long = " ".join(pieces)
    print("growth: one article without line breaks")
    show_growth({f"{n} MB": (n, long[: len(long) * n // 20]) for n in (1, 2, 5, 10, 20)}, extract)
    print("growth: unmatched marks, a word each")
    kinds = {"«": "« كلمة ", "»": "كلمة» ", '"': 'كلمة" ', "(": "(كلمة ", "قال «": "قال زيد «نعم "}
    for name, unit in kinds.items():
        print(f" {name}")
        show_growth({f"{n:,}": (n, unit * n) for n in (1000, 3000, 10_000, 30_000, 100_000)}, extract)


def memory(options: argparse.Namespace) -> None:
    """Print the resident memory of a stream of articles as it goes on, in a process of its own."""
    code = (
        "import sys; sys.path[:0] = sys.argv[1:3]\n"
        "from pathlib import Path; from bench import stream\n"
        "stream(Path(sys.argv[3]), int(sys.argv[4]))\n"
    )
    where = [str(ROOT), str(ROOT / "scripts"), str(options.path), str(options.stream)]
    subprocess.run([sys.executable, "-c", code, *where], check=True)


def stream(path: Path, count: int) -> None:
    """Print the memory held after each tenth of *count* articles: read and dropped, then extracted from too.

    The first pass tells what the reader of the file takes; what the second adds is the extractor's.
    """
    from quotes import extract

    print(f"memory: {count:,} articles, MB held after each tenth")
    jobs: dict[str, Callable[[str], object]] = {"reading alone": len, "and extracting": extract}
    for name, job in jobs.items():
        held: list[float] = []
        began = time.perf_counter()
        for n, text in enumerate(islice(articles(path), count), 1):
            job(text)
            if n % max(1, count // 10) == 0:
                held.append(resident())
        shown = " ".join(f"{mb:.0f}" for mb in held)
        print(f"  {name:15}{shown}   in {time.perf_counter() - began:.0f} s")


def start(options: argparse.Namespace) -> None:
    """Print how long ``quotes --help`` takes, beside an empty Python."""
    jobs = {
        "python -c pass": ["-c", "pass"],
        "quotes --help": ["-c", "from quotes.cli import app; app()", "--help"],
    }

    def run(arguments: list[str]) -> None:
        subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True)

    seconds = interleaved(
        {name: lambda a=arguments: run(a) for name, arguments in jobs.items()}, options.repeats
    )
    print("start: " + ", ".join(f"{name} {taken * 1000:.0f} ms" for name, taken in seconds.items()))


def show_growth(inputs: dict[str, tuple[int, str]], job: Callable[[str], object]) -> None:
    """Print the time of each input, and how it compares with the first's in proportion to size."""
    base = 0.0
    for name, (size, text) in inputs.items():
        taken = min(timed(lambda text=text: job(text)) for _ in range(3 if len(text) < 3_000_000 else 1))
        base = base or taken / size
        print(f"  {name:>8}{taken:9.3f} s   {taken / size / base:5.2f} × linear")


def interleaved(jobs: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Return the median seconds of each job, all warmed up once, then run in turns."""
    for job in jobs.values():
        job()
    rounds = [{name: timed(job) for name, job in jobs.items()} for _ in range(repeats)]
    return {name: statistics.median(taken[name] for taken in rounds) for name in jobs}


def timed(job: Callable[[], object]) -> float:
    """Return the seconds that *job* takes."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def each(job: Callable[[Any], object], items: Iterable[Any]) -> None:
    """Do *job* to every item, keeping no result."""
    for item in items:
        job(item)


def resident() -> float:
    """Return the memory that this process holds now, in MB; its peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1_048_576


def articles(path: Path) -> Iterator[str]:
    """Yield the texts of a parquet or JSONL file with a column ``text``, or of a folder, over and over."""
    while True:
        yield from read(path)


def read(path: Path) -> Iterator[str]:
    """Yield the texts of *path* once, a batch in memory at a time."""
    if path.is_dir():
        for file in sorted(path.glob("*.txt")):
            if not file.name.endswith(".markup.txt"):
                yield file.read_text("utf-8")
    elif path.suffix == ".parquet":
        import pyarrow.parquet

        with pyarrow.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=500, columns=["text"]):
                yield from filter(None, batch["text"].to_pylist())
    else:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]


if __name__ == "__main__":
    main()
