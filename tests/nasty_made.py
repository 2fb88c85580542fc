"""Nasty inputs that are made, not kept: huge ones, any size of them, and files that only a library writes."""

import base64
import datetime
import io
import json
import zlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from quotes.formats.brat import to_brat
from quotes.formats.doccano import to_doccano
from quotes.formats.prodigy import to_prodigy
from quotes.markup import to_markup
from quotes.records import Article, Quotation, span

SAID = "قال زيد إن هذا تم. "
TEXT = "قالت هند السالمي إن الجسر سيفتح غدا."


def filled(unit: str) -> Callable[[int], str]:
    """Return what repeats *unit* until there are so many characters."""
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def marked(size: int) -> Article:
    """Return an article of about *size* characters: each sentence holds a quotation with speaker and cue."""
    count = size // len(SAID)
    text = SAID * count
    return Article(
        id="marked",
        text=text,
        quotes=[
            Quotation(
                quote=span(text, at + 11, at + 17),
                cue=span(text, at, at + 3),
                speaker=span(text, at + 4, at + 7),
            )
            for at in range(0, count * len(SAID), len(SAID))
        ],
    )


def foreign(row: dict[str, object], *without: str) -> str:
    """Return *row* as others make it: without what we add, nor the keys *without* in its links."""
    links = row["relations"]
    assert isinstance(links, list)
    bare = [{key: value for key, value in link.items() if key not in without} for link in links]
    return json.dumps({**{key: value for key, value in row.items() if key != "quotes"}, "relations": bare})


def one_line(**fields: object) -> str:
    return json.dumps({"id": "a", "text": TEXT, **fields}, ensure_ascii=False)


