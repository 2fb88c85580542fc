"""The options ``--engine`` and ``--model``, alike in every command that extracts."""

from pathlib import Path
from typing import Annotated

import typer

from quotes import engines

EngineOption = Annotated[
    engines.Engine | None,
    typer.Option(
        "--engine",
        help="Who extracts: the rules, the trained model, or both together.  "
        "[default: both where spaCy is installed, with the model; else rules]",
    ),
]
ModelOption = Annotated[
    Path | None,
    typer.Option(
        "--model",
        metavar="DIR",
        help="Another trained model than the one installed.",
    ),
]
TrustOption = Annotated[
    bool,
    typer.Option("--trust-model", help="Load it even if that runs code that is neither spaCy's nor ours."),
]
TimeLimitOption = Annotated[
    float,
    typer.Option(
        min=0,
        max=86_400,
        metavar="SECONDS",
        help="Tell and leave out an article that takes longer; 0: none.",
    ),
]


def engine_of(engine: engines.Engine | None, model: Path | None) -> engines.Engine:
    """Return the engine that these options mean.

    Raises:
        typer.BadParameter: if they contradict each other.
    """
    if engine == "rules" and model is not None:
        raise typer.BadParameter("the rules use no model; leave out one of the two", param_hint="--model")
    return engine or ("both" if model is not None else engines.default())


def load(
    engine: engines.Engine,
    model: Path | None,
    *,
    trust: bool = False,
    time_limit: float = engines.TIME_LIMIT,
) -> engines.Extractor:
    """Return the extractor *engine*, with *time_limit* seconds for an article (0: without limit).

    A model that runs code of others is loaded only if the user says to *trust* it.

    Raises:
        typer.BadParameter: if it cannot run here.
    """
    try:
        return engines.load(engine, model, trust=trust, time_limit=time_limit or None)
    except engines.UnavailableError as error:
        raise typer.BadParameter(str(error), param_hint="--engine") from error
