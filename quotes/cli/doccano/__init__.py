"""``quotes doccano``: the annotation loop, a verb for each step, each in a file of its own."""

import typer

from quotes.cli.doccano.agree import agree_cli
from quotes.cli.doccano.pull import pull_cli
from quotes.cli.doccano.push import push_cli
from quotes.cli.doccano.serve import serve_cli
from quotes.cli.doccano.status import status_cli
from quotes.cli.running import QuietGroup

app = typer.Typer(cls=QuietGroup, no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def doccano() -> None:
    """Have people correct the proposals in Doccano."""


app.command("serve", short_help="Run a Doccano on this machine.")(serve_cli)
app.command("push", short_help="Send articles with proposals to a project.")(push_cli)
app.command("pull", short_help="Fetch what annotators confirmed.")(pull_cli)
app.command("status", short_help="Show how far the annotators are.")(status_cli)
app.command("agree", short_help="Measure how far annotators agree.")(agree_cli)
