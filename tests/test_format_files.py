"""Doccano by hand, DocBin, brat and CSV: files of others, broken files, and what is told as lost."""

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from drawn import articles as any_article
from hypothesis import given, settings
from test_formats import got

from quotes.cli.convert import convert
from quotes.cli.writing import format_of, write
from quotes.formats.brat import article_id, file_name, from_brat, to_brat
from quotes.formats.csv import from_csv, write_csv
from quotes.markup import from_markup
from quotes.problems import Problem
from quotes.reading import read
from quotes.records import Article
from quotes.writing import UnwritableError, output_bytes, output_folder

TEXT = "وقال مدير المرفأ إن الأرصفة جاهزة. وأضاف أن السفن تصل غدا."


def at(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def marked() -> Article:
    return from_markup(
        "و<cue 1>قال</cue> <speaker 1>مدير المرفأ</speaker> إن <quote 1>الأرصفة جاهزة</quote>.", id="a"
    )


def lines(path: Path, *rows: Any) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def told(articles: list[Article], format: str, out: Path) -> list[Problem]:
    problems: list[Problem] = []
    write(articles, format=format, out=str(out), report=problems.append, lossless=True)
    return problems


# --- Doccano -----------------------------------------------------------------------------------------

EXPORTED = {
    "id": 12,
    "text": TEXT,
    "outlet": "الميناء",
    "entities": [
        {"id": 4, "label": "Quote", "start_offset": at("الأرصفة")[0], "end_offset": at("جاهزة")[1]},
        {"id": 5, "label": "speaker", "start_offset": at("مدير")[0], "end_offset": at("المرفأ")[1]},
        {"id": 6, "label": "CUE", "start_offset": at("قال")[0], "end_offset": at("قال")[1]},
    ],
    "relations": [
        {"id": 1, "from_id": 4, "to_id": 5, "type": "said by"},
        {"id": 2, "from_id": 6, "to_id": 4, "type": "Cued-By"},
    ],
    "Comments": [],
}


@pytest.mark.parametrize("kind", [None, "doccano"])
def test_an_export_of_doccano_that_we_did_not_send_is_read(tmp_path: Path, kind: str | None) -> None:
    [article], problems = got(lines(tmp_path / "e.jsonl", EXPORTED), kind)
    [q] = article.quotes
    assert (q.quote.text, q.speaker.text, q.cue.text) == ("الأرصفة جاهزة", "مدير المرفأ", "قال")
    assert (q.type, q.speaker_name, q.speaker_id) == ("indirect", "مدير المرفأ", 0)
    assert (article.id, article.meta, problems) == ("12", {"outlet": "الميناء"}, [])


def test_spans_written_by_hand_are_quotations_without_speakers(tmp_path: Path) -> None:
    row = {"text": TEXT, "label": [[*at("السفن تصل غدا"), "quote"], [*at("أضاف"), "cue"], [0, 4, "VERB"]]}
    path = lines(tmp_path / "h.jsonl", row, {"text": TEXT, "label": "politics"})
    (article, other), problems = got(path)
    assert (article.id, [q.quote.text for q in article.quotes]) == ("h-1", ["السفن تصل غدا"])
    assert (other.quotes, other.meta) == ([], {"label": "politics"})
    assert sorted(p.what for p in problems) == [
        "1 × CUE linked to no quotation",
        "1 × quotation without a link to its speaker",
        "1 × span labelled VERB",
    ]


BAD_LINES = {
    "no-text": ({"entities": []}, "without a 'text'"),
    "outside": (EXPORTED | {"entities": [EXPORTED["entities"][0] | {"end_offset": 999}]}, "outside the text"),  # type: ignore[index]
    "no-span": ({"text": TEXT, "label": [5]}, "5 is no span"),
    "no-label": ({"text": TEXT, "entities": [{"id": 1, "start_offset": 0, "end_offset": 3}]}, "label"),
    "link": (EXPORTED | {"relations": [{"from_id": 4}]}, "to_id"),
}


@pytest.mark.parametrize(("row", "what"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_of_doccano_is_told_and_the_others_are_read(tmp_path: Path, row: Any, what: str) -> None:
    path = lines(tmp_path / "e.jsonl", EXPORTED | {"id": 1}, row, EXPORTED | {"id": 2}, "[1")
    articles, problems = got(path, "doccano")
    assert [a.id for a in articles] == ["1", "2"]
    failures = [p for p in problems if p.failure]
    assert [p.line for p in failures] == [2, 4]
    assert what in failures[0].what


@pytest.mark.parametrize("text", ["قال\0", " \n", "قال \ud83d"], ids=["nul", "blank", "half-a-pair"])
def test_what_doccano_cannot_hold_is_told_and_the_others_are_written(tmp_path: Path, text: str) -> None:
    [problem] = told([Article(id="bad", text=text), marked()], "doccano", tmp_path / "d.jsonl")
    assert problem.failure
    assert str(problem).startswith("article bad: doccano cannot hold this article: its text holds ")
    assert [a.id for a in got(tmp_path / "d.jsonl")[0]] == ["a"]


# --- DocBin ------------------------------------------------------------------------------------------


def test_a_docbin_trains_spacy(tmp_path: Path) -> None:
    from spacy import blank
    from spacy.tokens import DocBin

    assert told([marked()], "docbin", tmp_path / "g.spacy") == []
    [doc] = DocBin().from_disk(tmp_path / "g.spacy").get_docs(blank("ar").vocab)
    assert [(s.label_, s.text) for s in doc.spans["quotes"]] == [
        ("CUE", "وقال"),
        ("SPEAKER", "مدير المرفأ"),
        ("QUOTE", "الأرصفة جاهزة"),
    ]


def test_a_docbin_of_others_gives_its_labelled_spans(tmp_path: Path) -> None:
    from spacy import blank
    from spacy.tokens import DocBin

    doc = blank("ar")(TEXT)
    doc.spans["sc"] = [doc.char_span(*at("الأرصفة جاهزة."), label="quote"), doc[0:1]]
    DocBin(docs=[doc]).to_disk(tmp_path / "x.spacy")
    [article], problems = got(tmp_path / "x.spacy")
    assert (article.id, article.text) == ("x-1", TEXT)
    assert [q.quote.text for q in article.quotes] == ["الأرصفة جاهزة."]
    assert [p.what for p in problems] == ["1 × quotation without a link to its speaker"]


@pytest.mark.parametrize(
    "data", [b"", b"no docbin", b"x\x9c\x03\x00\x00\x00\x00\x01"], ids=["empty", "text", "zip"]
)
def test_a_file_that_is_no_docbin_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.spacy"
    path.write_bytes(data)
    articles, [problem] = got(path)
    assert (articles, problem.failure, problem.file) == ([], True, str(path))


def test_what_spacy_cannot_hold_is_told_and_the_others_are_written(tmp_path: Path) -> None:
    [problem] = told([Article(id="bad", text="\ud83d"), marked()], "docbin", tmp_path / "g.spacy")
    assert problem.failure
    assert [a.id for a in got(tmp_path / "g.spacy")[0]] == ["a"]


# --- brat --------------------------------------------------------------------------------------------

FOREIGN = f"""T1\tQuote {at("الأرصفة")[0]} {at("جاهزة")[1]}\tالأرصفة جاهزة
T2\tSpeaker {at("مدير")[0]} {at("مدير")[1]};{at("المرفأ")[0]} {at("المرفأ")[1]}\tمدير المرفأ
T3\tPlace {at("المرفأ")[0]} {at("المرفأ")[1]}\tالمرفأ
R1\tsaid-by Arg1:T2 Arg2:T1\t
R2\tIn Arg1:T1 Arg2:T3
A1\tNegation T1
E1\tQuote:T1 Who:T2
*\tEquiv T1 T2
#1\tAnnotatorNotes T1\tالأرصفة؟
"""


def test_annotations_made_in_brat_are_read_and_what_is_not_ours_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a.ann").write_text(FOREIGN, "utf-8")
    [article], problems = got(tmp_path)
    [q] = article.quotes
    assert (article.id, q.quote.text, q.speaker.text, q.cue) == ("a", "الأرصفة جاهزة", "مدير المرفأ", None)
    assert sorted(p.what for p in problems) == [
        "1 × attribute",
        "1 × comment",
        "1 × equivalence",
        "1 × event",
        "1 × link In to no span of ours",
        "1 × span in several pieces",
        "1 × span labelled Place",
    ]


def test_a_broken_line_of_brat_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a.ann").write_text("T9 QUOTE\n" + to_brat(marked()), "utf-8")
    [article], [problem] = got(tmp_path)
    assert [q.quote.text for q in article.quotes] == ["الأرصفة جاهزة"]
    assert str(problem).startswith(f"{tmp_path / 'a.ann'}:1: is no annotation of brat: 'T9 QUOTE'")


@pytest.mark.parametrize(
    ("line", "what"),
    [("T1\tQUOTE 0 4\tغير", "was the text changed?"), ("T1\tQUOTE 0 999", "outside the text")],
    ids=["other-words", "outside"],
)
def test_annotations_of_another_text_are_told_and_the_other_articles_are_read(
    tmp_path: Path, line: str, what: str
) -> None:
    for name, annotations in (("a", line), ("b", to_brat(marked()))):
        (tmp_path / f"{name}.txt").write_text(TEXT, "utf-8")
        (tmp_path / f"{name}.ann").write_text(annotations, "utf-8")
    articles, problems = got(tmp_path)
    assert [a.id for a in articles] == ["b"]
    [problem] = [p for p in problems if p.failure]
    assert what in problem.what
    assert (problem.file, problem.failure) == (str(tmp_path / "a.ann"), True)


def test_annotations_without_their_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text("", "utf-8")
    articles, [problem] = got(tmp_path)
    assert (articles, problem.failure) == ([], True)
    assert "a.txt" in str(problem)


def test_a_quotation_corrected_in_brat_loses_what_was_said_of_the_proposal() -> None:
    article = marked()
    article.quotes[0].score, article.quotes[0].by = 0.9, "rule"
    annotations = to_brat(article)
    assert from_brat(annotations, article.text, id="a") == (article, [])
    start, end = at("الأرصفة جاهزة")
    corrected = annotations.replace(
        f"QUOTE {start} {end}\tالأرصفة جاهزة", f"QUOTE {start} {end - 6}\tالأرصفة"
    )
    [q] = from_brat(corrected, article.text)[0].quotes
    assert (q.quote.text, q.score, q.by, q.speaker.text) == ("الأرصفة", None, None, "مدير المرفأ")


@pytest.mark.parametrize(
    "id", ["a", "a/1", "خبر 1", "../x", ".", "", "a.markup", "a%41", 'a:*?"<>|\\', "\n", "/"]
)
def test_any_id_is_a_files_name_in_the_folder_and_back(id: str) -> None:
    name = file_name(id)
    assert article_id(name) == id
    assert not any(part in ("", ".", "..") or part.startswith(".") for part in name.split("/"))


def test_an_id_too_long_for_a_file_is_shortened_and_told(tmp_path: Path) -> None:
    [problem] = told([Article(id="خبر" * 100, text=TEXT)], "brat", tmp_path / "b")
    assert "id too long" in problem.what
    assert [a.text for a in got(tmp_path / "b")[0]] == [TEXT]


def test_a_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    def broken() -> Iterator[Article]:
        yield marked()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(broken(), format="brat", out=str(tmp_path / "b"), report=print)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "empty").mkdir()
    assert told([marked()], "brat", tmp_path / "empty") == []
    assert sorted(p.name for p in (tmp_path / "empty").iterdir()) == ["a.ann", "a.txt", "annotation.conf"]
    before = (tmp_path / "empty" / "a.ann").read_bytes()
    for place in (tmp_path / "empty", tmp_path / "empty" / "a.ann", tmp_path / "no" / "b"):
        with pytest.raises(UnwritableError, match=r"cannot be written .*; choose another place with -o"):
            told([], "brat", place)
    with pytest.raises(UnwritableError, match="name the folder with -o"), output_folder("-"):
        pass
    assert (tmp_path / "empty" / "a.ann").read_bytes() == before


def test_bytes_are_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "x.spacy"
    path.write_bytes(b"old")

    def interrupted() -> None:
        with output_bytes(path) as stream:
            stream.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"old"]


# --- CSV ---------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(article=any_article())
def test_quotations_come_back_from_csv_with_their_text(article: Article) -> None:
    stream = io.StringIO(newline="")
    write_csv([article], stream)
    rows = list(csv.DictReader(io.StringIO(stream.getvalue()[1:], newline="")))
    for q in article.quotes:  # an empty cell and no name are one
        q.speaker_name, q.by = q.speaker_name or None, q.by or None
    assert from_csv(rows, article.text) == article.quotes


def test_a_csv_of_quotations_says_that_it_has_no_texts(tmp_path: Path) -> None:
    told([marked()], "csv", tmp_path / "q.csv")
    articles, [problem] = got(tmp_path / "q.csv")
    assert articles == []
    assert "has no texts; read the file that it was made from" in problem.remedy


# --- what is lost, and how much memory it takes ------------------------------------------------------


def test_what_a_format_leaves_out_is_counted_by_kind(tmp_path: Path) -> None:
    articles = [Article(id=str(n), text=TEXT, meta={"outlet": "x"}, quotes=marked().quotes) for n in range(3)]
    articles[0].meta = {}
    articles[1].quotes = []
    lost = {
        format: [p.what for p in told(articles, format, tmp_path / format)]
        for format in ("jsonl", "markup", "doccano", "docbin", "brat", "csv", "prodigy")
    }
    assert lost == {
        **{format: [] for format in ("jsonl", "markup", "doccano", "docbin")},
        "brat": ["2 × article's meta data"],
        "csv": ["3 × article's text", "2 × article's meta data", "1 × article without quotations"],
        "prodigy": ["2 × span that ends within a token"],
    }


@pytest.mark.parametrize("out", ["g.prodigy.jsonl", "g.doccano.jsonl", "g.spacy", "x.JSONL", "x.csv", "x"])
def test_a_suffix_says_the_format(out: str) -> None:
    expected = ["prodigy", "doccano", "docbin", "jsonl", "csv", "jsonl"]
    names = ["g.prodigy.jsonl", "g.doccano.jsonl", "g.spacy", "x.JSONL", "x.csv", "x"]
    assert format_of(out, default="jsonl") == dict(zip(names, expected))[out]


@pytest.mark.slow
@pytest.mark.parametrize("target", ["jsonl", "markup", "prodigy", "doccano", "brat", "csv"])
def test_memory_stays_flat_however_many_articles(tmp_path: Path, target: str) -> None:
    def peak(n: int) -> int:
        path = lines(tmp_path / f"{n}.jsonl")
        with path.open("w", encoding="utf-8") as stream:
            for i in range(n):
                stream.write(json.dumps({"id": str(i), "text": f"{i} {TEXT * 40}"}) + "\n")
        tracemalloc.start()
        convert(
            [str(path)], out=str(tmp_path / f"out-{n}"), source="jsonl", target=target, report=lambda p: None
        )
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(20)  # what is loaded once
    assert peak(800) < peak(100) + 1_000_000
    assert sum(isinstance(a, Article) for a in read([str(tmp_path / "800.jsonl")])) == 800
