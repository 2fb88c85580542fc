"""Arabic texts out of bytes, and what must be true of the text layer and of extraction."""

import io
import re
from functools import cache
from importlib.resources import files
from io import BufferedReader
from itertools import pairwise
from pathlib import Path

from fuzzing.draw import Draw, Finding
from quotes.explaining import explain
from quotes.extraction import extract
from quotes.records import Article, check
from quotes.text.encoding import NotText, decode, lines
from quotes.text.fold import fold, fold_word
from quotes.text.kinds import Kinds
from quotes.text.tokens import Tokens

ROOT = Path(__file__).parents[2]
MOST = 2000  # words of a kind
MARKS = [
    *"«»“”„‟\"❝❞〝〞＂'‘’‚‛‹›`´()[]{}<>:،,.؟?!؛;…-–—/",
    *("``", "''", "((", "))", "...", ". ", ": «", "»،", "\n", "\n\n", "\r\n", "\r", "\t", "  "),
]
ODD = [
    *"\u200f\u200e\u202a\u202b\u202c\u202d\u202e\u2066\u2069\u061c\u200b\u200c\u200d\u2060\ufeff\u00ad\u0640",
    *"\u064b\u064e\u0650\u0651\u0652\u0670\u06d6\u0610\u0300\u20dd\ufe0f\u00a0\u2028\u2029\x85\x0b\x0c\x1c\x00\x1b\x7f",
    *"\ud83d\ude00\udfff\ufdfa\ufdfb\ufdf2\ufefb\ufef5\ufb50\ufe70\ufefc\ufffd\uffff\U0010ffff𐎀😀🇱🇧ﷲﻻİßŉǰΐﬁ①²٣۳߀½",
    *(
        "👨\u200d👩\u200d👧",
        "<script>alert(1)</script>",
        "</article>",
        "&lt;",
        "&#x0;",
        "=1+1",
        "3.5",
        "cnn.com",
        "1,000",
        "إس.سي.إل",
    ),
]


@cache
def sentences() -> list[str]:
    """Return the sentences of the articles in the repository, as they stand."""
    files = [
        *sorted((ROOT / "seeds").glob("*.txt")),
        *sorted((ROOT / "annotations" / "articles").glob("*.txt")),
    ]
    found = (re.sub(r"<[^>]*>", "", file.read_text("utf-8")) for file in files)
    return list(dict.fromkeys(piece for text in found for piece in re.findall(r"[^.\n]{3,}[.\n]", text)))


@cache
def words() -> list[str]:
    """Return the words of these sentences, each once, the commonest first."""
    counts: dict[str, int] = {}
    for sentence in sentences():
        for word in re.findall(r"\w+", sentence):
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: (-counts[word], word))


