"""The linker as a spaCy component: scored spans in, linked quotations out.

It chooses thrice – which quotations to keep, the cue of each, the speaker of each – with a small model for
each choice, over the traits that ``choices`` gives of every option.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from murmurhash import hash as murmur
from spacy.language import Language
from spacy.pipeline.trainable_pipe import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry
from spacy.vocab import Vocab
from thinc.api import Linear, Model, Optimizer, Relu, chain, noop, set_dropout_rate, zero_init
from thinc.types import Floats2d

from quotes.pipeline.choices import Choices
from quotes.pipeline.features import RULES, analysed
from quotes.pipeline.linking import Lesson, lessons, link, records, same_source, stretches
from quotes.pipeline.links import GROUP, get_quotations, set_quotations
from quotes.pipeline.scored import scores_of
from quotes.pipeline.tokenizer import TEXT, text_of
from quotes.records import Quotation

CHOICES = ("quote", "cue", "speaker")


@registry.architectures("quotes.Linker.v1")
def linker(buckets: int, hidden: int) -> Model[Any, Any]:
    """Make the models of the three choices: each scores an option by its traits, hashed into *buckets*."""
    judges: list[Model[Any, Any]] = [
        chain(Relu(hidden, buckets, dropout=0.0), Linear(1, hidden, init_W=zero_init)) for _ in CHOICES
    ]
    model: Model[Any, Any] = noop(*judges)
    model.attrs["buckets"] = buckets
    return model


MODEL = {"@architectures": "quotes.Linker.v1", "buckets": 2048, "hidden": 48}


@Language.factory(
    "quote_linker",
    assigns=["doc.spans", "doc._.quotations"],
    default_config={"model": MODEL, "threshold": 0.5, "sure": 0.7, "group": GROUP},
)
def quote_linker(
    nlp: Language, name: str, model: Model[Any, Any], threshold: float, sure: float, group: str
) -> "QuoteLinker":
    """Make the component.

    *group* names the span group that it sets; *threshold* is how likely a quotation must be to be kept, and
    *sure* the score with which the rules, where they were asked, have it kept in spite of the model.
    """
    return QuoteLinker(nlp.vocab, model, name, threshold=threshold, sure=sure, group=group)


class Hashed(NamedTuple):
    """A lesson whose traits are hashed: each option's buckets, and which options are right, 1 or 0."""

    options: list[np.ndarray]
    right: np.ndarray


Lessons = dict[str, list[Hashed]]


