"""The dataset card: the README.md that the hub shows, and the YAML above it by which the hub files it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from quotes.dataset.rows import CONFIGS
from quotes.dataset.splits import SPLITS
from quotes.dataset.statistics import Statistics, quantile

TAGS = ["quotation-extraction", "quotation-attribution", "news", "reported-speech"]
SIZES = (("n<1K", 1_000), ("1K<n<10K", 10_000), ("10K<n<100K", 100_000), ("100K<n<1M", 1_000_000))
TABLED_CUES = 25
Figures = dict[str, float | int | str]  # by the name of the measure


class About(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the owner of a dataset says of it, in ``about.toml``; texts are Markdown, none is needed."""

    name: str = "Quotations in Arabic news"
    license: str = "unknown"
    language_creators: list[str] | None = None
    annotations_creators: list[str] | None = None
    source_datasets: list[str] | None = None
    summary: str = ""
    making: str = ""
    biases: str = ""
    gaps: str = ""
    citation: str = ""


def read_about(path: Path) -> About:
    """Return what the file *path* says.

    Raises:
        ValueError: for what is no TOML or has unknown fields.
    """
    return msgspec.toml.decode(path.read_bytes(), type=About)


def read_agreement(path: Path) -> Figures:
    """Return the figures in the JSON file *path*, by name; those in objects after the objects' names.

    Raises:
        ValueError: for what is no JSON object of figures.
    """
    figures: Figures = {}

    def enter(name: str, value: Any) -> None:
        if isinstance(value, dict):
            for inner, figure in value.items():
                enter(f"{name}, {inner}" if name else inner, figure)
        elif isinstance(value, int | float | str):
            figures[name] = value
        else:
            raise ValueError(f"{name or 'the whole'} is no figure")

    enter("", msgspec.json.decode(path.read_bytes()))
    if "" in figures:
        raise ValueError("it is no JSON object")
    return figures


def render(
    statistics: Statistics,
    *,
    about: About,
    agreement: Figures,
    plots: Mapping[str, str],
    repository: str | None,
    foreign: int,
) -> str:
    """Return the card. *repository* is its name on the hub, *foreign* how many texts are not the owner's."""
    environment = Environment(
        loader=PackageLoader("quotes.dataset"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"cell": _cell, "percent": lambda part, of: f"{part / of:.0%}" if of else "–"}
    return environment.get_template("card.md").render(
        yaml=_yaml(statistics, about, foreign=foreign),
        about=about,
        agreement=agreement,
        plots=plots,
        whole=statistics.whole,
        splits={name: statistics.splits[name] for name in SPLITS if name in statistics.splits},
        cues=statistics.whole.cues.most_common(TABLED_CUES),
        quantile=quantile,
        place=repository or "path/to/this/folder",
        foreign=foreign,
    )


def _yaml(statistics: Statistics, about: About, *, foreign: int) -> str:
    from huggingface_hub import DatasetCardData

    rows = max(statistics.whole.articles, statistics.whole.quotations)
    # load_dataset fails on a split without rows
    held = {name: statistics.splits[name] for name in SPLITS if name in statistics.splits}
    listed = {
        CONFIGS[0]: list(held),
        CONFIGS[1]: [name for name, part in held.items() if part.quotations],
    }
    configs = [
        {
            "config_name": config,
            "data_files": [{"split": name, "path": f"{config}/{name}.parquet"} for name in splits],
        }
        | ({"default": True} if config == CONFIGS[0] else {})
        for config, splits in listed.items()
        if splits
    ]
    data = DatasetCardData(
        language=["ar"],
        license="other" if foreign else about.license,
        annotations_creators=about.annotations_creators,
        language_creators=about.language_creators,
        multilinguality=["monolingual"],
        size_categories=[next((name for name, limit in SIZES if rows < limit), "n>1M")],
        source_datasets=about.source_datasets,
        task_categories=["token-classification"],
        pretty_name=about.name,
        tags=TAGS,
        configs=configs,
    )
    written: str = data.to_yaml()
    return written


def _cell(value: object) -> str:
    """Return *value* for a cell of a Markdown table: on one line, its bars no borders."""
    shown = f"{value:.3f}" if isinstance(value, float) else str(value)
    return " ".join(shown.split()).replace("\\", "\\\\").replace("|", "\\|")
