"""The annotators' guide: every ruling is there, in both languages, and its examples are marked as it says."""

import re

import pytest

from quotes.annotation.guidelines import guidelines
from quotes.extraction import extract
from quotes.formats.doccano import LINK_LABELS, SPAN_LABELS
from quotes.markup import from_markup, to_markup
from quotes.records import Article, Quotation

# what the annotation scheme rules, and the section of the guide that says so
RULINGS = {
    "A1": "direct speech, marks of any kind, colon",
    "A2": "reported clauses, with and without a complementiser",
    "A3": "quoted fragments; short ones are optional",
    "A4": "documents",
    "A5": "prepositions and adverbials",
    "B1": "noun-phrase complements",
    "B2": "impersonal fillers",
    "B3": "scare quotes, titles, names",
    "B4": "thinking, wanting, deciding, knowing",
    "C1": "outer marks and punctuation",
    "C2": "complementisers, bare and with a pronoun",
    "C3": "a leading complementiser in marks and after a colon",
    "C4": "to the end of what was said; coordination; the journalist again",
    "C5": "broken direct speech",
    "C6": "an interrupted clause",
    "C7": "a second attribution",
    "C8": "participles",
    "C9": "a continuing sentence without a cue",
    "C10": "nested quotations",
    "D1": "the cue alone",
    "D2": "cues of several words",
    "D3": "relayed words",
    "D4": "the verb before قائلا",
    "D5": "headlines",
    "E1": "the whole noun phrase",
    "E2": "what stays out of it",
    "E3": "overt",
    "E4": "implicit",
    "E5": "no source",
    "E6": "the same source",
}
# rulings whose named example is not found yet: how it begins without its tags
BEYOND = {"A2": "واعتبر الناقد", "C10": "قال المحامي"}

GUIDE = guidelines()
SECTIONS = {m[1]: m[2] for m in re.finditer(r"^### ([A-E]\d+)\. (.*?)(?=^##|\Z)", GUIDE, re.M | re.S)}
EXAMPLES = [
    pytest.param(ruling, line, id=f"{ruling}-{n}")
    for ruling, section in SECTIONS.items()
    for block in re.findall(r"^```\n(.*?)^```$", section, re.M | re.S)
    for n, line in enumerate(block.splitlines(), 1)
]


def bare(article: Article) -> str:
    quotes = [
        Quotation(quote=q.quote, cue=q.cue, speaker=q.speaker, implicit=q.implicit) for q in article.quotes
    ]
    return to_markup(Article(id="", text=article.text, quotes=quotes))


def test_every_ruling_has_its_section_and_no_section_is_unknown() -> None:
    assert list(SECTIONS) == list(RULINGS)


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_a_section_has_title_text_and_examples_in_both_languages(section: str) -> None:
    first, english, *examples = section.strip().split("\n\n")
    title, arabic = first.split("\n")
    assert re.fullmatch(r".*[ء-ي].* · .*[A-Za-z].*", title)
    # one line: what follows a line break in HTML is no longer right-to-left
    assert re.fullmatch(r'<div dir="rtl">.*[ء-ي].*</div>', arabic)
    assert re.search("[a-z]{3}", english) and not english.startswith("<")
    assert examples and all(part.startswith("```\n") for part in examples)


@pytest.mark.parametrize(("ruling", "marked"), EXAMPLES)
def test_an_example_is_marked_as_the_rules_mark_it(ruling: str, marked: str) -> None:
    gold = from_markup(marked)
    beyond = ruling in BEYOND and gold.text.startswith(BEYOND[ruling])
    found = bare(extract(gold.text)) == bare(gold)
    assert found is not beyond, "take it off BEYOND" if beyond else bare(extract(gold.text))


def test_what_is_beyond_the_rules_is_in_the_guide() -> None:
    texts = [(p.values[0], from_markup(str(p.values[1])).text) for p in EXAMPLES]
    for ruling, start in BEYOND.items():
        assert sum(r == ruling and text.startswith(start) for r, text in texts) == 1


def test_what_is_not_a_quotation_has_an_example_without_marks() -> None:
    bare_ones = {p.values[0] for p in EXAMPLES if "<" not in str(p.values[1])}
    assert bare_ones == {"B1", "B2", "B3", "B4"}


def test_labels_keys_and_links_are_those_of_the_project() -> None:
    assert dict(re.findall(r"^\| `([A-Z]+)` \| `(.)` \|", GUIDE, re.M)) == {
        label.text: label.key for label in SPAN_LABELS
    }
    assert set(re.findall(r"^\| `([A-Z]+_[A-Z_]+)` \|", GUIDE, re.M)) == {label.text for label in LINK_LABELS}


def test_doccano_stores_it_as_it_is() -> None:
    assert GUIDE.strip() == GUIDE and "\r" not in GUIDE
    assert len(GUIDE.splitlines()) < 350