# texts of any size, by the unit that they repeat; none has a blank or a full stop that its name does not tell
UNITS = {
    "no-space": "كتب",
    "opening-marks": "«",
    "closing-marks": "»",
    "straight-marks": '"',
    "single-marks": "قال ' ",
    "brackets": "((",
    "nested-marks": "قال زيد: «نعم “",
    "emoji": "👩\u200d🚀",
    "combining-marks": "\u064b\u0651\u0300",
    "bidi-controls": "\u202eقال\u2066",
    "ligatures": "\ufdfa ",
    "cues": "قال أكد أضاف بحسب وفقا ",
    "participles": "مضيفا مؤكدا أن ",
    "attributions": "تصريح جديد وبحسب بـ الجامعة : « “ ، وان ",
    "attributions-in-brackets": "؛ إذا ) ‛ مليون بحسب المشروع 〞 ",
    "sources-in-marks": "الانسه ❞ وبحسب بموجب ",
    "nouns": "بزعمهما عملات بزعم مستخدمون الوزراء ",
    "speeches": "»، رد : عن رد : قد » ",
    "speakers": "قال الدكتور زيد العمري الوزير السابق رئيس المجلس ",
    "pronouns": "وقال إنه وأضاف أنه ",
    "lines": "قال\n",
    "commas": "قال، ",
    "points": "1.د.",
    "addresses": "a.b/c-",
}
# files of any size: their name, and what is in them; another file may stand beside one
GROWING: dict[str, tuple[str, Callable[[int], str]]] = {
    **{name: ("a.txt", filled(unit)) for name, unit in UNITS.items()},
    "json-brackets": ("a.json", lambda size: "[" * size),
    "json-keys": ("a.jsonl", lambda size: one_line(**{f"k{n}": n for n in range(size // 10)})),
    "json-lines": ("a.jsonl", lambda size: (one_line() + "\n") * (size // 200)),
    "one-id": ("a.jsonl", lambda size: '{"id": "a", "text": ""}\n' * (size // 200)),
    "csv-unclosed": ("a.csv", lambda size: 'id,text\n1,"' + "قال\n2,نعم\n" * (size // 10)),
    "csv-columns": ("a.csv", lambda size: "x," * (size // 2) + "y\n"),
    "csv-short-rows": ("a.csv", lambda size: "id,text,a\n" + "1,نعم\n" * (size // 60)),
    "markup": ("a.markup", lambda size: to_markup(marked(size // 8))),
    "markup-opened": ("a.markup", lambda size: "<quote 1>x" * (size // 10)),
    "markup-crossing": (
        "a.markup",
        lambda size: (
            "".join(f"<quote {n}>x" for n in range(1, size // 30))
            + "".join(f"</quote {n}>" for n in range(1, size // 30))
        ),
    ),
    "markup-attributes": ("a.markup", lambda size: "<quote" + " a=" * (size // 3) + ">x</quote>"),
    "markup-blanks": ("a.markup", lambda size: "<quote" + " 1 " * (size // 3) + "~>x</quote>"),
    "brat": ("a.ann", lambda size: to_brat(marked(size // 8))),
    "prodigy": ("a.prodigy.jsonl", lambda size: json.dumps(to_prodigy(marked(size // 16)))),
    "prodigy-foreign": (
        "a.prodigy.jsonl",
        lambda size: foreign(to_prodigy(marked(size // 16)), "head_span", "child_span"),
    ),
    "doccano": ("a.doccano.jsonl", lambda size: json.dumps(to_doccano(marked(size // 8), version="1"))),
    "doccano-foreign": ("a.doccano.jsonl", lambda size: foreign(to_doccano(marked(size // 8), version="1"))),
    "html-tags": ("a.html", lambda size: "<html><body>" + "<div>" * (size // 50) + TEXT * 9),
}


def begin(folder: Path, name: str, size: int) -> Path:
    """Write the file of ``GROWING`` called *name* into *folder*, and return its path."""
    file, make = GROWING[name]
    path = folder / file
    path.write_text(make(size), "utf-8")
    if path.suffix == ".ann":
        path.with_suffix(".txt").write_text(marked(size // 8).text, "utf-8")
    return path


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


def bomb() -> str:
    """Return what a megabyte and more of zeros is packed in, many times over."""
    return base64.b64encode(zlib.compress(b" " * (1 << 27), 9)).decode()


def parquet() -> bytes:
    """Return a parquet file with lists, nulls, times, decimals, bytes and a text that is no UTF-8."""
    import pyarrow
    import pyarrow.parquet

    broken = pyarrow.array([TEXT.encode(), b"\xff\xfe", None]).view(pyarrow.string())
    columns = {
        "text": pyarrow.array([TEXT, TEXT, None]),
        "id": pyarrow.array([datetime.datetime(2024, 1, 1), None, datetime.datetime(1, 1, 1)]),
        "list": pyarrow.array([[["a"]], [], None]),
        "map": pyarrow.array([[("a", 1)], None, []], pyarrow.map_(pyarrow.string(), pyarrow.int64())),
        "time": pyarrow.array([1, 2**62, None], pyarrow.timestamp("ns")),
        "far": pyarrow.array([2**62, 0, None], pyarrow.timestamp("ms")),
        "span": pyarrow.array([1, 2, None], pyarrow.duration("ns")),
        "decimal": pyarrow.array([Decimal("1.5"), None, None]),
        "bytes": pyarrow.array([b"\xff", b"", None]),
        "number": pyarrow.array([float("nan"), float("inf"), None]),
        "broken": broken,
    }
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), stream)
    return stream.getvalue()


def parquet_twice() -> bytes:
    """Return a parquet file with two columns of texts, one of lists under the same name."""
    import pyarrow
    import pyarrow.parquet

    stream = io.BytesIO()
    table = pyarrow.table([[TEXT], [TEXT], [["x"]]], names=["text", "text", "meta"])
    pyarrow.parquet.write_table(table, stream)
    return stream.getvalue()


def docbin(**user_data: object) -> bytes:
    """Return a DocBin of two docs whose first keeps *user_data*, with an underscore for a point."""
    from spacy.tokens import DocBin

    from quotes.formats.docbin import to_docbin

    docs = [to_docbin(Article(id="a", text=TEXT)), to_docbin(Article(id="b", text=TEXT))]
    docs[0].user_data.update({key.replace("_", "."): value for key, value in user_data.items()})
    data: bytes = DocBin(attrs=["ORTH"], store_user_data=True, docs=docs).to_bytes()
    return data


# files of one size
MADE: dict[str, Callable[[], str | bytes]] = {
    "a-million-without-a-space.txt": lambda: "كتاب" * 250_000,
    "twenty-thousand-marks.txt": lambda: "قال زيد: «نعم " * 20_000,
    "brackets.json": lambda: deep(100_000),
    "brackets.jsonl": lambda: "\n".join(
        [deep(100_000), one_line(), f'{{"text": "{TEXT}", "meta": {deep(100_000)}}}', '{"text":' * 100_000]
    ),
    # what is read at one depth of the stack may not be written at another
    "brackets-at-the-edge.jsonl": lambda: "\n".join(
        f'{{"id": "{n}", "text": "{TEXT}", "meta": {{"a": {deep(n)}}}}}' for n in range(90, 1000, 5)
    ),
    "brackets.markup": lambda: f'<article id="a" meta=\'{{"a": {deep(100_000)}}}\'>\n{TEXT}\n</article>\n',
    "brackets.doccano.jsonl": lambda: one_line(
        entities=[],
        quotes={
            "article_id": "a",
            "sha256": "",
            "proposals": base64.b64encode(zlib.compress(deep(9999).encode())).decode(),
        },
    ),
    "bomb.doccano.jsonl": lambda: one_line(
        entities=[], quotes={"article_id": "a", "sha256": "", "proposals": bomb()}
    ),
    "long-name.csv": lambda: "x" * 1_000_000 + ",y\n1,2\n",
    "long-id.jsonl": lambda: json.dumps({"id": "x" * 1_000_000, "text": TEXT}),
    "values.parquet": parquet,
    "columns-twice.parquet": parquet_twice,
    "records.spacy": lambda: docbin(quotes_records=[{"quote": {"start": 0, "end": 2**63 - 1}}]),
    "kept.spacy": lambda: docbin(quotes_article='{"id": 5, "meta": []}'),
    "kept-list.spacy": lambda: docbin(quotes_article=[1]),
    "kept-deep.spacy": lambda: docbin(quotes_article="[" * 100_000),
}
