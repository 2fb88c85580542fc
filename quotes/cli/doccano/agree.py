"""``quotes doccano agree``: how far annotators agree, and a page of where they don't."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer

from quotes.cli.doccano import login
from quotes.cli.doccano.pull import bar
from quotes.cli.running import FAILURE, Report, say
from quotes.problems import Problem, sift
from quotes.records import Article
from quotes.writing import output

if TYPE_CHECKING:
    from quotes.annotation.agree import Pair

HELP = """Measure how far annotators agree on the articles that both have confirmed.

FILES are one of each annotator, as 'pull' writes them; or the articles come from Doccano by --project.
F1 of spans with the same characters (exact) and with half their words in common (overlap), of
quotations with the right source (attribution), and with the same words and source (strict).

\b
Examples:
  quotes doccano agree corrected/huda.jsonl corrected/omar.jsonl
  quotes doccano agree --project news -o disagreements.html
"""


def agree_cli(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILES…]", help="Two or more, one of each annotator.")
    ] = None,
    project: Annotated[
        str | None, typer.Option("--project", "-p", metavar="NAME", help="Instead of files.")
    ] = None,
    server: Annotated[str | None, typer.Option("--server", "-s", metavar="URL", help=login.HELP)] = None,
    out: Annotated[
        str | None, typer.Option("--out", "-o", metavar="FILE", help="Write the disagreements as a page.")
    ] = None,
    format: Annotated[Literal["table", "json"], typer.Option("--format", "-f", help="Output.")] = "table",
    worst: Annotated[int, typer.Option(metavar="N", min=0, help="List the N worst articles.")] = 20,
) -> None:
    from quotes.annotation.agree import agree
    from quotes.annotation.connection import DoccanoError
    from quotes.annotation.disagreements import write_disagreements

    if bool(files) == bool(project):
        raise typer.BadParameter("name FILES, or a project with --project, and not both")
    if files and len(files) < 2:
        raise typer.BadParameter("one file agrees with nothing; name one of each annotator")
    report = Report()
    try:
        annotated = (
            of_project(login.login(server), project, report) if project else of_files(files or [], report)
        )
    except DoccanoError as error:
        say(str(error))
        raise typer.Exit(FAILURE) from error
    pairs, problems = agree(annotated)
    for problem in problems:
        report(problem)
    if not pairs:
        report(Problem(str(project), "fewer than two annotators have confirmed anything", "look at 'status'"))
    if out is not None:
        with output(out, errors="xmlcharrefreplace") as stream:
            write_disagreements(pairs, stream)
    with output(None) as stream:
        if format == "json":
            print_json(pairs, stream)
        else:
            print_tables(pairs, stream, worst=worst)
    report.exit()


agree_cli.__doc__ = HELP


def of_files(files: list[str], report: Callable[[Problem], None]) -> dict[str, list[Article]]:
    """Return the articles of each file by its name without suffix (the path, if names are the same)."""
    from quotes.reading import read

    stems = Counter(Path(file).stem for file in files)
    annotated: dict[str, list[Article]] = {}
    for file in files:
        name = Path(file).stem if stems[Path(file).stem] == 1 else file
        annotated[name] = list(sift(read([file]), report))
    return annotated


def of_project(server: Any, project: str, report: Callable[[Problem], None]) -> dict[str, list[Article]]:
    """Return what each annotator of *project* confirmed; what must be mended first is told to *report*."""
    from quotes.annotation.pull import pull

    pulled = pull(server, project, watch=bar)
    for problem in pulled.problems:
        if problem.failure:
            report(problem)
    return {name: articles for name, articles in pulled.confirmed.items() if articles}


def print_tables(pairs: list["Pair"], stream: TextIO, *, worst: int) -> None:
    """Print each pair's measures and its *worst* articles."""
    from rich.table import Table

    from quotes.formats.table import plain

    def table(title: str, first: str, *rest: str) -> Table:
        table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
        table.add_column(first, overflow="fold")
        for heading in rest:
            table.add_column(heading, justify="right", overflow="fold")
        return table

    console = plain(stream)
    for pair in pairs:
        title = f"{pair.first} and {pair.second}: {len(pair.articles)} articles in common"
        for name, alone in zip((pair.first, pair.second), pair.alone):
            title += f", {alone} only of {name}" if alone else ""
        figures = table(title, "measure", "F1", "95 % interval", "both", pair.first, pair.second)
        for measure, f in pair.figures.items():
            interval = f"{f.ci95[0]:.3f}–{f.ci95[1]:.3f}" if f.ci95 else ""
            figures.add_row(measure, _share(f.f1), interval, str(f.both), str(f.first), str(f.second))
        console.print(figures, "")
        differ = [c for c in pair.articles if not c.same]
        if differ and worst:
            shown = f"{len(differ)} differ, the worst first"
            articles = table(shown, "article", "strict", "attribution", "spans exact")
            for c in differ[:worst]:
                articles.add_row(c.first.id, *(_share(c.f1[m]) for m in ("strict", "attribution", "spans")))
            console.print(articles, "")


def print_json(pairs: list["Pair"], stream: TextIO) -> None:
    """Print each pair's measures and all of its articles, worst first, as JSON."""
    import json

    import msgspec

    from quotes.annotation.agree import link_of

    everything = [
        {
            "annotators": [pair.first, pair.second],
            "figures": msgspec.to_builtins(pair.figures),
            "only_one_has": pair.alone,
            "articles": [
                {"id": c.first.id, "same": c.same, "links": [link_of(c.first), link_of(c.second)], **c.f1}
                for c in pair.articles
            ],
        }
        for pair in pairs
    ]
    stream.write(json.dumps(everything, ensure_ascii=False, indent=2) + "\n")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
