"""Train the model that ships: ``python scripts/train_model.py CORPUS --dev DEV -o quotes/models/quotes_ar``.

CORPUS is the parquet file of raw articles (columns ``id``, ``corpus``, ``text``) in which the annotated ones
are found by id. Its gold is what is ours (``annotations/articles``, ``seeds``) and our annotations of the ANT
Corpus, whose licence (Apache-2.0) allows it; ``--everything`` takes all annotated corpora instead, for
comparison only. Stages: the rules' own proposals in raw articles of the same corpora, then gold, then the
linker on scores of models that had not seen the article. The best weights are chosen on ``--dev``.
"""

import argparse
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from quotes import __version__
from quotes.dataset.duplicates import copies
from quotes.model.teaching import Plan
from quotes.model.training import Meta, train
from quotes.problems import sift
from quotes.reading import read
from quotes.records import Article

ROOT = Path(__file__).parents[1]
FREE = "antcorpus"
HELD_OUT = {"held-out", "dev"}
RAW, SHORTEST, LONGEST = 16_000, 80, 600  # articles; words of one


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--dev", type=Path, required=True, help="gold that chooses the best weights")
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--everything", action="store_true", help="all corpora, whatever their licence")
    parser.add_argument("--raw", type=int, default=RAW, help="so many raw articles")
    given = parser.parse_args()
    dev = _read(given.dev)
    known = list(_restored(given.corpus))
    held = {a.id for a in [*dev, *(a for a in known if a.meta["set"] in HELD_OUT)]}
    real = [
        a for a in known if a.id not in held and (given.everything or str(a.meta["source"]).startswith(FREE))
    ]
    own = [*_read(ROOT / "annotations" / "articles"), *_read(ROOT / "seeds")]
    seen = held | {a.id for a in known}
    raw = random.Random(0).sample(list(_raw(given.corpus, seen, everything=given.everything)), given.raw)
    # copies of dev are left out by train itself
    unseen = [a.text for a in known if a.meta["set"] in HELD_OUT]
    near = {i for i, _ in copies((a.text for a in raw), unseen)}
    raw = [a for i, a in enumerate(raw) if i not in near]
    sources = ["annotations/articles and seeds of this project (CC0)", "ANT Corpus (Apache-2.0)"]
    made = train(
        [*real, *own],
        given.out,
        dev=dev,
        raw=raw,
        plan=Plan(epochs=5, raw_epochs=1),
        meta=Meta(
            name="quotes",
            version=__version__,
            license="MIT",
            author="the quotes project",
            sources=[*sources, "SaudiNewsNet and other corpora"] if given.everything else sources,
        ),
        report=lambda problem: print(problem, file=sys.stderr),
        resume=True,
        keep=True,
    )
    sys.exit(0 if made else 1)


def _read(path: Path) -> list[Article]:
    return list(sift(read([str(path)]), lambda problem: sys.exit(str(problem))))


def _restored(corpus: Path) -> Iterator[Article]:
    """Yield our annotated articles of *corpus*, with their texts."""
    command = [sys.executable, str(ROOT / "scripts" / "standoff.py"), "restore", str(corpus)]
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines()
    yield from (msgspec.json.decode(line, type=Article) for line in lines)


def _raw(corpus: Path, seen: set[str], *, everything: bool) -> Iterator[Article]:
    """Yield the articles of *corpus* that nobody has annotated and that are neither short nor long."""
    for row in pq.read_table(corpus, columns=["id", "corpus", "text"]).to_pylist():
        free = everything or row["corpus"].startswith(FREE)
        if free and row["id"] not in seen and SHORTEST <= len(row["text"].split()) <= LONGEST:
            yield Article(id=row["id"], text=row["text"])


if __name__ == "__main__":
    main()
