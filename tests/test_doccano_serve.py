"""A Doccano of one's own: started from nothing, closed to others, right-to-left, stopped without a trace."""

import gzip
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from quotes.annotation import environment, home, server
from quotes.annotation.database import SQLITE, database
from quotes.annotation.environment import ServerError

real = pytest.mark.doccano
COMMAND = [sys.executable, "-c", "from quotes.cli import app; app()", "doccano", "serve"]
TEXT = "قالت المهندسة سعاد إن الجسر سيُفتح يوم الأحد."


def ask(url: str, *, token: str = "", data: dict | None = None, host: str = "") -> tuple[int, dict]:
    """Return the status and the JSON of the answer at *url*."""
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    headers |= {"Authorization": f"Token {token}"} if token else {}
    headers |= {"Host": host} if host else {}
    asked = urllib.request.Request(url, json.dumps(data).encode() if data is not None else None, headers)
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with closing(error):
            return error.code, {}


def log_in(running: server.Server) -> str:
    """Return the administrator's token."""
    given = {"username": running.username, "password": running.password}
    status, answer = ask(f"{running.url}v1/auth/login/", data=given)
    assert status == 200
    return answer["key"]


def new_project(running: server.Server, token: str, name: str = "جسر") -> int:
    wanted = {"name": name, "description": "x", "project_type": "SequenceLabeling", "guideline": "x"}
    wanted |= {"resourcetype": "SequenceLabelingProject", "use_relation": True, "allow_overlapping": True}
    status, project = ask(f"{running.url}v1/projects", token=token, data=wanted)
    assert status == 201
    return project["id"]


def reachable(url: str, *, host: str = "127.0.0.1") -> bool:
    try:
        socket.create_connection((host, int(url.rstrip("/").rpartition(":")[2])), timeout=2).close()
    except OSError:
        return False
    return True


def eventually(condition, seconds: float = 40.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


def nothing_left(folder: Path) -> bool:
    """Return whether no process of the folder's server lives: each holds the lock."""
    with open(folder / home.PROCESSES, "a") as lock:
        return home._lock(lock.fileno(), home.fcntl.LOCK_EX)


@contextmanager
def serve(folder: Path, *arguments: str, **variables: str):
    """Run the command until the block ends; yields its process and the address that it printed."""
    command = [*COMMAND, "--home", str(folder), "--port", "0", *arguments]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | variables
    )
    try:
        line = process.stdout.readline()
        assert line.startswith("Doccano is ready"), process.communicate(timeout=30)
        yield process, re.search(r"http://\S+", line)[0]
    finally:
        process.kill()
        process.communicate()


# ---- as others use it


@real
def test_web_server_and_queue_answer_and_the_administrator_logs_in(doccano):
    assert server.healthy(doccano.url)
    token = log_in(doccano)
    assert ask(f"{doccano.url}v1/me", token=token)[1]["is_superuser"]
    wrong = {"username": doccano.username, "password": "password"}
    assert ask(f"{doccano.url}v1/auth/login/", data=wrong)[0] == 400


@real
def test_only_this_machine_reaches_it(doccano):
    assert reachable(doccano.url)
    # every address of 127.0.0.0/8 would lead to a server that listens on all
    assert not reachable(doccano.url, host="127.0.0.2")
    assert ask(f"{doccano.url}v1/me", host="annotation.example.org")[0] == 400


@real
def test_files_are_for_those_who_log_in(doccano):
    (doccano.home / "media" / "export.json").write_text('{"articles": 3}')
    address = f"{doccano.url}media/export.json"
    assert ask(address)[0] == 403
    jar = urllib.request.HTTPCookieProcessor()
    opener = urllib.request.build_opener(jar)
    given = json.dumps({"username": doccano.username, "password": doccano.password}).encode()
    login = urllib.request.Request(
        f"{doccano.url}v1/auth/login/", given, {"Content-Type": "application/json"}
    )
    opener.open(login).close()
    with opener.open(address) as answer:
        assert json.load(answer) == {"articles": 3}


