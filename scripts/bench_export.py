"""How long ``quotes export`` takes and how much memory: ``python scripts/bench_export.py 10000 GOLD …``.

The articles of GOLD are repeated under new ids until there are that many; a process of its own exports them.
"""

import resource
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import msgspec

from quotes.formats.jsonl import write_jsonl
from quotes.reading import read
from quotes.records import Article


def main(number: int, *gold: str) -> None:
    articles = [item for item in read(gold) if isinstance(item, Article)]
    many = (
        msgspec.structs.replace(article, id=f"{article.id}-{n}")
        for n, article in enumerate(islice(cycle(articles), number))
    )
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder, "gold.jsonl"), Path(folder, "dataset")
        with file.open("w", encoding="utf-8") as stream:
            write_jsonl(many, stream)
        command = [sys.executable, "-c", "from quotes.cli import app; app()", "export", str(file)]
        began = time.perf_counter()
        subprocess.run([*command, "-o", str(out)], check=True)
        seconds = time.perf_counter() - began
        size = sum(path.stat().st_size for path in out.rglob("*.parquet"))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024  # Linux counts in KiB
    print(f"{number:,} articles ({len(articles)} different): {seconds:.1f} s, {memory:,.0f} MiB at most,")
    print(f"{size / 2**20:.1f} MiB of Parquet")


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
