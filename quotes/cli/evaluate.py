"""``quotes evaluate``: how good the extractor, or any prediction, is on gold."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer

from quotes import engines
from quotes.cli.engine import EngineOption, ModelOption, TimeLimitOption, TrustOption, engine_of, load
from quotes.cli.running import Report, progress
from quotes.problems import Problem, sift
from quotes.reading import read
from quotes.writing import output

if TYPE_CHECKING:
    from quotes.evaluation import Result

By = Literal["type", "source", "outlet", "construction", "rule"]
PARTS: tuple[Literal["type", "source", "outlet", "construction"], ...] = (
    "type",
    "source",
    "outlet",
    "construction",
)

HELP = """Measure predictions against gold; without PRED, extract from gold's texts first.

GOLD and PRED are files of records (.jsonl), marked texts (.markup) or folders of them.
"right source" is the share of quotations whose speaker is right.

\b
Examples:
  quotes evaluate seeds
  quotes evaluate gold.jsonl predicted.jsonl --by source
  quotes evaluate gold.jsonl --engine rules --errors 20
"""


def evaluate_cli(
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="Articles with the right quotations.")],
    pred: Annotated[
        str | None, typer.Argument(metavar="[PRED]", help="The same articles, predicted.")
    ] = None,
    errors: Annotated[int, typer.Option(min=0, metavar="N", help="List the first N errors.")] = 0,
    by: Annotated[
        By | None, typer.Option(help="One breakdown alone: of types, sources (overt, implicit), …")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print figures and breakdowns as JSON.")] = False,
    engine: EngineOption = None,
    model: ModelOption = None,
    trust_model: TrustOption = False,
    time_limit: TimeLimitOption = engines.TIME_LIMIT,
) -> None:
    if pred is not None and (engine or model):
        raise typer.BadParameter("PRED is measured as it is; leave out one of the two", param_hint="--engine")
    report = Report()
    extractor: engines.Extractor = engines.by_rules
    if pred is None:
        extractor = load(engine_of(engine, model), model, trust=trust_model, time_limit=time_limit)
    result = evaluate(gold, pred, report=report, extractor=extractor)
    if result is not None:
        with output(None) as stream:
            if json:
                print_json(result, stream)
            else:
                print_tables(result, stream, errors=errors, by=by)
    report.exit()


evaluate_cli.__doc__ = HELP


def evaluate(
    gold: str,
    pred: str | None,
    *,
    report: Callable[[Problem], None],
    extractor: engines.Extractor = engines.by_rules,
) -> "Result | None":
    """Return the comparison of *pred* (``None``: what *extractor* finds in gold's texts) with *gold*.

    An article that cannot be read on either side is told to *report*; one that gold has and *pred*
    does not counts as missed. ``None`` if the two cannot be compared.
    """
    from quotes import evaluation

    wanted = list(sift(read([gold]), report))
    extracted = progress(extractor(wanted), total=lambda: len(wanted))
    found = sift(read([pred]) if pred else extracted, report)
    try:
        return evaluation.evaluate(wanted, found)
    except ValueError as error:
        report(Problem(pred or gold, str(error), "predict from gold's own texts"))
        return None


def print_tables(result: "Result", stream: TextIO, *, errors: int, by: By | None) -> None:
    """Print the measures, then every breakdown or just *by*, then the first *errors* errors."""
    from quotes.evaluation import report
    from quotes.formats.table import plain

    console = plain(stream)
    if by is None:
        console.print(report.tables(result, errors=errors))
        return
    console.print(report.figures(result), "")
    console.print(report.rules(result) if by == "rule" else report.breakdown(result, by))
    if errors:
        console.print("", report.error_list(result, limit=errors))


def print_json(result: "Result", stream: TextIO) -> None:
    """Print figures and all breakdowns as one JSON object."""
    import json

    import msgspec

    everything: dict[str, Any] = {
        "articles": len(result.articles),
        "figures": result.figures,
        "by": {part: result.breakdown(part) for part in PARTS} | {"rule": result.rules()},
    }
    stream.write(json.dumps(msgspec.to_builtins(everything), ensure_ascii=False, indent=2) + "\n")
