"""What in a gold article goes against the annotation scheme, with its place and what to do.

An *error* breaks a rule that has no exception; a *warning* is what is mostly wrong and sometimes right, for
somebody to look at. Places are in code points. Whether spans lie in the text, ``records.check`` says.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from quotes.lexicon import fillers, multiword, prepositional, readings
from quotes.lexicon.closed import closed
from quotes.problems import visible
from quotes.records import Article, Quotation, Span
from quotes.text.fold import Folded, fold
from quotes.text.kinds import Kinds
from quotes.text.marks import MARKS
from quotes.text.tokens import Tokens

PARTS = ("quote", "cue", "speaker")
POINTS = frozenset(".،,؛;:؟?!…\n")
# إن شاء الله، إن لم: if, not that
CONDITIONS = frozenset({"شاء", "لم", "كان", "كانت"})


class Finding(msgspec.Struct, frozen=True):
    """One thing against the scheme: in which quotation of its article (from 1), where, and the remedy."""

    kind: str
    severity: Literal["error", "warning"]
    article: str
    quotation: int
    part: Span
    what: str
    remedy: str

    def __str__(self) -> str:
        words = self.part.text.split()
        shown = " ".join([*words[:4], "…", *words[-2:]] if len(words) > 7 else words)
        place = f"article {self.article}, quotation {self.quotation} at {self.part.start}–{self.part.end}"
        line = f"{self.severity}: {place}, «{shown}»: {self.what}; {self.remedy}"
        return visible(line)


def validate(article: Article) -> list[Finding]:
    """Return what is against the scheme in *article*, by quotation; nothing where all is well."""
    text = _Text(article.text)
    parts = [part for q in article.quotes for name in PARTS if (part := getattr(q, name))]
    # words that copy glued together: one part ends and another begins in them
    shared = Counter(i for part in set(parts) for i in {*text.touched(part)[:1], *text.touched(part)[-1:]})
    found = []
    for n, q in enumerate(article.quotes, 1):
        words = (_quote(q, text), _cue(q, text), _speaker(q, text))
        for check in (_links(q, article), _edges(q, text, shared), *words):
            for kind, severity, part, what, remedy in check:
                found.append(Finding(kind, severity, article.id, n, part, what, remedy))
    found += _between(article)
    return sorted(found, key=lambda f: f.quotation)


class _Text:
    """A text's tokens, and which of them a span touches."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded: Folded = fold(text)
        self.tokens = Tokens(self.folded.text)
        self.words = self.tokens.words
        self.kinds = Kinds(self.folded, self.tokens)
        self.starts = [self.folded.origin(start) for start in self.tokens.starts[: len(self.words)]]
        self.ends = [self.folded.origin(end) for end in self.tokens.ends[: len(self.words)]]

    def touched(self, part: Span) -> range:
        """Return the tokens that *part* touches."""
        return range(bisect_right(self.ends, part.start), bisect_left(self.starts, part.end))

    def word(self, i: int) -> str:
        """Return token *i* folded, nothing outside the text."""
        return self.words[i] if 0 <= i < len(self.words) else ""


_Found = Iterator[tuple[str, Literal["error", "warning"], Span, str, str]]


def _links(q: Quotation, article: Article) -> _Found:
    if q.speaker is None and q.cue is None:
        what = "neither a speaker nor a cue is linked to it"
        yield "unlinked", "error", q.quote, what, "link what attributes it, or delete it"
    if q.implicit and q.speaker is None:
        what = "its speaker is implicit and not linked"
        yield "implicit", "error", q.quote, what, "link the nearest earlier mention of the source"
    if q.speaker is not None and q.speaker_name is not None and q.speaker_name not in article.text:
        what = f"the speaker's name «{q.speaker_name}» is not in the text"
        yield "name", "error", q.speaker, what, "give the fullest mention of the source, word for word"


def _edges(q: Quotation, text: _Text, shared: Mapping[int, int]) -> _Found:
    """Find edges within a word; a span may begin behind a proclitic, or share a word that copy glued.

    Copy glues complementisers, too: قالإن, إنفرقه.
    """
    for name in PARTS:
        part: Span | None = getattr(q, name)
        if part is None or not (touched := text.touched(part)):
            continue
        first, last = touched[0], touched[-1]
        tail = text.text[part.end : text.ends[last]]
        if shared[last] == 1 and tail[:1].isalpha() and fold(tail).text not in closed("complementiser"):
            yield "cut", "error", part, f"the {name} ends within a word", "take the whole word in"
        lead = text.text[text.starts[first] : part.start]
        if shared[first] == 1 and fold(lead).text not in _PROCLITICS | closed("complementiser"):
            yield "cut", "error", part, f"the {name} begins within a word", "take the whole word in"


_PROCLITICS = frozenset("و ف ب ل ك س ول فل وب فب وك فك وس فس".split()) | {""}


