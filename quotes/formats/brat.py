"""brat's standoff: a folder with a text and a file of annotations (``a.txt``, ``a.ann``) for each article.

    T1	QUOTE 15 26	الأمر انتهى
    T2	SPEAKER 5 11	الوزير
    R1	SAID_BY Arg1:T1 Arg2:T2
    #1	AnnotatorNotes T1	{"quote": …}

Offsets count code points. A note at each quotation keeps its record: one that nobody changed gets back what
brat has no place for. Meta data is left out. The files are named after the articles' ids (/ parts folders);
what a file's name cannot hold is written %2A. ``annotation.conf`` tells brat our labels.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, unquote, unquote_to_bytes

import msgspec

from quotes.formats.jsonl import to_line
from quotes.formats.linking import Link, Linker, Mark, links_of
from quotes.problems import Problem
from quotes.records import Article, Quotation, Span, span

CONF = """[entities]
QUOTE
SPEAKER
CUE
[relations]
SAID_BY Arg1:QUOTE, Arg2:SPEAKER
SAID_BY_IMPLICIT Arg1:QUOTE, Arg2:SPEAKER
CUED_BY Arg1:QUOTE, Arg2:CUE
<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>
[events]
[attributes]
"""
LONGEST = 200  # bytes of a name, without its suffix
DEEPEST = 1000  # bytes of a name with its folders
_BLANKS = {ord(c): " " for c in "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"}
# a folder may not be called as a file beside it
_FORBIDDEN_IN_FOLDERS = re.compile(r"\.(?=(?:txt|ann|conf)$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'^\.|[\x00-\x1f\x7f\\:*?"<>|%\ud800-\udfff]|\.(?=markup$)', re.IGNORECASE)
TEXT_BOUND = re.compile(
    # no text has 10^18 characters, and Python reads no number of over 4300 digits
    r"(T\S*)\t(\S+) (\d{1,18} \d{1,18}(?:;\d{1,18} \d{1,18})*)(?:\t(.*))?",
    re.DOTALL,
)
RELATION = re.compile(r"R\S*\t(\S+) \S+:(T\S*) \S+:(T\S*)\s*")
NOTE = re.compile(r"#\S*\tAnnotatorNotes (\S+)\t(\{.*)", re.DOTALL)
OTHERS = {
    **dict.fromkeys("AM", "attribute"),
    "E": "event",
    "N": "normalization",
    "*": "equivalence",
    "#": "comment",
}


def to_brat(article: Article) -> str:
    """Return the annotations of *article*, a line each: what its ``.ann`` file holds."""
    lines: list[str] = []
    places: dict[tuple[str, int, int, int], str] = {}
    relations = 0

    def place(label: str, part: Span, owner: int = 0) -> str:
        key = (label, part.start, part.end, owner)
        if key not in places:
            places[key] = f"T{len(places) + 1}"
            words = article.text[part.start : part.end].translate(_BLANKS)
            lines.append(f"{places[key]}\t{label} {part.start} {part.end}\t{words}")
        return places[key]

    for n, q in enumerate(article.quotes, 1):
        own = place("QUOTE", q.quote, n)
        for type, label, part in links_of(q):
            end = place(label, part)
            relations += 1
            lines.append(f"R{relations}\t{type} Arg1:{own} Arg2:{end}")
        lines.append(f"#{n}\tAnnotatorNotes {own}\t{to_line(_wordless(q))}")
    return "".join(f"{line}\n" for line in lines)


def from_brat(
    annotations: str, text: str, *, where: str = "these annotations", id: str = ""
) -> tuple[Article | None, list[Problem]]:
    """Return the article *id* of *text* with what *annotations* say, and what was wrong.

    A span in several pieces is one across them. What is not of our labels is left out and counted; a line
    that cannot be read is told with its number, and the others are read.
    """
    linker = Linker(text, where=where, foreign=True)
    marks: dict[str, Mark] = {}
    links: list[tuple[str, str, str]] = []
    for number, line in enumerate(annotations.split("\n"), 1):
        line = line.removesuffix("\r")
        if found := TEXT_BOUND.fullmatch(line):
            if found[1] in marks:
                what = f"{found[1]} is there twice"
                problem = Problem(
                    where, what, "the last counts; give each its own", line=number, failure=False
                )
                linker.problems.append(problem)
            marks[found[1]] = _mark(number, found, linker)
        elif found := RELATION.fullmatch(line):
            links.append((found[1], found[2], found[3]))
        elif found := NOTE.fullmatch(line):
            linker.sent += _noted(found[2], text)
        elif line[:1] in OTHERS:
            linker.count(OTHERS[line[0]], "left out; only spans, relations and our own notes are read")
        elif line.strip():
            what = f"is no annotation of brat: {line.strip()[:40]!r}"
            linker.problems.append(Problem(where, what, "mend this line; the others are read", line=number))
    linker.exact = {
        (label, part.start, part.end): part
        for q in linker.sent
        for label, part in [("QUOTE", q.quote), *(link[1:] for link in links_of(q))]
    }
    for mark in marks.values():
        linker.take(mark)
    ids = {name: mark.id for name, mark in marks.items()}
    quotes = linker.quotations(Link(ids.get(a, -1), ids.get(b, -1), type) for type, a, b in links)
    if linker.withheld:
        return None, linker.problems
    return Article(id=id, text=text, quotes=quotes), linker.problems


def write_brat(articles: Iterable[Article], folder: Path) -> None:
    """Write two files into *folder* for each article, and the labels for brat."""
    (folder / "annotation.conf").write_text(CONF, encoding="utf-8", newline="")
    taken: set[int] = set()
    for article in articles:
        path = folder / _unlike(file_name(article.id), taken)
        path.parent.mkdir(parents=True, exist_ok=True)
        # not with_suffix: the id may hold points
        for suffix, content in ((".txt", article.text), (".ann", to_brat(article))):
            with open(f"{path}{suffix}", "x", encoding="utf-8", newline="") as stream:
                stream.write(content)


def lost_brat(article: Article) -> list[str]:
    """Return what the format cannot hold of *article*.

    Raises:
        ValueError: for a text that no file holds: lone surrogates.
    """
    try:
        article.text.encode()
    except UnicodeEncodeError:
        raise ValueError("its text holds half a surrogate pair, which no file of text can hold") from None
    long = (
        ["id too long for a file's name (shortened)"]
        if article_id(file_name(article.id)) != article.id
        else []
    )
    return long + (["article's meta data"] if article.meta else [])


def file_name(id: str) -> str:
    """Return the path of article *id* in the folder, without suffix."""
    *folders, last = id.split("/")
    named = [_FORBIDDEN_IN_FOLDERS.sub("%2E", _component(part)) for part in folders]
    name = "/".join([*named, _component(last)])
    return name if len(name.encode()) <= DEEPEST else _shortened(name.replace("/", "%2F"), id)


def article_id(name: str) -> str:
    """Return the id that ``file_name`` made *name* of, unless it was too long; a name of others is an id."""
    try:
        return "/".join(
            "" if part == "%" else unquote(part, errors="surrogatepass") for part in name.split("/")
        )
    except UnicodeDecodeError:
        return name


def _component(part: str) -> str:
    written = _FORBIDDEN.sub(lambda c: quote(c[0], safe="", errors="surrogatepass").replace(".", "%2E"), part)
    return (_shortened(written, part) if len(written.encode()) > LONGEST else written) or "%"


def _shortened(written: str, part: str) -> str:
    digest = hashlib.sha256(part.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{written.encode()[: LONGEST - 40].decode(errors='ignore')}~{digest}"


def _unlike(name: str, taken: set[int]) -> str:
    """Return *name*, its last part in signs of its own where a file system may take it for one before."""
    # some mind neither case nor which of its forms a letter has
    key = hash(unicodedata.normalize("NFC", name.casefold()))
    if key in taken:
        folders, _, last = name.rpartition("/")
        signs = "".join(f"%{byte:02X}" for byte in unquote_to_bytes(last))
        return f"{folders}/{signs}" if folders else signs
    taken.add(key)
    return name


def _mark(n: int, found: re.Match[str], linker: Linker) -> Mark:
    pieces = [tuple(map(int, piece.split())) for piece in found[3].split(";")]
    start, end = min(piece[0] for piece in pieces), max(piece[1] for piece in pieces)
    if len(pieces) > 1:
        linker.count("span in several pieces", "taken for one across them, as the scheme has it")
    elif found[4] is not None and found[4].split() != linker.text[start:end].split():
        what = f"{found[1]} is not {found[4][:40]!r} at {start}–{end}; was the text changed?"
        linker.fail(what, "put the text back, or correct the offsets")
    return Mark(n, found[2], start, end)


def _noted(note: str, text: str) -> list[Quotation]:
    """Return the record in a note of ours; a note that somebody wrote or changed says nothing."""
    try:
        q = msgspec.convert(json.loads(note), Quotation)
    except (ValueError, RecursionError):
        return []
    for label in ("quote", "cue", "speaker"):
        if (part := getattr(q, label)) is not None:
            setattr(q, label, span(text, part.start, part.end))
    return [q]


def _wordless(q: Quotation) -> Quotation:
    parts = {
        label: msgspec.structs.replace(part, text="")
        for label in ("quote", "cue", "speaker")
        if (part := getattr(q, label)) is not None
    }
    return msgspec.structs.replace(q, **parts)
