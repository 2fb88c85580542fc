"""Articles as Prodigy's tasks, for ``spans.manual`` and ``rel.manual`` alike.

    {"text": "…", "meta": {…}, "_input_hash": 1, "_task_hash": 2,
     "tokens": [{"text": "وقال", "start": 0, "end": 4, "id": 0, "ws": true}, …],
     "spans": [{"start": 15, "end": 26, "token_start": 3, "token_end": 4, "label": "QUOTE", "text": "…"}, …],
     "relations": [{"head": 4, "child": 1, "label": "SAID_BY", "head_span": {…}, "child_span": {…}}, …],
     "quotes": {"article_id": "a1", "sha256": "…", "proposals": […]}}

Offsets count code points; ``token_end`` is the span's last token, and ``head`` and ``child`` are the last
tokens of their spans. Tokens are those of ``quotes.news_tokenizer.v1``, so that what is corrected trains our
pipeline; a span that ends within one (قال in وقال) is shown with the whole of it. ``quotes.proposals`` keeps
the exact characters and what Prodigy has no place for: a quotation that nobody changed gets them back.
Links run from the quotation (``head``); drawn the other way they mean the same.

What else a task holds – its hashes, its answer, who gave it – stays with the article, under ``prodigy`` in
its meta data, and comes back with it. Prodigy's own hashes cannot be computed without it: ours are as stable.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, TextIO

import msgspec

from quotes.formats.doccano import sha256
from quotes.formats.jsonl import to_line
from quotes.formats.linking import Link, Linker, Mark, Shown, file_of, innermost, links_of, name_of
from quotes.problems import Problem, Tally
from quotes.records import Article, Quotation, Span, check


class _Token(msgspec.Struct):
    """What must be true of a task's tokens."""

    start: int
    end: int


KEPT = "prodigy"  # where an article's meta data has what a task held besides
FORGET = 1000  # texts; spaCy keeps every word that it has seen, and its memory zones take four times as long
OURS = frozenset({"text", "tokens", "spans", "relations", "meta", "quotes"})


def to_prodigy(article: Article) -> dict[str, Any]:
    """Return the task that shows *article* with its quotations.

    Raises:
        ValueError: for a text that spaCy cannot store: lone surrogates.
    """
    tokens = _tokens(article.text)
    spans, relations = _drawn(article.text, article.quotes, tokens)
    meta, kept = dict(article.meta), {}
    if isinstance(meta.get(KEPT), dict):
        kept = {key: value for key, value in meta.pop(KEPT).items() if key not in OURS}
    carried = {"article_id": article.id, "sha256": sha256(article.text), "proposals": article.quotes}
    return {
        "text": article.text,
        "tokens": list(tokens),
        "spans": spans,
        "relations": relations,
        "meta": meta,
        "quotes": msgspec.to_builtins(carried),
        **_hashes(article.text, article.id),
        **kept,
    }


