"""Who extracts: the rules alone, the trained model alone, or both together.

``rules`` needs nothing but this package; ``model`` and ``both`` are a spaCy pipeline, the one in this package
or another made by training. Each reads a stream of articles and yields them in order with their quotations,
whose ``by`` says who proposed them.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import msgspec

from quotes.problems import Problem
from quotes.records import Article, Quotation

if TYPE_CHECKING:
    from spacy.language import Language

Engine = Literal["rules", "model", "both"]
Extractor = Callable[[Iterable[Article | Problem]], Iterator[Article | Problem]]

MODEL = Path(__file__).parent / "models" / "quotes_ar"
INSTALL = 'pip install "quotes-ar[spacy]", or take the engine rules'
# a batch has so many articles at most, and so many characters; a longer text is left to the rules, for the
# model's memory grows with it, by some 2 KB a character
BATCH = 32
LONGEST = 100_000


class UnavailableError(RuntimeError):
    """An engine cannot run here; the message says why and what to do."""


def default() -> Engine:
    """Return ``both`` where spaCy and this package's model are installed, else ``rules``; imports neither."""
    return "both" if find_spec("spacy") and _is_pipeline(MODEL) else "rules"


def load(engine: Engine, model: str | Path | None = None) -> Extractor:
    """Return the extractor *engine*, which uses the pipeline in *model* (``None``: this package's).

    It yields each article of a stream with its quotations, those that it came with replaced; problems pass
    through. An article that it fails on is a problem too, not the end of the run. One batch is in memory at a
    time. What the model cannot read (a long text, half a surrogate pair) the rules do, and a note says so.
    Loading can run code that *model* brings: it must be one to trust.

    Raises:
        UnavailableError: if spaCy or the pipeline is not there or cannot be loaded.
        ValueError: for an engine that there is not.
    """
    if engine not in get_args(Engine):
        raise ValueError(f"{engine!r} is no engine; take {', '.join(get_args(Engine))}")
    if engine == "rules":
        return by_rules
    nlp = _pipeline(engine, Path(model or MODEL))

    def by_pipeline(items: Iterable[Article | Problem]) -> Iterator[Article | Problem]:
        for batch in _batches(items):
            yield from _done(nlp, batch)

    return by_pipeline


def label(engine: Engine, model: str | Path | None = None) -> str:
    """Return *engine* with its model's name and version, as ``both (ar_quotes 0.1.0)``."""
    if engine == "rules":
        return engine
    try:
        meta = msgspec.json.decode((Path(model or MODEL) / "meta.json").read_bytes(), type=_Meta)
    except (OSError, msgspec.DecodeError):
        return f"{engine} (unnamed)"
    return f"{engine} ({meta.lang}_{meta.name} {meta.version})"


class _Meta(msgspec.Struct):
    lang: str = ""
    name: str = ""
    version: str = ""


def extract(
    text: str,
    *,
    id: str = "",
    meta: dict[str, Any] | None = None,
    engine: Engine = "rules",
    model: str | Path | None = None,
) -> Article:
    """Return the article *text* with every attributed quotation in it, in text order.

    Spans count code points of *text* as given. The empty text has no quotations. An engine other than the
    rules is loaded once; for many articles at a time, ``load`` it and hand it all. A note is a warning here.

    Raises:
        UnavailableError, ValueError: as ``load`` does.
        RuntimeError: if the model fails on *text*; the rules' own exceptions are not changed.
    """
    if engine == "rules":
        from quotes.extraction import extract

        return extract(text, id=id, meta=meta)
    for item in _loaded(engine, model)([Article(id=id, text=text, meta=meta or {})]):
        if isinstance(item, Article):
            return item
        if item.failure:
            raise RuntimeError(str(item))
        warnings.warn(str(item), stacklevel=2)
    raise AssertionError("an engine yields what it is given")


_loaded = lru_cache(maxsize=4)(load)


def by_rules(items: Iterable[Article | Problem]) -> Iterator[Article | Problem]:
    """Yield each article of *items* with the quotations that the rules find: the engine ``rules``."""
    from quotes.extraction import extract

    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        try:
            yield extract(item.text, id=item.id, meta=item.meta)
        except Exception as error:
            yield _failure("rules", item, _told(error))


def _batches(items: Iterable[Article | Problem]) -> Iterator[list[Article | Problem]]:
    batch: list[Article | Problem] = []
    size = 0
    for item in items:
        length = 0 if isinstance(item, Problem) else len(item.text)
        if batch and (len(batch) == BATCH or size + length > LONGEST):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += length
    if batch:
        yield batch


