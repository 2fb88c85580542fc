"""Count how often the lexicon's words do their work in a corpus; rewrite the columns ``count``.

``python scripts/count_lexicon.py CORPUS.parquet [--articles N]`` reads the column ``text``. A lemma
counts where a colon, a quotation mark or a word of the أن family stands within six words after one of
its forms and before its clause ends; a form of several lemmas counts for each. A sequence of words
counts where it stands, also behind و and ف.
"""

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pyarrow.parquet as pq
from tqdm import tqdm

from quotes.lexicon import POSSESSORS, multiword, readings
from quotes.text.fold import fold_word

LEXICON = Path(__file__).parents[1] / "quotes" / "lexicon"
TOKEN = re.compile("[ء-ي\u064b-\u0652\u0670\u0640]+|[^\\w\\s]|\n")
OPENS = re.compile(r"[بلفو]?ان(?:ه|ها|هم|هما|هن|ني|نا|ك|كم|ما)?|[:«»\"“”]")
ENDS = frozenset(".،؛؟!\n")
REACH = 6  # words between a form and what it governs
# a row's table and number, and the spellings of each of its words but the first
Sequence = tuple[tuple[str, int], tuple[frozenset[str], ...]]

fold_token = lru_cache(maxsize=1 << 18)(fold_word)


@lru_cache(maxsize=1 << 18)
def lemmas_of(word: str) -> frozenset[str]:
    return frozenset(form.lemma for _, form in readings(word))


def sequences() -> dict[str, list[Sequence]]:
    """Return every row that is a sequence of words, by each spelling of its first word."""
    found: dict[str, list[Sequence]] = {}
    heads: dict[str, set[str]] = {}
    for form, cues in multiword().items():
        for cue in cues:
            heads.setdefault(cue.head.lemma, set()).add(form)
    for n, row in enumerate(read("multiword.tsv")):
        for head in heads[row["head"]]:
            found.setdefault(head, []).append((("multiword.tsv", n), spellings(row["tail"])))
    for table in ("prepositional.tsv", "fillers.tsv"):
        for n, row in enumerate(read(table)):
            first, *rest = spellings(row["words"])
            for word in first:
                found.setdefault(word, []).append(((table, n), tuple(rest)))
    return found


def spellings(words: str) -> tuple[frozenset[str], ...]:
    """Return the spellings of each word: / stands between them, + for any possessor."""
    return tuple(
        frozenset(
            form.rstrip("+") + ending
            for form in word.split("/")
            for ending in (POSSESSORS if form.endswith("+") else [""])
        )
        for word in words.split()
    )


def count(texts: Iterable[str]) -> tuple[Counter[str], Counter[tuple[str, int]]]:
    """Return how often each lemma and each row of sequences does its work in *texts*."""
    lemmas: Counter[str] = Counter()
    rows: Counter[tuple[str, int]] = Counter()
    known = sequences()
    for text in texts:
        tokens = [fold_token(token) for token in TOKEN.findall(text)]
        recent: list[frozenset[str]] = []
        for n, token in enumerate(tokens):
            if token in ENDS:
                recent = []
                continue
            if OPENS.fullmatch(token):
                lemmas.update(frozenset().union(*recent[-REACH:]))
                recent = []
            else:
                recent.append(lemmas_of(token))
            for word in {token, token.removeprefix("و").removeprefix("ف")}:
                for row, tail in known.get(word, ()):
                    if n + len(tail) < len(tokens) and all(
                        tokens[n + k] in words for k, words in enumerate(tail, 1)
                    ):
                        rows[row] += 1
    return lemmas, rows


def articles(corpus: Path, limit: int | None) -> Iterator[str]:
    file = pq.ParquetFile(corpus)
    total = min(limit or file.metadata.num_rows, file.metadata.num_rows)
    with tqdm(total=total, unit=" articles") as bar:
        for batch in file.iter_batches(columns=["text"], batch_size=1000):
            for text in batch.column("text").to_pylist():
                if bar.n >= total:
                    return
                yield text or ""
                bar.update()


def read(name: str) -> list[dict[str, str]]:
    with (LEXICON / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def write(name: str, rows: list[dict[str, str]]) -> None:
    lines = ["\t".join(row) + "\n" for row in (rows[0], *(row.values() for row in rows))]
    (LEXICON / name).write_text("".join(lines), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Count how often the lexicon's words do their work in a corpus."
    )
    parser.add_argument("corpus", type=Path, help="parquet file with a column text")
    parser.add_argument("--articles", type=int, metavar="N", help="stop after N articles")
    arguments = parser.parse_args()
    lemmas, sequences_found = count(articles(arguments.corpus, arguments.articles))
    for name in ("multiword.tsv", "prepositional.tsv", "fillers.tsv"):
        write(name, [{**row, "count": str(sequences_found[name, n])} for n, row in enumerate(read(name))])
    write("verbs.tsv", [{**row, "count": str(lemmas[row["lemma"]])} for row in read("verbs.tsv")])


if __name__ == "__main__":
    main()
