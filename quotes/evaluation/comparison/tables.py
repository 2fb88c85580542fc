"""A comparison of systems as tables for a terminal."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quotes.evaluation.comparison.figures import Comparison
from quotes.evaluation.comparison.finds import Example
from quotes.evaluation.comparison.wording import CLEAR, FINDS, between, interval, share, signed
from quotes.evaluation.parts import PARTS, Part
from quotes.problems import CONTROLS

# measures of a part's groups
SHOWN = {"quote/overlap": "found", "attribution": "source", "strict": "strict"}


def tables(comparison: Comparison, *, examples: int) -> RenderableType:
    """Return *comparison* to print, with as many examples of what each system alone gets right or misses."""
    shown: list[RenderableType] = [_figures(comparison)]
    shown += [_part(comparison, part) for part in comparison.by]
    shown.append(_finds(comparison))
    if examples and (listed := _examples(comparison, examples)):
        shown.append(listed)
    return Group(*(Padding(part, (0, 0, 1, 0), expand=False) for part in shown))


def _figures(comparison: Comparison) -> Table:
    table = _table(f"{comparison.articles} articles of {comparison.gold}", "measure")
    table.caption = (
        f"±: less {comparison.systems[0]}; 95 % of {comparison.resamples} draws of articles;"
        f" {CLEAR} zero lies outside"
    )
    table.caption_justify = "left"
    _columns(table, "F1", "95 %", "±", "95 %")
    for measure, standings in comparison.figures.items():
        for n, (system, standing) in enumerate(standings.items()):
            figure, difference = standing.figure, standing.difference
            cells = share(figure.value), interval(figure.ci95), signed(difference), between(difference)
            table.add_row("" if n else measure, system, *cells)
    return table


def _part(comparison: Comparison, part: Part) -> Table:
    table = _table(f"F1 by {PARTS[part]}", part)
    _columns(table, "gold", *(heading for measure in SHOWN.values() for heading in (measure, "±")))
    for group, measures in comparison.by[part].items():
        for n, system in enumerate(comparison.systems):
            standings = [measures[measure][system] for measure in SHOWN]
            cells = [cell for s in standings for cell in (share(s.figure.value), signed(s.difference))]
            table.add_row("" if n else group, system, "" if n else str(standings[0].figure.gold), *cells)
    return table


def _finds(comparison: Comparison) -> Table:
    table = _table("gold's quotations that each system gets right", "right")
    _columns(table, "gold", "all", "alone", *(["alone not"] if len(comparison.systems) > 2 else []))
    for measure, found in comparison.finds.items():
        for n, system in enumerate(comparison.systems):
            counts = found.found[system], len(found.alone[system]), len(found.missed[system])
            cells = map(str, counts[: len(table.columns) - 3])
            table.add_row("" if n else FINDS[measure], system, "" if n else str(found.gold), *cells)
    return table


def _examples(comparison: Comparison, most: int) -> Text:
    lines = []
    for measure, found in comparison.finds.items():
        kinds = [(f"{{}} alone: {FINDS[measure]}", found.alone)]
        if len(comparison.systems) > 2:
            kinds.append((f"{{}} alone not: {FINDS[measure]}", found.missed))
        for heading, systems in kinds:
            for system, examples in systems.items():
                if examples:
                    lines.append(f"{heading.format(system)} ({len(examples)})")
                    lines += [_example(example) for example in examples[:most]]
    return Text("\n".join(lines).translate(CONTROLS))


def _example(example: Example) -> str:
    faults = ", ".join(f"{system}: {fault}" for system, fault in example.faults.items())
    told = " | ".join((example.cue or "–", example.speaker or "–", example.quote))
    article = " ".join(example.article.split())
    return f"   {article}  {example.construction}  [{faults}]\n      {told}"


def _table(title: str, first: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column(first, no_wrap=True, overflow="ellipsis")
    return table


def _columns(table: Table, *headings: str) -> None:
    """Add a column of systems and then those of numbers."""
    table.add_column("system", overflow="fold")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