def _done(nlp: "Language", batch: list[Article | Problem]) -> Iterator[Article | Problem]:
    """Yield the articles of *batch* with their quotations, each thing in its place."""
    hindrances = [_hindrance(item.text) if isinstance(item, Article) else "" for item in batch]
    texts = [
        item.text
        for item, hindrance in zip(batch, hindrances)
        if isinstance(item, Article) and hindrance is None
    ]
    found = iter(_read(nlp, texts))
    for item, hindrance in zip(batch, hindrances):
        if isinstance(item, Problem):
            yield item
        elif hindrance is not None:
            if hindrance:
                yield Problem(f"article {item.id}", hindrance, "the rules alone read it", failure=False)
            yield from by_rules([item])
        else:
            result = next(found)
            if result.failure:
                yield _failure("model", item, result.failure)
            else:
                yield Article(id=item.id, text=item.text, meta=item.meta, quotes=result.quotes)


def _hindrance(text: str) -> str | None:
    """Return why the model cannot read *text*: blank if it holds no words, ``None`` if it can."""
    if not any(map(str.isalnum, text)):
        return ""
    if len(text) > LONGEST:
        return f"its text of {len(text):,} characters is too long for the model"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "its text holds half a surrogate pair, which spaCy cannot read"
    return None


class _Result(NamedTuple):
    """What the pipeline made of a text: its quotations, or how it failed."""

    quotes: list[Quotation]
    failure: str = ""


def _read(nlp: "Language", texts: list[str]) -> list[_Result]:
    """Return what *nlp* finds in each of *texts*; one that it fails on costs no other."""
    from quotes.pipeline import get_quotations

    results: list[_Result] = []
    stopped: BaseException | None = None
    # without a zone the vocabulary keeps every word that it has ever seen; one that an exception leaves
    # never ends, so none may get out, not even an interrupt
    with nlp.memory_zone():
        try:
            results = [_Result([q.record for q in get_quotations(doc)]) for doc in nlp.pipe(texts)]
        except Exception as error:
            results = [_Result([], _told(error))]
        except BaseException as error:
            stopped = error.with_traceback(None)
    if stopped is not None:
        raise stopped
    if len(texts) > 1 and any(result.failure for result in results):
        return [result for text in texts for result in _read(nlp, [text])]
    return results


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _failure(who: str, article: Article, how: str) -> Problem:
    what = f"the {who} failed on this article ({how})"
    return Problem(f"article {article.id}", what, "please report it; the other articles are done")


def _is_pipeline(folder: Path) -> bool:
    return (folder / "config.cfg").is_file()


def _pipeline(engine: Engine, folder: Path) -> "Language":
    """Return the pipeline in *folder*, for the engine ``model`` without the rules' component."""
    try:
        import spacy

        # what a pipeline of ours names is registered by import, also in a checkout that is not installed
        import quotes.pipeline  # noqa: F401
    except ImportError as error:
        missing = isinstance(error, ModuleNotFoundError) and error.name == "spacy"
        why = "which is not installed" if missing else f"which cannot be imported ({error})"
        raise UnavailableError(f"the engine {engine} needs spaCy, {why}; {INSTALL}") from error
    if not _is_pipeline(folder):
        if folder == MODEL:
            raise UnavailableError(
                f"the engine {engine} needs a model, and none is installed; "
                "give a directory with --model, or take the engine rules"
            )
        raise UnavailableError(
            f"{folder}: no model is in this directory; give one that holds config.cfg, "
            "as training or 'spacy package' leaves it"
        )
    try:
        nlp = spacy.load(folder)
    except Exception as error:
        raise UnavailableError(
            f"{folder}: this model cannot be loaded ({_told(error)}); make it anew with this version"
        ) from error
    if not any("doc._.quotations" in nlp.get_pipe_meta(name).assigns for name in nlp.pipe_names):
        raise UnavailableError(
            f"{folder}: no component of this pipeline finds quotations; give one with quote_linker"
        )
    # only quotations are read: what a word looks like need not be worked out for each in each batch
    nlp.vocab.lex_attr_getters = {}  # type: ignore[attr-defined]
    if engine == "model":
        for name in nlp.pipe_names:
            if nlp.get_pipe_meta(name).factory == "quote_rules":
                nlp.disable_pipe(name)
    return nlp
