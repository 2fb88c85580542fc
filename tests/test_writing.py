"""What comes out: whole files or none, and cells and lines that do no harm where they are opened."""

import csv
import io
import os
import re
import stat
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quotes.formats.csv import guarded, unguarded, write_csv
from quotes.formats.jsonl import to_json, write_jsonl
from quotes.formats.table import write_table
from quotes.markup import from_markup
from quotes.records import Article, Quotation, span
from quotes.writing import UnwritableError, output

MARKED = (
    "<cue 1>قال</cue> <speaker 1 2~>وزير الموارد المائية في الحكومة الجديدة</speaker> إن "
    "<quote 1 type=indirect>السد الكبير سيفتح في الربيع المقبل أمام الملاحة بعد صيانة دامت عامين</quote>، "
    "<cue 2>مضيفا</cue> أن <quote 2 type=mixed>العمل «لم يتوقف»</quote>."
)


def one_quote(words: str) -> Article:
    return Article(id="a", text=words, quotes=[Quotation(quote=span(words, 0, len(words)))])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- files -------------------------------------------------------------------------------------------


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with output(path) as stream:
        stream.write("قال\r\n\n")
        assert not path.exists()
    assert path.read_bytes() == "قال\r\n\n".encode()
    assert names(tmp_path) == ["out.txt"]


@pytest.mark.parametrize("exception", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_interrupted_run_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, exception: type[BaseException]
) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")

    def interrupted() -> None:
        with output(path) as stream:
            stream.write("new")
            raise exception

    with pytest.raises(exception):
        interrupted()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["out.txt"]


def test_permissions_are_those_of_any_new_file_or_of_the_old_one(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        for path in (tmp_path / "new", tmp_path / "old"):
            if path.name == "old":
                path.touch()
                path.chmod(0o604)
            with output(path) as stream:
                stream.write("x")
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / n).stat().st_mode) for n in ("new", "old")] == [0o640, 0o604]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    with output(tmp_path / "link") as stream:
        stream.write("x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "x"


def test_an_unwritable_place_is_told_before_the_work_begins(tmp_path: Path) -> None:
    for path in (tmp_path / "none" / "out.txt", tmp_path):
        with pytest.raises(UnwritableError) as caught, output(path):
            pytest.fail("the work began")
        assert str(caught.value).startswith(f"{path}: cannot be written (")
        assert str(caught.value).endswith("; choose another place with -o")


def test_a_device_is_written_straight() -> None:
    with output(os.devnull) as stream:
        stream.write("x")
    assert not Path(os.devnull).is_file()


def test_a_lone_surrogate_is_written_readably(tmp_path: Path) -> None:
    with output(tmp_path / "out") as stream:
        stream.write("\ud83d")
    assert (tmp_path / "out").read_bytes() == b"\\ud83d"


# --- formats -----------------------------------------------------------------------------------------


def test_jsonl_is_one_line_an_article() -> None:
    stream = io.StringIO()
    write_jsonl([Article(id="1", text="أ\nب\u2028"), Article(id="2", text="\ud83d")], stream)
    assert stream.getvalue() == (
        '{"id":"1","text":"أ\\nب\\u2028","meta":{},"quotes":[]}\n'
        '{"id": "2", "text": "\\ud83d", "meta": {}, "quotes": []}\n'
    )


def test_jsonl_stays_one_line_where_a_text_holds_other_line_ends() -> None:
    article = Article(id="a", text="قال الوزير\u2028إن الخطة\u2029جاهزة\x85 وأضاف")
    line = to_json(article)
    assert len(line.splitlines()) == 1
    assert msgspec.json.decode(line, type=Article) == article


def test_csv_has_a_row_for_each_quotation() -> None:
    stream = io.StringIO(newline="")
    write_csv([from_markup(MARKED, id="خبر"), Article(id="b", text="ب")], stream)
    assert stream.getvalue().startswith("\ufeffarticle,")
    first, second = csv.DictReader(io.StringIO(stream.getvalue()[1:]))
    assert (first["article"], first["cue"], first["type"]) == ("خبر", "قال", "indirect")
    assert (second["speaker"], second["implicit"]) == (first["speaker"], "True")
    assert from_markup(MARKED).text[int(first["quote_start"]) : int(first["quote_end"])] == first["quote"]


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@x", "\t1", "\r1", "\n1", "＝1", "'=1", "''-1"])
def test_csv_holds_no_formulas(words: str) -> None:
    stream = io.StringIO(newline="")
    write_csv([one_quote(words)], stream)
    [row] = csv.DictReader(io.StringIO(stream.getvalue()[1:], newline=""))
    assert row["quote"] == "'" + words


@given(st.text(alphabet="=+-@＝；;,\t\r\n\"' a1|", max_size=12))
@example("x;=1+1")
@example('x;"=1+1"')
@example("x\n=1+1\ty\r@z")
@example("\t=1")
@example("x;'=1;''=1")
def test_no_cell_begins_a_formula_wherever_a_spreadsheet_parts_the_line(words: str) -> None:
    """Excel parts at semicolons where the comma is the decimal sign, and heeds no marks within a cell."""
    assert unguarded(guarded(words)) == words
    stream = io.StringIO(newline="")
    write_csv([Article(id=words, text=words, quotes=one_quote(words).quotes)] if words else [], stream)
    written = stream.getvalue()[1:]
    cells = [cell for row in csv.reader(io.StringIO(written, newline="")) for cell in row]
    cells += re.split(r"[;\t\r\n]", written)
    assert not [cell for cell in cells if cell.lstrip('"').startswith(tuple("=+-@＝"))]


@pytest.mark.parametrize("columns", [60, 80, 160])
def test_a_table_fits_its_terminal_and_holds_every_word(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", str(columns))
    stream = io.StringIO()
    write_table([from_markup(MARKED, id="خبر"), Article(id="لا شيء", text="ب")], stream)
    table = stream.getvalue()
    assert max(map(cell_len, table.splitlines())) <= columns
    cells = [
        [c.strip(" \u200e") for c in line.split("│")[1:-1]] for line in table.splitlines() if "│" in line
    ]
    _, quote, _, speaker = (" ".join(column).split() for column in zip(*cells))
    assert " ".join(quote[1:12]) == "السد الكبير سيفتح في الربيع المقبل أمام الملاحة بعد صيانة دامت"
    assert "(وزير" in speaker  # implicit
    assert "لا شيء  no quotations" in table


def test_a_table_keeps_arabic_columns_apart_and_lets_nothing_steer_the_terminal() -> None:
    stream = io.StringIO()
    write_table([one_quote("قال\x1b[2J\n\nثم\x9b")], stream)
    assert "\u200eقال␛[2J ثم�\u200e" in stream.getvalue()
