"""Give new articles their splits: ``python scripts/assign_splits.py GOLD … `` adds to annotations/splits.tsv.

An article of a stand-off set that was made for training, development or measuring keeps to that; any other
goes by a hash of its id (``quotes export`` does the same). Copies of one text are looked for among the
articles given: give all that there are, ours and those of ``standoff.py restore``.
"""

import sys
from pathlib import Path

from quotes.dataset import splits
from quotes.problems import sift
from quotes.reading import read

KEPT = Path(__file__).parents[1] / "annotations" / "splits.tsv"
SETS: dict[str, splits.Split] = {"train": "train", "dev": "dev", "held-out": "test"}
SETS |= {f"development-{letter}": "train" for letter in "abcde"}  # read while the rules were made
# corrected for the span model to learn from, or for the rules
SETS |= {f"corrected-{by}-{batch}": "train" for by in ("chosen", "random") for batch in (1, 2)}
SETS["corrected-outlets"] = "train"


def main(*gold: str) -> None:
    failed: list[object] = []
    articles = list(sift(read(gold), failed.append))
    if failed or not gold:
        sys.exit("\n".join(map(str, failed)) or __doc__)
    fixed = splits.load(KEPT) if KEPT.exists() else {}
    made = {a.id: SETS[a.meta["set"]] for a in articles if a.meta.get("set") in SETS}
    try:
        found = splits.assign(articles, made | fixed)
    except ValueError as error:
        sys.exit(f"{KEPT}: {error}; leave one of them out")
    print(f"{splits.save(KEPT, found, fixed)} articles were added to {KEPT.name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
