"""Articles that are copies of one another: agency copy that two outlets print, shortened or touched up."""

import re
from binascii import crc32
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from quotes.text.fold import fold

if TYPE_CHECKING:
    import numpy as np

WORDS = 3  # in a shingle
PERMUTATIONS = 128
CANDIDATE = 0.3  # Jaccard similarity from which two articles are compared: a copy cut to a third still is
SHARED = 0.5  # share of the shorter article's shingles from which it is a copy


def groups(texts: Sequence[str]) -> list[list[int]]:
    """Return the indices of *texts*, copies together, each group and the groups in the order given.

    Two texts are copies if half of the shorter one's runs of three words stand in the other, whatever the
    spelling of hamza, ya and vowel marks. Being a copy is passed on: A of B and B of C
    puts all three together.
    """
    from datasketch import MinHash, MinHashLSH

    near = MinHashLSH(threshold=CANDIDATE, num_perm=PERMUTATIONS)
    parent = list(range(len(texts)))
    first: dict[bytes, int] = {}
    shingles: dict[int, np.ndarray] = {}
    blank = MinHash(num_perm=PERMUTATIONS, hashfunc=int)
    for n, text in enumerate(texts):
        found = _shingles(text)
        same = first.setdefault(found.tobytes(), n)
        if same != n:
            parent[n] = _root(parent, same)
            continue
        sketch = blank.copy()
        sketch.update_batch(found.tolist())
        for other in near.query(sketch):
            one, two = _root(parent, n), _root(parent, other)
            if one != two and _copied(found, shingles[other]):
                parent[max(one, two)] = min(one, two)
        near.insert(n, sketch)
        shingles[n] = found
    grouped: dict[int, list[int]] = {}
    for n in range(len(texts)):
        grouped.setdefault(_root(parent, n), []).append(n)
    return list(grouped.values())


def copies(texts: Iterable[str], others: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the index of each of *texts* with that of each of *others* of which it is a copy.

    A copy is what ``groups`` calls one; every pair is compared, so that *others* should be few.
    """
    import numpy as np

    known = [_shingles(other) for other in others]
    holders: dict[int, list[int]] = {}
    for n, shingles in enumerate(known):
        for shingle in shingles.tolist():
            holders.setdefault(shingle, []).append(n)
    for i, text in enumerate(texts):
        found: np.ndarray = _shingles(text)
        shared = Counter(n for shingle in found.tolist() for n in holders.get(shingle, ()))
        for n in sorted(shared):
            if shared[n] >= SHARED * min(found.size, known[n].size):
                yield i, n


def _shingles(text: str) -> "np.ndarray":
    """Return a number for each run of words in *text*, each once, in order."""
    import numpy as np

    words = re.findall(r"\w+", fold(text).text)
    runs = (" ".join(words[i : i + WORDS]) for i in range(max(1, len(words) - WORDS + 1)))
    return np.unique(np.fromiter((crc32(run.encode("utf-8", "surrogatepass")) for run in runs), np.uint32))


def _copied(one: "np.ndarray", two: "np.ndarray") -> bool:
    import numpy as np

    shared = np.intersect1d(one, two, assume_unique=True).size
    return bool(shared >= SHARED * min(one.size, two.size))


def _root(parent: list[int], n: int) -> int:
    while parent[n] != n:
        parent[n] = n = parent[parent[n]]
    return n
