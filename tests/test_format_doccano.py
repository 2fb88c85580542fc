"""Doccano's form of a record: what goes in comes back; what people mark is mended or sent back, and told."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.formats.doccano import Carried, Link, Mark, Marked, from_doccano, sha256, to_doccano
from quotes.naming import complete
from quotes.records import Article, Quotation, Span, span
from quotes.text.utf16 import Utf16


def article() -> Article:
    """An article with an emoji before and within its quotations."""
    text = "😀 وقال مدير المرفأ نديم الحايك إن الأرصفة جاهزة. وأضاف أن السفن تصل 🚢 غدا. وصمت الجميع."

    def place(words: str) -> Span:
        at = text.index(words)
        return span(text, at, at + len(words))

    speaker = place("مدير المرفأ نديم الحايك")
    common = {"speaker": speaker, "speaker_name": speaker.text, "speaker_id": 0}
    said = Quotation(quote=place("الأرصفة جاهزة"), cue=place("قال"), score=0.91, by="rules:a", **common)
    added = Quotation(
        quote=place("السفن تصل 🚢 غدا"), cue=place("أضاف"), implicit=True, optional=True, **common
    )
    return Article(id="port", text=text, meta={"outlet": "الميناء"}, quotes=[said, added])


def marked(given: Article) -> Marked:
    """Return *given* as Doccano would have it right after a push."""
    line = msgspec.json.decode(msgspec.json.encode(to_doccano(given, version="1")))
    return Marked(
        text=line["text"],
        marks=msgspec.convert(line["entities"], list[Mark]),
        links=msgspec.convert(line["relations"], list[Link]),
        carried=msgspec.convert(line["quotes"], Carried),
        where="article port (a)",
    )


def mark(m: Marked, label: str, nth: int = 0) -> Mark:
    return [each for each in m.marks if each.label == label][nth]


def without(m: Marked, gone: Mark) -> None:
    """Delete *gone* and its links, as the page does."""
    m.marks.remove(gone)
    m.links = [link for link in m.links if gone.id not in (link.from_id, link.to_id)]


def add(m: Marked, label: str, words: str, *, more: int = 0) -> Mark:
    """Mark *words*, as the page would: in UTF-16 code units."""
    at = m.text.index(words)
    start, end = (len(m.text[:n].encode("utf-16-le")) // 2 for n in (at, at + len(words)))
    made = Mark(
        id=1 + max(each.id for each in m.marks), label=label, start_offset=start, end_offset=end + more
    )
    m.marks.append(made)
    return made


def test_shared_mentions_are_one_span_and_offsets_count_utf16_units():
    line = to_doccano(article(), version="1")
    assert [e["label"] for e in line["entities"]] == ["QUOTE", "SPEAKER", "CUE", "QUOTE", "CUE"]
    assert [r["type"] for r in line["relations"]] == ["SAID_BY", "CUED_BY", "SAID_BY_IMPLICIT", "CUED_BY"]
    units = line["text"].encode("utf-16-le")
    quote = line["entities"][3]
    assert (
        units[2 * quote["start_offset"] : 2 * quote["end_offset"]].decode("utf-16-le") == "السفن تصل 🚢 غدا"
    )


def test_what_nobody_touched_comes_back_as_it_was():
    assert from_doccano(marked(article())) == (article(), [])


@pytest.mark.parametrize("text", ["", " \n", "قال\0", "قال \ud83d"])
def test_texts_that_doccano_cannot_store_are_refused(text):
    with pytest.raises(ValueError, match=r"words|store"):
        to_doccano(Article(id="a", text=text), version="1")


def test_a_deleted_quotation_is_gone_and_the_other_keeps_what_it_had():
    m = marked(article())
    without(m, mark(m, "QUOTE"))
    corrected, problems = from_doccano(m)
    assert corrected.quotes == article().quotes[1:] and not problems  # its cue and speaker are left over


def test_a_corrected_quotation_loses_what_was_said_of_the_proposal():
    m = marked(article())
    old = mark(m, "QUOTE")
    new = add(m, "QUOTE", "الأرصفة")
    links = [Link(new.id, link.to_id, link.type) for link in m.links if link.from_id == old.id]
    without(m, old)
    m.links += links  # drawn by hand: nothing to tell
    corrected, problems = from_doccano(m)
    first, second = corrected.quotes
    assert (first.quote.text, first.speaker.text, first.cue.text) == (
        "الأرصفة",
        "مدير المرفأ نديم الحايك",
        "قال",
    )
    assert first.score is None and first.by is None
    assert (first.type, first.speaker_name, first.speaker_id) == ("indirect", "مدير المرفأ نديم الحايك", 0)
    assert second == article().quotes[1] and not problems


def move(m: Marked, label: str, words: str, nth: int = 0) -> None:
    """Delete a span, and with it its links, and mark *words* instead: what moving an edge takes."""
    without(m, mark(m, label, nth))
    add(m, label, words)


def test_a_quotation_whose_edge_was_moved_keeps_its_links():
    m = marked(article())
    move(m, "QUOTE", "أن السفن تصل 🚢", 1)
    corrected, problems = from_doccano(m)
    first, second = corrected.quotes
    assert first == article().quotes[0]
    assert (second.quote.text, second.cue.text, second.implicit) == ("أن السفن تصل 🚢", "أضاف", True)
    assert second.speaker == first.speaker and second.speaker_id == first.speaker_id
    assert [problem.failure for problem in problems] == [False, False]
    assert all("edge was moved" in str(problem) for problem in problems)


def test_a_speaker_whose_edge_was_moved_stays_that_of_all_its_quotations():
    m = marked(article())
    move(m, "SPEAKER", "نديم الحايك")
    move(m, "QUOTE", "الأرصفة")
    assert [(q.quote.text, q.speaker.text, q.implicit) for q in from_doccano(m)[0].quotes] == [
        ("الأرصفة", "نديم الحايك", False),
        ("السفن تصل 🚢 غدا", "نديم الحايك", True),
    ]


def test_a_link_that_was_taken_away_stays_away():
    m = marked(article())
    m.links.pop(0)
    assert from_doccano(m)[0].quotes[0].speaker is None


def test_what_was_marked_elsewhere_or_in_two_pieces_inherits_nothing():
    elsewhere = marked(article())
    move(elsewhere, "QUOTE", "صمت الجميع")
    pieces = marked(article())
    move(pieces, "QUOTE", "السفن", 1)
    add(pieces, "QUOTE", "غدا")
    for m, words in ((elsewhere, {"صمت الجميع"}), (pieces, {"السفن", "غدا"})):
        assert {
            q.quote.text for q in from_doccano(m)[0].quotes if q.speaker is None and q.cue is None
        } == words


def test_a_new_quotation_without_a_speaker_is_kept_and_told():
    m = marked(article())
    quote, cue = add(m, "QUOTE", "صمت الجميع"), add(m, "CUE", "صمت")
    m.links.append(Link(quote.id, cue.id, "CUED_BY"))
    corrected, (problem,) = from_doccano(m)
    assert corrected.quotes[-1] == Quotation(
        quote=corrected.quotes[-1].quote, cue=corrected.quotes[-1].cue, type="indirect"
    )
    assert "no SAID_BY" in str(problem) and not problem.failure and "article port (a)" in str(problem)


def test_a_new_speaker_is_a_new_source_and_a_short_name_the_known_one():
    text = "قال مدير المرفأ نديم الحايك إن السفن تصل. وقال الحايك إن الأرصفة جاهزة."
    text += " وقالت سلمى نصر إن البحر هادئ."

    def place(words: str, after: int = 0) -> Span:
        at = text.index(words, after)
        return span(text, at, at + len(words))

    full, short, other = place("مدير المرفأ نديم الحايك"), place("الحايك", 30), place("سلمى نصر")
    sent = Quotation(quote=place("السفن تصل"), speaker=full, speaker_name="نديم الحايك", speaker_id=4)
    new = [
        Quotation(quote=place("الأرصفة جاهزة"), speaker=short),
        Quotation(quote=place("البحر هادئ"), speaker=other),
    ]
    complete(text, [sent, *new], new)
    assert [(q.speaker_name, q.speaker_id) for q in [sent, *new]] == [
        ("نديم الحايك", 4),
        ("نديم الحايك", 4),
        ("سلمى نصر", 5),
    ]


def test_blanks_that_a_mouse_took_along_are_cut_off():
    m = marked(article())
    add(m, "QUOTE", " صمت الجميع".replace("صمت الجميع", "وصمت الجميع"))
    assert from_doccano(m)[0].quotes[-1].quote.text == "وصمت الجميع"


def test_half_an_emoji_is_widened():
    m = marked(article())
    mine = add(m, "QUOTE", "السفن تصل ", more=1)
    corrected, problems = from_doccano(m)
    assert "السفن تصل 🚢" in [q.quote.text for q in corrected.quotes] and mine.end_offset
    assert any("emoji" in str(problem) for problem in problems)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda m: m.links.__setitem__(0, Link(m.links[0].to_id, m.links[0].from_id, "SAID_BY")),
            "backwards",
        ),
        (lambda m: m.links.__setitem__(1, Link(m.links[1].from_id, m.links[1].to_id, "SAID_BY")), "CUED_BY"),
        (lambda m: m.marks.append(Mark(99, "QUOTE", *_ends(mark(m, "QUOTE")))), "twice"),
        (lambda m: add(m, "SPEAKER", "الجميع"), "linked to no quotation"),
    ],
)
def test_what_can_be_mended_is_mended_and_told(change, told):
    m = marked(article())
    change(m)
    corrected, problems = from_doccano(m)
    assert corrected == article()
    assert any(told in str(problem) for problem in problems) and not any(p.failure for p in problems)


def test_overt_wins_where_one_speaker_is_linked_twice():
    m = marked(article())
    said = next(link for link in m.links if link.type == "SAID_BY_IMPLICIT")
    m.links.append(Link(said.from_id, said.to_id, "SAID_BY"))
    corrected, problems = from_doccano(m)
    assert [q.implicit for q in corrected.quotes] == [False, False] and not problems


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda m: setattr(m, "text", m.text + "!"), "changed"),
        (lambda m: m.marks.append(Mark(99, "QUOTE", 0, 10_000)), "outside the text"),
        (lambda m: m.marks.append(Mark(99, "QUOTE", 5, 5)), "outside the text"),
        (lambda m: m.marks.append(Mark(99, "QUOTE", 2, 3)), "blanks"),
        (lambda m: m.marks.append(Mark(99, "PLACE", 2, 5)), "none of ours"),
        (
            lambda m: m.links.append(Link(mark(m, "QUOTE").id, add(m, "SPEAKER", "الجميع").id, "SAID_BY")),
            "two",
        ),
        (lambda m: m.links.append(Link(mark(m, "QUOTE").id, add(m, "CUE", "صمت").id, "CUED_BY")), "two cues"),
        (lambda m: m.links.__setitem__(0, Link(m.links[0].from_id, m.links[0].to_id, "CUED_BY")), "SPEAKER"),
        (lambda m: m.links.append(Link(mark(m, "CUE").id, mark(m, "SPEAKER").id, "SAID_BY")), "from a CUE"),
        (lambda m: m.links.append(Link(mark(m, "CUE").id, 77, "SAID_BY")), "no span"),
    ],
)
def test_what_only_a_person_can_mend_is_sent_back(change, told):
    m = marked(article())
    change(m)
    corrected, problems = from_doccano(m)
    failures = [str(problem) for problem in problems if problem.failure]
    assert corrected is None
    assert any(told in line and line.startswith("article port (a): ") for line in failures)


def test_two_quotations_of_the_same_words_come_back_as_two():
    given = article()
    given.quotes.insert(1, msgspec.structs.replace(given.quotes[0], cue=None, by="rules:b"))
    assert from_doccano(marked(given)) == (given, [])


@given(st.text(st.sampled_from("ا ب😀🚢\u064e\u200f\r\n𐎀a"), min_size=1), st.data())
def test_units_and_points_are_inverse(text, data):
    units = Utf16(text)
    point = data.draw(st.integers(0, len(text)))
    assert units.units(point) == len(text[:point].encode("utf-16-le")) // 2
    assert units.point(units.units(point)) == point and not units.splits(units.units(point))
    assert units.length == len(text.encode("utf-16-le")) // 2


def test_within_an_emoji_there_is_no_offset():
    units = Utf16("a😀b")
    assert [units.splits(n) for n in range(5)] == [False, False, True, False, False]
    assert units.point(2) == 1


def test_the_hash_tells_texts_apart_even_with_half_a_surrogate():
    assert sha256("ا") != sha256("ب") and len(sha256("\ud83d")) == 64


def _ends(m: Mark) -> tuple[int, int]:
    return m.start_offset, m.end_offset
