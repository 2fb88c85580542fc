"""``quotes extract`` on an archive: a folder of parts, by several processes."""

import os
import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from quotes import engines
from quotes.cli.engine import load
from quotes.cli.running import progress
from quotes.formats import FOLDER
from quotes.problems import Problem
from quotes.reading.places import is_url
from quotes.writing import STDOUT

if TYPE_CHECKING:
    from quotes.scale.accounts import Manifest
    from quotes.scale.archive import Done
    from quotes.scale.processes import Pool
    from quotes.scale.rows import RowFormat

PART_SIZE = 1000
WITHOUT_LIMIT = 86_400.0  # seconds for a part whose articles have none
ADDRESS = re.compile(r"(tcp|tls)://[^/]+:\d+")  # of a scheduler


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def is_archive(out: str, format: str | None, jobs: int | None, cluster: str | None) -> bool:
    """Tell whether these options ask for an archive's output: workers, or a folder of parts."""
    folder = out.endswith("/") or (out != STDOUT and os.path.isdir(out))
    return jobs is not None or cluster is not None or format == "parquet" or (folder and format not in FOLDER)


def archive_format(format: str | None, out: str) -> "RowFormat":
    """Return the format of an archive's parts.

    Raises:
        typer.BadParameter: for a format or an output that cannot be in parts.
    """
    if out == STDOUT:
        raise typer.BadParameter("an archive's parts need a folder", param_hint="--out")
    if is_url(out):
        what = "an archive's parts need a folder of a file system, not a URL; copy it there when it is done"
        raise typer.BadParameter(what, param_hint="--out")
    if format is None:
        return "parquet" if find_spec("pyarrow") else "jsonl"
    if format == "parquet":
        if not find_spec("pyarrow"):
            raise typer.BadParameter('needs pyarrow; pip install "quotes-ar[parquet]"', param_hint="--format")
        return "parquet"
    if format == "jsonl":
        return "jsonl"
    raise typer.BadParameter(f"an archive's parts are parquet or jsonl, not {format}", param_hint="--format")


def extract_archive(
    paths: list[str],
    *,
    out: str,
    format: "RowFormat",
    engine: engines.Engine,
    model: Path | None,
    report: Callable[[Problem], None],
    jobs: int | None = None,
    cluster: str | None = None,
    kind: str | None = None,
    text_field: str = "text",
    id_field: str = "id",
    part_size: int = PART_SIZE,
    with_text: bool = True,
    trust: bool = False,
    time_limit: float = engines.TIME_LIMIT,
    retry: bool = False,
) -> None:
    """Write what *engine* finds in *paths* to the folder *out*, and print what that came to.

    *jobs* processes do it, ``None``: one a core; or the *cluster* at this address.

    Raises:
        UnwritableError: if *out* cannot be written, or the workers are gone.
        typer.BadParameter: if something is not installed, or the engine cannot run.
    """
    from quotes.scale import archive
    from quotes.scale.parts import Settings

    pool, jobs = _pool(jobs, cluster, time_limit)
    load(engine, model, trust=trust, time_limit=time_limit)  # what is wrong with it is told once, here
    settings = Settings(
        folder=out,
        format=format,
        engine=engine,
        model=None if model is None else str(model),
        label=engines.label(engine, model),
        with_text=with_text,
        trust=trust,
        time_limit=time_limit,
        text_field=text_field,
        id_field=id_field,
    )

    def watch(replies: "Iterator[Done]") -> "Iterator[Done]":
        return progress(replies, total=lambda: None, unit="parts")

    manifest = archive.extract(
        paths,
        settings=settings,
        pool=pool,
        jobs=jobs,
        cluster=cluster,
        report=report,
        size=part_size,
        kind=kind,
        retry=retry,
        watch=watch,
    )
    print(summary(manifest, out))


def _pool(jobs: int | None, cluster: str | None, time_limit: float) -> "tuple[Pool, int | None]":
    """Return who does the work, and how many processes are started for it.

    Raises:
        typer.BadParameter: if the options contradict each other, or something is not installed.
    """
    option, package, extra = "--jobs", "pebble", "scale"
    if cluster is not None:
        option, package, extra = "--cluster", "distributed", "cluster"
    if not find_spec(package):
        raise typer.BadParameter(f'needs {package}; pip install "quotes-ar[{extra}]"', param_hint=option)
    if cluster is None:
        from quotes.scale.processes import processes

        # a part is given up only long after one article of it was
        grace = max(120.0, 2 * time_limit) if time_limit else WITHOUT_LIMIT
        return processes(jobs or cores(), grace=grace), jobs or cores()
    from quotes.scale import cluster as clusters

    if cluster == clusters.LOCAL:
        return clusters.cluster(cluster, jobs=jobs or cores()), jobs or cores()
    if not ADDRESS.fullmatch(cluster):
        what = "take local, or the address of a scheduler, tcp://host:port or tls://host:port"
        raise typer.BadParameter(what, param_hint="--cluster")
    if jobs is not None:
        what = "a running cluster has its own workers; leave out --jobs"
        raise typer.BadParameter(what, param_hint="--jobs")
    return clusters.cluster(cluster), None


def summary(manifest: "Manifest", out: str) -> str:
    """Return *manifest* in one line."""
    counts = manifest.counts
    numbers = (
        ("articles", counts.articles),
        ("quotations", counts.quotations),
        ("failures", counts.failures),
    )
    found = ", ".join(f"{n:,} {what}" for what, n in numbers)
    pace = f"{manifest.seconds:,.1f} s, {manifest.words_per_second:,} words/s"
    return f"{out}: {found} in {counts.parts:,} parts, {counts.kept:,} of them kept; {pace}"
