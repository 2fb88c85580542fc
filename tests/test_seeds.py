"""The seed articles: their gold is whole and sound, and they hold the difficulties they promise."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from quotes.markup import from_markup, to_markup
from quotes.records import Article, Span

ROOT = Path(__file__).parents[1]
MARKUP = sorted((ROOT / "seeds").glob("*.markup.txt"))
SHARED = ROOT.parent / "shared"
TAG = re.compile(r"</?(?:quote|cue|speaker)\b[^<>]*>")
WORD = re.compile(r"\w+")
LETTER = re.compile(r"[^\W\d_]")
MARKS = '«»“”"‘’()'
PUNCTUATION = " ،.,:؛!؟\n\t"
PROCLITICS = "وفبلك"  # may stand right before a span, as part of the same written word


def plain_path(marked: Path) -> Path:
    return marked.with_name(marked.name.replace(".markup.txt", ".txt"))


def article_of(marked: Path) -> Article:
    return from_markup(marked.read_text(encoding="utf-8"), id=marked.name)


each = pytest.mark.parametrize("marked", MARKUP, ids=lambda path: path.name.removesuffix(".markup.txt"))


def test_there_are_enough_and_each_has_both_files() -> None:
    texts = {path for path in (ROOT / "seeds").glob("*.txt") if not path.name.endswith(".markup.txt")}
    assert len(texts) >= 12
    assert texts == {plain_path(marked) for marked in MARKUP}


@each
def test_markup_without_tags_is_the_text_byte_for_byte(marked: Path) -> None:
    text = plain_path(marked).read_bytes()
    assert TAG.sub("", marked.read_bytes().decode()).encode() == text
    assert article_of(marked).text.encode() == text


@each
def test_markup_is_as_the_package_writes_it(marked: Path) -> None:
    assert to_markup(article_of(marked)) == marked.read_text(encoding="utf-8")


@each
def test_length_is_that_of_a_news_item(marked: Path) -> None:
    assert 150 <= len(WORD.findall(article_of(marked).text)) <= 350


@each
def test_every_quotation_names_its_source_word_for_word(marked: Path) -> None:
    article = article_of(marked)
    for quotation in article.quotes:
        if quotation.speaker is None:
            assert (quotation.speaker_id, quotation.speaker_name) == (None, None)
        else:
            assert quotation.speaker_name
            assert quotation.speaker_name in article.text
    sources = {(q.speaker_id, q.speaker_name) for q in article.quotes if q.speaker}
    assert len(sources) == len({n for n, _ in sources}) == len({name for _, name in sources})
    assert {n for n, _ in sources} == set(range(len(sources)))


@each
def test_spans_hold_whole_words_without_outer_marks(marked: Path) -> None:
    article = article_of(marked)
    for quotation in article.quotes:
        for part in (quotation.quote, quotation.cue, quotation.speaker):
            if part is None:
                continue
            assert part.text[0] not in MARKS + PUNCTUATION, part
            assert part.text[-1] not in PUNCTUATION, part
            if part.text[-1] in MARKS:  # closes a name or fragment that opens inside
                assert any(mark in part.text[:-1] for mark in MARKS), part
            assert not cuts_a_word(article.text, part), part


def cuts_a_word(text: str, part: Span) -> bool:
    before = re.search(r"\w*\Z", text[: part.start])
    letters = before[0] if before else ""
    return bool(LETTER.match(text[part.end : part.end + 1])) or any(c not in PROCLITICS for c in letters)


@each
def test_an_implicit_speaker_is_an_earlier_mention(marked: Path) -> None:
    for quotation in article_of(marked).quotes:
        if quotation.implicit:
            assert quotation.speaker is not None
            assert quotation.speaker.end <= min(
                (quotation.cue or quotation.quote).start, quotation.quote.start
            )


# what the articles promise to hold, as it stands in the marked text; Q, C and S are opening tags
Q, C, S, END = r"<quote[^>]*>", r"<cue[^>]*>", r"<speaker[^>]*>", r"</\w+[^>]*>"
IMPLICIT = r"<speaker[^>]*~[^>]*>"
HELD = {
    "headline-without-cue": rf"(?m)^{S}[^<]*{END}\s*: {Q}",
    "colon-without-marks": rf"{END}[^<\n]*: {Q}",
    "colon-then-inna": rf": إن {Q}",
    "direct-without-colon": rf'{S}[^<]*{END} "{Q}',
    "direct-before-cue": rf"«{Q}[^<]*{END}»، {C}",
    "direct-around-cue": rf"”، {C}[^<]*{END} {S}[^<]*{END}[^<]*، “{Q}",
    "speaker-after-amma": rf"أما {S}[^<]*{END} ف{C}",
    "speaker-after-lakin": rf"لكن {S}[^<]*{END}[^<]* {C}",
    "speaker-after-kana": rf"وكانت? {S}[^<]*{END} قد {C}",
    "speaker-opens-paragraph": rf"(?m)^{S}[^<]*{END} {C}",
    "relative-clause-dropped-subject": rf"التي {C}قالوا",
    "relative-clause-of-the-speaker": rf"{S}[^<]*{END}، الذى {C}",
    "participle-masculine": rf"{C}مضيفاً",
    "participle-feminine": rf"{C}مشيرة",
    "participle-plural": rf"{C}قائلين",
    "participle-feminine-plural": rf"{C}مؤكدات",
    "verbal-noun-with-speaker": rf"{C}تحذيرات{END} {S}[^<]*{END} من أن {Q}",
    "verbal-noun-with-pronoun": rf"{C}تأكيدها{END} أن {Q}",
    "fi-qawlihi": rf"في {C}قوله",
    "reported-on-behalf": rf"عن {S}[^<]*{END}[^<]* {C}قوله",
    "attribution-before": rf"(?m)^و{C}بحسب{END} {S}",
    "attribution-inside": rf"{Q}[^<]*، {C}وفقا{END} ل{S}[^<]*{END}،[^<]*{END}",
    "attribution-after": rf"{END}، {C}حسبما أفاد",
    "naqlan-an": rf"{END}، {C}نقلا{END} عن {S}",
    "multi-word-cue": rf"{C}أعادت إلى الأذهان",
    "document-source": rf"{C}يهدد{END} «{Q}",
    "law-as-source": rf"ل{S}قانون",
    "no-source": rf"{C}قيل{END} إن {Q}",
    "optional-quotation": r"<quote \d+\?",
    "filler-yudhkar": "يذكر أن",
    "filler-yushar": "يشار إلى أن",
    "filler-tajdur": "تجدر الإشارة إلى أن",
    "scare-quotes": "تنظيم «حراس الوادي»",
    "nickname": "بلقب «",
    "name-by-office-only": rf"{S}(?:نفس المسؤول|ذات المتحدث)",
    "marks-reversed-guillemets": rf"»{Q}|{Q}[^<]*»سي[^<]*{END}«",
    "marks-reversed-curly": rf"” {Q}[^<]*{END} “",
    "marks-mixed": rf'" {Q}[^<]*{END} “',
    "marks-single": rf"{Q}[^<]*‘[^<]*{END}’",
    "marks-round-brackets": rf"\(\( {Q}",
    "mark-never-closed": rf"“{Q}[^<”]*{END}\n",
    "paragraphs-run-on": rf"\., و{C}",
    "words-run-together": "مجلسالسلم",
    "tatweel": "آمـــنة",
    "vowel-marks": "نَملِكُ",
    "final-alef-maqsura": rf"{S}المحامى",
    "emoji-in-speech": rf"{Q}[^<]*😂[^<]*{END}",
    "joined-emoji-in-speech": rf"{Q}[^<]*\u200d[^<]*{END}",
    "agency-end-line": "// انتهى //",
}


@pytest.mark.parametrize("construction", HELD)
def test_the_construction_occurs(construction: str) -> None:
    pattern = re.compile(HELD[construction])
    assert any(pattern.search(marked.read_text(encoding="utf-8")) for marked in MARKUP)


def test_direct_speech_of_several_sentences_occurs() -> None:
    assert any(re.search(r"\w\. \w", q.quote.text) for marked in MARKUP for q in article_of(marked).quotes)


def test_implicit_speakers_are_a_good_share() -> None:
    quotations = [q for marked in MARKUP for q in article_of(marked).quotes]
    assert 0.2 <= sum(q.implicit for q in quotations) / len(quotations) <= 0.5


def test_one_article_is_a_single_paragraph() -> None:
    assert any("\n" not in plain_path(marked).read_text(encoding="utf-8").strip() for marked in MARKUP)


def runs(text: str, length: int = 9) -> Iterator[tuple[str, ...]]:
    words = WORD.findall(text)
    return zip(*(words[n:] for n in range(length)), strict=False)


def shared_texts() -> Iterator[str]:
    for path in (SHARED / "seeds").glob("*.txt"):
        yield path.read_text(encoding="utf-8", errors="replace")
    for path in (SHARED / "eval").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared articles are not here")
def test_no_run_of_nine_words_is_copied() -> None:
    ours = {run for marked in MARKUP for run in runs(article_of(marked).text)}
    assert [run for text in shared_texts() for run in runs(text) if run in ours] == []