def from_prodigy(
    task: dict[str, Any], *, where: str = "this task", id: str = ""
) -> tuple[Article | None, list[Problem]]:
    """Return the article that *task* says, or None where it says none, and what was wrong.

    *where* is what messages call it, *id* the article's where the task brings none. Tasks that were
    rejected or ignored are no gold: they are counted and left out. One without an answer was accepted.

    Raises:
        ValueError: for a task that is none: spans without offsets, links without ends.
    """
    text = task.get("text")
    if not isinstance(text, str):
        raise ValueError("a task without a 'text'")
    if (answer := task.get("answer", "accept")) != "accept":
        what = f"task with the answer {answer}"
        return None, [Tally(file_of(where), what, "left out; only accepted ones are gold")]
    ours = task.get("quotes")
    carried = ours if isinstance(ours, dict) and "article_id" in ours else {}
    sent = msgspec.convert(carried.get("proposals", []), list[Quotation])
    if carried and sha256(text) == carried.get("sha256"):
        check(Article(id=id, text=text, quotes=sent))
    tokens = _dicts(task, "tokens")
    msgspec.convert(tokens, list[_Token])
    exact = {_shown(label, part, tokens): part for q in sent for label, part in _parts(q)}
    linker = Linker(text, where=where, sent=sent, exact=exact, foreign=True)
    id = str(carried.get("article_id", id))
    article = Article(id=id, text=text, meta=_meta(task, id, ours))
    if carried and sha256(text) != carried.get("sha256"):
        linker.fail("the text was changed after it was sent", "put the text back, or leave the task out")
    marks, links = _marked(task, tokens, linker)
    if (set(marks), links) == _marks_of(text, sent, tokens) and not linker.problems:
        # also where two quotations are shown alike, whose links nobody could tell apart
        article.quotes = sent
        return article, linker.problems
    ids = {shown: n for n, shown in enumerate(marks)}
    for shown, n in ids.items():
        linker.take(Mark(n, *shown))
    article.quotes = linker.quotations(Link(ids[head], ids[child], label) for label, head, child in links)
    return (None if linker.withheld else article), linker.problems


def write_prodigy(articles: Iterable[Article], stream: TextIO) -> None:
    """Write each article as a line with its task."""
    for article in articles:
        stream.write(to_line(to_prodigy(article)) + "\n")


def lost_prodigy(article: Article) -> list[str]:
    """Return what of *article* is shown otherwise than it is: a line for each span cut within a token.

    Raises:
        ValueError: as ``to_prodigy``.
    """
    tokens = _tokens(article.text)
    shown = {(part, _shown(label, part, tokens)) for q in article.quotes for label, part in _parts(q)}
    cut = [part for part, (_, start, end) in shown if (part.start, part.end) != (start, end)]
    return ["span that ends within a token; shown with the whole token, its own ends travel along"] * len(cut)


@lru_cache(maxsize=1)
def _tokens(text: str) -> tuple[dict[str, Any], ...]:
    from quotes.formats.docbin import tokenized, tokenizer

    if next(_texts) % FORGET == 0:
        tokenizer.cache_clear()
    return tuple(
        {
            "text": token.text,
            "start": token.idx,
            "end": token.idx + len(token.text),
            "id": token.i,
            "ws": bool(token.whitespace_),
        }
        for token in tokenized(text)
    )


_texts = count(1)


