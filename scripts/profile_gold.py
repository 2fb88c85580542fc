"""Set gold beside gold: ``python scripts/profile_gold.py GOLD OTHER …`` prints a table, a column each.

What is counted says whether articles that were written are like those that were reported: how long they and
their quotations are, of which type, how often the source is implicit, and how the cues spread.
"""

import sys
from collections import Counter
from pathlib import Path

from quotes.dataset.statistics import Part, count, quantile
from quotes.problems import sift
from quotes.reading import read

TENTHS = (0.1, 0.5, 0.9)
COMMON = ("قال", "أضاف", "أكد", "أوضح")


def main(*paths: str) -> None:
    failed: list[object] = []
    columns = {}
    for path in paths:
        articles = list(sift(read([path]), failed.append))
        part = count(articles, dict.fromkeys((a.id for a in articles), "train")).whole
        lengths = Counter(len(a.text.split()) for a in articles)
        columns[Path(path).stem] = profile(part, lengths)
    if failed or not columns:
        sys.exit("\n".join(map(str, failed)) or __doc__)
    print("| |", " | ".join(columns), "|\n| --- |", " | ".join("---:" for _ in columns), "|")
    for row in next(iter(columns.values())):
        print(f"| {row} |", " | ".join(column[row] for column in columns.values()), "|")


def profile(part: Part, lengths: Counter[int]) -> dict[str, str]:
    """Return the rows of one column by name."""

    def share(n: int) -> str:
        return f"{n / part.quotations:.0%}"

    def tenths(counts: Counter[int]) -> str:
        return ", ".join(str(quantile(counts, tenth)) for tenth in TENTHS)

    once = sum(n == 1 for n in part.cues.values())
    return {
        "articles": f"{part.articles:,}",
        "words": f"{part.words:,}",
        "words in an article (1st, 5th, 9th tenth)": tenths(lengths),
        "quotations": f"{part.quotations:,}",
        "quotations in an article": tenths(part.per_article),
        "articles without one": str(part.per_article[0]),
        "words in a quote": tenths(part.lengths),
        "indirect": share(part.types["indirect"]),
        "direct": share(part.types["direct"]),
        "mixed": share(part.types["mixed"]),
        "implicit source": share(part.implicit),
        "optional": share(part.optional),
        "different cues": str(len(part.cues)),
        "of them once": f"{once / len(part.cues):.0%}",
        **{f"«{cue}» and its feminine": share(part.cues[cue] + part.cues[cue + "ت"]) for cue in COMMON},
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
