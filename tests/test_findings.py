"""What fuzzing and nasty articles found, each kept: an input that once raised, hung or lost something."""

import base64
import io
import json
import zlib
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from quotes import extract
from quotes.cli import app
from quotes.cli.writing import write
from quotes.formats.brat import article_id, file_name, from_brat
from quotes.formats.csv import from_csv
from quotes.formats.docbin import tokenized
from quotes.formats.doccano import to_doccano
from quotes.formats.linking import innermost
from quotes.formats.prodigy import from_prodigy, to_prodigy
from quotes.markup import from_markup
from quotes.problems import LONGEST, Problem, sift
from quotes.reading import read
from quotes.records import Article, Quotation, Span, check, span
from quotes.text.encoding import lines
from quotes.text.fold import fold
from quotes.text.tokens import Tokens

TEXT = "قال الوزير إن الأمر انتهى."
DEEP = "[" * 100_000


def got(path: Path, data: bytes | str, **options: object) -> tuple[list[Article], list[Problem]]:
    """Return the articles and the problems in *data* under the name of *path*."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    problems: list[Problem] = []
    return list(sift(read([str(path)], **options), problems.append)), problems  # type: ignore[arg-type]


# --- readers -----------------------------------------------------------------------------------------


def test_csv_whose_lines_end_in_carriage_returns_is_told(tmp_path: Path) -> None:
    articles, [problem] = got(tmp_path / "a.csv", f"id,text\r1,{TEXT}\r")
    assert (articles, problem.line, problem.failure) == ([], 1, True)
    assert "carriage returns" in problem.what


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_number_that_python_does_not_read_is_told(tmp_path: Path, name: str) -> None:
    articles, [problem] = got(tmp_path / name, f'{{"text": "{TEXT}", "n": {"9" * 5000}}}')
    assert articles == []
    assert problem.what == "a number of over 4300 digits"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.markup", f'<article id="a" meta=\'{{"a": {DEEP}}}\'>\n{TEXT}\n</article>\n'),
        ("a.jsonl", f'{{"text": "{TEXT}", "a": {"[" * 500}{"]" * 500}}}'),
        ("a.json", f'[{{"text": "{TEXT}", "id": {"[" * 500}{"]" * 500}}}]'),
    ],
    ids=["markup", "jsonl", "json"],
)
def test_brackets_in_each_other_are_told_before_a_format_has_to_write_them(
    tmp_path: Path, name: str, data: str
) -> None:
    articles, problems = got(tmp_path / name, data)
    assert not articles or name == "a.json"  # an id of brackets is a strange id
    assert articles or "brackets in each other" in problems[0].what


@pytest.mark.parametrize("charset", ["idna", "undefined", "punycode", "utf-16", "rot13", "zlib"])
def test_a_page_that_declares_what_is_no_encoding_of_pages_is_read(tmp_path: Path, charset: str) -> None:
    pytest.importorskip("trafilatura")
    page = (
        f"<html><head><meta charset='{charset}'></head><body><article>{f'<p>{TEXT}</p>' * 4}</article></body>"
    )
    [article], problems = got(tmp_path / "a.html", page)
    assert article.text.count(TEXT) >= 1
    assert problems == []


def test_a_reader_that_fails_costs_its_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("once\nmore")

    monkeypatch.setattr("quotes.reading.rows.article", fail)
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a.jsonl").write_text('{"text": "x"}', "utf-8")
    problems: list[Problem] = []
    articles = list(sift(read([str(tmp_path)]), problems.append))
    assert [article.id for article in articles] == ["b"]
    assert str(problems[0]).endswith(
        "a.jsonl: cannot be read on (AssertionError: once more); please report it; what stands before is read"
    )


@pytest.mark.parametrize("ends", [f"{'9' * 5000} 3", f"0 {'9' * 5000}"], ids=["start", "end"])
def test_offsets_of_brat_without_end_are_no_annotation(ends: str) -> None:
    article, problems = from_brat(f"T1\tQUOTE {ends}\tx\nT2\tQUOTE 0 3\tقال\n", TEXT)
    assert article is not None
    assert [q.quote.text for q in article.quotes] == ["قال"]
    assert "is no annotation of brat" in problems[0].what


def test_a_note_of_brat_in_brackets_says_nothing() -> None:
    article, _ = from_brat(f'#1\tAnnotatorNotes T1\t{{"quote": {DEEP}\nT1\tQUOTE 0 3\tقال\n', TEXT)
    assert article is not None
    assert [q.quote.text for q in article.quotes] == ["قال"]


def test_a_name_with_percent_signs_that_is_not_ours_is_the_id(tmp_path: Path) -> None:
    (tmp_path / "a%ff.txt").write_text(TEXT, "utf-8")
    assert [a.id for a in got(tmp_path / "a%ff.ann", "T1\tQUOTE 0 3\tقال\n")[0]] == ["a%ff"]


@pytest.mark.parametrize(
    "user_data",
    [
        {"quotes.article": [1]},
        {"quotes.article": '{"id": 5}'},
        {"quotes.article": DEEP},
        {"quotes.records": [{"quote": {"start": 0, "end": 2**63 - 1}}]},
        {"quotes.records": {"a": 1}},
    ],
    ids=["list", "number", "deep", "far", "object"],
)
def test_what_others_leave_in_a_docbin_costs_one_doc(tmp_path: Path, user_data: dict[str, object]) -> None:
    pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    from quotes.formats.docbin import to_docbin

    docs = [to_docbin(Article(id="a", text=TEXT)), to_docbin(Article(id="b", text=TEXT))]
    docs[0].user_data.update(user_data)
    articles, [problem] = got(
        tmp_path / "a.spacy", DocBin(attrs=["ORTH"], store_user_data=True, docs=docs).to_bytes()
    )
    assert [article.id for article in articles] == ["b"]
    assert problem.failure


@pytest.mark.parametrize(
    "packed", [[1, 2], {"attrs": [65]}, {"attrs": "x", "tokens": b"", "strings": 5}], ids=str
)
def test_what_is_no_docbin_is_told(tmp_path: Path, packed: object) -> None:
    srsly = pytest.importorskip("srsly")
    articles, [problem] = got(tmp_path / "a.spacy", zlib.compress(srsly.msgpack_dumps(packed)))
    assert articles == []
    assert "DocBin" in problem.what


def test_parquet_of_times_and_broken_texts_is_read_and_written(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    broken = pa.array([TEXT.encode(), b"\xff", TEXT.encode()]).view(pa.string())
    times = pa.array([1, 2, None], pa.timestamp("ns"))
    pq.write_table(pa.table({"text": broken, "when": times}), tmp_path / "a.parquet")
    done = CliRunner().invoke(app, ["convert", str(tmp_path / "a.parquet"), "--to", "markup"])
    assert done.exit_code == 1
    assert done.stdout.count(TEXT) == 2
    assert "1970-01-01" in done.stdout
    assert "a.parquet:2: a value that cannot be read" in done.stderr


def test_proposals_that_unpack_without_end_are_refused(tmp_path: Path) -> None:
    bomb = base64.b64encode(zlib.compress(b" " * (1 << 26) + b"[]", 9)).decode()
    row = {"text": TEXT, "quotes": {"article_id": "a", "sha256": "", "proposals": bomb}, "entities": []}
    articles, [problem] = got(tmp_path / "a.jsonl", json.dumps(row))
    assert articles == []
    assert "take over 64 MiB" in problem.what


def test_utf16_by_lines_leaves_the_stream_to_its_owner() -> None:
    stream = io.BufferedReader(io.BytesIO(f"{TEXT}\n{TEXT}".encode("utf-16")))  # type: ignore[type-var]
    assert [line for _, line, _ in lines(stream)] == [f"{TEXT}\n", TEXT]
    assert not stream.closed
    first = lines(io.BufferedReader(io.BytesIO(TEXT.encode("utf-16"))))  # type: ignore[type-var]
    next(first)
    first.close()  # warnings are errors here


# --- what is written ---------------------------------------------------------------------------------


def test_a_name_with_half_a_surrogate_pair_is_told_by_doccano(tmp_path: Path) -> None:
    article = Article(id="a", text=TEXT, quotes=[Quotation(quote=span(TEXT, 0, 3), speaker_name="\ud83d")])
    with pytest.raises(ValueError, match="a name holds"):
        to_doccano(article, version="")
    problems: list[Problem] = []
    write(
        [article, Article(id="b", text=TEXT)],
        format="doccano",
        out=str(tmp_path / "o"),
        report=problems.append,
    )
    assert "article a" in str(problems[0])
    assert len((tmp_path / "o").read_text("utf-8").splitlines()) == 1


def test_a_source_with_a_number_without_end_is_told_by_docbin(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    article = Article(id="a", text=TEXT, quotes=[Quotation(quote=span(TEXT, 0, 3), speaker_id=10**30)])
    problems: list[Problem] = []
    write(
        [article, Article(id="b", text=TEXT)],
        format="docbin",
        out=str(tmp_path / "o"),
        report=problems.append,
    )
    assert [problem.failure for problem in problems] == [True]


def test_ids_that_would_be_each_others_folders_are_files_of_brat(tmp_path: Path) -> None:
    ids = ["a", "a.txt/b", "annotation.conf/x", "a/" * 3000, "a/" * 2999 + "b", "../../x", "a.ANN/b"]
    problems: list[Problem] = []
    articles = [Article(id=id, text=TEXT) for id in ids]
    write(articles, format="brat", out=str(tmp_path / "o"), report=problems.append)
    assert not [problem for problem in problems if problem.failure]
    assert len(list((tmp_path / "o").rglob("*.txt"))) == len(ids)
    assert [path.name for path in tmp_path.iterdir()] == ["o"]
    assert [article_id(file_name(id)) for id in ids[:3]] == ids[:3]


def test_a_table_without_a_column_is_told() -> None:
    with pytest.raises(ValueError, match="a row without speaker_name"):
        from_csv([{"quote_start": "0", "quote_end": "3", **dict.fromkeys(("type", "by", "score"), "")}], TEXT)


def test_a_problem_is_one_line_of_bounded_length_that_steers_no_terminal() -> None:
    line = str(Problem("a\x1b[2J.csv", "columns " + "x\n" * 5000, "mend \u202eit\x07", line=3))
    assert line.isprintable()
    assert len(line) < LONGEST * 1.1
    assert line.startswith("a␛[2J.csv:3: columns x x")
    assert line.endswith("; mend \\u202eit␇")


def test_a_brat_annotation_that_is_there_twice_is_told_and_takes_no_others_place() -> None:
    text = "قال زيد نعم"
    lines = [
        "T1\tSPEAKER 4 7\tزيد",
        "T1\tSPEAKER 4 7\tزيد",
        "T2\tCUE 0 3\tقال",
        "T3\tBODY 0 1\tق",
        "T4\tQUOTE 8 11\tنعم",
    ]
    found, told = from_brat(
        "\n".join([*lines, "R1\tSAID_BY Arg1:T4 Arg2:T1", "R2\tCUED_BY Arg1:T4 Arg2:T2"]), text
    )
    assert found is not None
    assert [(q.quote.text, q.speaker and q.speaker.text, q.cue and q.cue.text) for q in found.quotes] == [
        ("نعم", "زيد", "قال")
    ]
    assert [str(p) for p in told if "twice" in p.what] == [
        "these annotations:2: T1 is there twice; the last counts; give each its own"
    ]


# --- the rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "بحسب حسب يزورها و ❝ \r\n الامهات وفقا ل",
        "مقاومه ؛ التي مردفا لصحف دمرت ، شاكرا وفق ... ابن 18",
        "مقترحه شفافه وقال مرحبا كما قال",
        "〝 يورغن القنوات بزعمهن و التي , تشرف يشاركون ننجح بزعمهم احاله",
        "و المدير وفق الوكالة زار المدينة.",
        "الرويترز \r ولم خيام ارغب طرحوه تبعا واصلا يمضيها المشتبه : أن",
    ],
    ids=["preposition", "number", "as", "noun", "conjunction", "complementiser"],
)
def test_a_text_may_end_in_any_word(text: str) -> None:
    check(extract(text))


def test_a_ligature_of_several_words_is_one_word() -> None:
    article = check(extract("وقال ﷺ إن العمل تم."))
    assert [(q.speaker and q.speaker.text, q.quote.text) for q in article.quotes] == [("ﷺ", "العمل تم")]
    assert fold("ﷺ ﹰا").text == "صلياللهعليهوسلم ا"


# --- time --------------------------------------------------------------------------------------------


def test_a_run_without_a_blank_is_tokenized_as_the_rules_do() -> None:
    pytest.importorskip("spacy")
    usual, long = f"{TEXT} «{'ا' * 150}»", f"{TEXT} {'«' * 300}{'ا' * 900}"
    assert [token.text for token in tokenized(usual)][-2:] == ["ا" * 150, "»"]
    doc = tokenized(long)
    assert doc.text == long
    assert [token.text for token in doc][-2:] == ["«", "ا" * 900]
    assert not doc.user_data


def test_tags_close_the_latest_that_is_open_whichever_way_they_name_it() -> None:
    marked = "<cue 1>a<cue 2>b</cue 1>c</cue>d<quote 1>e<quote 2>f</quote 1>g</quote 2>"
    article = from_markup(marked)
    assert [(q.cue.text, q.quote.text) for q in article.quotes if q.cue] == [("ab", "ef"), ("bc", "fg")]


def test_the_innermost_mark_holds_a_token() -> None:
    marks = [("QUOTE", 0, 10), ("CUE", 2, 5), ("SPEAKER", 2, 5), ("QUOTE", 4, 20), ("CUE", 6, 7)]
    tokens = [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9), (12, 14), (19, 22)]
    assert innermost(marks, tokens) == {
        token: min(
            (mark for mark in marks if mark[1] <= token[0] and token[1] <= mark[2]), key=lambda m: m[2] - m[1]
        )
        for token in tokens[:-1]
    }


def test_the_mark_that_encloses_a_token_is_the_last_that_does() -> None:
    tokens = Tokens(fold("قال: «نعم “لا” ثم» وقال: “هذا «ذاك» كذا").text)
    for i in range(len(tokens) + 1):
        around = [start for start in tokens.closes if start < i < tokens.closes[start]]
        assert tokens.enclosing(i) == max(around, default=-1)


def test_twice_the_same_quotation_comes_back_twice() -> None:
    pytest.importorskip("spacy")
    quote = Quotation(quote=Span(0, 3, "قال"), by="a")
    article = Article(id="a", text=TEXT, quotes=[quote, msgspec.structs.replace(quote, by="b")])
    assert from_prodigy(to_prodigy(article)) == (article, [])
