"""Every kind of input, good and bad: what can be read is read, what cannot is told with its place."""

import io
import json
import os
import weakref
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes import reading
from quotes.problems import Problem, sift
from quotes.reading import read
from quotes.reading.counting import count
from quotes.records import Article
from quotes.text.encoding import NotText, decode, lines

TEXT = "قال الوزير: «إن الأمر انتهى»، وأضاف أن 12 سفينة رست (أمس)؟"
HEADLINE = "الوزير: انتهى الأمر"
ENCODINGS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1256",
    "iso8859_6",
    "mac_arabic",
]
# characters that a news site's text holds beyond ASCII
ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآءئؤ،؛؟ 0123456789.:\n", min_size=40).filter(
    lambda text: sum(c.isalpha() for c in text) > 30
)


def got(*paths: object, **options: object) -> tuple[list[Article], list[Problem]]:
    """Return the articles and the problems in *paths*."""
    problems: list[Problem] = []
    return list(sift(read(map(str, paths), **options), problems.append)), problems  # type: ignore[arg-type]


def write(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


# --- encodings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [TEXT, TEXT * 400], ids=["short", "long"])
def test_text_is_the_same_in_every_encoding(encoding: str, text: str) -> None:
    if encoding == "iso8859_6":  # it has no guillemets
        text = text.replace("«", '"').replace("»", '"')
    assert decode(text.encode(encoding)) == (text, None)


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16-le", "utf-16-be"])
def test_a_headline_is_enough_to_tell_the_encoding(encoding: str) -> None:
    assert decode(HEADLINE.encode(encoding)) == (HEADLINE, None)


@given(ARABIC)
def test_windows_1256_is_never_mistaken(text: str) -> None:
    assert decode(text.encode("cp1256")) == (text, None)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff")))
def test_utf8_with_a_mark_is_read_exactly(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()) == (text, None)


def test_line_ends_and_nul_are_kept() -> None:
    text = "قال\r\nالوزير\0 إن\rالأمر\u2028انتهى\n"
    assert decode(text.encode()) == (text, None)
    assert decode((text := "قال الوزير\0 إن الأمر انتهى").encode("cp1256")) == (text, None)


def test_a_broken_byte_costs_one_character_and_is_told() -> None:
    text, complaint = decode(TEXT.encode() + b"\xff" + TEXT.encode())
    assert text == f"{TEXT}\ufffd{TEXT}"
    assert complaint == f"byte {len(TEXT.encode()) + 1} (0xff) is not valid utf-8"


def test_a_little_windows_1256_among_much_latin_is_no_broken_utf8() -> None:
    text = f"{HEADLINE} {'x' * 5000}"
    assert decode(text.encode("cp1256")) == (text, None)


def test_a_character_across_the_sample_is_no_broken_byte() -> None:
    text = "x" + "و" * (1 << 16)
    assert decode(text.encode()) == (text, None)


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), os.urandom(4000), bytes(1000)],
    ids=["image", "random", "zeros"],
)
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(NotText):
        decode(data)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_lines_are_the_same_in_every_encoding(encoding: str) -> None:
    text = f"{TEXT}\r\n{HEADLINE}\u2028 {HEADLINE}\n\n{TEXT}".replace("«", '"').replace("»", '"')
    if not encoding.startswith("utf"):
        text = text.replace("\u2028", "")
    found = list(lines(io.BufferedReader(io.BytesIO(text.encode(encoding)))))  # type: ignore[type-var]
    assert "".join(line for _, line, _ in found) == text
    assert [number for number, _, _ in found] == [1, 2, 3, 4]


# --- kinds of file -----------------------------------------------------------------------------------


def test_a_text_file_is_an_article_exactly_as_it_stands(tmp_path: Path) -> None:
    path = write(tmp_path / "خبر 1.txt", f"  {TEXT}\r\n\n")
    assert got(path) == ([Article(id="خبر 1", text=f"  {TEXT}\r\n\n")], [])


def test_jsonl_gives_ids_texts_and_meta(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": TEXT, "outlet": "الميناء"},
        {"text": HEADLINE},
        {"id": 7, "text": HEADLINE, "meta": {"outlet": "x"}},
    ]
    path = write(tmp_path / "n.jsonl", "\n".join(map(json.dumps, rows)))
    assert got(path) == (
        [
            Article(id="a", text=TEXT, meta={"outlet": "الميناء"}),
            Article(id="n-2", text=HEADLINE),
            Article(id="7", text=HEADLINE, meta={"outlet": "x"}),
        ],
        [],
    )


