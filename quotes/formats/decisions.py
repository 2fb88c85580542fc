"""What the rules decided in an article, a row for each cue, for a terminal."""

from collections.abc import Iterable
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from quotes.explaining import Decision
from quotes.formats.table import cell, console_for, title_of

PLACE, CUE = 11, 12  # widths in columns
BORDERS = 10  # columns that borders and padding of three cells take


def write_decisions(id: str, decisions: Iterable[Decision], stream: TextIO) -> None:
    """Write the *decisions* on article *id* in the order given; places are offsets of the cue.

    An accepted cue shows its rule and score, the speaker and the quotation, a rejected one why.
    """
    console = console_for(stream)
    rest = console.width - BORDERS - PLACE - CUE
    table = Table(box=box.ROUNDED, title=title_of(id), title_justify="left", show_lines=True)
    for name, width in (("place", PLACE), ("cue", CUE), ("outcome", rest)):
        table.add_column(name, width=width, justify="right" if name == "cue" else "left")
    for d in decisions:
        table.add_row(f"{d.start}–{d.end}", cell(console, d.cue, CUE), _outcome(console, d, rest))
    console.print(table if table.row_count else title_of(id).append("  no cues", style="dim not bold"))


def _outcome(console: Console, d: Decision, width: int) -> Text:
    if not (q := d.quotation):
        return Text(f"✗ {d.rule}: {d.reason}" if d.rule else f"✗ {d.reason}", style="red")
    source = "no source" if q.speaker is None else "source named before" if q.implicit else "source beside it"
    score = "" if d.score is None else f" {d.score:.2f}"
    outcome = Text(f"✓ {d.rule}{score}, {source}", style="green")
    for words in (q.speaker_name or (q.speaker.text if q.speaker else ""), q.quote.text):
        if words:
            outcome.append_text(Text("\n", style="default")).append_text(cell(console, words, width))
    return outcome
