"""Who extracts: the rules alone, the trained model alone, or both together.

``rules`` needs nothing but this package; ``model`` and ``both`` are a spaCy pipeline, the one in this package
or another made by training. Each reads a stream of articles and yields them in order with their quotations,
whose ``by`` says who proposed them.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import msgspec

from quotes.problems import Problem
from quotes.records import Article, Quotation
from quotes.watchdog import OverdueError, wall, within

if TYPE_CHECKING:
    from spacy.language import Language

Engine = Literal["rules", "model", "both"]
Extractor = Callable[[Iterable[Article | Problem]], Iterator[Article | Problem]]

MODEL = Path(__file__).parent / "models" / "quotes_ar"
INSTALL = 'pip install "quotes-ar[spacy]", or take the engine rules'
# a batch has so many articles at most, and so many characters, or one article: the model's memory grows with
# it, by some 2 KB a character. A text that is longer than LONGEST is left to the rules
BATCH, CHARACTERS = 32, 15_000
LONGEST = 100_000
TIME_LIMIT = 60.0  # seconds for an article, a thousand times what a long one takes


class UnavailableError(RuntimeError):
    """An engine cannot run here; the message says why and what to do."""


def default() -> Engine:
    """Return ``both`` where spaCy and this package's model are installed, else ``rules``; imports neither."""
    return "both" if find_spec("spacy") and _is_pipeline(MODEL) else "rules"


def load(
    engine: Engine,
    model: str | Path | None = None,
    *,
    trust: bool = False,
    time_limit: float | None = None,
    hard: bool = False,
) -> Extractor:
    """Return the extractor *engine*, which uses the pipeline in *model* (``None``: this package's).

    It yields each article of a stream with its quotations, those that it came with replaced; problems pass
    through. An article that it fails on is a problem too, not the end of the run. One batch is in memory at a
    time. What the model cannot read (a long text, half a surrogate pair) the rules do, and a note says so.
    A *model* that would run code other than spaCy's and ours is loaded only if you *trust* it.

    An article that takes longer than *time_limit* (seconds of the clock) is a problem too, but only in a main
    thread, where an alarm (SIGALRM) can stop it, and not on Windows. *hard* is for a process that another one
    minds: in any thread it ends, with exit code 1, when a batch takes longer; run one extractor at a time.

    Raises:
        UnavailableError: if spaCy or the pipeline is not there, cannot be loaded or is not trusted.
        ValueError: for an engine that there is not.
    """
    if engine not in get_args(Engine):
        raise ValueError(f"{engine!r} is no engine; take {', '.join(get_args(Engine))}")
    alarm = None if hard else time_limit
    if engine == "rules":
        extractor: Extractor = partial(by_rules, time_limit=alarm)
    else:
        extractor = partial(_by_pipeline, _pipeline(engine, Path(model or MODEL), trust=trust), alarm)
    return partial(_walled, extractor, time_limit) if hard and time_limit is not None else extractor


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
    It takes the time that it takes.

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


def by_rules(
    items: Iterable[Article | Problem], *, time_limit: float | None = None
) -> Iterator[Article | Problem]:
    """Yield each article of *items* with the quotations that the rules find: the engine ``rules``.

    *time_limit* is that of ``load``.
    """
    from quotes.extraction import extract

    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        try:
            found = within(time_limit, partial(extract, item.text, id=item.id, meta=item.meta))
        except (Exception, OverdueError) as error:
            yield _failure("rules", item, error, time_limit)
        else:
            yield found


def _by_pipeline(
    nlp: "Language", time_limit: float | None, items: Iterable[Article | Problem]
) -> Iterator[Article | Problem]:
    for batch in _batches(items):
        yield from _done(nlp, batch, time_limit)


def _walled(
    extractor: Extractor, seconds: float, items: Iterable[Article | Problem]
) -> Iterator[Article | Problem]:
    """Yield what *extractor* does; the process ends if a batch takes longer than *seconds*."""
    for batch in _batches(items):
        with wall(seconds):
            found = list(extractor(batch))
        yield from found


