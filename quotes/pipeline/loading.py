"""A pipeline from a folder, with a look at what it would run that is neither spaCy's code nor ours.

A folder's own Python files are never run: its config names functions, and only installed packages have those.
Weights, vocabulary and vectors are msgpack, JSON and arrays, read without pickle. PyTorch's weights are a
pickle, which it reads as data from 2.6 on.
"""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.util import load_config, registry

import quotes.pipeline  # noqa: F401 - registers what a pipeline of ours names, also in a checkout

OURS = {"quotes", "spacy", "thinc", "spacy_legacy", "spacy_loggers", "spacy_curated_transformers"}
CALLBACKS = ("before_creation", "after_creation", "after_pipeline_creation")
READS_DATA_ONLY = (2, 6)  # PyTorch, from which on it runs nothing in weights


class UntrustedError(ValueError):
    """A pipeline would run code of others; the message says which."""


def load(folder: Path, *, trust: bool) -> Language:
    """Return the pipeline in *folder*.

    Raises:
        UntrustedError: if it would run code of others, unless you *trust* it.
        Exception: of any kind, if it cannot be loaded.
    """
    if not trust and (found := risks(folder)):
        raise UntrustedError(
            f"loading this model would run {', '.join(found)}; "
            "take --trust-model (in Python trust=True) if you trust whoever made it"
        )
    nlp = spacy.load(folder)
    # only quotations are read: what a word looks like need not be worked out for each in each batch
    nlp.vocab.lex_attr_getters = {}  # type: ignore[attr-defined]
    return nlp


def risks(folder: Path) -> list[str]:
    """Return what loading the pipeline in *folder* would run, in words; nothing where it is all known code.

    Raises:
        ValueError, OSError: if its config cannot be read.
    """
    config = load_config(folder / "config.cfg", interpolate=True)
    spacy.blank("ar")  # with the first pipeline spaCy registers its components
    nlp, components = config.get("nlp", {}), config.get("components", {})
    found = [f"the callback {name}" for name in CALLBACKS if nlp.get(name)]
    named = [("languages", str(nlp.get("lang"))), *_functions([nlp, components])]
    for name, component in components.items():
        if "source" in component and "factory" not in component:
            found.append(f"another pipeline, {component['source']}, for {name}")
        elif "factory" in component:
            named += _factories(str(component["factory"]), str(nlp.get("lang")))
    for kind, name in named:
        package = _package(kind, name)
        if package is not None and package not in OURS:
            found.append(f"{name} of the package {package}")
        elif package == "spacy_curated_transformers" or "torch" in name.lower():
            found += _pickles(name)
    return list(dict.fromkeys(found))


def _functions(part: Any) -> Iterator[tuple[str, str]]:
    """Yield the registry and the name of each function that *part* of a config calls."""
    values = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in values:
        if isinstance(key, str) and key.startswith("@"):
            yield key[1:], str(value)
        yield from _functions(value)


def _factories(name: str, language: str) -> list[tuple[str, str]]:
    kinds, names = ("factories", "_entry_point_factories"), (name, f"{language}.{name}")
    return [(kind, each) for kind in kinds for each in names]


def _package(kind: str, name: str) -> str | None:
    """Return the package that the function is of; ``None`` if none has it, so that loading will fail."""
    try:
        return str(registry.find(kind, name)["module"]).partition(".")[0]
    except ValueError:
        return None


def _pickles(name: str) -> list[str]:
    try:
        major, minor, *_ = version("torch").split(".")
    except PackageNotFoundError:
        return []
    if (int(major), int(minor)) >= READS_DATA_ONLY:
        return []
    return [f"pickled weights for {name} (PyTorch {major}.{minor} runs what is in them, 2.6 does not)"]
