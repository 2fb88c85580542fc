"""The command ``quotes``: a verb for each step, each in a file of its own."""

import typer

from quotes.cli.compare import compare_cli
from quotes.cli.convert import convert_cli
from quotes.cli.diff import diff_cli
from quotes.cli.doccano import app as doccano_app
from quotes.cli.evaluate import evaluate_cli
from quotes.cli.explain import explain_cli
from quotes.cli.export import export_cli
from quotes.cli.extract import extract_cli
from quotes.cli.learn import learn_cli
from quotes.cli.running import QuietGroup
from quotes.cli.train import train_cli
from quotes.cli.validate import validate_cli

app = typer.Typer(
    cls=QuietGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # help must answer at once; rich takes longer to load than all the rest
    pretty_exceptions_enable=False,
)


@app.callback()
def quotes() -> None:
    """Who said what in Arabic news: every quotation with its speaker and cue."""


app.command("extract", short_help="Find the quotations in articles.")(extract_cli)
app.command("explain", short_help="Show what each rule proposed and rejected.")(explain_cli)
app.command("convert", short_help="Turn one format into another.")(convert_cli)
app.command("validate", short_help="Check gold against the annotation scheme.")(validate_cli)
app.command("evaluate", short_help="Measure predictions against gold.")(evaluate_cli)
app.command("compare", short_help="Compare systems on one gold file.")(compare_cli)
app.command("diff", short_help="Compare two extractions of an archive.")(diff_cli)
app.command("train", short_help="Train the model on gold.")(train_cli)
app.command("learn", short_help="Show what more gold is worth.")(learn_cli)
app.command("export", short_help="Write gold as a Hugging Face dataset.")(export_cli)
app.add_typer(doccano_app, name="doccano", short_help="Have people correct the proposals.")
