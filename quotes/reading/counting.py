"""How many articles there are to come, for a progress bar: only what a glance at the files tells."""

from collections.abc import Iterable

from quotes.problems import Problem
from quotes.reading import ONE_ARTICLE, STDIN, find, opened, places

LINES = ("jsonl", "prodigy", "doccano")  # kinds with an article a line


def count(paths: Iterable[str], *, kind: str | None = None) -> int | None:
    """Return about how many articles *paths* hold, or ``None`` if only reading them would tell."""
    total = 0
    for source in find(paths, kind=kind, quotations=False):
        if isinstance(source, Problem) or source.kind in ONE_ARTICLE:
            total += 1
        elif (
            source.path == STDIN
            or places.is_compressed(source.path)
            or source.kind not in (*LINES, "parquet")
        ):
            return None
        else:
            try:
                total += _lines(source.path) if source.kind in LINES else _rows(source.path)
            except Exception:  # whatever is wrong with it is told when it is read
                return None
    return total


def _lines(path: str) -> int:
    with opened(path) as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b""))


def _rows(path: str) -> int:
    import pyarrow.parquet

    with opened(path) as stream:
        return int(pyarrow.parquet.read_metadata(stream).num_rows)
