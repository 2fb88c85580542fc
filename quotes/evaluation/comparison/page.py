"""A comparison of systems as one self-contained page with plots, that needs no network."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any, TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from quotes.evaluation.comparison import plots, wording
from quotes.evaluation.comparison.figures import Comparison
from quotes.evaluation.comparison.finds import Example
from quotes.evaluation.parts import PARTS
from quotes.formats.html import UNPRINTABLE

# the measures of a part's groups, and what the page calls them
SHOWN = {
    "quote/overlap": "quotation",
    "quote/exact": "exact",
    "cue": "cue",
    "attribution": "right source",
    "strict": "strict",
}


def write_page(comparison: Comparison, stream: TextIO, *, examples: int) -> None:
    """Write *comparison* to *stream*, with as many examples of what each system alone gets right or misses.

    Raises:
        ModuleNotFoundError: without matplotlib.
    """
    environment = Environment(
        loader=PackageLoader("quotes.evaluation.comparison"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_printable,
    )
    for word in (wording.share, wording.interval, wording.signed, wording.between):
        environment.filters[word.__name__] = word
    templates = files("quotes.evaluation.comparison") / "templates"
    page = environment.get_template("page.html").generate(
        comparison=comparison,
        shown=SHOWN,
        parts=PARTS,
        looks=list(zip(comparison.systems, _cycle(plots.COLOURS), _cycle(tuple(plots.MARKERS.values())))),
        forest=Markup(plots.forest(comparison)),
        differences=Markup(plots.differences(comparison)),
        bars={part: Markup(plots.bars(comparison, part)) for part in comparison.by if comparison.by[part]},
        finds=wording.FINDS,
        lists=list(_lists(comparison)),
        most=examples,
        style=Markup(templates.joinpath("page.css").read_text("utf-8")),
    )
    stream.writelines(page)


def _lists(comparison: Comparison) -> Iterator[tuple[str, str, list[Example]]]:
    """Yield the lists of examples: a system, what it alone does, and what it does so with."""
    for measure, found in comparison.finds.items():
        for system in comparison.systems:
            yield system, f"alone: {wording.FINDS[measure]}", found.alone[system]
        if len(comparison.systems) > 2:
            for system in comparison.systems:
                yield system, f"alone not: {wording.FINDS[measure]}", found.missed[system]


def _printable(value: Any) -> Any:
    """Put U+FFFD for what no page may hold, in names and texts that are not ours."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return UNPRINTABLE.sub("\ufffd", value)
    return value


def _cycle(looks: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from looks
