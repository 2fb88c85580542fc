"""A model of strangers: what would run when it is loaded is named and refused, and nothing is unpickled."""

import io
import os
import pickle
import shutil
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from quotes import engines
from quotes.cli import app
from quotes.problems import Problem
from quotes.reading import docbin, read

spacy = pytest.importorskip("spacy")
numpy = pytest.importorskip("numpy")

from spacy.language import Language  # noqa: E402
from spacy.util import load_config, registry  # noqa: E402

from quotes.pipeline import loading  # noqa: E402

SHIPPED = Path(engines.__file__).parent / "models" / "quotes_ar"
ran: list[str] = []  # what of the code here was run


@registry.callbacks("strangers.callback.v1")
def callback() -> Callable[[Any], Any]:
    ran.append("callback")
    return lambda given: given


@registry.misc("strangers.anything.v1")
def anything(*args: Any, **options: Any) -> None:
    ran.append("anything")


@Language.factory("strangers_component", assigns=["doc._.quotations"])
def component(nlp: Language, name: str) -> Callable[[Any], Any]:
    ran.append("component")
    return lambda doc: doc


@pytest.fixture(autouse=True)
def nothing_ran_yet() -> None:
    ran.clear()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a pipeline with nothing but the rules, a stand-in for a trained one."""
    nlp = spacy.blank("ar", config={"nlp": {"tokenizer": {"@tokenizers": "quotes.rule_tokenizer.v1"}}})
    nlp.add_pipe("quote_rules")
    nlp.to_disk(tmp_path / "model")
    return tmp_path / "model"


def changed(model: Path, values: dict[str, Any]) -> Path:
    """Change the config of *model*, by dotted names."""
    config = load_config(model / "config.cfg")
    for name, value in values.items():
        part, *rest, last = name.split(".")
        place = config.setdefault(part, {})
        for key in rest:
            place = place.setdefault(key, {})
        place[last] = value
    config.to_disk(model / "config.cfg")
    return model


CALLS = {"@callbacks": "strangers.callback.v1"}
ANYTHING = {"@misc": "strangers.anything.v1"}
CODE: dict[str, tuple[dict[str, Any], str]] = {
    "component": (
        {"components.x": {"factory": "strangers_component"}, "nlp.pipeline": ["quote_rules", "x"]},
        "strangers_component of the package ",
    ),
    "before": ({"nlp.before_creation": CALLS}, "the callback before_creation"),
    "after": ({"nlp.after_creation": CALLS}, "the callback after_creation"),
    "at the end": ({"nlp.after_pipeline_creation": CALLS}, "the callback after_pipeline_creation"),
    "another's": (
        {"nlp.after_creation": {"@callbacks": "spacy.copy_from_base_model.v1", "tokenizer": "en_x"}},
        "the callback after_creation",
    ),
    "tokenizer": ({"nlp.tokenizer": ANYTHING}, "strangers.anything.v1 of the package "),
    "argument": (
        {"components.quote_rules.x": {"y": [{"z": ANYTHING}]}},
        "strangers.anything.v1 of the package ",
    ),
    "vectors": ({"nlp.vectors": ANYTHING}, "strangers.anything.v1 of the package "),
    "source": (
        {"components.x": {"source": "somebodys_package"}, "nlp.pipeline": ["quote_rules", "x"]},
        "another pipeline, somebodys_package, for x",
    ),
}


@pytest.mark.parametrize(("values", "says"), CODE.values(), ids=CODE)
def test_a_model_that_runs_code_of_others_is_refused_and_says_what(
    values: dict[str, Any], says: str, model: Path
) -> None:
    with pytest.raises(engines.UnavailableError, match="loading this model would run ") as caught:
        engines.load("both", changed(model, values))
    assert says in str(caught.value) and str(model) in str(caught.value)
    assert "--trust-model" in str(caught.value)
    assert ran == []


def test_it_runs_for_who_trusts_it(model: Path, tmp_path: Path) -> None:
    changed(model, CODE["component"][0])
    engines.load("both", model, trust=True)
    assert ran == ["component"]
    (tmp_path / "a.txt").write_text("قال الوزير إن الأمر انتهى.", encoding="utf-8")
    command = ["extract", str(tmp_path / "a.txt"), "-f", "jsonl", "--model", str(model)]
    refused = CliRunner().invoke(app, command)
    assert (refused.exit_code, refused.stdout, len(refused.stderr.splitlines())) == (2, "", 1)
    assert "strangers_component" in refused.stderr and ran == ["component"]
    trusted = CliRunner().invoke(app, [*command, "--trust-model"])
    assert trusted.exit_code == 0 and "الأمر انتهى" in trusted.stdout
    assert ran == ["component", "component"]


def test_what_we_ship_and_train_needs_no_trust(model: Path) -> None:
    assert loading.risks(model) == []
    for config in ("config", "transformer"):
        path = Path(engines.__file__).parent / "model" / f"{config}.cfg"
        shutil.copy(path, model / "config.cfg")
        assert loading.risks(model) == []
    if SHIPPED.is_dir():
        assert loading.risks(SHIPPED) == []


@pytest.mark.parametrize(
    ("torch", "refused"), [("2.5.1+cpu", True), ("2.6.0", False), ("3.0", False), (None, False)]
)
def test_weights_of_an_older_pytorch_are_a_pickle(
    torch: str | None, refused: bool, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        if torch is None:
            raise loading.PackageNotFoundError(name)
        return torch

    monkeypatch.setattr(loading, "version", version)
    values = {"components.quote_rules.model": {"@architectures": "spacy.TorchBiLSTMEncoder.v1"}}
    found = loading.risks(changed(model, values))
    assert bool(found) is refused
    if refused:
        assert "pickled weights for spacy.TorchBiLSTMEncoder.v1 (PyTorch 2.5 runs what is in them" in found[0]


def test_python_in_the_folder_is_not_run(model: Path) -> None:
    for name in ("__init__.py", "functions.py", "quotes.py", "spacy.py", "sitecustomize.py"):
        (model / name).write_text("raise SystemExit('ran')\n", encoding="utf-8")
    engines.load("both", model)


# --- pickles -----------------------------------------------------------------------------------------


class Payload:
    """What makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def pickled(victim: Path) -> bytes:
    return pickle.dumps(Payload(victim))