@real
def test_the_password_is_for_the_owner_of_the_folder_alone(doccano):
    path = home.credentials_file(doccano.home)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["password"] == doccano.password
    for kept in ("db.sqlite3", "web.log", "queue.log"):
        assert stat.S_IMODE((doccano.home / kept).stat().st_mode) == 0o600
    secret = json.loads(path.read_text())["secret_key"]
    shown = subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True, check=True).stdout
    shown += "".join(log.read_text() for log in doccano.home.glob("*.log")) + repr(doccano)
    assert "run.py web" in shown
    assert doccano.password not in shown and secret not in shown


@real
def test_it_is_found_and_not_started_twice(doccano):
    assert server.find(doccano.home).url == doccano.url
    assert server.find(doccano.home).password == doccano.password
    with pytest.raises(server.AlreadyRunningError) as raised, server.running(doccano.home):
        pass
    assert raised.value.server.url == doccano.url


@real
def test_a_taken_port_is_one_line(doccano, tmp_path):
    port = doccano.url.rstrip("/").rpartition(":")[2]
    done = subprocess.run(
        [*COMMAND, "--home", str(tmp_path), "--port", port], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert re.fullmatch(rf"quotes: port {port}: cannot be had \(.*\); choose another .*\n", done.stderr)


@real
@pytest.mark.browser
def test_an_article_opens_right_to_left_and_so_does_a_reload(doccano, driver):
    token = log_in(doccano)
    project = new_project(doccano, token)
    wanted = {"text": TEXT, "meta": {}}
    assert ask(f"{doccano.url}v1/projects/{project}/examples", token=token, data=wanted)[0] == 201

    def find(selector: str) -> list:
        return driver.find_elements("css selector", selector)

    driver.set_window_size(1200, 800)
    driver.get(f"{doccano.url}auth")
    eventually(lambda: find("input[name=password]"))
    find("input[name=username]")[0].send_keys(doccano.username)
    find("input[name=password]")[0].send_keys(doccano.password)
    next(button for button in find("button") if button.text == "Login").click()
    eventually(lambda: "/projects" in driver.current_url)
    for _ in range(2):
        driver.get(f"{doccano.url}projects/{project}/sequence-labeling?page=1")
        eventually(lambda: find("#container svg text"))
        eventually(lambda: TEXT in find("#container")[0].text)
        assert find("#container svg")[0].get_attribute("direction") == "rtl"
        # the first word, and no longer the last, begins at the right edge
        script = """const text = document.querySelector('#container svg text').firstChild;
            const [first, last] = [0, text.length - 1].map((at) => {
                const range = document.createRange();
                range.setStart(text, at); range.setEnd(text, at + 1);
                return range.getBoundingClientRect().left; });
            return [first, last]"""
        first, last = driver.execute_script(script)
        assert first > last


# ---- as the command


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A data folder that one server after the other uses: the second need not make the database."""
    return tmp_path_factory.mktemp("data")


@real
def test_interrupted_it_leaves_no_process_and_keeps_the_data(folder):
    with serve(folder) as (process, url):
        known = server.find(folder)
        assert known.url == url
        project = new_project(known, log_in(known))
        again = subprocess.run([*COMMAND, "--home", str(folder)], capture_output=True, text=True, check=True)
        assert url in again.stdout and str(home.credentials_file(folder)) in again.stdout
        assert known.password not in again.stdout + again.stderr
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)  # the impatient one
        _, errors = process.communicate(timeout=40)
        assert process.returncode == 0
        assert "Traceback" not in errors
    assert nothing_left(folder)
    assert not reachable(url)
    assert server.find(folder) is None
    (folder / "media" / "3f2504e0-4f89-41d3-9a0c-0305e82c3301.zip").write_text("articles")
    with server.running(folder) as running:
        assert running.password == known.password
        assert ask(f"{running.url}v1/projects/{project}", token=log_in(running))[1]["name"] == "جسر"
        assert not list((folder / "media").glob("*.zip"))
    assert nothing_left(folder)


@real
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
def test_ended_otherwise_it_leaves_no_process_either(folder, number):
    with serve(folder) as (process, url):
        process.send_signal(number)
        process.wait(timeout=40)
        assert process.returncode == (143 if number == signal.SIGTERM else -number)
        if number == signal.SIGKILL:
            # at once again, on the same port
            with server.running(folder, port=int(url.rstrip("/").rpartition(":")[2])) as running:
                assert running.url == url
                log_in(running)
    eventually(lambda: nothing_left(folder))
    assert not reachable(url)
    assert server.find(folder) is None


@real
@pytest.mark.parametrize(("name", "what"), [("web", "web server"), ("queue", "task queue")])
def test_when_one_process_is_lost_the_other_ends_and_it_says_so(folder, name, what):
    with serve(folder) as (process, url):
        shown = subprocess.run(["ps", "-ewwo", "pid,ppid,args"], capture_output=True, text=True, check=True)
        child = re.search(rf"^ *(\d+) +{process.pid} .*run\.py {name}\b", shown.stdout, re.MULTILINE)[1]
        os.kill(int(child), signal.SIGKILL)
        _, errors = process.communicate(timeout=40)
        assert process.returncode == 1
        assert f"quotes: Doccano's {what} ended" in errors and f"{name}.log" in errors
        assert "Traceback" not in errors
    eventually(lambda: nothing_left(folder))
    assert not reachable(url)


@real
def test_postgresql(postgres, tmp_path):
    password = postgres.split(":")[2].rpartition("@")[0]
    with serve(tmp_path, DOCCANO_DATABASE_URL=postgres):
        known = server.find(tmp_path)
        assert server.healthy(known.url)
        project = new_project(known, log_in(known))
        shown = subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True, check=True).stdout
        shown += "".join(log.read_text() for log in tmp_path.glob("*.log"))
        assert "run.py queue" in shown and password not in shown
    assert not (tmp_path / "db.sqlite3").exists()
    eventually(lambda: nothing_left(tmp_path))
    # another folder has another password, and the file of the folder in use is right
    with server.running(tmp_path / "other", database_url=postgres) as running:
        assert ask(f"{running.url}v1/projects/{project}", token=log_in(running))[0] == 200


# ---- wrong use


def refused(*arguments: str, **variables: str) -> tuple[int, str]:
    done = subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | variables,
        timeout=60,
    )
    assert not done.stdout and "Traceback" not in done.stderr
    return done.returncode, done.stderr.strip()


@real
def test_a_database_that_is_not_there_is_told_in_seconds(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"postgres://me:hush-hush@127.0.0.1:{free.getsockname()[1]}/articles"
        began = time.monotonic()
        code, said = refused("--home", str(tmp_path), "--port", "0", DOCCANO_DATABASE_URL=url)
    assert code == 1 and time.monotonic() - began < 30
    assert "quotes: PostgreSQL articles at 127.0.0.1" in said and "cannot be reached" in said
    assert "hush-hush" not in said and "hush-hush" not in (tmp_path / "init.log").read_text()


def test_a_password_on_the_command_line_is_refused():
    code, said = refused("--database-url", "postgres://me:hush-hush@127.0.0.1/articles")
    assert code == 2 and "DOCCANO_DATABASE_URL" in said
    assert "hush-hush" not in said and "\n" not in said


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me@here/x",
        "postgres://here",
        "postgres:///x",
        "postgres://here:port/x",
        "here/x",
        "http://[/x",
    ],
)
def test_an_address_of_no_postgresql_is_one_line(tmp_path, url):
    code, said = refused("--home", str(tmp_path), "--database-url", url)
    assert code == 1 and "postgres://user:password@host:port/name" in said and "\n" not in said


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("postgres://me:p%40@127.0.0.1/x", "postgres://me:p%40@127.0.0.1/x?sslmode=disable"),
        ("postgresql://[::1]:5433/x?a=b", "postgresql://[::1]:5433/x?a=b&sslmode=disable"),
        ("postgres://localhost/x?sslmode=require", "postgres://localhost/x?sslmode=require"),
        ("postgres://db.example.org/x", "postgres://db.example.org/x"),
        (None, SQLITE),
    ],
)
def test_tls_is_asked_of_other_machines_only(url, asked):
    assert database(url).url == asked
    assert "p%40" not in database(url).name


def test_a_folder_that_cannot_be_one_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    code, said = refused("--home", str(tmp_path / "file" / "below"))
    assert code == 1 and said.startswith(f"quotes: {tmp_path}/file/below: ") and "\n" not in said


def test_spoilt_credentials_are_named(tmp_path):
    home.credentials_file(tmp_path).write_text('{"username": 7}')
    with pytest.raises(ServerError, match=r"credentials\.json: no credentials .* remove it"):
        home.credentials(tmp_path)


# ---- its environment


@pytest.fixture
def small(tmp_path, monkeypatch) -> Path:
    """An environment with one package instead of all, in a folder of its own."""
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("# a comment\nshortuuid==1.0.13\n")
    monkeypatch.setattr(environment, "REQUIREMENTS", requirements)
    monkeypatch.setenv("QUOTES_DOCCANO_ENVIRONMENT", str(tmp_path / "made"))
    return tmp_path / "made"


def test_an_environment_is_made_once_and_again_when_it_is_half_made(small):
    steps: list[str] = []
    python = environment.ensure(tell=steps.append)
    assert "fetching 1 of 1 packages" in steps
    assert subprocess.run([python, "-c", "import shortuuid"], check=False).returncode == 0
    steps.clear()
    assert environment.ensure(tell=steps.append) == python
    assert steps == []
    # as after a power cut in the middle: the last thing written isn't there
    (small / environment.COMPLETE).unlink()
    subprocess.run([python, "-m", "pip", "uninstall", "-qqy", "shortuuid"], check=True, capture_output=True)
    environment.ensure(tell=steps.append)
    assert steps[0] == "removing a half-made environment"
    assert subprocess.run([python, "-c", "import shortuuid"], check=False).returncode == 0


def test_an_environment_that_cannot_be_made_is_one_line(small):
    environment.REQUIREMENTS.write_text("./nowhere\n")
    with pytest.raises(ServerError, match=r"cannot be made \(ERROR: .*nowhere.*start again$"):
        environment.ensure()


def test_other_files_are_not_removed(small):
    small.mkdir()
    (small / "thesis.txt").write_text("x")
    with pytest.raises(ServerError, match="holds other files"):
        environment.ensure()
    assert (small / "thesis.txt").exists()


def test_without_python_3_11_it_says_so(small, monkeypatch, tmp_path):
    # what a newer Python sees
    newer = tmp_path / "python3"
    newer.write_text(f"#!/bin/sh\nexec {sys.executable} -c 'raise SystemExit(1)'\n")
    newer.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(newer))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServerError, match=r"runs on Python 3\.11 only"):
        environment.ensure()


def test_the_switch_is_found_by_content(small):
    scripts = small / "lib" / "python3.11" / "site-packages" / "backend" / "staticfiles" / "_nuxt"
    scripts.mkdir(parents=True)
    assert not environment.right_to_left()
    (scripts / "0a.js").write_text("data(){return{rtl:1}}")
    assert not environment.right_to_left()
    (scripts / "0b.js").write_text("data(){return{rtl:!1}}")
    (scripts / "0b.js.gz").write_bytes(gzip.compress(b"data(){return{rtl:!1}}"))
    for _ in range(2):
        assert environment.right_to_left()
        assert (scripts / "0b.js").read_text() == "data(){return{rtl:!0}}"
        assert gzip.decompress((scripts / "0b.js.gz").read_bytes()) == b"data(){return{rtl:!0}}"
    assert sorted(path.name for path in scripts.iterdir()) == ["0a.js", "0b.js", "0b.js.gz"]
