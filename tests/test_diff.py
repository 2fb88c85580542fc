"""``quotes diff``: what one extraction finds, loses and changes against another."""

import json
from pathlib import Path
from typing import Any

import pytest
from archives import article, articles, extract, write_jsonl
from typer.testing import CliRunner

from quotes.cli import app
from quotes.formats.jsonl import to_line
from quotes.markup import from_markup
from quotes.scale import diff

OLD = "<cue>قال</cue> <speaker>الوزير</speaker> إن <quote>الأمر انتهى</quote>. وأضاف أن الجو حار."


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(a) for a in arguments], prog_name="quotes")
    return done.exit_code, done.stdout, done.stderr


def records(path: Path, **marked: str) -> Path:
    """Write records of marked texts, each by its id."""
    found = []
    for id, text in marked.items():
        one = from_markup(text)
        one.id = id
        found.append(to_line(one) + "\n")
    path.write_text("".join(found), encoding="utf-8")
    return path


def differences(old: Path, new: Path) -> list[dict[str, Any]]:
    code, out, err = run("diff", old, new, "-f", "jsonl")
    assert (code, err) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


CHANGES = {
    "found": "<cue 1>قال</cue> <speaker 1>الوزير</speaker> إن <quote 1>الأمر انتهى</quote>. "
    "و<cue 2>أضاف</cue> أن <quote 2>الجو حار</quote>.",
    "lost": OLD.replace("<quote>", "").replace("</quote>", "").replace("<cue>قال</cue>", "قال")
    .replace("<speaker>الوزير</speaker>", "الوزير"),
    "edge": OLD.replace("<quote>الأمر انتهى", "الأمر <quote>انتهى"),
    "speaker": OLD.replace("<speaker>الوزير</speaker>", "الوزير"),
    "cue": OLD.replace("<cue>قال</cue>", "قال"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
def test_each_kind_of_difference_is_told(tmp_path: Path, kind: str) -> None:
    old = records(tmp_path / "old.jsonl", a=OLD, b=OLD)
    new = records(tmp_path / "new.jsonl", a=OLD, b=CHANGES[kind])
    [difference] = differences(old, new)
    assert difference["id"] == "b"
    if kind in ("found", "lost"):
        assert difference["what"] == kind
        there, not_there = ("new", "old") if kind == "found" else ("old", "new")
        assert difference[not_there] is None
        assert difference[there]["quote"]["text"] == ("الجو حار" if kind == "found" else "الأمر انتهى")
    else:
        assert (difference["what"], difference["fields"]) == ("changed", [kind])
        assert difference["old"] != difference["new"]


def test_other_fields_of_a_quotation_count_and_its_score_does_not(tmp_path: Path) -> None:
    one = from_markup(OLD)
    one.id = "a"
    [q] = one.quotes
    (tmp_path / "old.jsonl").write_text(to_line(one) + "\n", encoding="utf-8")
    q.type, q.implicit, q.speaker_name, q.score, q.by = "mixed", True, "وزير الصحة", 0.3, "model"
    (tmp_path / "new.jsonl").write_text(to_line(one) + "\n", encoding="utf-8")
    [difference] = differences(tmp_path / "old.jsonl", tmp_path / "new.jsonl")
    assert difference["fields"] == ["type", "name", "implicit"]
    q.type, q.implicit, q.speaker_name = None, False, None
    (tmp_path / "new.jsonl").write_text(to_line(one) + "\n", encoding="utf-8")
    assert differences(tmp_path / "old.jsonl", tmp_path / "new.jsonl") == []


def test_articles_of_one_side_and_other_texts_are_listed(tmp_path: Path) -> None:
    old = records(tmp_path / "old.jsonl", a=OLD, b=OLD, c=OLD)
    new = records(tmp_path / "new.jsonl", a=OLD, c=f"{OLD} وانتهى.", d=OLD)
    found = {row["id"]: row["what"] for row in differences(old, new)}
    assert found == {"b": "only in old", "c": "text changed", "d": "only in new"}


def test_articles_of_one_id_meet_by_their_texts(tmp_path: Path) -> None:
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    given = [article(n) | {"id": "same"} for n in range(4)]
    for path, rows in ((old, given), (new, given[::-1])):
        extract(write_jsonl(tmp_path / "in.jsonl", rows), out=tmp_path / path.stem)
    assert differences(tmp_path / "old", tmp_path / "new") == []


@pytest.mark.parametrize("with_text", [True, False])
def test_an_archive_is_compared_in_any_format_and_cut(tmp_path: Path, with_text: bool) -> None:
    given = articles(30)
    extract(write_jsonl(tmp_path / "a.jsonl", given), out=tmp_path / "old", size=4, with_text=with_text)
    given[17]["text"] = "لا قول هنا."
    extract(write_jsonl(tmp_path / "a.jsonl", given), out=tmp_path / "new", size=9, format="jsonl")
    [difference] = differences(tmp_path / "old", tmp_path / "new")
    assert (difference["id"], difference["what"]) == ("a17", "text changed")
    assert difference["source"].endswith("a.jsonl:18")


def test_the_summary_counts_and_names_the_engines(tmp_path: Path) -> None:
    old = records(tmp_path / "old.jsonl", a=OLD, b=OLD)
    extract(old, out=tmp_path / "new")
    code, out, err = run("diff", old, tmp_path / "new", "--examples", 1)
    assert (code, err) == (0, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "new: 2 articles by rules, version 0.1.0" in lines
    assert "quotations: found 2" in lines
    assert sum("الجو حار" in line for line in lines) == 1  # one example


def test_the_exit_code_says_whether_anything_differs_if_asked(tmp_path: Path) -> None:
    old = records(tmp_path / "old.jsonl", a=OLD)
    new = records(tmp_path / "new.jsonl", a=CHANGES["edge"])
    assert run("diff", old, new)[0] == 0
    assert run("diff", old, new, "--exit-code")[0] == 1
    assert run("diff", old, old, "--exit-code")[0] == 0
    assert run("diff", old, tmp_path / "none.jsonl")[0] == 1


def test_memory_does_not_hold_both_sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With many shares the same comes out as with one."""
    given = articles(200)
    extract(write_jsonl(tmp_path / "a.jsonl", given), out=tmp_path / "old")
    for n in range(0, 200, 20):
        given[n]["text"] += " وانتهى."
    extract(write_jsonl(tmp_path / "a.jsonl", given), out=tmp_path / "new")
    expected = {row["id"] for row in differences(tmp_path / "old", tmp_path / "new")}
    most: list[int] = []
    gathered = diff._gathered
    monkeypatch.setattr(diff, "SHARE", 4000)
    monkeypatch.setattr(diff, "_gathered", lambda path: most.append(len(found := gathered(path))) or found)
    assert {row["id"] for row in differences(tmp_path / "old", tmp_path / "new")} == expected
    assert len(expected) == 10 and max(most) < 60
