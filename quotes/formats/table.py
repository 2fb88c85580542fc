"""A table for a terminal: one quotation a row, to be read from the right."""

from collections.abc import Iterable
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from quotes.problems import CONTROLS, visible
from quotes.records import Article, Quotation

# Between two columns of Arabic a terminal that reorders lines would take the border for part of one
# sentence and swap the columns; a left-to-right mark at each line's ends keeps them apart.
LEFT_TO_RIGHT = "\u200e"
BORDERS = 13  # columns that borders and padding of four cells take
TYPE, CUE = 8, 10  # widths in columns; the speaker gets a third of what remains, the quote the rest
NARROWEST = 60  # columns; in fewer no word would be whole


def write_table(articles: Iterable[Article], stream: TextIO) -> None:
    """Write a small table for each article as it comes, all of the same widths.

    The speaker is the fullest mention of the source; in parentheses where the text leaves it out.
    """
    console = console_for(stream)
    speaker = (console.width - BORDERS - TYPE - CUE) // 3
    quote = console.width - BORDERS - TYPE - CUE - speaker
    for article in articles:
        title = title_of(article.id)
        if not article.quotes:
            console.print(title.append("  no quotations", style="dim not bold"))
            continue
        table = Table(box=box.ROUNDED, title=title, title_justify="right", show_lines=True)
        for name, width in (("type", TYPE), ("quote", quote), ("cue", CUE), ("speaker", speaker)):
            table.add_column(name, width=width, justify="left" if name == "type" else "right")
        for q in article.quotes:
            table.add_row(
                q.type or "",
                cell(console, q.quote.text, quote),
                cell(console, q.cue.text if q.cue else "–", CUE),
                cell(console, _speaker(q), speaker),
            )
        console.print(table)


def console_for(stream: TextIO) -> Console:
    """Return a console that prints words as they are, as wide as the terminal, or $COLUMNS, or 80."""
    console = plain(stream)
    console.width = max(console.width, NARROWEST)
    return console


def plain(stream: TextIO) -> Console:
    """Return a console that prints words as they are, control characters as signs."""
    return Plain(file=stream, highlight=False, markup=False, emoji=False)


class Plain(Console):
    """A console that no name in a table can steer."""

    def render_str(self, text: str, **options: Any) -> Text:
        """Return *text* as it is printed."""
        return super().render_str(text.translate(CONTROLS), **options)


def title_of(id: str) -> Text:
    """Return the heading of article *id*."""
    return Text(visible(id) or "–", style="bold")


def _speaker(q: Quotation) -> str:
    name = q.speaker_name or (q.speaker.text if q.speaker else "–")
    return f"({name})" if q.implicit else name


def cell(console: Console, words: str, width: int) -> Text:
    """Return *words* in lines of *width* columns, each marked off from its neighbours."""
    wrapped = Text(visible(words)).wrap(console, width)
    return Text("\n".join(f"{LEFT_TO_RIGHT}{line.plain.strip()}{LEFT_TO_RIGHT}" for line in wrapped))