@cache
def lexicon_words() -> list[str]:
    """Return the words that rules ask for, of each table as many."""
    folder = files("quotes.lexicon")
    tables = sorted(table.name for table in folder.iterdir() if table.name.endswith(".tsv"))
    kinds = []
    for name in tables:
        rows = [line.split("\t") for line in folder.joinpath(name).read_text("utf-8").splitlines()[1:]]
        classes = name in ("closed.tsv", "mentions.tsv")
        found = [word for row in rows for word in (row[1].split() if classes else [row[0]])]
        kinds.append([word.replace("_", " ").removeprefix("?") for word in found])
    return [kind[n * len(kind) // MOST % len(kind)] for n in range(MOST) for kind in kinds]


def text(draw: Draw, *, most: int = 60) -> str:
    """Draw up to *most* words, marks, odd characters and whole sentences; sometimes over and over."""
    glue = draw.one([" ", " ", " ", ""])
    times = 1 + (draw.number(60) if draw.chance(128) else 0)
    pieces: list[str] = []
    size = 0
    while draw.left() >= 3 and len(pieces) < most and size < 1500:
        kind, index = draw.number(255), draw.number(0xFFFF)
        if kind < 120:
            piece = words()[index % 400]
        elif kind < 135:
            piece = words()[index % len(words())]
        elif kind < 175:
            piece = lexicon_words()[index % len(lexicon_words())]
        elif kind < 215:
            piece = MARKS[index % len(MARKS)]
        elif kind < 240:
            piece = ODD[index % len(ODD)]
        elif kind < 250:
            piece = sentences()[index % len(sentences())]
        else:
            piece = chr(index)
        pieces.append(piece)
        size += len(piece)
    return (glue.join(pieces) * times)[:6_000]


def sound(article: Article) -> None:
    """Raise unless *article* has quotations as ``extract`` promises them."""
    try:
        check(article)
    except ValueError as error:
        raise Finding(str(error)) from error
    places = [q.quote.start for q in article.quotes]
    if places != sorted(places):
        raise Finding(f"not in text order: {places}")
    for q in article.quotes:
        if not q.quote.text.strip() or not all(part.text for part in (q.cue, q.speaker) if part):
            raise Finding(f"a span without words: {q}")
        if q.implicit and q.speaker is None:
            raise Finding(f"implicit without a speaker: {q}")
        if q.type is None or q.score is None or not 0 <= q.score <= 1 or not q.by:
            raise Finding(f"without type, score or rule: {q}")
        if (q.speaker is None) != (q.speaker_id is None):
            raise Finding(f"a speaker without a number, or the reverse: {q}")
    ids = [q.speaker_id for q in article.quotes if q.speaker_id is not None]
    if set(ids) != set(range(len(set(ids)))):
        raise Finding(f"sources are not numbered on: {ids}")


def extraction(draw: Draw) -> None:
    """Extract from a text; the same text gives the same, and every decision can be explained."""
    again = draw.chance(8)
    given = text(draw)
    article = extract(given, id="a")
    if article.text != given:
        raise Finding("the text was changed")
    sound(article)
    if again:
        if extract(given, id="a") != article:
            raise Finding("a second time it is another result")
        for decision in explain(given):
            if not 0 <= decision.start < decision.end <= len(given):
                raise Finding(f"a decision outside the text: {decision}")


def encoding(draw: Draw) -> None:
    """Decode any bytes, or a text in some encoding, whole and line by line."""
    name = draw.one(
        ["", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "mac_arabic"]
    )
    given = text(draw) if name else ""
    data = given.encode(name, "replace") if name else draw.rest()
    try:
        found, complaint = decode(data)
    except NotText:
        # control characters make a text binary
        printed = sum(c >= " " for c in given) * 100 > 99 * len(given)
        if name in ("utf-8", "utf-8-sig") and printed and sum(map(str.isalpha, given)) * 2 > len(given):
            raise Finding("a text in UTF-8 is no text") from None
        found = complaint = None
    if (
        name == "utf-8"
        and found is not None
        and found != given.encode("utf-8", "replace").decode().removeprefix("\ufeff")
    ):
        raise Finding("UTF-8 was read as something else")
    try:
        each = list(lines(BufferedReader(io.BytesIO(data))))  # type: ignore[arg-type]
    except NotText:
        each = None
    if (found is None) != (each is None) and data:
        raise Finding("text by lines only, or whole only")
    if each is not None and found is not None and complaint is None:
        if [number for number, _, _ in each] != list(range(1, len(each) + 1)):
            raise Finding("lines out of number")
        if "".join(line for _, line, _ in each) != found:
            raise Finding("lines are not the text")


def folding(draw: Draw) -> None:
    """Fold and tokenize a text: its characters stay in order, every one in its place."""
    given = text(draw)
    folded = fold(given)
    if fold_word(given) != folded.text:
        raise Finding("a word folds otherwise than a text")
    places = [folded.origin(n) for n in range(len(folded.text) + 1)]
    if not all(a <= b for a, b in pairwise(places)) or (
        places and not 0 <= places[0] <= places[-1] <= len(given)
    ):
        raise Finding(f"the way back is out of order: {places[:50]}")
    tokens = Tokens(folded.text)
    count = len(tokens)
    for n, word in enumerate(tokens.words):
        start, end = tokens.starts[n], tokens.ends[n]
        if not word.strip(" ") or folded.text[start:end] != word or (n and start < tokens.ends[n - 1]):
            raise Finding(f"token {n} is not at its place")
        if folded.origin(start) >= len(given):
            raise Finding(f"token {n} stands past the text")
    for ends in (tokens.stops, tokens.breaks):
        if ends != sorted(ends) or ends[-1] != count:
            raise Finding("sentences out of order")
    for start, close in tokens.closes.items():
        if not start < close <= count or (close in tokens.opens and close not in tokens.closes.values()):
            raise Finding("marks that do not pair")
    Kinds(folded, tokens)
