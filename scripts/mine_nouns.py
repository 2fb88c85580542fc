"""List the common nouns of news: python scripts/mine_nouns.py ARTICLES.parquet > quotes/lexicon/nouns.tsv

A word is a common noun when it stands with the article (التدخل) about as often as without, and seldom
beside what only a person's name stands beside (بن، الدكتور، الشيخ …).
Counts are of folded words.
"""

import itertools
import re
import sys
from collections import Counter

import pyarrow.parquet as pq

from quotes.text.fold import fold

BESIDE_NAMES = frozenset(
    "بن الدكتور الشيخ الامير المهندس الاستاذ اللواء العميد السيد محمد احمد عبدالله عبد".split()
)


def main(path: str) -> None:
    total: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for batch in pq.ParquetFile(path).iter_batches(columns=["text"]):
        for text in batch.column(0).to_pylist():
            words = re.findall(r"[^\W_\d]+", fold(text or "").text)
            total.update(words)
            for before, after in itertools.pairwise(words):
                named[after] += before in BESIDE_NAMES
                named[before] += after == "بن"
    print("word\tcount\tshare")
    for word, count in sorted(total.items(), key=lambda item: (-item[1], item[0])):
        definite = total["ال" + word]
        if (
            count >= 40
            and len(word) > 2
            and not word.startswith("ال")
            and definite >= 0.15 * count
            and named[word] < 0.02 * count
        ):
            print(f"{word}\t{count}\t{definite / count:.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
