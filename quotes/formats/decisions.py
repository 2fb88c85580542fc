"""What the rules decided in an article, a row for each cue, for a terminal."""

from collections.abc import Iterable
from typing import Any, TextIO

from rich import box
from rich.table import Table
from rich.text import Text

from quotes.formats.table import cell, console_for, title_of

PLACE, CUE, SCORE = 12, 12, 5  # widths in columns
BORDERS = 16  # columns that borders and padding of five cells take
RULE = 26


def write_decisions(id: str, decisions: Iterable[Any], stream: TextIO) -> None:
    """Write the *decisions* on article *id* in the order given; places are offsets of the cue."""
    console = console_for(stream)
    rest = max(20, console.width - BORDERS - PLACE - CUE - SCORE - RULE)
    table = Table(box=box.ROUNDED, title=title_of(id), title_justify="left", show_lines=True)
    for name, width in (("place", PLACE), ("cue", CUE), ("rule", RULE), ("score", SCORE), ("outcome", rest)):
        table.add_column(name, width=width, justify="right" if name in ("cue", "score") else "left")
    for d in decisions:
        outcome = Text()
        if not d.accepted:
            outcome.append(f"✗ {d.reason}", style="red")
        elif d.quotation is None:
            outcome.append(f"✓ {d.reason}", style="green")
        else:
            q = d.quotation
            outcome.append("✓ " + (d.reason or ("source named before" if q.implicit else "")), style="green")
            for words in (q.speaker_name or (q.speaker.text if q.speaker else "–"), q.quote.text):
                outcome.append("\n").append(cell(console, words, rest))
        score = "" if d.score is None else f"{d.score:.2f}"
        table.add_row(f"{d.start}–{d.end}", cell(console, d.cue, CUE), d.rule, score, outcome)
    console.print(table if table.row_count else title_of(id).append("  no cues", style="dim not bold"))
