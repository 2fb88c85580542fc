"""Articles into Doccano: each once, whole, whatever breaks off on the way; and who gets which."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner, Result

from quotes.annotation import server as own
from quotes.annotation.accounts import ensure_accounts
from quotes.annotation.connection import DoccanoError, Server, connect
from quotes.annotation.parcel import encode, pack, unpack
from quotes.annotation.project import ensure_project, find_project
from quotes.annotation.push import Choice, Pushed, Team, push
from quotes.annotation.selection import Candidate, choose, divide
from quotes.cli import app
from quotes.formats.doccano import Link, Mark, Marked, from_doccano
from quotes.problems import Problem
from quotes.records import Article, Quotation, span

ROOT = Path(__file__).parents[1]
SENTENCE = "قال الوزير رائد منصور إن الجسر الجديد سيفتح غدا."
ODD = {
    "vowelled": "قَالَ الوَزِيرُ إِنَّ الأَمْرَ انْتَهَى.",
    "emoji": "🎉👩‍👩‍👧 قالت المديرة سلمى إن الحفل 🎉 نجح. 😀",
    "crlf": "قال الوزير:\r\n\r\n«انتهى الأمر».\r\n",
    "bidi": "\u202bقال الوزير\u202c \u200fإن الأمر انتهى\u200f.",
    "blanks": "  \t قال الوزير إن الأمر انتهى.\n\n ",
    "separators": "قال الوزير إن\u2028الأمر\u0085انتهى\u001e.",
    "latin": "Said nobody.",
    "backslash": "قال الوزير إن الملف C:\\u0000 اختفى.",
}


def quoting(*rules: str, score: float | None = 0.9) -> list[Quotation]:
    """Return a quotation of ``SENTENCE`` by each of *rules*."""
    parts = {"quote": (25, 47), "cue": (0, 3), "speaker": (4, 21)}
    spans: dict[str, Any] = {name: span(SENTENCE, *place) for name, place in parts.items()}
    return [Quotation(**spans, by=f"rules:{rule}", score=score) for rule in rules]


def articles(count: int, *, repeat: int = 1) -> list[Article]:
    """Return *count* articles with different texts, each with a quotation in it *repeat* times."""
    return [Article(id=f"a{n}", text=f"{SENTENCE} {n}\n" * repeat) for n in range(count)]


# --- which articles, and whose ------------------------------------------------------------------------


def candidates() -> list[Candidate]:
    from quotes.annotation.selection import candidate

    common = [candidate(n, f"c{n}", quoting("verb", score=0.9 - n / 100)) for n in range(20)]
    rare = candidate(20, "rare", quoting("headline", score=0.99))
    both = candidate(21, "both", quoting("verb", "nominal", score=0.95))
    return [*common, rare, both, candidate(22, "none", [])]


def ids(chosen: Iterable[Candidate]) -> list[str]:
    return [c.id for c in chosen]


def test_uncertain_takes_the_lowest_scores_first() -> None:
    assert ids(choose(candidates(), 3, by="uncertain")) == ["c19", "c18", "c17"]
    assert ids(choose(candidates(), 99, by="uncertain"))[-3:] == ["both", "rare", "none"]


def test_diverse_takes_what_is_rare_first_and_then_what_is_still_missing() -> None:
    chosen = ids(choose(candidates(), 3, by="diverse"))
    assert set(chosen[:2]) == {"rare", "both"}
    assert chosen[2] != "none"


def test_diverse_is_the_greedy_choice() -> None:
    from quotes.annotation.selection import candidate

    rules = ["a", "b", "c", "d", "e"]
    given = [candidate(n, f"x{n}", quoting(*rules[: 1 + n % 5], *rules[n % 3 : n % 4])) for n in range(40)]
    frequency = Counter(trait for c in given for trait in c.traits)
    left, seen = list(given), Counter[str]()
    gains = []
    for c in choose(given, 40, by="diverse"):
        worth = {other.id: sum(0.5 ** seen[t] / frequency[t] for t in other.traits) for other in left}
        gains.append(worth[c.id] - max(worth.values()))
        seen.update(c.traits)
        left.remove(c)
    assert left == []
    assert gains == pytest.approx([0.0] * 40, abs=1e-12)


@pytest.mark.parametrize("by", ["uncertain", "diverse", "random"])
def test_a_choice_is_the_beginning_of_a_larger_one_whatever_the_order(by: str) -> None:
    few, many = choose(candidates(), 7, by=by), choose(candidates(), 15, by=by)
    assert ids(few) == ids(many)[:7]
    assert ids(choose(candidates()[::-1], 7, by=by)) == ids(few)
    assert len(ids(choose(candidates(), 99, by=by))) == 23


def test_random_depends_on_the_seed_only() -> None:
    assert ids(choose(candidates(), 9, by="random", seed=1)) != ids(choose(candidates(), 9, by="random"))


@pytest.mark.parametrize(("count", "percent", "people"), [(50, 20, 3), (7, 50, 2), (10, 0, 4), (12, 100, 4)])
def test_overlap_gives_that_share_to_two_and_the_rest_to_one(count: int, percent: int, people: int) -> None:
    names = ["huda", "omar", "rima", "zayd"][:people]
    given = [f"a{n}" for n in range(count)]
    whose = divide(given, names, share=percent / 100)
    twice = round(count * percent / 100)
    assert Counter(len(holders) for holders in whose.values()) == Counter(
        {size: many for size, many in ((2, twice), (1, count - twice)) if many}
    )
    loads = Counter(name for holders in whose.values() for name in holders)
    assert max(loads.values()) - min(loads[name] for name in names) <= 1
    pairs = Counter(tuple(holders) for holders in whose.values() if len(holders) == 2)
    assert max(pairs.values(), default=0) - min(pairs[pair] for pair in combinations(names, 2)) <= 1
    assert divide(given[::-1], names, share=percent / 100) == whose


# --- what is sent -------------------------------------------------------------------------------------


def test_a_line_is_ascii_and_carries_all_that_must_come_back() -> None:
    quotes = quoting("verb-speaker-inna")
    parcel = pack(
        Article(id="ق1", text=SENTENCE, meta={"outlet": "م", "n": float("nan")}, quotes=quotes), version="9"
    )
    line = json.loads(encode(parcel, 7).decode("ascii"))
    assert encode(parcel, 7).count(b"\n") == 1
    assert [(e["label"], e["start_offset"], e["end_offset"]) for e in line["entities"]] == [
        ("QUOTE", 25, 47),
        ("SPEAKER", 4, 21),
        ("CUE", 0, 3),
    ]
    carried = unpack({"meta": {"quotes": line["quotes"]}})
    assert carried is not None
    assert (carried.article_id, carried.version, carried.sent(SENTENCE)) == ("ق1", "9", quotes)
    assert carried.rules.startswith("verb-speaker-inna")  # for people: the page shows it
    assert carried.meta == {"outlet": "م", "n": None}  # what is no JSON would sink the whole batch
    assert uuid.UUID(line["example_uuid"]).version == 4


def test_an_article_has_one_number_in_a_project_and_another_elsewhere() -> None:
    first = pack(Article(id="a", text=SENTENCE, quotes=quoting("x")), version="1")
    again = pack(Article(id="a", text=SENTENCE), version="2")
    numbers = [
        json.loads(encode(parcel, project))["example_uuid"]
        for parcel, project in ((first, 7), (again, 7), (first, 8))
    ]
    assert numbers[0] == numbers[1] != numbers[2]


@pytest.mark.parametrize(
    "article",
    [
        Article(id="nul", text="قال\0 نعم"),
        Article(id="half", text="قال \ud83d نعم"),
        Article(id="blank", text=" \n"),
        Article(id="meta", text=SENTENCE, meta={"title": "\0"}),
        Article(id="key", text=SENTENCE, meta={"\ud83d": 1}),
    ],
    ids=lambda article: article.id,
)
def test_what_cannot_be_stored_is_refused(article: Article) -> None:
    with pytest.raises(ValueError, match=r"NUL|words"):
        pack(article, version="1")


def run(*arguments: object, environment: dict[str, str] | None = None) -> Result:
    """Run ``quotes doccano push`` in this process."""
    return CliRunner().invoke(
        app, ["doccano", "push", *map(str, arguments)], env=environment, prog_name="quotes"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--overlap", "20%"], "two --annotators"),
        (["--overlap", "0.2", "--annotators", "a,b"], "write it as 20%"),
        (["--annotators", "a,adjudicated"], "'adjudicated' is kept"),
        (["--overlap", "120%", "--annotators", "a,b"], "no share"),
        (["--overlap", "20%", "--annotators", "a,b", "--shared"], "--shared"),
        (["--shared"], "needs --annotators"),
        (["--create-accounts"], "needs --annotators"),
        (["--select", "0"], "select"),
    ],
)
def test_wrong_use_is_told_before_anything_is_asked(options: list[str], said: str) -> None:
    result = run("x", "--project", "p", "--server", "http://127.0.0.1:9", *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://", "'http://': not an address"),
        ("http://127.0.0.1:9", "start 'quotes doccano serve'"),
        ("http://nobody.invalid", "check the address"),
    ],
)
def test_an_address_where_no_server_is_gets_its_own_remedy(url: str, said: str) -> None:
    with pytest.raises(DoccanoError) as told:
        connect(url, username="u", password="p")
    assert said in str(told.value)
    assert ("doccano serve" in str(told.value)) is ("127.0.0.1" in url)


class Accounts:
    """A server that has no account, and breaks down when one is made."""

    url = "http://doccano"

    def get(self, path: str) -> list[Any]:
        return []

    def request(self, *asked: Any, **options: Any) -> Any:
        raise DoccanoError("gone")


def test_a_password_is_kept_before_its_account_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(DoccanoError, match="'a b' is no name"):
        ensure_accounts(Accounts(), ["huda", "a b"], create=True)
    assert not list(tmp_path.rglob("accounts.tsv"))
    with pytest.raises(DoccanoError, match="gone"):
        ensure_accounts(Accounts(), ["huda"], create=True)
    (kept,) = tmp_path.rglob("accounts.tsv")
    assert kept.read_text().split("\t")[1] == "huda"


def test_a_server_that_is_down_is_one_line() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        known = {"DOCCANO_USERNAME": "u", "DOCCANO_PASSWORD": "p"}
        result = run("x", "--project", "p", "--server", url, environment=known)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "no server answers" in result.stderr


def test_nobody_is_asked_for_a_password_where_articles_come_in() -> None:
    nobody = {"DOCCANO_USERNAME": "", "DOCCANO_PASSWORD": ""}
    result = run("-", "--project", "p", "--server", "http://127.0.0.1:9", environment=nobody)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "DOCCANO_PASSWORD" in result.stderr


# --- against a real Doccano ---------------------------------------------------------------------------

real = pytest.mark.doccano


@pytest.fixture
def server(doccano: own.Running) -> Server:
    return connect(doccano.url, username=doccano.username, password=doccano.password)


@pytest.fixture
def name() -> str:
    return f"push {uuid.uuid4()}"


@pytest.fixture
def known(doccano: own.Running, tmp_path: Path) -> dict[str, str]:
    """Return the environment of a command that logs in as the administrator."""
    user = {"DOCCANO_USERNAME": doccano.username, "DOCCANO_PASSWORD": doccano.password}
    return user | {"XDG_DATA_HOME": str(tmp_path / "data")}


def fill(
    server: Server, items: Iterable[Article | Problem], name: str, **options: Any
) -> tuple[Pushed, list[Problem]]:
    """Push *items* into one project; return what came of it and what was told."""
    told: list[Problem] = []
    (pushed,) = push(server, items, name=name, report=told.append, **options)
    return pushed, told


def held(server: Server, name: str) -> dict[str, tuple[dict[str, Any], Article | None]]:
    """Return the articles in a project by id: as the server tells them, and as records."""
    project = find_project(server, name)
    assert project is not None
    path = f"projects/{project['id']}"
    labels = {row["id"]: row["text"] for row in server.get(f"{path}/span-types")}
    types = {row["id"]: row["text"] for row in server.get(f"{path}/relation-types")}
    found: dict[str, tuple[dict[str, Any], Article | None]] = {}
    for row in server.pages(f"{path}/examples"):
        carried = unpack(row)
        assert carried is not None
        assert carried.article_id not in found
        marks = [
            Mark(m["id"], labels[m["label"]], m["start_offset"], m["end_offset"])
            for m in server.get(f"{path}/examples/{row['id']}/spans")
        ]
        links = [
            Link(m["from_id"], m["to_id"], types[m["type"]])
            for m in server.get(f"{path}/examples/{row['id']}/relations")
        ]
        article, _ = from_doccano(Marked(text=row["text"], marks=marks, links=links, carried=carried))
        found[carried.article_id] = (row, article)
    return found


def records(server: Server, name: str) -> dict[str, Article | None]:
    return {id: article for id, (_, article) in held(server, name).items()}


def extracted(items: Iterable[Article]) -> dict[str, Article]:
    from quotes import extract

    return {item.id: extract(item.text, id=item.id, meta=item.meta) for item in items}


@real
def test_every_text_arrives_with_its_quotations_exactly(server: Server, name: str) -> None:
    long = Article(id="long", text=f"{SENTENCE}\n" * 100, meta={"outlet": "صحيفة"})
    given = [*(Article(id=id, text=text) for id, text in ODD.items()), long, *articles(25)]
    pushed, told = fill(server, given, name)
    assert told == []
    wanted = extracted(given)
    assert len(wanted["long"].quotes) == 100
    assert records(server, name) == wanted
    rows = [json.loads(encode(pack(article, version=""), 1)) for article in wanted.values()]
    sums = [sum(len(row[what]) for row in rows) for what in ("entities", "relations")]
    assert (pushed.tally.arrived, [pushed.tally.spans, pushed.tally.links]) == (len(given), sums)


@real
def test_the_project_has_what_annotating_needs(server: Server, name: str) -> None:
    from quotes.annotation.guidelines import guidelines

    fill(server, articles(1), name)
    row = find_project(server, name)
    assert row is not None
    assert row["project_type"] == "SequenceLabeling"
    assert row["allow_overlapping"] and row["use_relation"] and row["collaborative_annotation"]
    assert not row["grapheme_mode"]
    assert row["guideline"] == guidelines()
    spans = server.get(f"projects/{row['id']}/span-types")
    assert {(label["text"], label["suffix_key"]) for label in spans} == {
        ("QUOTE", "q"),
        ("SPEAKER", "s"),
        ("CUE", "c"),
    }
    links = server.get(f"projects/{row['id']}/relation-types")
    assert {label["text"] for label in links} == {"SAID_BY", "SAID_BY_IMPLICIT", "CUED_BY"}


@real
def test_a_second_push_sends_only_what_is_new(server: Server, name: str) -> None:
    fill(server, articles(5), name)
    before = {id: row["id"] for id, (row, _) in held(server, name).items()}
    pushed, told = fill(server, articles(8), name)
    assert (pushed.tally.sent, pushed.tally.arrived, pushed.tally.there, told) == (3, 3, 5, [])
    after = {id: row["id"] for id, (row, _) in held(server, name).items()}
    assert len(after) == 8
    assert before.items() <= after.items()


@real
def test_a_changed_text_is_refused_with_its_id_and_the_others_go_in(server: Server, name: str) -> None:
    fill(server, articles(2), name)
    _, told = fill(
        server, [Article(id="a1", text="قال غيره إن الأمر اختلف."), Article(id="new", text=SENTENCE)], name
    )
    (problem,) = told
    assert problem.failure
    assert "article a1" in str(problem)
    there = records(server, name)
    assert set(there) == {"a0", "a1", "new"}
    assert there["a1"] == extracted(articles(2))["a1"]


@real
def test_quotations_that_an_article_has_are_taken_as_they_are(server: Server, name: str) -> None:
    gold = Article(id="gold", text=SENTENCE, quotes=quoting("mine", score=0.5))
    silent = Article(id="silent", text=SENTENCE)
    fill(server, [gold, silent], name)
    there = records(server, name)
    assert there["gold"] == gold
    assert there["silent"] == extracted([silent])["silent"] != silent
    fill(server, [gold, silent], f"{name} g", proposer=None)
    assert records(server, f"{name} g") == {"gold": gold, "silent": silent}


@real
def test_what_cannot_be_stored_is_one_line_each_and_the_others_go_in(server: Server, name: str) -> None:
    bad = [Article(id="nul", text="قال\0"), Article(id="half", text="\ud83d"), Article(id="blank", text="\n")]
    pushed, told = fill(server, [*bad, *articles(2)], name)
    assert [str(problem).split(":")[0] for problem in told] == [
        "article nul",
        "article half",
        "article blank",
    ]
    assert all(problem.failure for problem in told)
    assert (pushed.tally.arrived, set(records(server, name))) == (2, {"a0", "a1"})


@real
@pytest.mark.parametrize("steps", ["spans", "relations"])
def test_a_batch_that_broke_off_is_completed_and_what_people_did_stays(
    server: Server, name: str, steps: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quotes.annotation.delivery.GRACE", 0.3)
    given = articles(6)
    pushed, _ = fill(server, given, name)
    rows = {id: row["id"] for id, (row, _) in held(server, name).items()}
    path = f"projects/{pushed.project.id}/examples"
    for id in rows.values():  # what a queue leaves that is killed between two steps
        server.request("DELETE", f"{path}/{id}/{steps}")
    project = f"projects/{pushed.project.id}"
    batch = next(server.pages(path))["upload_name"]
    server.request("POST", f"{project}/tags", json={"text": batch})
    label = server.get(f"{project}/span-types")[0]["id"]
    server.request("POST", f"{path}/{rows['a1']}/states", json={})
    server.request("POST", f"{project}/comments", json={"text": "؟"}, params={"example": rows["a2"]})
    mark = {"label": label, "start_offset": 4, "end_offset": 10}
    server.request("POST", f"{path}/{rows['a3']}/spans", json=mark)
    again, told = fill(server, articles(7), name)
    assert (again.tally.mended, again.tally.there, again.tally.arrived) == (3, 6, 1)
    assert sorted(str(problem).split(":")[0] for problem in told) == [f"article a{n}" for n in (1, 2, 3)]
    after = held(server, name)
    assert len(after) == 7
    wanted = extracted(articles(7))
    for id, (row, article) in after.items():
        kept = id in ("a1", "a2", "a3")
        assert (row["id"] == rows.get(id)) is kept
        assert (article == wanted[id]) is not kept


@real
@pytest.mark.parametrize("confirmed", [False, True])
def test_an_article_that_an_annotator_emptied_is_no_broken_batch(
    server: Server, name: str, confirmed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quotes.annotation.delivery.GRACE", 0.3)
    pushed, _ = fill(server, articles(1), name)
    project = f"projects/{pushed.project.id}"
    assert server.get(f"{project}/tags") == []
    (row,) = server.pages(f"{project}/examples")
    server.request("DELETE", f"{project}/examples/{row['id']}/spans")
    if confirmed:
        server.request("POST", f"{project}/examples/{row['id']}/states", json={})
    again, told = fill(server, articles(1), name)
    assert (again.tally.mended, again.tally.there, again.tally.sent, told) == (0, 1, 0, [])
    (after,) = server.pages(f"{project}/examples")
    assert after["id"] == row["id"]
    assert server.get(f"{project}/examples/{row['id']}/spans") == []


@real
def test_an_article_without_a_proposal_is_no_broken_batch(server: Server, name: str) -> None:
    silent = [Article(id=f"s{n}", text="لا شيء هنا.") for n in range(3)]
    fill(server, silent, name)
    before = {id: row["id"] for id, (row, _) in held(server, name).items()}
    again, told = fill(server, silent, name)
    assert (again.tally.there, again.tally.sent, told) == (3, 0, [])
    assert {id: row["id"] for id, (row, _) in held(server, name).items()} == before


@real
def test_two_pushes_at_once_bring_each_article_once(doccano: own.Running, name: str) -> None:
    def go() -> None:
        mine = connect(doccano.url, username=doccano.username, password=doccano.password)
        fill(mine, articles(150), name)

    server = connect(doccano.url, username=doccano.username, password=doccano.password)
    ensure_project(server, name)
    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert records(server, name) == extracted(articles(150))


@real
def test_annotators_have_a_project_each_with_the_proposals_in_it(
    server: Server, name: str, known: dict[str, str], tmp_path: Path
) -> None:
    people = [f"huda{uuid.uuid4().hex[:6]}", f"omar{uuid.uuid4().hex[:6]}"]
    (tmp_path / "x.txt").write_text(SENTENCE, encoding="utf-8")
    command = [
        tmp_path / "x.txt",
        "--project",
        name,
        "--server",
        server.url,
        "--annotators",
        ",".join(people),
    ]
    refused = run(*command, environment=known)
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert "--create-accounts" in refused.stderr
    made = run(*command, "--create-accounts", environment=known)
    assert (made.exit_code, made.stdout.count("1 of 1 articles arrived")) == (0, 2)
    (kept,) = tmp_path.glob("data/**/accounts.tsv")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert str(kept) in made.stderr
    passwords = {user: password for _, user, password in map(str.split, kept.read_text().splitlines())}
    assert all(password not in made.output for password in passwords.values())
    for person in people:
        theirs = connect(server.url, username=person, password=passwords[person])
        (project,) = theirs.pages("projects")
        assert project["name"] == f"{name} ({person})"
        (row,) = theirs.pages(f"projects/{project['id']}/examples")
        assert len(theirs.get(f"projects/{project['id']}/examples/{row['id']}/spans")) == 3
        assert theirs.get(f"projects/{project['id']}/my-role")["rolename"] == "annotator"
    again = run(*command, "--create-accounts", environment=known)
    assert (again.exit_code, again.stdout.count("1 were there")) == (0, 2)
    assert len(kept.read_text().splitlines()) == 2


@pytest.fixture
def people(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    from quotes.annotation.accounts import ensure_accounts

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    names = [f"p{n}{uuid.uuid4().hex[:8]}" for n in range(3)]
    ensure_accounts(server, names, create=True)
    return names


@real
def test_an_overlap_is_divided_exactly_and_later_pushes_keep_it(
    server: Server, name: str, people: list[str]
) -> None:
    def holders(team: Team, count: int) -> dict[str, set[str]]:
        push(server, articles(count), name=name, team=team, report=pytest.fail)
        there: dict[str, set[str]] = {}
        for person in people:
            for id in records(server, f"{name} ({person})"):
                there.setdefault(id, set()).add(person)
        return there

    team = Team(annotators=people, overlap=0.2)
    first = holders(team, 20)
    assert Counter(map(len, first.values())) == {2: 4, 1: 16}
    assert holders(team, 20) == first
    more = holders(team, 30)
    assert len(more) == 30
    assert all(first[id] <= more[id] for id in first)


@real
def test_a_team_shares_one_project(server: Server, name: str, people: list[str]) -> None:
    (pushed,) = push(
        server, articles(2), name=name, team=Team(annotators=people, together=True), report=pytest.fail
    )
    members = server.get(f"projects/{pushed.project.id}/members")
    assert {m["username"] for m in members if m["rolename"] == "annotator"} == set(people)
    assert pushed.project.name == name


@real
def test_a_choice_sends_the_chosen_articles_only(server: Server, name: str) -> None:
    given = [
        Article(id=f"g{n}", text=SENTENCE, quotes=quoting("verb", score=0.5 + n / 20)) for n in range(10)
    ]
    choice = Choice(count=3, by="uncertain")
    fill(server, given[::-1], name, choice=choice)
    assert records(server, name) == {f"g{n}": given[n] for n in range(3)}
    pushed, _ = fill(server, given, name, choice=choice)
    assert (pushed.tally.sent, pushed.tally.there) == (0, 3)


# --- what goes wrong ----------------------------------------------------------------------------------


@real
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"project_type": "Seq2seq", "resourcetype": "Seq2seqProject"}, "of type Seq2seq"),
        ({"use_relation": False}, "use_relation off"),
        ({"grapheme_mode": True}, "grapheme_mode on"),
    ],
)
def test_a_name_that_another_kind_of_project_has_is_refused(
    server: Server, name: str, settings: dict[str, Any], said: str
) -> None:
    fixed = {"allow_overlapping": True, "use_relation": True, "collaborative_annotation": True}
    kind = {"project_type": "SequenceLabeling", "resourcetype": "SequenceLabelingProject"}
    made = {"name": name, "description": "x", "tags": [], **kind, **fixed, **settings}
    server.request("POST", "projects", json=made)
    with pytest.raises(DoccanoError, match=said):
        fill(server, articles(1), name)


@real
def test_a_project_that_is_half_made_is_completed(server: Server, name: str) -> None:
    project = ensure_project(server, name)
    path = f"projects/{project.id}/span-types"
    server.request("DELETE", path, json={"ids": [row["id"] for row in server.get(path)]})
    server.request("POST", path, json={"text": "ORG", "suffix_key": "q", "background_color": "#000000"})
    assert ensure_project(server, name).id == project.id
    keys = {row["text"]: row["suffix_key"] for row in server.get(path)}
    assert keys == {"ORG": "q", "QUOTE": None, "SPEAKER": "s", "CUE": "c"}


@real
def test_who_may_not_is_told_in_a_line(
    server: Server, name: str, people: list[str], tmp_path: Path, known: dict[str, str]
) -> None:
    (tmp_path / "x.txt").write_text(SENTENCE, encoding="utf-8")
    passwords = {
        user: password
        for path in tmp_path.rglob("accounts.tsv")
        for _, user, password in map(str.split, path.read_text().splitlines())
    }
    team = Team(annotators=people[:1], together=True)
    push(server, articles(1), name=name, team=team, report=pytest.fail)
    theirs = {"DOCCANO_USERNAME": people[0], "DOCCANO_PASSWORD": passwords[people[0]]}
    for project, user, said in (
        (name, theirs, "is annotator there"),
        (f"{name} new", theirs, "no right"),
        (name, known | {"DOCCANO_PASSWORD": "wrong"}, "not let in"),
    ):
        result = run(tmp_path / "x.txt", "--project", project, "--server", server.url, environment=user)
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
        assert said in result.stderr
        assert result.stdout == ""


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End *process* and its children at once, as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def then(items: Iterable[Article], count: int, act: Callable[[], None]) -> Iterator[Article]:
    """Yield *items*, and *act* after *count* of them."""
    for n, item in enumerate(items, 1):
        yield item
        if n == count:
            act()


@real
@pytest.mark.slow
@pytest.mark.parametrize("part", ["queue", "web"])
def test_a_server_that_dies_in_the_middle_is_told_and_the_next_push_completes(
    part: str, tmp_path: Path, name: str
) -> None:
    given = articles(250)
    with own.running(tmp_path) as running:
        server = connect(running.url, username=running.username, password=running.password)
        dying = then(given, 150, lambda: kill(getattr(running, part)))
        began = time.monotonic()
        with pytest.raises(DoccanoError, match="task queue" if part == "queue" else "no server answers"):
            fill(server, dying, name, patience=3)
        if part == "queue":
            with pytest.raises(DoccanoError, match="task queue does not answer"):
                fill(server, given, name)
        assert time.monotonic() - began < 30
    with own.running(tmp_path) as running:
        server = connect(running.url, username=running.username, password=running.password)
        fill(server, given, name)
        assert records(server, name) == extracted(given)


@real
@pytest.mark.slow
def test_a_queue_killed_within_a_batch_loses_and_doubles_nothing(tmp_path: Path, name: str) -> None:
    given = articles(100, repeat=10)
    with own.running(tmp_path) as running:
        server = connect(running.url, username=running.username, password=running.password)
        project = ensure_project(server, name)

        def watch() -> None:
            other = connect(running.url, username=running.username, password=running.password)
            while not other.get(f"projects/{project.id}/examples", limit=1)["count"]:
                time.sleep(0.01)
            kill(running.queue)

        watcher = threading.Thread(target=watch)
        watcher.start()
        with pytest.raises(DoccanoError, match="task queue"):
            fill(server, given, name, patience=5)
        watcher.join()
        assert server.get(f"projects/{project.id}/examples", limit=1)["count"] == 100
    with own.running(tmp_path) as running:
        server = connect(running.url, username=running.username, password=running.password)
        pushed, told = fill(server, given, name)
        assert told == []
        assert pushed.tally.there == 100
        assert records(server, name) == extracted(given)


@real
@pytest.mark.slow
def test_a_push_killed_in_the_middle_continues(
    server: Server, name: str, known: dict[str, str], tmp_path: Path
) -> None:
    given = articles(250)
    file = tmp_path / "given.jsonl"
    file.write_bytes(b"".join(msgspec.json.encode(article) + b"\n" for article in given))
    main = [sys.executable, "-c", "from quotes.cli import app; app(prog_name='quotes')", "doccano", "push"]
    command = [*main, str(file), "--project", name, "--server", server.url, "--engine", "rules"]
    environment = os.environ | known | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment) as process:
        while not (
            (row := find_project(server, name))
            and server.get(f"projects/{row['id']}/examples", limit=1)["count"]
        ):
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert records(server, name) == extracted(given)