def test_a_broken_line_is_told_with_its_number_and_the_rest_is_read(tmp_path: Path) -> None:
    good = json.dumps({"text": TEXT}).encode()
    bad = [b'{"text": "', b"[1]", b"12", b'{"text": NaN', b"\xff\xfe\x00", b"[" * 100_000]
    path = write(tmp_path / "n.jsonl", b"\n".join([good, *bad, b"", good]))
    articles, problems = got(path)
    assert [a.id for a in articles] == ["n-1", "n-9"]
    assert {p.line for p in problems} == {2, 3, 4, 5, 6, 7}
    assert all(p.failure for p in problems)
    assert str(problems[0]).startswith(f"{path}:2: is no JSON: ")


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"id": "a"}, "no field 'text'"),
        ({"id": "a", "text": None}, "'text' is null, not a text"),
        ({"id": "a", "text": 5}, "'text' is int, not a text"),
    ],
    ids=["missing", "null", "number"],
)
def test_a_row_without_a_text_is_told(tmp_path: Path, row: dict[str, object], what: str) -> None:
    path = write(tmp_path / "n.jsonl", json.dumps(row) + "\n" + json.dumps({"text": TEXT}))
    articles, [problem] = got(path)
    assert (problem.line, problem.what, problem.failure) == (1, what, True)
    assert [a.text for a in articles] == [TEXT]


def test_another_text_field_can_be_named(tmp_path: Path) -> None:
    path = write(tmp_path / "n.jsonl", json.dumps({"key": "k", "body": TEXT}))
    assert got(path, text_field="body", id_field="key") == ([Article(id="k", text=TEXT)], [])
    [problem] = got(path)[1]
    assert "--text-field" in problem.remedy
    assert "key, body" in problem.remedy


def test_quotations_are_read_where_they_matter(tmp_path: Path) -> None:
    wrong = {"id": "a", "text": TEXT, "quotes": [{"quote": {"start": 0, "end": 9999}}]}
    path = write(tmp_path / "n.jsonl", json.dumps(wrong))
    assert got(path, quotations=False) == ([Article(id="a", text=TEXT)], [])
    [problem] = got(path)[1]
    assert "quotation 1: quote 0–9999 lies outside" in str(problem)


@pytest.mark.parametrize("quotes", [[{"quote": 5}], [{}], "x", [{"quote": {"start": 0}}]], ids=str)
def test_quotations_that_are_none_are_told_with_their_line(tmp_path: Path, quotes: object) -> None:
    path = write(tmp_path / "n.jsonl", json.dumps({"text": TEXT, "quotes": quotes}))
    articles, [problem] = got(path)
    assert (articles, problem.line, problem.failure) == ([], 1, True)


@pytest.mark.parametrize("indent", [None, 2])
def test_json_is_a_list_of_articles_or_one(tmp_path: Path, indent: int | None) -> None:
    rows = [{"id": "a", "text": TEXT}, {"text": None}, 5, {"text": HEADLINE}]
    articles, problems = got(write(tmp_path / "n.json", json.dumps(rows, indent=indent)))
    assert [a.id for a in articles] == ["a", "n-4"]
    assert [p.failure for p in problems] == [True, True]
    assert got(write(tmp_path / "o.json", json.dumps(rows[0], indent=indent)))[0] == [
        Article(id="a", text=TEXT)
    ]


def test_json_lines_may_be_named_json(tmp_path: Path) -> None:
    articles, [problem] = got(write(tmp_path / "n.json", '{"text": "أ"}\n{"text": \n{"text": "ب"}\n'))
    assert [a.text for a in articles] == ["أ", "ب"]
    assert problem.line == 2


def test_broken_json_is_told_with_its_line(tmp_path: Path) -> None:
    assert got(write(tmp_path / "n.json", '[\n{"text": "أ"},\n{"text" "ب"}\n]'))[1][0].line == 3
    assert got(write(tmp_path / "m.json", "[" * 100_000))[1][0].failure


def test_lone_surrogates_come_through_with_their_offsets(tmp_path: Path) -> None:
    path = write(tmp_path / "n.jsonl", r'{"text": "قال \ud83d الوزير"}')
    assert [a.text for a in got(path)[0]] == ["قال \ud83d الوزير"]


