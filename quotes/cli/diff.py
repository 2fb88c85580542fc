"""``quotes diff``: what one extraction finds, loses and changes against another."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Literal, TextIO

import typer

from quotes.cli.running import FAILURE, Report
from quotes.problems import visible
from quotes.writing import output

if TYPE_CHECKING:
    from quotes.records import Quotation
    from quotes.scale.diff import Difference, Totals

HELP = """Compare two extractions of the same articles: what the new one finds, loses and changes.

OLD and NEW are folders that 'quotes extract -o DIR/' wrote, or files of records; memory does not grow with
them. Articles are joined by id and text. A quotation is changed if it stands in the same place, or overlaps,
and has another edge, speaker, cue, type, name, or is implicit now.

\b
Examples:
  quotes diff gold.jsonl predicted.jsonl
  quotes diff gold.jsonl predicted.jsonl -f jsonl -o differences.jsonl
"""


def diff_cli(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A folder or file of extracted articles.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same articles, extracted otherwise.")],
    format: Annotated[
        Literal["table", "jsonl"],
        typer.Option("--format", "-f", help="A summary with examples, or every difference on a line."),
    ] = "table",
    out: Annotated[str, typer.Option("--out", "-o", metavar="FILE", help="Write here, not to stdout.")] = "-",
    examples: Annotated[
        int, typer.Option(min=0, metavar="N", help="How many of each kind the summary shows.")
    ] = 5,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 1 if anything differs, as git diff does.")
    ] = False,
) -> None:
    from quotes.scale.diff import Totals, compare

    report = Report()
    totals = Totals()
    differences = compare(old, new, totals=totals, report=report)
    with output(out) as stream:
        if format == "jsonl":
            write_lines(differences, stream)
        else:
            write_summary(differences, totals, stream, examples=examples)
    if exit_code and totals.differ:
        raise typer.Exit(FAILURE)
    report.exit()


diff_cli.__doc__ = HELP


def write_lines(differences: "Iterable[Difference]", stream: TextIO) -> None:
    """Write each of *differences* as a line of JSON."""
    from quotes.formats.jsonl import to_line

    for difference in differences:
        stream.write(to_line(difference) + "\n")


def write_summary(
    differences: "Iterable[Difference]", totals: "Totals", stream: TextIO, *, examples: int
) -> None:
    """Write how much differs and so many *examples* of each kind; *totals* is filled by *differences*."""
    from rich.table import Table

    from quotes.formats.table import console_for

    shown: dict[str, list[Difference]] = {}
    for difference in differences:
        of_kind = shown.setdefault(difference.what, [])
        if len(of_kind) < examples:
            of_kind.append(difference)
    console = console_for(stream)
    for side, who in (("old", totals.old), ("new", totals.new)):
        for engine, n in who.most_common():
            console.print(f"{side}: {n:,} articles by {engine}")
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for title, counts in (
        ("articles", totals.articles),
        ("quotations", totals.quotations),
        ("changed", totals.fields),
    ):
        for what, n in sorted(counts.items(), key=lambda pair: -pair[1]):
            table.add_row(f"{title}: {what}", f"{n:,}")
    console.print(table)
    for what, some in shown.items():
        console.print(f"\n{what}")
        for difference in some:
            for line in told(difference):
                console.print(line, soft_wrap=True)


def told(difference: "Difference") -> Iterator[str]:
    """Yield *difference* in lines."""
    fields = f"  [{', '.join(difference.fields)}]" if difference.fields else ""
    yield f"   {visible(difference.id)}  {visible(difference.source)}{fields}"
    for sign, quotation in (("-", difference.old), ("+", difference.new)):
        if quotation is not None:
            yield f"      {sign} {visible(_words(quotation))}"


def _words(q: "Quotation") -> str:
    name = q.speaker_name or (q.speaker.text if q.speaker else "–")
    parts = (q.type or "–", q.cue.text if q.cue else "–", f"({name})" if q.implicit else name, q.quote.text)
    return " | ".join(parts)
