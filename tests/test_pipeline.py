"""The spaCy component, on records set by hand and on what the extractor finds."""

import pickle
from pathlib import Path

import pytest

spacy = pytest.importorskip("spacy")

from spacy.tokens import Doc, DocBin  # noqa: E402

from quotes import extract  # noqa: E402
from quotes.markup import from_markup  # noqa: E402
from quotes.pipeline import set_quotations  # noqa: E402
from quotes.records import Quotation, Span  # noqa: E402

MARKED = (
    "و<cue 1>قال</cue> <speaker 1 2~>وزير الصحة</speaker>: «<quote 1>اللقاح متوفر للجميع</quote>». "
    "و<cue 2>أضاف</cue> أن <quote 2>الوضع تحت السيطرة</quote>."
)
NEWS_TOKENIZER = {"nlp": {"tokenizer": {"@tokenizers": "quotes.news_tokenizer.v1"}}}


def marked_doc() -> Doc:
    gold = from_markup(MARKED)
    return set_quotations(spacy.blank("ar")(gold.text), gold.quotes)


def test_the_span_group_holds_each_mention_once() -> None:
    doc = marked_doc()
    shown = [(span.label_, span.text) for span in doc.spans["quotes"]]
    # spaCy keeps the conjunction and the closing mark on their words; the record is exact all the same
    assert shown == [
        ("CUE", "وقال"),
        ("SPEAKER", "وزير الصحة"),
        ("QUOTE", "اللقاح متوفر للجميع»."),
        ("CUE", "وأضاف"),
        ("QUOTE", "الوضع تحت السيطرة"),
    ]


def test_linked_quotations_keep_the_characters_exact() -> None:
    doc = marked_doc()
    first, second = doc._.quotations
    assert first.speaker.text == second.speaker.text == "وزير الصحة"
    assert (first.record.implicit, second.record.implicit) == (False, True)
    assert [q.record for q in doc._.quotations] == from_markup(MARKED).quotes
    for quotation in doc._.quotations:
        record = quotation.record.quote
        assert doc.text[record.start : record.end] == record.text


def test_links_and_spans_survive_pickling_and_docbin() -> None:
    doc = marked_doc()
    restored = pickle.loads(pickle.dumps(doc))
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (again,) = DocBin().from_bytes(stored).get_docs(doc.vocab)
    for copy in (restored, again):
        assert [q.record for q in copy._.quotations] == [q.record for q in doc._.quotations]
        assert [str(span) for span in copy.spans["quotes"]] == [str(span) for span in doc.spans["quotes"]]


def test_a_doc_that_no_component_has_read_has_no_quotations() -> None:
    assert spacy.blank("ar")("قال الوزير نعم")._.quotations == []


@pytest.mark.parametrize(
    "part", [Span(3, 99, ""), Span(5, 5, ""), Span(0, 3, "غير")], ids=["outside", "empty", "other-words"]
)
def test_a_span_that_does_not_fit_is_refused(part: Span) -> None:
    with pytest.raises(ValueError, match="quotation 1: quote"):
        set_quotations(spacy.blank("ar")("قال الوزير نعم"), [Quotation(quote=part)])


def test_the_component_finds_what_the_extractor_finds() -> None:
    nlp = spacy.blank("ar")
    nlp.add_pipe("quote_rules")
    texts = ["", "  \n", "لا شيء هنا.", from_markup(MARKED).text * 3]
    for doc, text in zip(nlp.pipe(texts), texts, strict=True):
        found = extract(text).quotes
        assert [q.record for q in doc._.quotations] == found
        assert {s.label_ for s in doc.spans["quotes"]} <= {"QUOTE", "CUE", "SPEAKER"}
    assert found


def test_the_component_saves_and_loads_with_its_pipeline(tmp_path: Path) -> None:
    nlp = spacy.blank("ar")
    nlp.add_pipe("quote_rules", config={"group": "sc"})
    nlp.to_disk(tmp_path / "pipeline")
    doc = spacy.load(tmp_path / "pipeline")(from_markup(MARKED).text)
    assert [q.record for q in doc._.quotations] == extract(doc.text).quotes
    assert "sc" in doc.spans
    assert "quotes" not in doc.spans


def test_the_news_tokenizer_ends_tokens_where_quotations_end(tmp_path: Path) -> None:
    nlp = spacy.blank("ar", config=NEWS_TOKENIZER)
    text = 'قال: «انتهى». ثم "نعم".وزاد (لا) على 3.5.'
    words = [token.text for token in nlp(text)]
    assert " ".join(words) == 'قال : « انتهى » . ثم " نعم " . وزاد ( لا ) على 3.5 .'
    nlp.to_disk(tmp_path / "pipeline")
    assert [token.text for token in spacy.load(tmp_path / "pipeline")(text)] == words
