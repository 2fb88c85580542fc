"""The command ``quotes``: a verb for each step, each in a file of its own."""

import typer

from quotes.cli.extract import extract_cli
from quotes.cli.running import QuietGroup

app = typer.Typer(
    cls=QuietGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # help must answer at once; rich takes longer to load than all the rest
    pretty_exceptions_enable=False,
)
app.command("extract")(extract_cli)


@app.callback()
def quotes() -> None:
    """Who said what in Arabic news: every quotation with its speaker and cue."""