def _quote(q: Quotation, text: _Text) -> _Found:
    touched = text.touched(q.quote)
    if not touched:
        yield "no-words", "error", q.quote, "the quotation holds no words", "delete it"
        return
    first, last = touched[0], touched[-1]
    words, closes, opens = text.words, text.tokens.closes, text.tokens.opens
    outer = closes.get(first) == last or opens.get(last, first) < first
    if outer or (words[first] in MARKS and closes.get(first) in (last + 1, None)):
        what = "the quotation marks around it are inside the span"
        yield "outer-marks", "error", q.quote, what, "begin and end it within the marks"
    if words[first] in POINTS or (words[last] in POINTS and not _inner_point(text, last)):
        what = "it begins or ends with punctuation"
        yield "punctuation", "error", q.quote, what, "leave the punctuation out"
    before = text.word(first - 1)
    bare = words[first] if words[first] not in _CONJOINED else words[first][1:]
    marked = before in MARKS or before == "/"  # agencies write // for marks
    if bare in closed("complementiser") and not marked and text.word(first + 1) not in CONDITIONS:
        what = f"it begins with the bare complementiser {q.quote.text.split()[0]}"
        yield "complementiser", "error", q.quote, what, "begin it with the next word"
    if q.type is not None and (type := text.kinds.of(q.quote)) != q.type:
        what = f"it says {q.type} and its marks say {type}"
        yield "type", "warning", q.quote, what, "leave the type out, for it follows from the marks"


_CONJOINED = frozenset({"وان", "فان"})


def _inner_point(text: _Text, last: int) -> bool:
    """Tell whether the point at *last* belongs to the word before it, as after an initial."""
    return text.words[last] == "." and len(text.word(last - 1)) == 1


def _cue(q: Quotation, text: _Text) -> _Found:
    if q.cue is None or not (touched := text.touched(q.cue)):
        return
    ends = [(max(text.starts[i], q.cue.start), min(text.ends[i], q.cue.end)) for i in touched]
    words = [fold(text.text[start:end]).text for start, end in ends]
    if (filler := _filler([*words, *text.words[touched[-1] + 1 :][:4]], len(words))) is not None:
        impersonal = q.speaker is None
        what = f"«{filler}» is a filler{' with no source' if impersonal else ', mostly with no source'}"
        remedy = "delete the quotation" if impersonal else "delete it unless this source does say it"
        yield "filler", "error" if impersonal else "warning", q.cue, what, remedy
    elif not any(_known(word) for word in words):
        remedy = "mark the word that attributes; if this is it, tell us that the lexicon lacks it"
        yield "unknown-cue", "warning", q.cue, "the cue is not in the lexicon", remedy
    elif len(words) == 1 and not _known(words[0], bare=True):
        remedy = "leave out و and ف, and the preposition before a verbal noun"
        yield "cue-clitic", "error", q.cue, "the cue begins with a proclitic", remedy


def _filler(words: list[str], length: int) -> str | None:
    """Return the filler that *words* begin with, if it takes in all *length* words of the cue."""
    for sequence in fillers().get(words[0], ()):
        if len(sequence) >= length and tuple(words[: len(sequence)]) == sequence:
            return " ".join(sequence)
    return None


def _known(word: str, *, bare: bool = False) -> bool:
    """Tell whether a folded word cues, or begins a cue; *bare*: without a proclitic."""
    if word in prepositional() or word in multiword():
        return True
    return any(not bare or clitic == 0 for clitic, _ in readings(word))


def _speaker(q: Quotation, text: _Text) -> _Found:
    if q.speaker is None:
        return
    touched = text.touched(q.speaker)
    # the last word opens no clause: a surname, خالد اللواتي
    relatives = [text.words[i] for i in touched[:-1] if text.words[i] in closed("relative")]
    if relatives and text.words[touched[0]] != relatives[0]:
        what = f"the speaker holds the relative pronoun {relatives[0]}"
        yield "relative", "error", q.speaker, what, "end it before the relative clause"
    if touched and text.words[touched[-1]] in POINTS and not _inner_point(text, touched[-1]):
        yield "punctuation", "error", q.speaker, "the speaker ends with punctuation", "leave it out"


def _between(article: Article) -> Iterator[Finding]:
    """Find what two quotations are to each other that they cannot be."""
    numbered = sorted(
        enumerate(article.quotes, 1), key=lambda pair: (pair[1].quote.start, -pair[1].quote.end)
    )
    for n, (number, q) in enumerate(numbered):
        for other_number, other in numbered[n + 1 :]:
            if other.quote.start >= q.quote.end:
                break
            if (q.quote.start, q.quote.end) == (other.quote.start, other.quote.end):
                what = f"it is marked twice, also as quotation {number}"
                remedy = "delete one of them"
            elif other.quote.end > q.quote.end:
                what = f"it crosses the end of quotation {number}"
                remedy = "end one where the other begins, or put one inside the other"
            else:
                continue
            kind = "twice" if "twice" in what else "crossing"
            yield Finding(kind, "error", article.id, other_number, other.quote, what, remedy)
    names: dict[int, str] = {}
    for number, q in enumerate(article.quotes, 1):
        if q.speaker_id is None or q.speaker_name is None:
            continue
        name = names.setdefault(q.speaker_id, q.speaker_name)
        if name != q.speaker_name:
            what = f"source {q.speaker_id} is called «{q.speaker_name}» here and «{name}» before"
            remedy = "give one source one name, or another number"
            yield Finding("two-names", "error", article.id, number, q.quote, what, remedy)