def array(victim: Path) -> bytes:
    """Return an array of objects as ``numpy.save`` writes it."""
    stream = io.BytesIO()
    numpy.save(stream, numpy.array([Payload(victim)], dtype=object), allow_pickle=True)
    return stream.getvalue()


def arrays(victim: Path) -> bytes:
    stream = io.BytesIO()
    numpy.savez(stream, data=numpy.array([Payload(victim)], dtype=object))
    return stream.getvalue()


def packed(victim: Path) -> bytes:
    """Return msgpack with an array of objects, as srsly would read one."""
    import srsly

    kind = {b"nd": True, b"type": "|O", b"kind": b"O", b"shape": [1], b"data": pickled(victim)}
    return srsly.msgpack_dumps({"attrs": kind, "params": [kind], **{str(n): kind for n in range(3)}})


PICKLES = [pickled, array, arrays, packed]


def test_the_payload_works(tmp_path: Path) -> None:
    pickle.loads(pickled(tmp_path / "a"))
    numpy.load(io.BytesIO(array(tmp_path / "b")), allow_pickle=True)
    assert (tmp_path / "a").is_dir() and (tmp_path / "b").is_dir()


@pytest.mark.parametrize("make", PICKLES)
def test_no_file_of_a_model_is_unpickled(make: Callable[[Path], bytes], model: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    nlp = spacy.load(model)
    nlp.vocab.set_vector("كلمة", numpy.ones(3, dtype="float32"))
    nlp.add_pipe("tagger").add_label("X")  # type: ignore[attr-defined]
    nlp.initialize()
    nlp.to_disk(model)
    files = [path for path in sorted(model.rglob("*")) if path.is_file() and path.name != "config.cfg"]
    assert {"vectors", "key2row", "lookups.bin", "strings.json", "model", "meta.json"} <= {
        p.name for p in files
    }
    said: list[str] = []
    for path in files:
        whole = path.read_bytes()
        path.write_bytes(make(victim))
        try:
            engines.load("both", model)
        except engines.UnavailableError as error:
            said.append(str(error))
        path.write_bytes(whole)
        assert not victim.exists(), path
    assert len(said) >= 5 and all("this model cannot be loaded" in line for line in said)


def test_a_docbin_that_bursts_is_refused_without_bursting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docbin, "LARGEST", 100_000_000)
    path = tmp_path / "x.spacy"
    path.write_bytes(zlib.compress(bytes(150_000_000)))
    tracemalloc.start()
    [told] = read([str(path)])
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert isinstance(told, Problem) and "would grow to more than 100,000,000" in told.what
    path.write_bytes(zlib.compress(bytes(90_000_000)))
    [told] = read([str(path)])
    assert isinstance(told, Problem) and "is no DocBin that can be read" in told.what


@pytest.mark.parametrize("make", PICKLES)
@pytest.mark.parametrize("pack", [bytes, zlib.compress])
def test_no_docbin_is_unpickled(
    make: Callable[[Path], bytes], pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    (tmp_path / "x.spacy").write_bytes(pack(make(tmp_path / "victim")))
    [told] = read([str(tmp_path / "x.spacy")])
    assert isinstance(told, Problem) and "is no DocBin that can be read" in told.what
    assert not (tmp_path / "victim").exists()