def _drawn(
    text: str, quotes: Iterable[Quotation], tokens: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the spans and relations of *quotes*, each span once, in the order of the quotations."""
    spans: dict[Shown, dict[str, Any]] = {}
    relations = []

    def place(label: str, part: Span) -> dict[str, Any]:
        key = _shown(label, part, tokens)
        if key not in spans:
            _, start, end = key
            first, last = _touched(part, tokens)
            ends = {"start": start, "end": end, "token_start": first, "token_end": last, "label": label}
            spans[key] = {**ends, "text": text[start:end]}
        return {name: value for name, value in spans[key].items() if name != "text"}

    for q in quotes:
        head = place("QUOTE", q.quote)
        for label, end_label, part in links_of(q):
            child = place(end_label, part)
            ends = {"head": head["token_end"], "child": child["token_end"], "label": label}
            relations.append({**ends, "head_span": head, "child_span": child})
    return list(spans.values()), relations


def _touched(part: Span, tokens: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """Return the first and the last token that *part* touches; blanks go with the token before them."""
    last = bisect_left(tokens, part.end, key=lambda token: int(token["start"])) - 1
    first = bisect_right(tokens, part.start, key=lambda token: int(token["end"]))
    return max(min(first, last), 0), max(last, 0)


def _shown(label: str, part: Span, tokens: Sequence[dict[str, Any]]) -> Shown:
    """Return *part* with the whole of each token that it touches."""
    if not tokens:
        return label, part.start, part.end
    first, last = _touched(part, tokens)
    return label, int(tokens[first]["start"]), int(tokens[last]["end"])


def _parts(q: Quotation) -> list[tuple[str, Span]]:
    return [("QUOTE", q.quote), *((label, part) for _, label, part in links_of(q))]


def _marked(
    task: dict[str, Any], tokens: Sequence[dict[str, Any]], linker: Linker
) -> tuple[list[Shown], list[tuple[str, Shown, Shown]]]:
    """Return the spans of *task*, each once, and its links: type, head, child."""
    found = [s for s in _dicts(task, "spans") if s.get("label")]
    marks = dict.fromkeys(_ends(s, tokens) for s in found)
    holding = innermost(marks, ((token["start"], token["end"]) for token in tokens))
    links = []
    for relation in _dicts(task, "relations"):
        ends = [_end(relation, side, marks, tokens, holding) for side in ("head", "child")]
        label = str(relation.get("label"))
        if ends[0] is None or ends[1] is None:
            linker.count(f"relation {label} between words that are no span", "left out")
        else:
            links.append((name_of(label), ends[0], ends[1]))
    return list(marks), links


def _marks_of(
    text: str, quotes: list[Quotation], tokens: Sequence[dict[str, Any]]
) -> tuple[set[Shown], list[tuple[str, Shown, Shown]]]:
    """Return the spans and links of *quotes* as ``_marked`` would find them in their task."""
    links = [
        (type, _shown("QUOTE", q.quote, tokens), _shown(label, part, tokens))
        for q in quotes
        for type, label, part in links_of(q)
    ]
    return {_shown(label, part, tokens) for q in quotes for label, part in _parts(q)}, links


def _ends(part: dict[str, Any], tokens: Sequence[dict[str, Any]]) -> Shown:
    """Return the label and the ends of a task's span, in code points.

    Raises:
        ValueError: where it has neither its own nor its tokens'.
    """
    start, end = part.get("start"), part.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        try:
            start, end = tokens[part["token_start"]]["start"], tokens[part["token_end"]]["end"]
        except (LookupError, TypeError):
            raise ValueError("a span without 'start' and 'end'") from None
    return name_of(part.get("label")), int(start), int(end)


def _end(
    relation: dict[str, Any],
    side: str,
    marks: Collection[Shown],
    tokens: Sequence[dict[str, Any]],
    holding: Mapping[tuple[int, int], Shown],
) -> Shown | None:
    """Return the span at one end of *relation*: the one it names, else the shortest that holds its token."""
    if isinstance(named := relation.get(f"{side}_span"), dict):
        shown = _ends(named, tokens)
        if shown in marks or named.get("label"):
            return shown if shown in marks else None
    try:
        token = tokens[relation[side]]
    except (LookupError, TypeError):
        if not isinstance(relation.get(side), int):
            raise ValueError(f"a relation without a {side!r}") from None
        return None
    return holding.get((int(token["start"]), int(token["end"])))


def _dicts(task: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = task.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError(f"{name!r} is no list of objects")
    return found


def _meta(task: dict[str, Any], id: str, ours: Any) -> dict[str, Any]:
    """Return the meta data of *task*'s article, under ``KEPT`` what else the task holds."""
    meta = task.get("meta") or {}
    kept = {key: value for key, value in task.items() if key not in OURS}
    computed = _hashes(task["text"], id)
    if all(kept.get(key, value) == value for key, value in computed.items()):
        kept = {key: value for key, value in kept.items() if key not in computed}
    if ours is not None and not (isinstance(ours, dict) and "article_id" in ours):
        kept["quotes"] = ours
    return (meta if isinstance(meta, dict) else {"meta": meta}) | ({KEPT: kept} if kept else {})


def _hashes(text: str, id: str) -> dict[str, int]:
    """Return numbers of 32 bits that tell texts, and articles, apart in every run and on every machine."""
    return {"_input_hash": _hash(text), "_task_hash": _hash(f"{id}\0{text}")}


def _hash(words: str) -> int:
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], signed=True)