def _batches(items: Iterable[Article | Problem]) -> Iterator[list[Article | Problem]]:
    batch: list[Article | Problem] = []
    size = 0
    for item in items:
        length = 0 if isinstance(item, Problem) else len(item.text)
        if batch and (len(batch) == BATCH or size + length > CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += length
    if batch:
        yield batch


def _done(
    nlp: "Language", batch: list[Article | Problem], time_limit: float | None = None
) -> Iterator[Article | Problem]:
    """Yield the articles of *batch* with their quotations, each thing in its place."""
    hindrances = [_hindrance(item.text) if isinstance(item, Article) else "" for item in batch]
    texts = [
        item.text
        for item, hindrance in zip(batch, hindrances)
        if isinstance(item, Article) and hindrance is None
    ]
    found = iter(_read(nlp, texts, time_limit))
    for item, hindrance in zip(batch, hindrances):
        if isinstance(item, Problem):
            yield item
        elif hindrance is not None:
            if hindrance:
                yield Problem(f"article {item.id}", hindrance, "the rules alone read it", failure=False)
            yield from by_rules([item], time_limit=time_limit)
        else:
            quotes = next(found)
            if isinstance(quotes, BaseException):
                yield _failure("model", item, quotes, time_limit)
            else:
                yield Article(id=item.id, text=item.text, meta=item.meta, quotes=quotes)


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


def _read(
    nlp: "Language", texts: list[str], time_limit: float | None = None
) -> list[list[Quotation] | BaseException]:
    """Return what *nlp* finds in each of *texts*, or how it failed; one that it fails on costs no other."""
    from quotes.pipeline import get_quotations

    def records() -> list[list[Quotation]]:
        return [[q.record for q in get_quotations(doc)] for doc in nlp.pipe(texts)]

    stopped: BaseException | None = None
    # without a zone the vocabulary keeps every word that it has ever seen; one that an exception leaves
    # never ends, so none may get out, not even an interrupt
    with nlp.memory_zone():
        try:
            return [*within(time_limit, records)]
        except BaseException as error:
            stopped = error.with_traceback(None)
    if not isinstance(stopped, (Exception, OverdueError)):
        raise stopped
    if len(texts) > 1:
        return [result for text in texts for result in _read(nlp, [text], time_limit)]
    return [stopped]


def _failure(who: str, article: Article, error: BaseException, time_limit: float | None) -> Problem:
    if isinstance(error, OverdueError):
        what = f"the {who} took over {time_limit:g} s on this article"
        remedy = "give it a longer time limit, or report it; the other articles are done"
    else:
        what = f"the {who} failed on this article ({_told(error)})"
        remedy = "please report it; the other articles are done"
    return Problem(f"article {article.id}", what, remedy)


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _is_pipeline(folder: Path) -> bool:
    return (folder / "config.cfg").is_file()


def _pipeline(engine: Engine, folder: Path, *, trust: bool = False) -> "Language":
    """Return the pipeline in *folder*, for the engine ``model`` without the rules' component."""
    try:
        import spacy  # noqa: F401 - the first that may be missing

        from quotes.pipeline import loading
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
        nlp = loading.load(folder, trust=trust or folder == MODEL)
    except loading.UntrustedError as error:
        raise UnavailableError(f"{folder}: {error}") from error
    except Exception as error:
        raise UnavailableError(
            f"{folder}: this model cannot be loaded ({_told(error)}); make it anew with this version"
        ) from error
    if not any("doc._.quotations" in nlp.get_pipe_meta(name).assigns for name in nlp.pipe_names):
        raise UnavailableError(
            f"{folder}: no component of this pipeline finds quotations; give one with quote_linker"
        )
    if engine == "model":
        for name in nlp.pipe_names:
            if nlp.get_pipe_meta(name).factory == "quote_rules":
                nlp.disable_pipe(name)
    return nlp
