"""One stage of training: spaCy's own loop over a training file, which can be killed and taken up again."""

import hashlib
import io
import shutil
import sys
from collections.abc import Callable, Iterable
from math import ceil
from pathlib import Path
from typing import Any

import msgspec
from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config, load_config_from_str, registry
from thinc.api import Config

import quotes.model.corpus
import quotes.pipeline.linker
import quotes.pipeline.scorer
import quotes.pipeline.spans  # noqa: F401 - these register what the configs name
from quotes.model.progress import BEST, CHECKPOINT, STATE, kept
from quotes.records import Article

CONFIGS = {name: Path(__file__).with_name(f"{name}.cfg") for name in ("config", "transformer")}
OFTEN = 250  # steps after which dev is scored at the latest
LEAST = 100  # steps before which nothing stops for want of a better score
RATE = "training.optimizer.learn_rate.initial_rate"
# what a stage on the rules' own proposals changes: they are no opinion to follow, and there are many of them
RAW: dict[str, Any] = {
    "training.dropout": 0.1,
    "training.optimizer.L2": 0.001,
    "corpora.train.share": 0.0,
    "corpora.dev.share": 0.0,
}
# the code that says what the rules propose and what the model sees
_CODE = ("*.py", "rules/*", "lexicon/*", "text/*", "pipeline/*")


def load(path: Path | None = None, *, overrides: dict[str, Any] | None = None, seed: int = 0) -> Config:
    """Return the config at *path*, or the package's, with *overrides* by dotted key.

    Raises:
        ValueError: if the file is none, or a key is not in it.
    """
    config: Config = load_config(
        path or CONFIGS["config"], overrides={"system.seed": seed, **(overrides or {})}, interpolate=False
    )
    return config


def changed(config: Config, overrides: dict[str, Any]) -> Config:
    """Return a copy of *config* with *overrides* by dotted key."""
    copy: Config = load_config_from_str(config.to_str(interpolate=False), overrides=overrides)
    return copy


def raw_config(config: Config) -> Config:
    """Return *config* as a stage on the rules' proposals takes it: the rules themselves are not asked."""
    pipeline = [name for name in config["nlp"]["pipeline"] if name != "quote_rules"]
    return changed(config, {**RAW, RATE: rate(config, "raw_rate"), "nlp.pipeline": pipeline})


def tuned_config(config: Config) -> Config:
    """Return *config* as gold is learned after a start: slower than from nothing."""
    return changed(config, {RATE: rate(config, "tuned_rate")})


def rate(config: Config, name: str) -> float:
    """Return the learning rate *name* among the variables of *config*, or the one that it begins with."""
    whole = config.interpolate()
    first = whole["training"]["optimizer"]["learn_rate"]["initial_rate"]
    return float(whole.get("variables", {}).get(name, first))


def key(config: Config, articles: Iterable[Article], *, start: Path | None, extra: str = "") -> str:
    """Return what a stage is recognised by: a hash of config, articles, first weights, the rules' code."""
    found = hashlib.sha256(extra.encode())
    found.update(config.to_str(interpolate=False).encode())
    for article in articles:
        found.update(msgspec.json.encode([article.text, article.quotes]))
    package = Path(__file__).parents[1]
    files = [file for pattern in _CODE for file in sorted(package.glob(pattern)) if file.is_file()]
    for file in [*files, *(sorted(start.rglob("model")) if start else ())]:
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


def run(
    config: Config,
    folder: Path,
    *,
    articles: int,
    epochs: int,
    patience: int,
    start: Path | None = None,
    last: bool = False,
) -> Path:
    """Train on ``folder/train`` for *epochs* over its *articles*; return the pipeline ``folder/model``.

    The best weights on ``folder/dev`` are taken, or with *last* the last ones. It stops early after
    *patience* epochs without better ones. A stage that is done is not done again; one that was stopped goes
    on from its last checkpoint, at the learning rate where it was (with Adam's moments at nought).
    """
    model = folder / "model"
    if model.exists():
        return model
    size = int(config["training"]["batcher"]["size"])
    epoch = max(1, ceil(articles / size))
    often = min(epochs * epoch if last else epoch, OFTEN)
    steps = ceil(epochs * epoch / often) * often
    done, best = kept(folder / CHECKPOINT), kept(folder / BEST)
    behind = done.step if done else 0
    if behind < steps:
        left = steps - behind
        first = rate(config, "")
        settings = {
            "paths.train": str(folder / "train"),
            "paths.dev": str(folder / "dev"),
            "paths.start": str(folder / CHECKPOINT) if done else str(start) if start else None,
            "paths.checkpoint": str(folder),
            "training.max_steps": left,
            "training.eval_frequency": often,
            "training.patience": 0 if last or not patience else max(patience * epoch, LEAST),
            RATE: first * left / steps,
            "training.logger.done": behind,
            "training.logger.best": best.score if best else -1.0,
        }
        (folder / "spacy").mkdir(exist_ok=True)
        nlp = init_nlp(changed(config, settings))
        train(nlp, folder / "spacy", stdout=io.StringIO(), stderr=sys.stderr)
    part = folder / "model.part"
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(folder / (CHECKPOINT if last else BEST), part, ignore=shutil.ignore_patterns(STATE))
    part.rename(model)
    shutil.rmtree(folder / "spacy", ignore_errors=True)
    return model


def made(folder: Path, make: Callable[[Path], None]) -> Path:
    """Return *folder*, which *make* fills unless it is there; it is whole or not there."""
    if not folder.exists():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        make(part)
        part.rename(folder)
    return folder


@registry.callbacks("quotes.start.v1")
def start_from(path: Path | None = None) -> Callable[[Language], Language]:
    """Make the callback that begins with the weights of the pipeline at *path*, component by component.

    Raises:
        ValueError: if they are not of the shape that the config says.
    """

    def load_weights(nlp: Language) -> Language:
        for name, pipe in nlp.pipeline if path is not None else ():
            weights = Path(path or "") / name / "model"
            if not weights.is_file():
                continue
            try:
                pipe.model.from_disk(weights)  # type: ignore[attr-defined]
            except Exception as error:
                raise ValueError(
                    f"{path}: the weights of {name} are not of this config's shape ({error})"
                ) from error
        return nlp

    return load_weights
