"""Measure the extractor in one run: speed beside yardsticks, engines, archives, growth, memory, start-up.

    python scripts/bench.py [ARTICLES.parquet|.jsonl|FOLDER] [--only speed engines …] [--plot FILE.svg]

What is compared is measured in turns within this run, so that what else the machine does falls on all alike:
the ratios travel, the words a second are this machine's. Without a path it takes
../shared/corpus/articles.parquet, or where that is absent the seed articles, over and over. The parts need
the extras [archive], [cluster] and [spacy]; ``peer`` needs textacy, and is left out without it.
"""

import argparse
import json
import sys
from pathlib import Path

from measuring import CORPUS, ROOT, SEEDS, Options, Table, archive, growth, peer, speed

PARTS = {
    "start": speed.start,
    "speed": speed.speed,
    "engines": speed.engines,
    "peer": peer.peer,
    "archives": archive.archives,
    "scale": archive.scale,
    "length": growth.length,
    "marks": growth.marks,
}
PLOTTED = ("speed", "engines", "peer", "archives")


def main() -> None:
    """Run the parts that were asked for and print each one's table as it ends."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("path", nargs="?", type=Path, default=CORPUS if CORPUS.exists() else SEEDS)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS), help="parts to run")
    parser.add_argument("--articles", type=int, default=2000, help="in a round (default: %(default)s)")
    parser.add_argument("--archive", type=int, default=70_000, help="in an archive (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=5, help="median of this many (default: %(default)s)")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--plot", type=Path, help="draw words a second of all that was compared here")
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    options = Options(given.path, given.articles, given.archive, given.repeats)
    tables: dict[str, Table] = {}
    for name in given.only:
        if (table := PARTS[name](options)) is None:
            print(f"{name} is left out: pip install textacy\n")
            continue
        tables[name] = table
        print(f"{table}\n", flush=True)
    if given.json:
        given.json.write_text(json.dumps({k: t._asdict() for k, t in tables.items()}, indent=1), "utf-8")
    if given.plot:
        plot(tables, given.plot)


def plot(tables: dict[str, Table], out: Path) -> None:
    """Draw words a second of the parts that have them as bars."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    bars: dict[str, float] = {}
    for name in PLOTTED:
        if name in tables:
            column = tables[name].columns.index("words/s")
            for row in tables[name].rows:
                bars.setdefault(str(row[0]), row[column])
    figure, axes = pyplot.subplots(figsize=(8, 0.45 * len(bars) + 0.8), layout="constrained")
    names = sorted(bars, key=bars.__getitem__)
    drawn = axes.barh(names, [bars[name] for name in names], color="#4c78a8")
    axes.bar_label(drawn, [f" {bars[name]:,.0f}" for name in names])
    axes.set_xscale("log")
    axes.set_xlim(right=max(bars.values()) * 4)
    axes.set_xlabel("words a second (logarithmic)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(out, metadata={"Date": None})


if __name__ == "__main__":
    main()
