"""The span model: its candidates, how tokens are embedded, how a span is scored by its edges."""

from collections.abc import Callable
from typing import Any

import numpy as np
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import (
    Embed,
    HashEmbed,
    Linear,
    Maxout,
    Model,
    Ops,
    chain,
    concatenate,
    glorot_uniform_init,
    list2ragged,
    ragged2list,
    with_array,
    zero_init,
)
from thinc.types import Floats2d, Ragged

from quotes.candidates import candidates
from quotes.pipeline.features import COLUMNS, RULES, analysed, features, places
from quotes.pipeline.tokenizer import text_of

LABELS = ("CUE", "QUOTE", "SPEAKER")
# the bounds, in tokens, between lengths that the model tells apart
LENGTHS = (1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 40, 60, 100)


@registry.misc("quotes.candidates.v1")
def build_suggester() -> Callable[..., Ragged]:
    """Make the suggester: the candidate stretches of a text, and the rules' spans where they have spoken."""

    def suggest(docs: list[Doc], *, ops: Ops | None = None) -> Ragged:
        spans: list[tuple[int, int]] = []
        lengths = []
        for doc in docs:
            found = suggested(doc)
            spans += found
            lengths.append(len(found))
        array: Any = np.asarray(spans, dtype="i").reshape(-1, 2)
        counts: Any = np.asarray(lengths, dtype="i")
        return Ragged(array, counts)

    return suggest


def suggested(doc: Doc) -> list[tuple[int, int]]:
    """Return the candidate spans of *doc* in its tokens, end exclusive, in text order."""
    analysis = analysed(text_of(doc))
    found: set[tuple[int, int]] = set()
    if len(analysis.tokens):
        at = [*places(doc, analysis).tolist(), len(doc)]
        found = {(at[i], at[j - 1] + 1) for i, j in candidates(analysis.tokens, analysis.cues)}
    if RULES in doc.spans:
        found |= {(span.start, span.end) for span in doc.spans[RULES]}
    return sorted(found)


@registry.architectures("quotes.EmbedFeatures.v1")
def embed_features(
    width: int, rows: list[int], dropout: float | None = None
) -> Model[list[Doc], list[Floats2d]]:
    """Make the layer that embeds each token's features; *rows* are the sizes of its columns' tables."""
    if len(rows) != len(COLUMNS):
        raise ValueError(f"rows must be {len(COLUMNS)} numbers: {', '.join(COLUMNS)}")
    tables: list[Model[Any, Any]] = [
        HashEmbed(width, size, column=column, seed=column + 7, dropout=0.0)
        for column, size in enumerate(rows)
    ]
    mix: Model[Any, Any] = Maxout(width, width * len(rows), nP=2, dropout=0.0, normalize=True)
    return chain(
        Model("quote_features", _features_forward),
        list2ragged(),
        with_array(chain(concatenate(*tables), mix)),
        ragged2list(),
    )


def _features_forward(
    model: Model[Any, Any], docs: list[Doc], is_train: bool
) -> tuple[list[Any], Callable[..., Any]]:
    return [model.ops.asarray(features(doc)) for doc in docs], lambda _: []  # type: ignore[arg-type]


@registry.architectures("quotes.SpanEdges.v1")
def span_edges(
    tok2vec: Model[list[Doc], list[Floats2d]],
    hidden: int,
    nO: int | None = None,  # noqa: N803 - spaCy's name
) -> Model[tuple[list[Doc], Ragged], Floats2d]:
    """Make the model that scores each span for each label, 0 to 1.

    A span is the sum of what its first and last tokens, the tokens beside it, the mean of its tokens, its
    length and the rules' opinion of it contribute to *hidden* units; each contribution is computed once for a
    token, however many candidates share it.
    """
    width = tok2vec.get_dim("nO") if tok2vec.has_dim("nO") else None
    project = Linear(nO=5 * hidden, nI=width, init_W=glorot_uniform_init)
    lengths: Model[Any, Any] = Embed(nO=hidden, nV=len(LENGTHS) + 1, column=0)
    opinions: Model[Any, Any] = Embed(nO=hidden, nV=_OPINIONS, column=0)
    output = Linear(nO=nO, nI=hidden, init_W=zero_init)
    return Model(
        "quote_span_edges",
        _edges_forward,
        init=_edges_init,
        layers=[tok2vec, project, lengths, opinions, output],
        dims={"nO": nO, "nH": hidden},
        refs={"tok2vec": tok2vec, "output_layer": output},
    )


