"""List the words that news uses as finite verbs: python scripts/mine_predicates.py ARTICLES.parquet.

A word counts when it follows what only a verb follows (قد، لم، لن، الذي، التي …) in a good share of its
uses, and much more often than it follows a preposition. Counts are of folded words.
"""

import itertools
import re
import sys
from collections import Counter

import pyarrow.parquet as pq

from quotes.text.fold import fold

BEFORE_VERBS = frozenset("الذي التي الذين اللذين قد وقد لم ولم لن ولن سوف فقد ما حيث لقد".split())
BEFORE_NOUNS = frozenset("في من علي الي عن مع بين هذا هذه تلك ذلك خلال بعد قبل كل اي جميع عدد".split())
# frequent words that stand behind both and are no verbs
NO_VERBS = frozenset("يوم عاده ربما غالبا طالما عليك لديها لديهم بدورها مني اذا سوف عدا ولن كانوا".split())


def main(path: str) -> None:
    total: Counter[str] = Counter()
    verbal: Counter[str] = Counter()
    nominal: Counter[str] = Counter()
    for batch in pq.ParquetFile(path).iter_batches(columns=["text"]):
        for text in batch.column(0).to_pylist():
            words = re.findall(r"[^\W_\d]+|[^\w\s]", fold(text or "").text)
            total.update(words)
            for before, word in itertools.pairwise(words):
                verbal[word] += before in BEFORE_VERBS
                nominal[word] += before in BEFORE_NOUNS
    print("word\tcount\tverbal")
    for word, count in sorted(total.items(), key=lambda item: (-item[1], item[0])):
        share = verbal[word] / count
        if (
            count >= 25
            and verbal[word] >= 5
            and len(word) > 2
            and share > 0.06
            and nominal[word] < verbal[word] / 2
            and not word.startswith("ال")
            and word not in NO_VERBS
        ):
            print(f"{word}\t{count}\t{share:.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
