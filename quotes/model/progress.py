"""What the training loop tells while it runs, and the checkpoint from which a killed run goes on."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import msgspec
from spacy.language import Language
from spacy.util import registry

CHECKPOINT, BEST = "checkpoint", "best"
STATE = "progress.json"


class State(msgspec.Struct, frozen=True):
    """How far a stage is: its optimizer's steps, and the score of dev then."""

    step: int
    score: float


@registry.loggers("quotes.progress.v1")
def progress(
    checkpoint: Path | None = None, done: int = 0, best: float = -1.0
) -> Callable[..., tuple[Callable[[dict[str, Any] | None], None], Callable[[], None]]]:
    """Make spaCy's logger: a bar on a terminal, and a line on standard error at each evaluation.

    In the folder *checkpoint* it keeps the last weights and the best ones, each whole or not at all. A run
    that goes on where another stopped has *done* steps behind it, with the score *best*.
    """

    def setup(
        nlp: Language, stdout: IO[str], stderr: IO[str]
    ) -> tuple[Callable[..., None], Callable[[], None]]:
        steps = done + int(nlp.config["training"]["max_steps"])
        bar = _bar(steps, stderr) if stderr.isatty() else None
        top, step = best, done

        def log(info: dict[str, Any] | None) -> None:
            nonlocal top, step
            if info is None:
                step += 1
                if bar is not None:
                    bar.update(bar.task_ids[0], completed=step)
                return
            step = done + info["step"]
            score = float(info["score"])
            if checkpoint is not None:
                last = Path(info["output_path"]) if "output_path" in info else None
                if last is not None:
                    keep(last, Path(checkpoint) / CHECKPOINT, State(step, score))
                    if score > top:
                        keep(last, Path(checkpoint) / BEST, State(step, score))
            top = max(top, score)
            loss = sum(info["losses"].values())
            line = (
                f"step {step} of {steps}: loss {loss:.0f}, spans of dev {score:.3f} (best {top:.3f}),"
                f" {info['seconds']} s"
            )
            if bar is not None:
                bar.update(bar.task_ids[0], completed=step)
                bar.console.print(f"quotes: {line}", highlight=False)
            else:
                print(f"quotes: {line}", file=stderr, flush=True)

        return log, (bar.stop if bar is not None else lambda: None)

    return setup


def keep(folder: Path, place: Path, state: State) -> None:
    """Copy *folder* to *place* with *state*; until the copy is whole, what was at *place* stays."""
    part, old = place.with_suffix(".part"), place.with_suffix(".old")
    for left in (part, old):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(folder, part)
    (part / STATE).write_bytes(msgspec.json.encode(state))
    if place.exists():
        place.rename(old)
    part.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def kept(place: Path) -> State | None:
    """Return how far the weights at *place* are; ``None`` if none are there.

    A run that was killed between two renames left them under another name, from which they come back.
    """
    if not place.exists() and (old := place.with_suffix(".old")).exists():
        old.rename(place)
    file = place / STATE
    return msgspec.json.decode(file.read_bytes(), type=State) if file.exists() else None


def _bar(steps: int, stderr: IO[str]) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), "steps", TimeElapsedColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(file=stderr), transient=True)
    bar.add_task("", total=steps)
    bar.start()
    return bar
