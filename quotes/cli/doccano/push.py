"""``quotes doccano push``: articles with their proposals into a Doccano project."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from quotes import engines
from quotes.annotation.selection import Ranking
from quotes.cli.doccano import login
from quotes.cli.engine import EngineOption, ModelOption, TimeLimitOption, TrustOption, engine_of, load
from quotes.cli.running import FAILURE, Report, progress, say
from quotes.problems import Problem
from quotes.reading import Kind, read
from quotes.reading.counting import count
from quotes.records import Article

if TYPE_CHECKING:
    from quotes.annotation.connection import Server
    from quotes.annotation.push import Choice, Proposer, Pushed, Team

HELP = """Have a Doccano project hold articles with their quotations proposed, each article once.

PATHS are what 'quotes extract' reads, its output too: quotations that an article comes with are proposed as
they are. The project is made if there is none. The same command again sends what is missing.
The user is DOCCANO_USERNAME with DOCCANO_PASSWORD, else serve's own, else asked for.

\b
Examples:
  quotes doccano push news/ --project news
  quotes doccano push news/ --project news --annotators huda,omar --overlap 20% --create-accounts
  quotes doccano push news.parquet --project news --select 200 --by diverse
  quotes doccano push news/ --project news --engine both --select 200 --by disagreement
"""


def push_cli(
    paths: Annotated[list[str], typer.Argument(metavar="PATHS…", help="Files, folders, or - (stdin).")],
    project: Annotated[str, typer.Option("--project", "-p", metavar="NAME", help="The project's name.")],
    server: Annotated[str | None, typer.Option("--server", "-s", metavar="URL", help=login.HELP)] = None,
    annotators: Annotated[
        str, typer.Option(metavar="A,B", help="Each of these users gets a project: NAME (A), NAME (B).")
    ] = "",
    shared: Annotated[
        bool, typer.Option("--shared", help="One project for all annotators, who divide it as they go.")
    ] = False,
    overlap: Annotated[
        str | None,
        typer.Option(metavar="20%", help="Divide: this share to two annotators, the rest to one each."),
    ] = None,
    create_accounts: Annotated[
        bool, typer.Option("--create-accounts", help="Make the accounts that annotators lack.")
    ] = False,
    select: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Only the N articles most worth people's time.")
    ] = None,
    by: Annotated[
        Ranking,
        typer.Option(help="What makes an article worth it; disagreement: of --engine with the rules."),
    ] = "uncertain",
    seed: Annotated[int, typer.Option(metavar="N", help="Another number: another choice and division.")] = 0,
    as_given: Annotated[
        bool, typer.Option("--as-given", help="Extract nothing, also where an article has no quotations.")
    ] = False,
    kind: Annotated[
        Kind | None, typer.Option("--from", help="What the input is, where its name does not say.")
    ] = None,
    text_field: Annotated[
        str, typer.Option(metavar="NAME", help="Column or JSON field of the article's text.")
    ] = "text",
    id_field: Annotated[str, typer.Option(metavar="NAME", help="Column or JSON field of its id.")] = "id",
    engine: EngineOption = None,
    model: ModelOption = None,
    trust_model: TrustOption = False,
    time_limit: TimeLimitOption = engines.TIME_LIMIT,
) -> None:
    from quotes.annotation.connection import DoccanoError
    from quotes.annotation.copies import ADJUDICATED
    from quotes.annotation.push import Choice, Proposer, Team

    project = project.strip()
    people = list(dict.fromkeys(name for part in annotators.split(",") if (name := part.strip())))
    share = None if overlap is None else _share(overlap)
    if as_given and (engine or model):
        raise typer.BadParameter("with --as-given nobody extracts; leave out one", param_hint="--engine")
    name = engine_of(engine, model)
    for wrong, needs, option in (
        (shared and not people, "it needs --annotators", "--shared"),
        (ADJUDICATED in people, f"{ADJUDICATED!r} is kept for what is decided between them", "--annotators"),
        (create_accounts and not people, "it needs --annotators", "--create-accounts"),
        (share is not None and len(people) < 2, "it needs two --annotators at least", "--overlap"),
        (
            share is not None and shared,
            "in one project all have all articles; leave out --shared",
            "--overlap",
        ),
        (
            by == "disagreement" and not select,
            "it says which articles are taken; add --select",
            "--by",
        ),
        (
            by == "disagreement" and name == "rules" and not as_given,
            "the rules agree with themselves; take --engine both, or --as-given for what the articles bring",
            "--by",
        ),
    ):
        if wrong:
            raise typer.BadParameter(needs, param_hint=option)
    proposer = None
    if not as_given:
        extractor = load(name, model, trust=trust_model, time_limit=time_limit)
        proposer = Proposer(extractor, engines.label(name, model))
    report = Report()
    try:
        push(
            paths,
            server=login.login(server),
            project=project,
            team=Team(annotators=people, together=shared, overlap=share, create_accounts=create_accounts),
            choice=Choice(count=select, by=by) if select else None,
            seed=seed,
            proposer=proposer,
            kind=kind,
            text_field=text_field,
            id_field=id_field,
            report=report,
        )
    except DoccanoError as error:
        say(str(error))
        raise typer.Exit(FAILURE) from error
    report.exit()


push_cli.__doc__ = HELP


def push(
    paths: list[str],
    *,
    server: "Server",
    project: str,
    report: Callable[[Problem], None],
    team: "Team | None" = None,
    choice: "Choice | None" = None,
    proposer: "Proposer | None",
    seed: int = 0,
    kind: str | None = None,
    text_field: str = "text",
    id_field: str = "id",
) -> None:
    """Bring the articles in *paths* into *project* at *server*, tell *report* what failed, print the sums.

    Raises:
        DoccanoError: for what is wrong with the server, the project or the rights to it.
    """
    from quotes.annotation.push import push

    given = progress(
        read(paths, kind=kind, text_field=text_field, id_field=id_field),
        total=lambda: count(paths, kind=kind),
    )
    done = push(
        server,
        _with_words(given),
        name=project,
        team=team,
        choice=choice,
        seed=seed,
        proposer=proposer,
        report=report,
        tell=say,
        follow=lambda chosen: progress(chosen, total=lambda: len(chosen)),
    )
    for one in done:
        print(_sum(one))


def _with_words(items: Iterable[Article | Problem]) -> Iterator[Article | Problem]:
    """Leave out the articles of which reading has told that they are blank."""
    return (item for item in items if isinstance(item, Problem) or item.text.strip())


def _sum(pushed: "Pushed") -> str:
    tally = pushed.tally
    parts = ["nothing new"]
    if tally.sent:
        what = f"with {tally.spans} spans and {tally.links} links"
        parts = [f"{tally.arrived} of {tally.sent} articles arrived {what}"]
    if tally.there:
        parts.append(f"{tally.there} were there")
    if tally.mended:
        parts.append(f"{tally.mended} of an interrupted push completed")
    return f"{pushed.project.name}: {'; '.join(parts)}. {pushed.project.url}"


def _share(written: str) -> float:
    """Return the share that is meant by ``20%``.

    Raises:
        typer.BadParameter: if none is.
    """
    number = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", written.strip())
    if not number or float(number[1]) > 100:
        raise typer.BadParameter(f"{written!r} is no share; write it as 20%", param_hint="--overlap")
    return float(number[1]) / 100
