"""What the span model sees of each token: letters, word class, place, and what the rules say of it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from murmurhash import hash as murmur
from spacy.attrs import IDX
from spacy.tokens import Doc

from quotes.agreement import of_word
from quotes.extraction import Analysis, analyse
from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns, predicates
from quotes.pipeline.tokenizer import text_of
from quotes.rules.names import is_name
from quotes.text.marks import MARKS

# what the columns of ``features`` hold
COLUMNS = ("word", "prefix", "suffix", "class", "place", "cue", "opinion")
RULES = "rules"  # the span group with the rules' opinion

_CLASSES = (
    "complementiser",
    "complementiser-pronoun",
    "clause-opener",
    "clause-start",
    "resuming",
    "relative",
    "speaker-stop",
    "time",
    "audience",
    "adverbial-preposition",
    "clause-link",
    "auxiliary",
    "negation",
    "news-agency",
)


class Read(NamedTuple):
    """A text's analysis, and the Doc's token of each of its tokens."""

    analysis: Analysis
    places: np.ndarray


def features(doc: Doc) -> np.ndarray:
    """Return the keys of each token's features: an array of (tokens of *doc*, columns), uint64.

    Blank tokens have the keys 0. The last column is 0 throughout where *doc* has no group ``rules``.
    """
    analysis = analysed(text_of(doc))
    tokens = analysis.tokens
    words = tokens.words
    rows = [_of_word(word) for word in words]
    cues = [0] * len(words)
    for cue in analysis.cues:
        key = _key(f"{cue.kind} {cue.lemma.strong} {cue.form.kind} {cue.form.guard}")
        for i in range(cue.start, cue.end):
            cues[i] = key + (i > cue.start)
    place = _places(analysis)
    keys = np.zeros((len(doc), len(COLUMNS)), dtype="uint64")
    if not words:
        return keys
    at = places(doc, analysis)
    keys[at, :4] = rows
    keys[at, 4] = place
    keys[at, 5] = cues
    if RULES in doc.spans:
        keys[:, 6] = _opinion(doc)
    return keys


@lru_cache(maxsize=64)
def analysed(text: str) -> Analysis:
    """Return the analysis of *text*; suggester, features and linker ask for it by turns."""
    return analyse(text)


def places(doc: Doc, analysis: Analysis) -> np.ndarray:
    """Return the index in *doc* of each token of *analysis*."""
    origin = analysis.folded.origin
    starts = [origin(start) for start in analysis.tokens.starts[: len(analysis.tokens)]]
    return np.searchsorted(doc.to_array([IDX]).ravel(), starts, side="right") - 1


def _places(analysis: Analysis) -> list[int]:
    """Return for each token where it stands: in marks or not, at the head of a sentence or a paragraph."""
    tokens = analysis.tokens
    size = len(tokens)
    inside = [0] * (size + 1)
    for opening, close in tokens.closes.items():
        for i in range(opening + 1, min(close, size)):
            inside[i] += 1
    heads = {stop + 1 for stop in tokens.stops} | {0}
    paragraphs = {stop + 1 for stop in tokens.breaks} | {0}
    found = []
    for i in range(size):
        key = 1 + min(inside[i], 2) + 3 * ((i in heads) + (i in paragraphs))
        if i in tokens.closes:
            key += 20
        elif i in tokens.opens:
            key += 40
        found.append(key)
    return found


class _Words(dict[str, tuple[int, int, int, int]]):
    """The keys of each word seen; emptied when there are many."""

    def __missing__(self, word: str) -> tuple[int, int, int, int]:
        if len(self) > 200_000:
            self.clear()
        self[word] = found = (_key(word), _key("p" + word[:3]), _key("s" + word[-3:]), _class(word))
        return found


_words = _Words()
_of_word = _words.__getitem__


def _key(name: str) -> int:
    return int(murmur(name)) & 0xFFFFFFFF or 1


def _class(word: str) -> int:
    if not word[0].isalnum():
        return _key("mark" if word in MARKS else word)
    bare = word.removeprefix("و")
    short = bare.removeprefix("ال")
    title = titles().get(bare) or titles().get(short)
    traits = [name for name in _CLASSES if word in closed(name) or bare in closed(name)]
    traits.append(f"title {title.kind}" if title else "")
    traits += [str(of_word(bare)), str(bare != word)]
    traits.append("verb" if bare in predicates() else "")
    traits.append("noun" if short in nouns() else "")
    traits.append("name" if is_name(bare) else "")
    traits.append("digit" if word[0].isdigit() else "latin" if word[0].isascii() else "")
    return _key(" ".join(traits))


def _opinion(doc: Doc) -> np.ndarray:
    """Return for each token of *doc* what the rules' spans say of it."""
    states = np.ones(len(doc), dtype="uint64")
    # two bits each: outside, inside, first, last (or only)
    for span in doc.spans[RULES]:
        shift = {"QUOTE": 1, "CUE": 3, "SPEAKER": 4}[span.label_]
        if span.label_ == "CUE":
            states[span.start : span.end] |= np.uint64(1 << shift)
            continue
        states[span.start : span.end] |= np.uint64(1 << (shift + 5))
        states[span.start] |= np.uint64(1 << (shift + 10))
        states[span.end - 1] |= np.uint64(1 << (shift + 15))
    return states