def test_csv_finds_its_separator_and_keeps_line_breaks(tmp_path: Path) -> None:
    for separator, name in ((",", "a.csv"), (";", "b.csv"), ("\t", "c.tsv")):
        body = f'id{separator}text{separator}outlet\r\n7{separator}"قال ""هو""\nإن، الأمر"{separator}س\r\n'
        articles, problems = got(write(tmp_path / name, body.encode("utf-8-sig")))
        assert (articles, problems) == (
            [Article(id="7", text='قال "هو"\nإن، الأمر', meta={"outlet": "س"})],
            [],
        )


def test_csv_from_windows_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"id,text\r\n1,{HEADLINE}\r\n".encode("cp1256"))
    assert got(path) == ([Article(id="1", text=HEADLINE)], [])


def test_bad_rows_of_csv_are_told_with_their_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,text\n1,"سطر\nثان"\n2,واحد,اثنان\n3,"أ"ب\n4,أخير\n')
    articles, problems = got(path)
    assert [(a.id, a.text) for a in articles] == [("1", "سطر\nثان"), ("4", "أخير")]
    assert [(p.line, p.failure) for p in problems] == [(4, True), (5, True)]


def test_csv_without_a_text_column_names_those_it_has(tmp_path: Path) -> None:
    [problem] = got(write(tmp_path / "a.csv", "id,body\n1,x\n"))[1]
    assert str(problem).endswith(
        "a.csv:1: no column 'text'; name the text's column with --text-field (columns here: id, body)"
    )


def test_parquet_is_read_in_batches(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    ids = [f"a{n}" for n in range(200)]
    pq.write_table(pa.table({"id": ids, "text": [TEXT, None] * 100}), tmp_path / "a.parquet")
    articles, problems = got(tmp_path / "a.parquet")
    assert [a.id for a in articles] == ids[::2]
    assert [p.line for p in problems] == list(range(2, 201, 2))
    assert "no column 'body'" in str(got(tmp_path / "a.parquet", text_field="body")[1][0])


def test_a_broken_parquet_file_is_told(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    articles, [problem] = got(write(tmp_path / "a.parquet", b"PAR1 and then nothing"))
    assert (articles, problem.failure) == ([], True)


PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>خبر</title></head><body>
<nav><a href="/">الرئيسية</a><a href="/s">رياضة</a></nav>
<article><h1>اتفاق جديد</h1><p>{text}</p><p>وأضاف: {text}</p></article>
<footer>جميع الحقوق محفوظة</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "no-such-charset"])
def test_a_page_is_read_without_its_menu(tmp_path: Path, charset: str) -> None:
    pytest.importorskip("trafilatura")
    page = PAGE.format(
        charset=charset, text="قال رئيس البلدية إن الحديقة ستفتح أبوابها للزوار مطلع الشهر المقبل."
    )
    [article], problems = got(
        write(tmp_path / "a.html", page.encode("cp1256" if "1256" in charset else "utf-8"))
    )
    assert problems == []
    assert article.text.count("قال رئيس البلدية إن الحديقة ستفتح أبوابها للزوار مطلع الشهر المقبل.") == 2
    assert "الرئيسية" not in article.text
    assert "الحقوق" not in article.text


@pytest.mark.parametrize("page", ["", "<html></html>", "<p>", "\0\0", "{}"])
def test_a_page_without_an_article_is_told(tmp_path: Path, page: str) -> None:
    pytest.importorskip("trafilatura")
    articles, [problem] = got(write(tmp_path / "a.html", page))
    assert articles == []
    assert problem.failure


# --- folders, ids, nothing there ---------------------------------------------------------------------


def test_a_folder_is_read_whole_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.TXT", "a/1.txt", ".hidden/c.txt", "a/.d.txt", "notes.pdf"):
        write(tmp_path / name, HEADLINE)
    articles, problems = got(tmp_path)
    assert [a.id for a in articles] == ["b", "a/1", "a/2"]
    assert problems == []


