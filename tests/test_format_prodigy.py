"""Prodigy's tasks: as its interfaces save them, in either direction, with what a team's work depends on."""

import copy
import importlib
import inspect
import json
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from quotes import recipes
from quotes.formats.prodigy import from_prodigy, to_prodigy
from quotes.markup import from_markup
from quotes.problems import Problem, sift
from quotes.reading import read
from quotes.recipes import correct
from quotes.records import Article

MARKED = (
    "😀 و<cue 1>قال</cue> <speaker 1 2~>مدير المرفأ نديم الحايك</speaker> إن "
    '«<quote 1 source=0 name="مدير المرفأ نديم الحايك" type=direct score=0.9 by=rule>الأرصفة جاهزة</quote>». '
    'و<cue 2>أضاف</cue> أن <quote 2? source=0 name="مدير المرفأ نديم الحايك" type=indirect>'
    "السفن 🚢 تصل غدا</quote>."
)


def port() -> Article:
    return from_markup(MARKED, id="port", meta={"outlet": "الميناء"})


def saved(task: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return *task* as Prodigy saves it."""
    return json.loads(json.dumps(task)) | {"answer": "accept", "_view_id": "relations", **more}


def foreign() -> dict[str, Any]:
    """Return *port* as others would have it: without what we send along."""
    task = saved(to_prodigy(port()), _input_hash=-5, _task_hash=77)
    del task["quotes"]
    return task


def got(path: Path, kind: str | None = None) -> tuple[list[Article], list[Problem]]:
    problems: list[Problem] = []
    return list(sift(read([str(path)], kind=kind), problems.append)), problems


def jsonl(path: Path, *rows: Any) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def test_tokens_spans_and_relations_agree() -> None:
    task = to_prodigy(port())
    text, tokens = task["text"], task["tokens"]
    assert "".join(t["text"] + " " * t["ws"] for t in tokens) == text
    assert [t["id"] for t in tokens] == list(range(len(tokens)))
    assert all(text[t["start"] : t["end"]] == t["text"] for t in tokens)
    for part in task["spans"]:
        assert part["start"] == tokens[part["token_start"]]["start"]
        assert part["end"] == tokens[part["token_end"]]["end"]
    assert [(s["label"], s["text"]) for s in task["spans"]] == [
        ("QUOTE", "الأرصفة جاهزة"),
        ("SPEAKER", "مدير المرفأ نديم الحايك"),
        ("CUE", "وقال"),
        ("QUOTE", "السفن 🚢 تصل غدا"),
        ("CUE", "وأضاف"),
    ]
    links = [(r["label"], r["head_span"]["label"], r["child_span"]["label"]) for r in task["relations"]]
    assert links == [
        ("SAID_BY", "QUOTE", "SPEAKER"),
        ("CUED_BY", "QUOTE", "CUE"),
        ("SAID_BY_IMPLICIT", "QUOTE", "SPEAKER"),
        ("CUED_BY", "QUOTE", "CUE"),
    ]
    for relation in task["relations"]:
        for end in ("head", "child"):
            assert relation[end] == relation[f"{end}_span"]["token_end"]


def test_hashes_are_stable_tell_articles_apart_and_hang_on_no_proposal() -> None:
    task = to_prodigy(port())
    hashes = (task["_input_hash"], task["_task_hash"])
    assert hashes == (-766197915, 600788954)
    bare = to_prodigy(Article(id="port", text=port().text))
    assert (bare["_input_hash"], bare["_task_hash"]) == hashes
    other = to_prodigy(Article(id="other", text=port().text))
    assert other["_input_hash"] == hashes[0]
    assert other["_task_hash"] != hashes[1]


@pytest.mark.parametrize("task", [saved(to_prodigy(port())), foreign()], ids=["ours", "foreign"])
def test_hashes_and_whatever_else_a_task_holds_come_back_with_it(task: dict[str, Any]) -> None:
    task |= {"_session_id": "set-hala", "_timestamp": 1700000000, "priority": 3}
    article, _ = from_prodigy(task)
    again = to_prodigy(article)
    kept = (
        "_input_hash",
        "_task_hash",
        "_session_id",
        "_timestamp",
        "_view_id",
        "answer",
        "priority",
        "meta",
    )
    assert {key: again[key] for key in kept} == {key: task[key] for key in kept}
    assert again["spans"] == task["spans"]
    assert again["relations"] == task["relations"]


@pytest.mark.parametrize("backwards", [False, True], ids=["from-the-quote", "to-the-quote"])
def test_links_mean_the_same_in_both_directions(backwards: bool) -> None:
    task = foreign()
    if backwards:
        for r in task["relations"]:
            r["head"], r["child"] = r["child"], r["head"]
            r["head_span"], r["child_span"] = r["child_span"], r["head_span"]
    article, problems = from_prodigy(task, id="port")
    first, second = article.quotes
    assert (first.speaker.text, first.implicit, first.cue.text) == ("مدير المرفأ نديم الحايك", False, "وقال")
    assert (second.speaker, second.implicit, second.cue.text) == (first.speaker, True, "وأضاف")
    assert (first.type, first.speaker_name) == ("direct", "مدير المرفأ نديم الحايك")
    assert problems == []


def test_links_by_token_alone_find_their_spans() -> None:
    task = foreign()
    for r in task["relations"]:
        del r["head_span"], r["child_span"]
    for part in task["spans"]:
        del part["start"], part["end"]
    expected, _ = from_prodigy(foreign())
    assert from_prodigy(task)[0].quotes == expected.quotes


def test_a_corrected_task_keeps_the_exact_characters_of_what_was_not_touched() -> None:
    task = saved(to_prodigy(port()))
    gone = task["spans"].pop(3)  # the second quotation, with its links
    task["relations"] = task["relations"][:2]
    [q] = from_prodigy(task)[0].quotes
    assert gone["label"] == "QUOTE"
    assert q == port().quotes[0]  # its cue is قال, though وقال was shown

    task = saved(to_prodigy(port()))
    shorter = task["spans"][3] | {"token_start": task["spans"][3]["token_start"] + 1}
    shorter["start"] = task["tokens"][shorter["token_start"]]["start"]
    task["spans"][3] = shorter
    for r in task["relations"][2:]:
        r["head_span"] = shorter
    first, second = from_prodigy(task)[0].quotes
    assert first == port().quotes[0]
    assert second.quote.text == "🚢 تصل غدا"
    assert (second.cue.text, second.implicit, second.speaker_id, second.optional) == ("أضاف", True, 0, False)


def test_only_accepted_tasks_are_gold_and_the_others_are_counted(tmp_path: Path) -> None:
    answers = ["accept", "reject", "ignore", "reject"]
    rows = [foreign() | {"answer": answer, "id": f"a{n}"} for n, answer in enumerate(answers)]
    path = jsonl(tmp_path / "a, b.jsonl", *rows)
    articles, problems = got(path)
    assert [a.id for a in articles] == ["a0"]
    assert {p.file for p in problems} == {str(path)}
    assert [p.what for p in problems] == [
        "2 × task with the answer reject",
        "1 × task with the answer ignore",
    ]
    assert not any(p.failure for p in problems)


def test_what_overlaps_stays(tmp_path: Path) -> None:
    task = foreign()
    whole = {"start": 0, "end": len(task["text"]), "label": "quote"}  # hand-made: no tokens, small letters
    task["spans"].append(whole)
    article, problems = from_prodigy(task, where="t.jsonl, line 1")
    assert len(article.quotes) == 3
    assert article.quotes[0].quote.text == task["text"]
    assert [p.what for p in problems] == ["quotation without a link to its speaker"]


def test_what_is_none_of_ours_is_left_out_and_counted(tmp_path: Path) -> None:
    task = foreign()
    place = {"start": 0, "end": 1, "label": "PLACE"}
    task["spans"] += [place, place | {"end": 6}]
    task["relations"].append(
        {"head": 0, "child": 4, "label": "NEAR", "head_span": place, "child_span": place}
    )
    task["relations"].append({"head": 1, "child": 0, "label": "NEAR"})
    [article], problems = got(jsonl(tmp_path / "t.jsonl", task))
    assert len(article.quotes) == 2
    assert sorted(p.what for p in problems) == [
        "2 × link NEAR to no span of ours",
        "2 × span labelled PLACE",
    ]


BAD = {
    "no-text": ({"spans": [], "tokens": []}, "without a 'text'"),
    "no-offsets": (foreign() | {"spans": [{"label": "QUOTE"}]}, "a span without 'start' and 'end'"),
    "outside": (foreign() | {"spans": [{"label": "QUOTE", "start": 3, "end": 999}]}, "outside the text"),
    "spans": (foreign() | {"spans": "QUOTE"}, "'spans' is no list"),
    "relation": (foreign() | {"relations": [{"label": "SAID_BY"}]}, "a relation without a 'head'"),
    "changed": (saved(to_prodigy(port())) | {"text": port().text + "!"}, "the text was changed"),
    "two-speakers": (
        foreign()
        | {
            "spans": [*foreign()["spans"], {"start": 0, "end": 1, "label": "SPEAKER"}],
            "relations": [
                *foreign()["relations"],
                foreign()["relations"][0] | {"child_span": {"start": 0, "end": 1, "label": "SPEAKER"}},
            ],
        },
        "has two speakers",
    ),
}


@pytest.mark.parametrize(("task", "what"), BAD.values(), ids=BAD)
def test_a_bad_task_is_told_with_its_line_and_the_others_are_read(
    tmp_path: Path, task: dict[str, Any], what: str
) -> None:
    path = jsonl(tmp_path / "t.jsonl", foreign() | {"id": "a"}, task, foreign() | {"id": "b"}, '{"text": ')
    articles, problems = got(path, "prodigy")
    assert [a.id for a in articles] == ["a", "b"]
    failures = [p for p in problems if p.failure]
    assert [p.line for p in failures] == [2, 4]
    assert what in failures[0].what
    assert str(failures[0]).startswith(f"{path}:2: ")


def test_a_task_is_an_article_to_extract_from_whatever_was_answered(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "t.jsonl", foreign() | {"answer": "reject"}, to_prodigy(port()))
    articles = list(read([str(path)], quotations=False))
    assert [a.text for a in articles] == [port().text] * 2
    assert all(a.quotes == [] for a in articles)
    kept = {"_view_id": "relations", "_input_hash": -5, "_task_hash": 77}
    assert [a.meta for a in articles] == [{"outlet": "الميناء", "prodigy": kept}, {"outlet": "الميناء"}]


def test_the_recipe_streams_proposals(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "n.jsonl", {"id": "a", "text": port().text}, {"id": "b"}, {"id": "c", "text": "\ud83d"}
    )
    recipe = correct("gold", str(path))
    [task] = recipe["stream"]
    assert recipe["view_id"] == "relations"
    assert recipe["config"]["writing_dir"] == "rtl"
    assert {s["label"] for s in task["spans"]} <= set(recipe["config"]["relations_span_labels"])
    assert {r["label"] for r in task["relations"]} <= set(recipe["config"]["labels"])
    assert len(from_prodigy(task)[0].quotes) == 2
    with pytest.raises(ValueError, match="shows no spans"):
        correct("gold", str(path), view="ner")


def test_the_recipe_can_show_what_the_articles_bring(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "n.jsonl", copy.deepcopy(to_prodigy(port())))
    [task] = correct("gold", str(path), view="spans_manual", given=True)["stream"]
    assert from_prodigy(task) == (port(), [])


def test_prodigy_gets_the_recipe_with_its_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    declared: dict[str, Any] = {}

    def recipe(name: str, **arguments: Any) -> Any:
        declared[name] = arguments
        return lambda function: function

    monkeypatch.setitem(sys.modules, "prodigy", SimpleNamespace(recipe=recipe))
    try:
        fresh = importlib.reload(recipes)
        assert list(declared["quotes.correct"]) == list(inspect.signature(fresh.correct).parameters)
    finally:
        monkeypatch.undo()
        importlib.reload(recipes)
    declaration = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    [target] = declaration["project"]["entry-points"]["prodigy_recipes"].items()
    assert target == ("quotes.correct", "quotes.recipes:correct")
