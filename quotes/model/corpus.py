"""Gold as spaCy's training files, and the reader that hands them to its training loop."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.tokens import Span as SpacySpan
from spacy.training import Example
from spacy.util import registry
from spacy.vocab import Vocab

import quotes.pipeline.spans  # noqa: F401 - registers the suggester
from quotes.extraction import extract
from quotes.pipeline.features import RULES
from quotes.pipeline.links import GROUP, LABELS, set_quotations
from quotes.pipeline.scored import SCORED
from quotes.pipeline.spans import suggested
from quotes.problems import Problem
from quotes.records import Article, Quotation, Span
from quotes.validation import validate

T = TypeVar("T")
CHUNK = 1000  # articles in a file
SUFFIX = ".spacy"
CUT_REMEDY = "mark whole words (a proclitic before the span may stay out)"


@cache
def tokenizer() -> Language:
    """Return an empty pipeline whose tokens are those of the trained one."""
    tokens = {"@tokenizers": "quotes.rule_tokenizer.v1"}
    return spacy.blank("ar", config={"nlp": {"tokenizer": tokens}})


def targets(article: Article) -> list[Quotation]:
    """Return what of *article* is to be learned: an optional quotation is neither right nor wrong."""
    return [q for q in article.quotes if not q.optional]


def problems(article: Article) -> Iterator[Problem]:
    """Yield why *article* cannot be learned from: a text that spaCy cannot hold, edges within a word.

    An edge within a word is no token's edge. Behind a proclitic, or in a word that copy glued together, the
    span takes the whole token instead, and ``quotes.naming`` gives the proclitic back.
    """
    try:
        article.text.encode()
    except UnicodeEncodeError:
        what = "its text holds half a surrogate pair, which spaCy cannot store"
        yield Problem(f"article {article.id}", what, "save the text as UTF-8")
        return
    for n, q in enumerate(article.quotes, 1):
        for label in LABELS:
            part: Span | None = getattr(q, label)
            if part is not None and not q.optional and not article.text[part.start : part.end].strip():
                what = f"the {label} of quotation {n}, {part.start}–{part.end}, is blank"
                yield Problem(f"article {article.id}", what, "mark its words, or delete it")
    for finding in validate(article):
        if finding.kind == "cut" and not article.quotes[finding.quotation - 1].optional:
            place = f"quotation {finding.quotation} at {finding.part.start}–{finding.part.end}"
            what = f"{place}, «{' '.join(finding.part.text.split()[:6])}»: {finding.what}"
            yield Problem(f"article {article.id}", what, CUT_REMEDY)


def to_doc(article: Article, *, silver: bool = False) -> Doc:
    """Return *article* as a training file holds it; *silver*: the rules' proposals are its gold.

    A silver document has no group ``rules``: the teacher's opinion would be the answer.
    """
    found = extract(article.text).quotes
    doc = set_quotations(tokenizer()(article.text), found, group=GROUP if silver else RULES)
    if not silver:
        set_quotations(doc, targets(article), group=GROUP)
    return doc


def write(articles: Iterable[Article], folder: Path, *, silver: bool = False) -> None:
    """Write *articles* as files of ``CHUNK`` documents into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for n, chunk in enumerate(_chunks(articles)):
        docs = (to_doc(article, silver=silver) for article in chunk)
        DocBin(attrs=["ORTH"], docs=docs).to_disk(folder / f"{n:04}{SUFFIX}")


def read(path: Path, vocab: Vocab) -> Iterator[Doc]:
    """Yield the documents of a file, or of every file in a folder."""
    files = sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]
    return chain.from_iterable(DocBin().from_disk(file).get_docs(vocab) for file in files)


@registry.readers("quotes.corpus.v1")
def corpus(
    path: Path, share: float = 1.0, seed: int = 0, shuffle: bool = False, shuffle_labels: bool = False
) -> Callable[[Language], Iterator[Example]]:
    """Make the reader of the training file or folder *path*.

    *share* of the examples, drawn anew at each pass, know the rules' opinion (the group ``rules``): one set
    of weights then serves with it and without. *shuffle* draws the order, too, among ``CHUNK`` documents at
    a time. With *shuffle_labels* each article's gold spans lie on candidates drawn by lot: who learns from
    that must score near nothing, or the score is of no worth.
    """
    drawn = random.Random(seed)

    def examples(nlp: Language) -> Iterator[Example]:
        labels = random.Random(seed)  # the same wrong labels at each pass, to be learned by heart
        for chunk in _chunks(read(Path(path), nlp.vocab)):
            made = [example(doc, rules=drawn.random() < share) for doc in chunk if len(doc)]
            if shuffle_labels:
                for each in made:
                    _mislabel(each.reference, labels)
            if shuffle:
                drawn.shuffle(made)
            yield from made

    return examples


def example(doc: Doc, *, rules: bool) -> Example:
    """Return the example of a training file's *doc*, with the rules' opinion or without."""
    blank = Doc(doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
    if rules and RULES in doc.spans:
        blank.spans[RULES] = doc.spans[RULES].copy(doc=blank)
    doc.spans[SCORED] = doc.spans[GROUP].copy(doc=doc)
    return Example(blank, doc)


def recall(docs: Iterable[Doc]) -> dict[str, float]:
    """Return by label the share of gold spans that are among the candidates: more cannot be found."""
    there, gold = Counter[str](), Counter[str]()
    for doc in docs:
        candidates = set(suggested(doc))
        for span in doc.spans[GROUP]:
            gold[span.label_] += 1
            there[span.label_] += (span.start, span.end) in candidates
    return {label: there[label] / gold[label] for label in LABELS.values() if gold[label]}


def _mislabel(doc: Doc, drawn: random.Random) -> None:
    candidates = suggested(doc)
    labels = [span.label_ for span in doc.spans[GROUP]]
    places = drawn.sample(candidates, min(len(labels), len(candidates)))
    for group in (GROUP, SCORED):
        doc.spans[group] = [SpacySpan(doc, *place, label=label) for place, label in zip(places, labels)]


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    left = iter(items)
    while chunk := list(islice(left, CHUNK)):
        yield chunk