@pytest.mark.parametrize("names", [[], ["a.pdf"]], ids=["empty", "other files"])
def test_a_folder_without_articles_is_told(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        write(tmp_path / name, "x")
    articles, [problem] = got(tmp_path)
    assert articles == []
    assert (problem.file, problem.what, problem.failure) == (
        str(tmp_path),
        "no articles in this folder",
        True,
    )


def test_a_missing_file_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    articles, [problem] = got(tmp_path / "none.txt", write(tmp_path / "a.txt", TEXT))
    assert [a.id for a in articles] == ["a"]
    assert problem.what == "no such file or folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXT)
    path.chmod(0)
    assert got(path)[1][0].what == "Permission denied"


def test_binary_data_in_a_text_file_is_told(tmp_path: Path) -> None:
    for name in ("a.txt", "a.jsonl", "a.csv", "a.markup"):
        articles, [problem] = got(write(tmp_path / name, bytes(range(256)) * 8))
        assert articles == []
        assert problem.failure
        assert "binary" in problem.what


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\xef\xbb\xbf"], ids=["empty", "spaces", "mark"])
def test_an_article_without_words_is_kept_and_noted(tmp_path: Path, data: bytes) -> None:
    [article], [problem] = got(write(tmp_path / "a.txt", data))
    assert article.text == data.decode("utf-8-sig")
    assert (problem.what, problem.failure) == ("holds no words", False)


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_file_without_articles_is_noted(tmp_path: Path, name: str) -> None:
    articles, [problem] = got(write(tmp_path / name, "" if name.endswith("l") else "id,text\n"))
    assert (articles, problem.what, problem.failure) == ([], "holds no articles", False)


def test_an_id_given_twice_is_made_another_and_noted(tmp_path: Path) -> None:
    rows = [{"id": i, "text": HEADLINE} for i in ("a", "a#2", "a", "a")]
    articles, problems = got(write(tmp_path / "n.jsonl", "\n".join(map(json.dumps, rows))))
    assert [a.id for a in articles] == ["a", "a#2", "a#3", "a#4"]
    assert [p.what for p in problems] == ["a second article has the id 'a'"] * 2
    assert not any(p.failure for p in problems)


def test_files_of_one_name_get_ids_of_their_own(tmp_path: Path) -> None:
    paths = [write(tmp_path / folder / "a.txt", HEADLINE) for folder in "xy"]
    articles, problems = got(*paths)
    assert ([a.id for a in articles], problems) == (["a", "a#2"], [])


def test_a_text_beside_its_markup_is_one_article(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "قال هو إن")
    write(tmp_path / "a.markup.txt", "<cue>قال</cue> <speaker>هو</speaker> <quote>إن</quote>")
    paths = [tmp_path], [tmp_path / "a.markup.txt", tmp_path / "a.txt"]
    for given_paths in paths:
        [text] = got(*given_paths, quotations=False)[0]
        [gold] = got(*given_paths)[0]
        assert (text.id, text.text, text.quotes) == ("a", "قال هو إن", [])
        assert (gold.id, gold.text, len(gold.quotes)) == ("a", "قال هو إن", 1)
    [alone] = got(tmp_path / "a.markup.txt", quotations=False)[0]
    assert alone.text == "قال هو إن"


def test_a_line_of_20_mb_is_one_article(tmp_path: Path) -> None:
    text = "قال الوزير إن " * 800_000
    path = write(tmp_path / "a.jsonl", json.dumps({"text": text}, ensure_ascii=False))
    assert path.stat().st_size > 20_000_000
    assert [a.text == text for a in got(path)[0]] == [True]


def test_one_article_is_in_memory_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Counted(str):
        """A text that can be counted while it lives."""

        __slots__ = ("__weakref__",)

    alive: weakref.WeakSet[Counted] = weakref.WeakSet()

    def many(stream: object, **_: object) -> Iterator[Article]:
        for n in range(10_000):
            text = Counted(f"{HEADLINE} {n}")
            alive.add(text)
            yield Article(id=str(n), text=text)

    monkeypatch.setattr("quotes.reading.jsonl.read", many)
    counts = {len(alive) for _ in islice(read([str(write(tmp_path / "a.jsonl", "{}"))]), 10_000)}
    assert max(counts) <= 3


def test_every_kind_has_its_reader() -> None:
    from importlib import import_module
    from typing import get_args

    assert set(reading.SUFFIXES.values()) == set(get_args(reading.Kind))
    for kind in get_args(reading.Kind):
        assert callable(import_module(f"quotes.reading.{kind}").read)


def test_articles_are_counted_for_a_progress_bar(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", TEXT)
    write(tmp_path / "b" / "n.jsonl", "{}\n{}\n")
    assert count([str(tmp_path)]) == 3
    for unknown in ("-", str(write(tmp_path / "c.csv", "text\n")), str(tmp_path / "none.jsonl")):
        assert count([str(tmp_path / "a.txt"), unknown]) is None
