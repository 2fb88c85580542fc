"""Whole articles out of bytes: spans nest, cross, repeat and are shared, fields are there or not."""

from typing import Any

from fuzzing.draw import Draw, spoilt
from fuzzing.texts import text
from quotes.records import Article, Quotation, Span, span

NAMES = [None, "", "الوزير", "زيد\nبن", "=1+1", "a\"'<b>&lt;", "\ud83d", "\x00", " ", "'=x", "x" * 300]
IDS = [
    *(
        "a",
        "a/b",
        "../../x",
        "/etc/x",
        "a.txt/b",
        "annotation.conf/x",
        "a\nb",
        " ",
        ".",
        "..",
        "%",
        "%ff",
        "\\",
        "CON",
    ),
    *(
        "é",
        "e\u0301",
        "\x00",
        "\ud83d",
        "x" * 300,
        "a/" * 3000,
        "=1+1",
        "خبر",
        "<script>",
        "a#2",
        "-",
        "'",
        '"',
        "a\r",
    ),
]
META: dict[str, Any] = {
    "title": "خبر",
    "url": 'https://example.org/a?b="c"',
    "date": "2024-01-01",
    "outlet": "الميناء",
    "tags": ["a", {"b": [1, 2.5, None]}],
    "prodigy": {"answer": "accept", "_view_id": "spans"},
}


def article(draw: Draw, *, words: str | None = None) -> Article:
    """Draw an article of *words* (default: drawn) that passes ``quotes.records.check``."""
    count = draw.number(5)
    id = draw.one(IDS) if draw.chance(2) else "a"
    meta = spoilt(draw, META) if draw.chance(3) else {}
    choices = [draw.number(0xFFFFFF) for _ in range(count * 8)]
    given = text(draw) if words is None else words
    if not given.strip():
        given = f"{given}قال"
    quotes: list[Quotation] = []
    for n in range(count):
        of_quote, of_cue, of_speaker, fields, name, number, score, by = choices[8 * n : 8 * n + 8]
        speaker = _part(of_speaker, given, [q.speaker for q in quotes]) if fields & 1 else None
        quotes.append(
            Quotation(
                quote=_part(of_quote, given, [q.quote for q in quotes]),
                cue=_part(of_cue, given, [q.cue for q in quotes]) if fields & 2 else None,
                speaker=speaker,
                implicit=speaker is not None and bool(fields & 4),
                type=[None, "direct", "mixed", "indirect"][fields >> 3 & 3],  # type: ignore[arg-type]
                speaker_name=NAMES[name % len(NAMES)],
                speaker_id=number % 9 if fields & 32 else None,
                score=score / 0xFFFFFF if fields & 64 else None,
                by=NAMES[by % len(NAMES)],
                optional=bool(fields & 128),
            )
        )
    return Article(id=id, text=given, meta=meta, quotes=quotes)


def _part(choice: int, text: str, others: list[Span | None]) -> Span:
    known = [part for part in others if part is not None]
    if known and choice % 5 == 0:
        return known[choice // 5 % len(known)]
    start = choice % len(text)
    found = span(text, start, min(len(text), start + 1 + (choice >> 12) % 40))
    return found if found.text.strip() else span(text, 0, len(text))
