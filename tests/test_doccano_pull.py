"""Corrections out of a real Doccano: exact, told apart by annotator, nothing dropped in silence."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from quotes.annotation import server as serving
from quotes.annotation.connection import DoccanoError, Server, connect
from quotes.annotation.pull import KEY, Pulled, pull
from quotes.annotation.push import Team, push
from quotes.annotation.status import status
from quotes.cli import app
from quotes.cli.doccano.pull import files, summary
from quotes.cli.doccano.pull import pull as pull_to_folder
from quotes.formats.prodigy import to_prodigy
from quotes.markup import from_markup
from quotes.reading import read
from quotes.records import Article, Quotation, span

pytestmark = pytest.mark.doccano

# an emoji before everything, vowel marks, CR LF, an unclosed bidi mark, tatweel, blanks at both ends
MARKED = (
    " 😀 و<cue 1>قَالَ</cue> <speaker 1>وزير الصحة سليم حداد</speaker>"
    " إن <quote 1>اللقاح متوفر 💉 في كل مدينة</quote>.\r\n"
    "و<cue 2>أضاف</cue> أن \u202b<quote 2>المـراكز تفتح غدا</quote>. "
    "<cue 3>وفقا</cue> ل<speaker 3>بيان البلدية</speaker> <quote 3>تغلق السوق أبوابها مساء 😀</quote> \n"
)


@pytest.fixture
def there(doccano) -> Server:
    return connect(doccano.url, username=doccano.username, password=doccano.password)


def article(id: str = "a1", **meta: Any) -> Article:
    made = from_markup(MARKED, id=id, meta=meta)
    said = made.quotes[0].speaker
    for q, by in zip(made.quotes, ("rules:inna", "rules:anna", "rules:according")):
        q.by, q.score, q.type = by, 0.8125, "indirect"
        q.speaker, q.implicit = q.speaker or said, q.speaker is None
        q.speaker_name, q.speaker_id = q.speaker.text, q.speaker.start
    return made


def send(server: Server, name: str, articles: Iterable[Article], *annotators: str) -> None:
    told: list[Any] = []
    for user in {*annotators} - {row["username"] for row in server.get("users")}:
        password = {"password1": "a-b-c-1-2-3", "password2": "a-b-c-1-2-3"}
        server.request("POST", "users/create", json={"username": user, **password})
    team = Team(annotators=annotators) if annotators else None
    push(server, list(articles), name=name, team=team, report=told.append, proposer=None)
    assert told == []


def test_what_a_format_loses_is_told_once_with_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold = [article(f"a{n}") for n in range(5)]
    pulled = Pulled(confirmed={}, unconfirmed={}, adjudicated=gold, waiting=[], problems=[], left=0)
    monkeypatch.setattr("quotes.annotation.pull.pull", lambda *args, **options: pulled)
    told: list[Any] = []
    pull_to_folder(None, "p", out=str(tmp_path), format="prodigy", report=told.append)
    assert told
    assert len({problem.what for problem in told}) == len(told) < 5
    assert all("5 × " in problem.what or "15 × " in problem.what for problem in told)


def test_what_a_team_has_not_confirmed_names_its_project(there: Server) -> None:
    send(there, "twofold", [article()])
    send(there, "twofold", [article()], "twofold-huda")
    Project(there, "twofold (twofold-huda)").confirm("a1")
    (waiting,) = pull(there, "twofold").waiting
    assert waiting.why == "nobody has confirmed it in 'twofold'"


def test_only_an_administrator_pulls_for_an_annotator_sees_one_copy_of_several(there: Server) -> None:
    send(there, "whose", [article()], "whose-huda", "whose-omar")
    huda = connect(there.url, username="whose-huda", password="a-b-c-1-2-3")
    for ask in (pull, status):
        with pytest.raises(DoccanoError, match="administrator"):
            ask(huda, "whose")


def test_a_project_of_another_type_is_no_annotators_whatever_its_name(there: Server) -> None:
    send(there, "bracketed", [article()])
    there.client.create_project("bracketed (sentiment)", "DocumentClassification", "what readers feel")
    assert [person.name for person in status(there, "bracketed").annotators] == []
    assert pull(there, " bracketed ").left == 1


class Project:
    """A project as its page works on it: articles by id, spans by their words."""

    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        (row,) = [row for row in server.pages("projects") if row["name"] == name]
        self.path = f"projects/{row['id']}"
        self.rows = {
            row["meta"]["quotes"]["article_id"]: row for row in server.pages(f"{self.path}/examples")
        }
        self.labels = {row["text"]: row["id"] for row in server.get(f"{self.path}/span-types")}
        self.types = {row["text"]: row["id"] for row in server.get(f"{self.path}/relation-types")}

    def of(self, id: str) -> str:
        return f"{self.path}/examples/{self.rows[id]['id']}"

    def confirm(self, *ids: str) -> None:
        for id in ids or self.rows:
            self.server.request("POST", f"{self.of(id)}/states")

    def spans(self, id: str) -> dict[tuple[str, str], int]:
        """Return the spans' numbers by label and words."""
        units = self.rows[id]["text"].encode("utf-16-le")
        labels = {number: text for text, number in self.labels.items()}
        return {
            (labels[s["label"]], units[2 * s["start_offset"] : 2 * s["end_offset"]].decode("utf-16-le")): s[
                "id"
            ]
            for s in self.server.get(f"{self.of(id)}/spans")
        }

    def mark(self, id: str, label: str, words: str | tuple[int, int]) -> int:
        if isinstance(words, str):
            text = self.rows[id]["text"]
            start = len(text[: text.index(words)].encode("utf-16-le")) // 2
            words = (start, start + len(words.encode("utf-16-le")) // 2)
        data = {"label": self.labels[label], "start_offset": words[0], "end_offset": words[1], "prob": 0}
        return int(self.server.request("POST", f"{self.of(id)}/spans", json=data)["id"])

    def link(self, id: str, type: str, from_id: int, to_id: int) -> None:
        data = {"type": self.types[type], "from_id": from_id, "to_id": to_id, "prob": 0}
        self.server.request("POST", f"{self.of(id)}/relations", json=data)

    def delete(self, id: str, number: int) -> None:
        self.server.request("DELETE", f"{self.of(id)}/spans/{number}")

    def comment(self, id: str, text: str) -> None:
        path = f"{self.path}/comments"
        self.server.request("POST", path, params={"example": self.rows[id]["id"]}, json={"text": text})


def as_sent(article: Article) -> Article:
    """Return *article* without what pulling adds."""
    article.meta.pop(KEY)
    return article


def by_id(articles: Iterable[Article]) -> dict[str, Article]:
    return {article.id: article for article in articles}


def test_what_nobody_changed_comes_back_as_it_was_sent(there: Server) -> None:
    sent = [
        article(f"r{n}", outlet="الصباح", url="https://example.org/?a=1&b=2", n=n, share=0.1, x=None)
        for n in range(30)
    ]
    long = "".join(f"قال الوزير{n} 🗞️ إن الخبر{n} صحيح.\r\n" for n in range(150))
    many = [span(long, at := long.index(f"الخبر{n} صحيح"), at + len(f"الخبر{n} صحيح")) for n in range(150)]
    named = [span(long, at := long.index(f"الوزير{n} "), at + len(f"الوزير{n}")) for n in range(150)]
    sent[7] = Article(
        id="300 spans", text=long, quotes=[Quotation(quote=q, speaker=s) for q, s in zip(many, named)]
    )
    sent[8] = Article(id="none", text="لا اقتباس هنا.")
    send(there, "unchanged", sent)
    before = pull(there, "unchanged", unconfirmed=True)
    assert (before.confirmed, before.adjudicated, before.waiting, before.problems) == ({}, [], [], [])
    assert before.left == 30
    assert [as_sent(a) for a in before.unconfirmed[None]] == sent
    project = Project(there, "unchanged")
    project.confirm()
    after = pull(there, "unchanged")
    ((annotator, pulled),) = after.confirmed.items()
    assert (annotator, after.left, after.problems) == (there.username, 0, [])
    assert after.adjudicated == pulled
    assert {a.meta[KEY]["annotator"] for a in pulled} == {there.username}
    assert all(a.meta[KEY]["confirmed_at"].startswith("20") for a in pulled)
    assert [as_sent(a) for a in pulled] == sent


def test_corrections_come_back_offset_for_offset(there: Server) -> None:
    send(there, "corrected", [article("a1", outlet="الصباح"), article("a2")])
    project = Project(there, "corrected")
    spans = project.spans("a1")
    project.delete("a1", spans["QUOTE", "المـراكز تفتح غدا"])  # its links go with it, its cue stays
    project.delete("a1", spans["CUE", "أضاف"])
    widened = project.mark("a1", "QUOTE", "السوق أبوابها مساء 😀")
    project.link("a1", "SAID_BY", widened, spans["SPEAKER", "بيان البلدية"])
    project.delete("a1", spans["QUOTE", "تغلق السوق أبوابها مساء 😀"])
    project.link("a1", "CUED_BY", widened, spans["CUE", "وفقا"])
    project.comment("a1", "هل السوق هنا مصدر؟ 🤔")
    project.confirm("a1")
    pulled = pull(there, "corrected")
    assert pulled.left == 1
    (found,) = pulled.adjudicated
    first, changed = found.quotes
    sent = article("a1").quotes
    assert first == sent[0]
    assert [p and (p.start, p.end, p.text) for p in (changed.quote, changed.cue, changed.speaker)] == [
        (found.text.index("السوق"), found.text.index(" \n"), "السوق أبوابها مساء 😀"),
        (sent[2].cue.start, sent[2].cue.end, "وفقا"),
        (sent[2].speaker.start, sent[2].speaker.end, "بيان البلدية"),
    ]
    assert (changed.by, changed.score) == (None, None)
    assert found.meta["outlet"] == "الصباح"
    (comment,) = found.meta[KEY]["comments"]
    assert (comment["by"], comment["text"]) == (there.username, "هل السوق هنا مصدر؟ 🤔")

    told = status(there, "corrected")
    (person,) = told.annotators
    assert (person.name, person.done, person.left, told.shared) == (there.username, 1, None, 1)
    # a cue and a quotation deleted with its two links, a border moved: its links went along
    assert (person.spans.added, person.spans.deleted, person.spans.changed) == (0, 2, 1)
    assert (person.links.added, person.links.deleted, person.links.changed) == (0, 2, 0)
    assert person.per_article == 5.0
    rules = {by: (r.proposed, r.kept, r.changed, r.deleted) for by, r in told.rules.items()}
    assert rules == {
        "rules:according": (1, 0, 1, 0),
        "rules:anna": (1, 0, 0, 1),
        "rules:inna": (1, 1, 0, 0),
    }
    assert told.added == 0


def test_annotators_who_agree_make_gold_and_others_wait(there: Server) -> None:
    ids = ["same", "differ", "late", "decided", "mended", "untouched"]
    send(there, "both", map(article, ids), "huda", "omar.2")
    huda, omar = Project(there, "both (huda)"), Project(there, "both (omar.2)")
    for id in ("differ", "decided"):
        omar.delete(id, omar.spans(id)["SPEAKER", "بيان البلدية"])
    mended = omar.spans("mended")
    omar.link("mended", "SAID_BY", mended["QUOTE", "المـراكز تفتح غدا"], mended["SPEAKER", "بيان البلدية"])
    huda.comment("same", "انتهى")
    huda.confirm("same", "differ", "late", "decided", "mended")
    omar.confirm("same", "differ", "decided", "mended")
    send(there, "both (adjudicated)", [article("decided"), article("differ")])
    judge = Project(there, "both (adjudicated)")
    judge.delete("decided", judge.spans("decided")["CUE", "وفقا"])
    judge.confirm("decided")

    pulled = pull(there, "both")
    assert {who: [a.id for a in articles] for who, articles in pulled.confirmed.items()} == {
        "huda": ["same", "differ", "late", "decided", "mended"],
        "omar.2": ["same", "differ", "decided"],
    }
    assert pulled.left == 3
    gold = by_id(pulled.adjudicated)
    assert list(gold) == ["same", "decided"]
    assert gold["same"].meta[KEY]["agreed"] == ["huda", "omar.2"]
    assert [c["text"] for c in gold["same"].meta[KEY]["comments"]] == ["انتهى"]
    assert gold["decided"].meta[KEY]["annotator"] == there.username
    assert gold["decided"].meta[KEY]["adjudicated"] == ["huda", "omar.2"]
    assert gold["decided"].quotes[2].cue is None
    assert {w.article_id: w.why for w in pulled.waiting} == {
        "differ": "huda and omar.2 differ",
        "late": "not confirmed by omar.2",
        "mended": "omar.2 must mend it",
    }
    (problem,) = [p for p in pulled.problems if p.failure]
    assert "article mended of omar.2" in problem.file
    assert f"{there.url}/{omar.path}/sequence-labeling?page=5" in problem.file
    assert "has two speakers" in problem.what
    assert sorted(files(pulled)) == ["adjudicated.jsonl", "huda.jsonl", "omar.2.jsonl"]
    assert (
        summary(pulled) == "confirmed: 5 of huda, 3 of omar.2; not confirmed: 3; adjudicated: 2; waiting: 3"
    )

    told = status(there, "both")
    assert {a.name: (a.done, a.left, a.read) for a in told.annotators} == {
        "adjudicated": (1, 1, 1),
        "huda": (5, 1, 5),
        "omar.2": (4, 2, 3),
    }
    assert told.rules["rules:anna"].proposed == 8  # the adjudicator judges no rules
    assert told.rules["rules:according"].changed == 2


def test_an_article_that_one_annotator_has_is_gold_as_it_is(there: Server) -> None:
    send(there, "divided (huda)", [article("first")])
    send(there, "divided (omar)", [article("second")])
    Project(there, "divided (huda)").confirm()
    pulled = pull(there, "divided")
    assert [a.id for a in pulled.adjudicated] == ["first"]
    assert pulled.waiting == []


BROKEN: dict[str, tuple[Callable[[Project, dict[tuple[str, str], int]], Any], str]] = {
    "a span past the text": (lambda p, s: p.mark("bad", "CUE", (5, 9999)), "lies outside the text"),
    "a span of blanks": (lambda p, s: p.mark("bad", "QUOTE", (3, 4)), "holds blanks only"),
    "two speakers": (
        lambda p, s: p.link("bad", "SAID_BY", s["QUOTE", "المـراكز تفتح غدا"], s["SPEAKER", "بيان البلدية"]),
        "has two speakers",
    ),
    "a link between wrong labels": (
        lambda p, s: p.link("bad", "SAID_BY", s["SPEAKER", "بيان البلدية"], s["CUE", "وفقا"]),
        "runs from a SPEAKER to a CUE",
    ),
    "a changed text": (
        lambda p, s: p.server.request("PATCH", p.of("bad"), json={"text": "نص آخر تماما " * 20}),
        "the text was changed",
    ),
    "metadata gone": (
        lambda p, s: p.server.request("PATCH", p.of("bad"), json={"meta": {}}),
        "does not have what push gives",
    ),
}


@pytest.mark.parametrize("case", BROKEN, ids=lambda name: name.replace(" ", "-"))
def test_a_broken_article_is_told_with_its_link_and_the_others_come(there: Server, case: str) -> None:
    break_it, said = BROKEN[case]
    name = f"broken: {case}"
    send(there, name, [article("good"), article("bad")])
    project = Project(there, name)
    break_it(project, project.spans("bad"))
    project.confirm()
    pulled = pull(there, name)
    assert [a.id for a in pulled.confirmed[there.username]] == ["good"]
    assert [a.id for a in pulled.adjudicated] == ["good"]
    (problem,) = [p for p in pulled.problems if p.failure]
    assert said in problem.what
    assert f"{there.url}/{project.path}/sequence-labeling?page=2" in problem.file
    if case != "metadata gone":
        assert f"article bad of {there.username}" in problem.file


def test_an_article_that_lies_there_twice_is_told(there: Server) -> None:
    send(there, "twice", [article("a1")])
    project = Project(there, "twice")
    row = project.rows["a1"]
    there.request("POST", f"{project.path}/examples", json={"text": row["text"], "meta": row["meta"]})
    project.confirm()
    pulled = pull(there, "twice")
    assert [a.id for a in pulled.adjudicated] == ["a1"]
    (problem,) = pulled.problems
    assert problem.what == "this article is there twice"
    assert "page=2" in problem.file


def test_one_annotator_has_an_article_once(there: Server) -> None:
    send(there, "two ways", [article("a1")])
    send(there, "two ways", [article("a1")], there.username)
    Project(there, "two ways").confirm()
    Project(there, f"two ways ({there.username})").confirm()
    pulled = pull(there, "two ways")
    assert [a.id for a in pulled.confirmed[there.username]] == ["a1"]
    assert [a.id for a in pulled.adjudicated] == ["a1"]
    (problem,) = pulled.problems
    assert problem.what == "this article is there twice"


def test_a_second_round_keeps_what_the_first_one_said(there: Server) -> None:
    send(there, "again", [article("a1", **{KEY: {"annotator": "huda"}})])
    Project(there, "again").confirm()
    (found,) = pull(there, "again").adjudicated
    assert found.meta[KEY]["annotator"] == there.username
    assert found.meta[KEY]["before"] == {"annotator": "huda"}


@pytest.fixture
def run(doccano, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setenv("DOCCANO_USERNAME", doccano.username)
    monkeypatch.setenv("DOCCANO_PASSWORD", doccano.password)

    def run(*arguments: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(app, ["doccano", *arguments, "--server", doccano.url])
        return done.exit_code, done.stdout, done.stderr

    return run


def test_the_commands_say_what_came_and_what_waits(
    there: Server, run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    send(there, "said", [article("alike"), article("apart")], "huda", "omar.2")
    huda, omar = Project(there, "said (huda)"), Project(there, "said (omar.2)")
    omar.delete("apart", omar.spans("apart")["QUOTE", "المـراكز تفتح غدا"])
    omar.delete("apart", omar.spans("apart")["CUE", "أضاف"])
    huda.confirm()
    omar.confirm()
    code, shown, told = run("pull", "--project", "said", "-o", str(tmp_path / "new" / "folder"))
    assert code == 0
    assert shown == "confirmed: 2 of huda, 2 of omar.2; not confirmed: 0; adjudicated: 1; waiting: 1\n"
    (line,) = told.splitlines()
    assert line.startswith("quotes: article apart waits: huda and omar.2 differ (http")
    code, shown, _ = run("status", "--project", "said")
    assert code == 0
    rows = [line.split() for line in shown.splitlines()]
    assert "omar.2 2 0 0 2 0 0 2 0 2.0".split() in rows
    assert "rules:anna 4 3 0 1".split() in rows
    code, shown, _ = run("status", "--project", "said", "--format", "json")
    assert json.loads(shown)["rules"]["rules:anna"] == {"proposed": 4, "kept": 3, "changed": 0, "deleted": 1}
    code, shown, _ = run("agree", "--project", "said", "--format", "json", "-o", str(tmp_path / "page.html"))
    assert code == 0
    (pair,) = json.loads(shown)
    assert (pair["annotators"], pair["articles"][0]["id"]) == (["huda", "omar.2"], "apart")
    assert (pair["figures"]["strict"]["both"], pair["figures"]["strict"]["second"]) == (5, 5)
    assert pair["articles"][0]["links"][1].endswith(f"/{omar.path}/sequence-labeling?page=2")
    assert pair["articles"][0]["links"][1] in (tmp_path / "page.html").read_text("utf-8")


@pytest.mark.browser
def test_a_link_opens_its_article(there: Server, driver: Any) -> None:
    texts = [f"{n} قال الوزير إن الخبر رقم {n} صحيح." for n in range(12)]
    send(there, "opened", [Article(id=f"o{n}", text=text) for n, text in enumerate(texts)])
    Project(there, "opened").confirm()
    wanted = pull(there, "opened").adjudicated[8]
    driver.get(there.url)
    for name, value in there.client._base_repository._session.cookies.items():
        driver.add_cookie({"name": name, "value": value})
    driver.get(wanted.meta[KEY]["link"])
    shown = "return document.querySelector('#container svg')?.textContent ?? ''"
    deadline = time.monotonic() + 20
    while not (found := driver.execute_script(shown)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "".join(wanted.text.split()) in "".join(found.split())


def test_no_such_project_is_one_line(there: Server) -> None:
    with pytest.raises(DoccanoError, match=r"is in no project 'nowhere' there; check --project"):
        pull(there, "nowhere")


@pytest.mark.slow
def test_a_killed_server_leaves_no_file_and_the_next_pull_has_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    sent = [article(f"k{n}") for n in range(40)]
    with serving.running(home) as own:
        there = connect(own.url, username=own.username, password=own.password)
        send(there, "killed", sent)
        Project(there, "killed").confirm()

        ask, asked = Server.get, count()

        def dying(self: Server, path: str, **params: Any) -> Any:
            # by requests, not by articles: what was asked for ahead may be there before the fifth article
            if path.endswith("/spans") and next(asked) == 5:
                os.killpg(own.web.pid, signal.SIGKILL)
            return ask(self, path, **params)

        monkeypatch.setattr(Server, "get", dying)
        with pytest.raises(DoccanoError) as raised:
            pull_to_folder(there, "killed", out=str(out), report=pytest.fail)
        assert "\n" not in str(raised.value)
        assert "run again" in str(raised.value)
        assert list(out.iterdir()) == []
    monkeypatch.undo()
    with serving.running(home) as own:
        there = connect(own.url, username=own.username, password=own.password)
        pulled: Pulled = pull_to_folder(there, "killed", out=str(out), report=pytest.fail)
    assert len(pulled.adjudicated) == 40
    assert sorted(path.name for path in out.iterdir()) == ["adjudicated.jsonl", "admin.jsonl"]
    rows = [json.loads(line) for line in (out / "adjudicated.jsonl").read_text("utf-8").split("\n") if line]
    assert [row["id"] for row in rows] == [a.id for a in sent]


def test_tasks_of_prodigy_go_through_doccano_and_keep_their_hashes(there: Server, tmp_path: Path) -> None:
    task = json.loads(json.dumps(to_prodigy(article("p1")))) | {"_input_hash": -5, "_task_hash": 77}
    given = tmp_path / "tasks.prodigy.jsonl"
    given.write_text(json.dumps(task | {"answer": "accept", "_session_id": "huda"}) + "\n")
    (read_in,) = read([str(given)])
    assert isinstance(read_in, Article)
    send(there, "of Prodigy", [read_in])
    Project(there, "of Prodigy").confirm()
    told: list[Any] = []
    pull_to_folder(there, "of Prodigy", out=str(tmp_path), format="prodigy", report=told.append)
    (back,) = map(json.loads, (tmp_path / "adjudicated.prodigy.jsonl").read_text().splitlines())
    assert (back["_input_hash"], back["_task_hash"], back["_session_id"]) == (-5, 77, "huda")
    assert [back[key] for key in ("text", "spans", "relations")] == [
        task[key] for key in ("text", "spans", "relations")
    ]
    assert not any(problem.failure for problem in told)


def test_the_same_on_postgresql(postgres: str, tmp_path: Path) -> None:
    sent = [article(f"a{n}", outlet="الميناء") for n in range(3)]
    with serving.running(tmp_path, database_url=postgres) as doccano:
        server = connect(doccano.url, username=doccano.username, password=doccano.password)
        send(server, "on PostgreSQL", sent)
        Project(server, "on PostgreSQL").confirm("a0", "a2")
        pulled = pull(server, "on PostgreSQL")
    assert (pulled.left, pulled.problems) == (1, [])
    assert [(a.id, a.text, a.quotes) for a in pulled.adjudicated] == [
        (a.id, a.text, a.quotes) for a in (sent[0], sent[2])
    ]
