"""``quotes validate``: what in gold articles goes against the annotation scheme."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from quotes.cli.convert import Marked
from quotes.cli.running import Report, say
from quotes.problems import sift
from quotes.reading import read
from quotes.records import Article

if TYPE_CHECKING:
    from quotes.validation import Finding

HELP = """Check gold articles against the annotation scheme: where, what, and what to do, a line each.

Errors break a rule and make the exit code 1; warnings are for you to look at. Spans outside of their text
are errors of the file, told with its line. The last lines count what was found.

\b
Examples:
  quotes validate seeds
  quotes validate gold.jsonl --quiet
"""


def validate_cli(
    paths: Annotated[list[str], typer.Argument(metavar="GOLD…", help="Files, folders, or - (stdin).")],
    source: Annotated[
        Marked | None, typer.Option("--from", help="Format of the input.  [default: what it looks like]")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only count.")] = False,
) -> None:
    report = Report()
    show: Callable[[Finding], None] = (lambda finding: None) if quiet else print
    counts, articles = check(sift(read(paths, kind=source), report), show=show)
    for (severity, kind), n in sorted(counts.items(), key=lambda pair: (pair[0][0], -pair[1])):
        print(f"{severity}: {n} × {kind}")
    errors = sum(n for (severity, _), n in counts.items() if severity == "error")
    say(f"{errors} errors and {counts.total() - errors} warnings in {articles} articles")
    report.failed |= errors > 0
    report.exit()


validate_cli.__doc__ = HELP


def check(
    articles: Iterable[Article], *, show: Callable[["Finding"], None]
) -> tuple[Counter[tuple[str, str]], int]:
    """Hand each finding to *show*; return how many there are of each severity and kind, and of articles."""
    from quotes.validation import validate

    counts: Counter[tuple[str, str]] = Counter()
    number = 0
    for number, article in enumerate(articles, 1):  # noqa: B007 - how many there were
        for finding in validate(article):
            counts[finding.severity, finding.kind] += 1
            show(finding)
    return counts, number
