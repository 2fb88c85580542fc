"""Uploading a dataset: against a hub on this machine that keeps what the hub's own client sends it."""

import base64
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from quotes.cli.export import export
from quotes.problems import Problem

ROOT = Path(__file__).parents[1]
SEEDS = str(ROOT / "seeds")
NAME = "newsroom/quotations"
TOKEN = "hf_token_of_a_test"


class Hub(ThreadingHTTPServer):
    """The few of the hub's addresses that an upload asks for; ``refuse`` is a status that answers all."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str, str | None]] = []
        self.files: dict[str, bytes] = {}
        self.private: bool | None = None
        self.refuse: int | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        hub, path = self.server, self.path.partition("?")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        hub.asked.append((self.command, path, self.headers.get("Authorization")))
        repo = f"/api/datasets/{NAME}"
        if hub.refuse:
            self.send({"error": "no"}, hub.refuse)
        elif path == "/api/repos/create" and hub.private is not None:
            self.send({"error": "exists", "url": f"{hub.address}/datasets/{NAME}"}, 409)
        elif path == "/api/repos/create":
            asked = json.loads(body)
            hub.private = asked.get("private", asked.get("visibility") == "private")
            self.send({"url": f"{hub.address}/datasets/{NAME}"})
        elif path == repo or path == f"{repo}/revision/main":
            self.send({"id": NAME, "private": hub.private, "sha": "0" * 40, "siblings": []})
        elif path.startswith(f"{repo}/tree/"):
            self.send(
                [
                    {"type": "file", "path": p, "size": len(held), "oid": "0" * 40}
                    for p, held in hub.files.items()
                ]
            )
        elif path == "/api/validate-yaml":
            self.send({"errors": [], "warnings": []})
        elif path == f"{repo}/preupload/main":
            wanted = [file["path"] for file in json.loads(body)["files"]]
            self.send(
                {"files": [{"path": p, "uploadMode": "regular", "shouldIgnore": False} for p in wanted]}
            )
        elif path == f"{repo}/commit/main":
            for line in map(json.loads, body.splitlines()):
                value = line["value"]
                if line["key"] == "file":
                    hub.files[value["path"]] = base64.b64decode(value["content"])
                elif line["key"] == "deletedFile":
                    del hub.files[value["path"]]
            self.send(
                {
                    "commitOid": "1" * 40,
                    "commitUrl": f"{hub.address}/datasets/{NAME}/commit/1",
                    "success": True,
                }
            )
        else:
            self.send({"error": "not found"}, 404)

    def send(self, answer: Any, status: int = 200) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    from huggingface_hub import constants

    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-login"))
    with Hub() as running:
        monkeypatch.setattr(constants, "ENDPOINT", running.address)
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def push(*gold: str, **options: Any) -> tuple[list[tuple[str, int]], list[Problem]]:
    told: list[Problem] = []
    files = export(list(gold) or [SEEDS], out=None, repository=NAME, report=told.append, **options)
    return files, told


def test_the_command_uploads_every_file_and_takes_away_what_an_earlier_export_left(
    hub: Hub, tmp_path: Path
) -> None:
    hub.private = True
    hub.files = {"articles/validation.parquet": b"old", "README.md": b"old", "notes.txt": b"somebody's"}
    out = tmp_path / "dataset"
    environment = os.environ | {"HF_ENDPOINT": hub.address, "HF_HOME": str(tmp_path / "hf")}
    command = [sys.executable, "-c", "from quotes.cli import app; app()", "export", SEEDS, "-o", str(out)]
    done = subprocess.run(
        [*command, "--push", NAME, "--private"], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    written = {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert {"README.md", "articles/train.parquet", "quotations/test.parquet"} < written.keys()
    assert hub.files == written | {"notes.txt": b"somebody's"}
    assert f'load_dataset("{NAME}", "articles")' in hub.files["README.md"].decode()
    assert {sent for _, path, sent in hub.asked if "commit" in path} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("private", [True, False])
def test_a_new_dataset_is_as_private_as_asked(hub: Hub, private: bool) -> None:
    files, told = push(private=private)
    assert told == []
    assert hub.private is private
    assert {path: len(content) for path, content in hub.files.items()} == dict(files)


def test_a_dry_run_lists_what_would_go_up_and_asks_nothing_of_anybody(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HF_TOKEN")
    out = tmp_path / "dataset"
    told: list[Problem] = []
    files = export([SEEDS], out=str(out), repository=NAME, dry_run=True, report=told.append)
    assert told == [] and hub.asked == [] and not out.exists()
    assert {"README.md", "plots/cues.png", "articles/train.parquet"} < {path for path, _ in files}
    assert all(size > 0 for _, size in files)


def test_without_a_token_nothing_is_asked_and_one_line_says_how_to_get_one(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_TOKEN")
    files, told = push()
    assert files == [] and hub.asked == []
    (problem,) = told
    assert problem.failure and "no Hugging Face token" in str(problem) and "HF_TOKEN" in str(problem)


@pytest.mark.parametrize(
    ("status", "words"), [(401, "take this token"), (403, "may not write"), (500, "refused")]
)
def test_what_the_hub_refuses_is_said_in_one_line(hub: Hub, status: int, words: str) -> None:
    hub.refuse = status
    _, told = push()
    (problem,) = told
    assert problem.failure and words in str(problem) and TOKEN not in str(problem)


def test_without_a_network_one_line_says_so_and_the_folder_is_written(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    told: list[Problem] = []
    export([SEEDS], out=str(tmp_path / "dataset"), repository=NAME, report=told.append)
    (problem,) = told
    assert problem.failure and "cannot be reached" in str(problem)
    assert (tmp_path / "dataset" / "README.md").exists()


def test_a_public_dataset_gets_nothing_that_was_to_be_private(hub: Hub) -> None:
    hub.private = False
    _, told = push(private=True)
    assert re.search("already, and public", str(*told))
    assert hub.files == {}


def test_other_peoples_articles_go_nowhere_public(hub: Hub, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "a", "text": "قال إنه جاء.", "meta": {"publish": False}, "quotes": []}))
    _, told = push(str(gold), include_text=True)
    assert "other people's" in str(*told) and hub.asked == []


def test_nothing_goes_up_after_a_failure(hub: Hub, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "a", "text": "قال إنه جاء.", "quotes": []}\nno JSON\n', encoding="utf-8")
    _, told = push(str(gold))
    assert [problem.failure for problem in told] == [True, True]
    assert "not uploaded" in str(told[1]) and hub.asked == []
