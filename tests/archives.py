"""Small archives for the tests of ``quotes.scale``: their articles, pools, and what comes out."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from quotes.problems import Problem
from quotes.scale import archive
from quotes.scale.accounts import Manifest
from quotes.scale.parts import Reply, Settings, Task

SPEAKERS = ("الوزير", "المتحدث باسم البلدية", "رئيسة اللجنة", "مدير المستشفى")


def article(n: int) -> dict[str, Any]:
    """Return an invented article with two quotations."""
    speaker = SPEAKERS[n % len(SPEAKERS)]
    text = f"قال {speaker} إن المشروع رقم {n} انتهى. وأضاف أن العمل في المرحلة {n + 1} بدأ."
    return {"id": f"a{n}", "text": text, "outlet": f"صحيفة {n % 3}"}


def articles(count: int) -> list[dict[str, Any]]:
    return [article(n) for n in range(count)]


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def write_parquet(path: Path, rows: list[dict[str, Any]], *, group: int = 7) -> Path:
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path, row_group_size=group)
    return path


def inline(
    next_task: Callable[[], Task | None], work: Callable[[Task], Reply]
) -> Iterator[tuple[Task, Reply]]:
    """Do the tasks in this process: the simplest pool."""
    while task := next_task():
        yield task, work(task)


def extract(
    *paths: Path,
    out: Path,
    size: int = 10,
    pool: Any = inline,
    told: list[Problem] | None = None,
    retry: bool = False,
    **settings: Any,
) -> Manifest:
    """Extract *paths* with the rules into *out*."""
    given = {"format": "parquet"} | settings
    return archive.extract(
        [str(path) for path in paths],
        settings=Settings(folder=str(out), **given),
        pool=pool,
        jobs=1,
        report=(told if told is not None else []).append,
        size=size,
        retry=retry,
    )


def rows(out: Path) -> list[dict[str, Any]]:
    """Return the rows of all parts in *out*, in the order of their ids, meta data as an object."""
    found = []
    for path in sorted(out.glob("part-*")):
        if path.suffix == ".parquet":
            some = pyarrow.parquet.read_table(path).to_pylist()
            found += [row | {"meta": json.loads(row["meta"])} for row in some]
        else:
            found += [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return sorted(found, key=lambda row: (row["id"], row["source"]))


def files(out: Path) -> dict[str, int]:
    """Return the parts in *out* with when they were written."""
    return {path.name: path.stat().st_mtime_ns for path in out.glob("part-*")}
