"""Any valid article, for property-based tests: news words, emoji, vowel marks, every line end, bidi marks."""

from typing import Any

from hypothesis import strategies as st

from quotes.records import Article, Quotation, Span, span

PIECES = st.sampled_from(
    [
        *(
            "قال",
            "وقال",
            "الوزيرُ",
            "إنَّ",
            "الأمر",
            "«",
            "»",
            '"',
            "'",
            ".",
            "،",
            ":",
            "(",
            "3.5",
            "cnn.com",
            "—",
        ),
        *(
            "😀",
            "🚢",
            "𐎀",
            "\u200f",
            "\u202b",
            "\u202c",
            "\r\n",
            "\n\n",
            "\n",
            "\r",
            "\t",
            " ",
            "  ",
            "\u00a0",
        ),
        *("\u2028", "\x85", "\x1c", "\x0b", "\ufeff", "<quote>", "&lt;", "</article>", "=1+1", "{", "\\"),
    ]
)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
TEXTS = st.lists(PIECES | st.just(" ") | WORDS, min_size=1, max_size=14).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def articles(draw: st.DrawFn, *, meta: bool = True) -> Article:
    """Draw an article: its spans nest, cross, repeat and are shared, its fields are there or not."""
    text = draw(TEXTS.filter(str.strip))

    def part() -> Span:
        start = draw(st.integers(0, len(text) - 1))
        found = span(text, start, draw(st.integers(start + 1, len(text))))
        return found if found.text.strip() else span(text, 0, len(text))

    quotes: list[Quotation] = []
    for _ in range(draw(st.integers(0, 4))):
        speaker: Any = draw(st.sampled_from([None, part(), *[q.speaker for q in quotes]]))
        quotes.append(
            Quotation(
                quote=draw(st.sampled_from([part(), *[q.quote for q in quotes]])),
                cue=draw(st.sampled_from([None, part(), *[q.cue for q in quotes]])),
                speaker=speaker,
                implicit=speaker is not None and draw(st.booleans()),
                type=draw(st.sampled_from([None, "direct", "mixed", "indirect"])),
                speaker_name=draw(st.none() | WORDS),
                speaker_id=draw(st.none() | st.integers(0, 9)),
                score=draw(st.none() | st.floats(0, 1)),
                by=draw(st.none() | WORDS),
                optional=draw(st.booleans()),
            )
        )
    return Article(
        id=draw(WORDS.filter(bool)),
        text=text,
        meta=draw(st.dictionaries(WORDS, JSON, max_size=2)) if meta else {},
        quotes=quotes,
    )
