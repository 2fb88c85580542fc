"""A comparison as tables for a terminal."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quotes.evaluation.parts import PARTS, Part
from quotes.evaluation.result import Error, Result
from quotes.problems import CONTROLS
from quotes.records import Quotation, Span

_SHOWN = {
    "quote/overlap": "found",
    "quote/exact": "exact",
    "cue": "cue",
    "attribution": "source",
    "strict": "strict",
}


def tables(result: Result, *, errors: int = 0, parts: bool = True) -> RenderableType:
    """Return *result* to print: its figures, those of its parts and rules, and its first *errors* errors."""
    shown: list[RenderableType] = [figures(result)]
    if parts:
        shown += [breakdown(result, part) for part in PARTS]
        shown.append(rules(result))
    if errors:
        shown.append(error_list(result, limit=errors))
    return Group(*(Padding(part, (0, 0, 1, 0), expand=False) for part in shown))


def figures(result: Result) -> Table:
    """Return the measures over all articles."""
    table = _table(f"{len(result.articles)} articles", "measure")
    for heading in ("P", "R", "F1", "95 % interval", "gold", "predicted"):
        table.add_column(heading, justify="right")
    for measure, f in result.figures.items():
        interval = f"{f.ci95[0]:.3f}–{f.ci95[1]:.3f}" if f.ci95 else ""
        counts = ["" if n is None else str(n) for n in (f.gold, f.predicted)]
        table.add_row(measure, _share(f.p), _share(f.r), _share(f.f1), interval, *counts)
    return table


def breakdown(result: Result, part: Part) -> Table:
    """Return the F1 of the measures for each type, source or outlet."""
    table = _table(f"F1 by {PARTS[part]}", part)
    for heading in (*_SHOWN.values(), "gold", "predicted"):
        table.add_column(heading, justify="right")
    for name, measures in result.breakdown(part).items():
        found = measures["quote/overlap"]
        table.add_row(name, *(_share(measures[m].f1) for m in _SHOWN), str(found.gold), str(found.predicted))
    return table


def rules(result: Result) -> Table:
    """Return what each rule found and how much of it gold has."""
    table = _table("proposals by rule", "rule")
    for heading in ("found", "kept", "wrong", "precision", "exact", "right source"):
        table.add_column(heading, justify="right")
    for name, rule in result.rules().items():
        counts = map(str, (rule.found, rule.kept, rule.wrong))
        table.add_row(name, *counts, _share(rule.precision), str(rule.exact), str(rule.right))
    return table


def error_list(result: Result, *, limit: int | None = None) -> Text:
    """Return the errors, each with what gold has and what was predicted: cue | speaker | quote."""
    return Text("\n").join(_error(error) for error in result.errors[:limit])


def _error(error: Error) -> Text:
    lines = [
        f"{error.kind:9}{error.article}",
        f"   gold {_line(error.gold)}",
        f"   pred {_line(error.predicted)}",
    ]
    if error.predicted and error.predicted.by:
        lines[2] += f"   [{error.predicted.by}]"
    return Text("\n".join(lines).translate(CONTROLS))


def _line(quotation: Quotation | None) -> str:
    if quotation is None:
        return "–"
    return " | ".join(map(_words, (quotation.cue, quotation.speaker, quotation.quote)))


def _words(part: Span | None) -> str:
    return "–" if part is None else " ".join(part.text.split())


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _table(title: str, first: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column(first, no_wrap=True, overflow="ellipsis")
    return table