def _edges_init(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:  # noqa: N803 - thinc's names
    tok2vec, project, lengths, opinions, output = model.layers
    if Y is not None and output.has_dim("nO") is None:
        output.set_dim("nO", Y.shape[1])
    if X is not None:
        tok2vec.initialize(X=X[0])
    else:
        tok2vec.initialize()
    if project.has_dim("nI") is None:
        project.set_dim("nI", tok2vec.get_dim("nO"))
    for layer in (project, lengths, opinions, output):
        layer.initialize()
    if model.has_dim("nO") is None:
        model.set_dim("nO", output.get_dim("nO"))


def _edges_forward(
    model: Model[Any, Any], given: tuple[list[Doc], Ragged], is_train: bool
) -> tuple[Floats2d, Callable[[Floats2d], Any]]:
    docs, spans = given
    ops, hidden = model.ops, model.get_dim("nH")
    tok2vec, project, lengths, opinions, output = model.layers
    vectors, back_tok2vec = tok2vec(docs, is_train)
    # a row of zeros before and behind each doc
    sizes = [len(doc) for doc in docs]
    offsets = np.cumsum([0, *(size + 2 for size in sizes)])[:-1] + 1
    table = ops.alloc2f(sum(sizes) + 2 * len(docs), vectors[0].shape[1] if vectors else project.get_dim("nI"))
    for offset, rows in zip(offsets, vectors, strict=True):
        table[offset : offset + len(rows)] = rows
    projected, back_project = project(table, is_train)
    parts = projected.reshape(-1, 5, hidden)
    bounds = np.asarray(spans.dataXd).reshape(-1, 2)
    shift = np.repeat(offsets, np.asarray(spans.lengths))
    first, end = bounds[:, 0] + shift, bounds[:, 1] + shift
    size = (end - first).reshape(-1, 1).astype("f")
    sums = np.concatenate(
        [np.zeros((1, hidden), dtype="f"), np.cumsum(parts[:, 4], axis=0, dtype="d").astype("f")]
    )
    long, back_lengths = lengths(np.digitize(end - first, LENGTHS).reshape(-1, 1).astype("i"), is_train)
    said, back_opinions = opinions(_opinions(docs, spans), is_train)
    total = parts[first - 1, 0] + parts[first, 1] + parts[end - 1, 2] + parts[end, 3]
    total += (sums[end] - sums[first]) / size + long + said
    units = np.maximum(total, 0)
    scores, back_output = output(units, is_train)
    probabilities = ops.sigmoid(scores)

    def backward(d_probabilities: Floats2d) -> Any:
        # spancat hands over probabilities less targets: the gradient of the cross-entropy of the scores
        d_units = back_output(d_probabilities)
        d_total = d_units * (total > 0)
        back_lengths(d_total)
        back_opinions(d_total)
        d_parts = np.zeros_like(parts)
        for column, where in enumerate((first - 1, first, end - 1, end)):
            np.add.at(d_parts[:, column], where, d_total)
        d_mean = np.zeros((len(table) + 1, hidden), dtype="f")
        np.add.at(d_mean, first, d_total / size)
        np.add.at(d_mean, end, -d_total / size)
        d_parts[:, 4] = np.cumsum(d_mean, axis=0)[:-1]
        d_table = back_project(d_parts.reshape(len(table), -1))
        return back_tok2vec([d_table[o : o + n] for o, n in zip(offsets, sizes, strict=True)]), spans

    return probabilities, backward


# none given; else for each label whether the rules have this very span, its start or its end
_OPINIONS = 1 + 4**3


def _opinions(docs: list[Doc], spans: Ragged) -> Any:
    """Return for each span the number of what the rules say of it: 0 where they were not asked."""
    found = []
    bounds, at = np.asarray(spans.dataXd).reshape(-1, 2), 0
    for doc, count in zip(docs, np.asarray(spans.lengths), strict=True):
        mine = bounds[at : at + count]
        at += count
        if RULES not in doc.spans:
            found.append(np.zeros(count, dtype="i"))
            continue
        said = np.ones(count, dtype="i")
        for n, label in enumerate(LABELS):
            given = [(span.start, span.end) for span in doc.spans[RULES] if span.label_ == label]
            if not given:
                continue
            starts, ends = (np.unique([edge[side] for edge in given]) for side in (0, 1))
            states = np.isin(mine[:, 0], starts).astype("i")
            states[np.isin(mine[:, 1], ends)] = 2
            size = len(doc) + 1
            states[np.isin(mine[:, 0] * size + mine[:, 1], [s * size + e for s, e in given])] = 3
            said += states * 4**n
        found.append(said)
    return np.concatenate([*found, np.zeros(0, dtype="i")]).reshape(-1, 1).astype("i")
