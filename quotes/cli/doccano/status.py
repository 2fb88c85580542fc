"""``quotes doccano status``: how far the annotators are, and what they made of the proposals."""

from typing import TYPE_CHECKING, Annotated, Literal, TextIO

import typer

from quotes.cli.doccano import login
from quotes.cli.doccano.pull import bar
from quotes.cli.running import FAILURE, Report, say
from quotes.writing import output

if TYPE_CHECKING:
    from rich.table import Table

    from quotes.annotation.status import Annotator, Status

HELP = """Show how far annotators are in Doccano, and what they made of the proposals.

Corrections (+ added, - deleted, ~ changed) and the proposals kept are counted in confirmed articles only.

\b
Examples:
  quotes doccano status --project news
  quotes doccano status --project news --format json
"""


def status_cli(
    project: Annotated[str, typer.Option("--project", "-p", metavar="NAME", help="As it was pushed.")],
    server: Annotated[str | None, typer.Option("--server", "-s", metavar="URL", help=login.HELP)] = None,
    format: Annotated[Literal["table", "json"], typer.Option("--format", "-f", help="Output.")] = "table",
) -> None:
    from quotes.annotation.connection import DoccanoError
    from quotes.annotation.status import status

    report = Report()
    try:
        found = status(login.login(server), project, watch=bar)
    except DoccanoError as error:
        say(str(error))
        raise typer.Exit(FAILURE) from error
    for problem in found.problems:
        report(problem)
    with output(None) as stream:
        (print_json if format == "json" else print_tables)(found, stream)
    report.exit()


status_cli.__doc__ = HELP


def print_tables(status: "Status", stream: TextIO) -> None:
    """Print what each annotator did, then what became of each rule's proposals."""
    from quotes.formats.table import plain

    console = plain(stream)
    people = _table("annotators", "annotator", "done", "left", "spans + - ~", "links + - ~", "per article")
    for a in status.annotators:
        spans, links = (f"{c.added} {c.deleted} {c.changed}" for c in (a.spans, a.links))
        left = "" if a.left is None else str(a.left)
        people.add_row(a.name, str(a.done), left, spans, links, _number(a.per_article))
    console.print(people)
    if status.shared:
        console.print(f"{status.shared} shared articles are left")
    rules = _table(
        "proposals by rule, in confirmed articles", "rule", "proposed", "kept", "changed", "deleted"
    )
    for name, r in status.rules.items():
        rules.add_row(name, *map(str, (r.proposed, r.kept, r.changed, r.deleted)))
    console.print("", rules, f"{status.added} quotations were added by people", sep="\n")


def print_json(status: "Status", stream: TextIO) -> None:
    """Print the same as one JSON object."""
    import json

    import msgspec

    def annotator(a: "Annotator") -> dict[str, object]:
        corrections = {"spans": a.spans, "links": a.links, "per_article": a.per_article}
        return {"name": a.name, "done": a.done, "left": a.left, "corrections": corrections}

    everything = {
        "annotators": [annotator(a) for a in status.annotators],
        "shared_left": status.shared,
        "rules": status.rules,
        "added": status.added,
    }
    stream.write(json.dumps(msgspec.to_builtins(everything), ensure_ascii=False, indent=2) + "\n")


def _table(title: str, first: str, *rest: str) -> "Table":
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column(first, overflow="fold")
    for heading in rest:
        table.add_column(heading, justify="right")
    return table


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
