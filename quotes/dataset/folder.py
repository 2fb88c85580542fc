"""A dataset as a folder: Parquet for each configuration and split, plots, and the card."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from quotes.dataset import card, plots, rows, statistics
from quotes.dataset.splits import Split
from quotes.records import Article
from quotes.writing import UnwritableError

CARD = "README.md"
PARTS = {CARD, "plots", *rows.CONFIGS}


def write(
    folder: Path,
    articles: Sequence[Article],
    splits: Mapping[str, Split],
    *,
    about: card.About,
    agreement: card.Figures,
    repository: str | None = None,
    foreign: int = 0,
) -> None:
    """Write *articles*, at least one, as a dataset into *folder*, which is there and empty.

    *repository* is its name on the hub, *foreign* how many of the texts are not the owner's to publish.
    """
    import datasets

    datasets.disable_progress_bars()  # each file would have one of its own
    for config in rows.CONFIGS:
        (folder / config).mkdir()
        for name, part in rows.dataset(articles, splits, config).items():
            if len(part):
                part.to_parquet(folder / config / f"{name}.parquet")
    counts = statistics.count(articles, splits)
    drawn = plots.draw(counts.whole, folder / "plots")
    described = card.render(
        counts, about=about, agreement=agreement, plots=drawn, repository=repository, foreign=foreign
    )
    (folder / CARD).write_text(described, encoding="utf-8", newline="\n")


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Make a folder beside *target* that becomes *target* if nothing is raised.

    Raises:
        UnwritableError: if that cannot be done, or *target* holds anything but an earlier export.
    """
    place = Path(os.path.realpath(target))
    try:
        _check(place, target)
        made = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name[:100]}.", suffix=".part"))
        try:
            made.chmod(0o777 & ~_mask())
            yield made
            _swap(made, place)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except UnwritableError:
        raise
    except OSError as error:
        reason = error.strerror or error
        raise UnwritableError(
            f"{target}: cannot be written ({reason}); choose another place with -o"
        ) from error


def files(folder: Path) -> list[tuple[str, int]]:
    """Return the files in *folder*, as paths within it, and their sizes in bytes."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(path.relative_to(folder).as_posix(), path.stat().st_size) for path in found]


def _check(place: Path, target: Path) -> None:
    if place.is_dir():
        held = {entry.name for entry in place.iterdir()}
        if held and not (held <= PARTS and CARD in held):
            raise UnwritableError(f"{target}: holds other files; choose a new or an empty folder with -o")
    elif place.exists():
        raise UnwritableError(f"{target}: is a file; choose a folder with -o")


def _swap(made: Path, place: Path) -> None:
    """Put *made* where *place* is; if that fails, *place* is as it was."""
    if not place.exists():
        made.rename(place)
        return
    old = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name[:100]}.", suffix=".old"))
    try:
        place.rename(old / "was")
        try:
            made.rename(place)
        except BaseException:
            (old / "was").rename(place)
            raise
    finally:
        with suppress(OSError):
            shutil.rmtree(old)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