class QuoteLinker(TrainablePipe):  # type: ignore[misc]  # compiled, without types
    """Link the spans of a Doc's group ``scored`` into quotations, with the rules' where they were asked."""

    def __init__(
        self,
        vocab: Vocab,
        model: Model[Any, Any],
        name: str = "quote_linker",
        *,
        threshold: float,
        sure: float = 1.0,
        group: str = GROUP,
    ) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"threshold": threshold, "sure": sure, "group": group}

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None
    ) -> None:
        """Set the models' weights to those of a beginning."""
        for judge in self.model.layers:
            judge.initialize()

    def predict(self, docs: Iterable[Doc]) -> list[list[Any]]:
        """Return each Doc's quotations, as records, without changing it."""
        found = []
        for doc in docs:
            choices = _choices(doc)
            links = link(choices, self._judge, threshold=self.cfg["threshold"], sure=self.cfg["sure"])
            found.append(records(choices, links))
        return found

    def set_annotations(self, docs: Iterable[Doc], quotations: Iterable[list[Any]]) -> None:
        """Set each Doc's span group and linked quotations; earlier ones are replaced."""
        for doc, found in zip(docs, quotations, strict=True):
            set_quotations(doc, found, group=self.cfg["group"])
            doc.user_data.pop(TEXT, None)

    def update(
        self,
        examples: Sequence[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from predicted Docs, whose spans are scored, what gold would have chosen among them."""
        losses = {} if losses is None else losses
        gold = ([q.record for q in get_quotations(example.reference)] for example in examples)
        given = [self.lessons(example.predicted, quotations) for example, quotations in zip(examples, gold)]
        set_dropout_rate(self.model, drop)
        losses[self.name] = losses.get(self.name, 0.0) + self.learn(given)
        if sgd is not None:
            self.finish_update(sgd)
        return losses

    def lessons(self, doc: Doc, gold: Iterable[Quotation]) -> Lessons:
        """Return what the choices for *doc*, whose spans are scored, would be if *gold* is right."""
        choices = _choices(doc)
        wanted = [q for q in gold if not q.optional]
        sources = [same_source(choices, quotation) for quotation in wanted]
        found = lessons(choices, stretches(choices.analysis, wanted), sources)
        return {part: [self._hashed(lesson) for lesson in given] for part, given in found.items()}

    def learn(self, given: Sequence[Lessons]) -> float:
        """Take in the gradient of the choices *given*, and return their loss."""
        return sum(
            self._learn(judge, [lesson for one in given for lesson in one[part]], part)
            for part, judge in zip(CHOICES, self.model.layers, strict=True)
        )

    def _learn(self, judge: Model[Any, Any], given: Sequence[Hashed], part: str) -> float:
        # a quotation is an option by itself; of cues and speakers one is right, or it is not among them
        given = [lesson for lesson in given if part == "quote" or lesson.right.any()]
        if not given:
            return 0.0
        scores, back = judge.begin_update(
            self._rows([option for lesson in given for option in lesson.options])
        )
        gradient = np.zeros_like(scores)
        loss, at = 0.0, 0
        for lesson in given:
            right = lesson.right
            mine = slice(at, at + len(right))
            at += len(right)
            z = scores[mine, 0]
            if part == "quote":
                likely = _sigmoid(z)
                gradient[mine, 0] = likely - right
                loss -= float(np.log(np.where(right > 0, likely, 1 - likely) + 1e-9).sum())
            else:
                # any of the right ones will do
                likely = np.exp(z - z.max())
                likely /= likely.sum()
                wanted = likely * right
                loss -= float(np.log(wanted.sum() + 1e-9))
                gradient[mine, 0] = likely - wanted / (wanted.sum() + 1e-9)
        back(gradient / len(given))
        return loss / len(given)

    def _judge(self, part: str, options: Sequence[list[str]]) -> np.ndarray:
        """Return the scores of the model of *part*; of its rows, nearly empty, the columns are added up."""
        judge = self.model.layers[CHOICES.index(part)]
        first, last = (layer for layer in judge.walk(order="dfs_pre") if layer.has_param("W"))
        found = [self._buckets(option) for option in options]
        places = np.cumsum([0, *map(len, found[:-1])])
        columns = np.asarray(first.get_param("W")).T[np.concatenate(found)]
        units = np.maximum(np.add.reduceat(columns, places) + first.get_param("b"), 0)
        scores: np.ndarray = (units @ np.asarray(last.get_param("W")).T)[:, 0] + last.get_param("b")
        return scores

    def _hashed(self, lesson: Lesson) -> Hashed:
        options = [self._buckets(option) for option in lesson.options]
        return Hashed(options, np.asarray(lesson.right, dtype="f"))

    def _buckets(self, traits: list[str]) -> np.ndarray:
        buckets = self.model.attrs["buckets"]
        return np.fromiter((_key(trait) % buckets for trait in traits), dtype="int16", count=len(traits))

    def _rows(self, options: Sequence[np.ndarray]) -> Floats2d:
        rows = self.model.ops.alloc2f(len(options), self.model.attrs["buckets"])
        for row, option in zip(rows, options, strict=True):
            row[option] = 1  # type: ignore[call-overload]
        return rows


def _choices(doc: Doc) -> Choices:
    analysis = analysed(text_of(doc))
    return Choices(analysis, scores_of(doc, analysis), rules=RULES in doc.spans)


@lru_cache(maxsize=100_000)
def _key(trait: str) -> int:
    return int(murmur(trait)) & 0xFFFFFFFF


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))
