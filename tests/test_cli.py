"""The command as people use it: what it prints, what it leaves behind, and how it ends."""

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quotes.cli import app
from quotes.cli.running import progress
from quotes.records import Article

SEEDS = Path(__file__).parents[1] / "seeds"
COMMANDS = ("extract", "explain", "convert", "evaluate", "compare", "diff", "export")
QUOTES = [sys.executable, "-c", "from quotes.cli import app; app(prog_name='quotes')"]
TEXT = "قال الوزير إن الأمر انتهى."
GOLD = "<cue>قال</cue> <speaker>الوزير</speaker> إن <quote>الأمر انتهى</quote>."


def run(*arguments: object, input: str | bytes | None = None) -> Result:
    """Run ``quotes`` in this process."""
    return CliRunner().invoke(app, [str(a) for a in arguments], input=input, prog_name="quotes")


def start(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
    """Start ``quotes`` as a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(SEEDS.parent)}
    return subprocess.Popen([*QUOTES, *map(str, arguments)], env=environment, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that the command runs in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- help --------------------------------------------------------------------------------------------


def test_help_names_every_command() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(re.search(rf"^  {name} ", result.stdout, re.MULTILINE) for name in COMMANDS)


def test_help_loads_nothing_heavy() -> None:
    heavy = {
        "spacy",
        "pandas",
        "pyarrow",
        "trafilatura",
        "rich",
        "charset_normalizer",
        "jinja2",
        "matplotlib",
        "pebble",
        "multiprocessing",
        "quotes.lexicon",
    }
    code = "import sys, quotes.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=SEEDS.parent
    ).stdout.split()
    assert heavy.isdisjoint(loaded)


def examples() -> list[tuple[str, str]]:
    """Return each command with each example that its help gives."""
    found = []
    for command in COMMANDS:
        shown = run(command, "--help").stdout.partition("Examples:\n")[2].partition("\n\n")[0]
        found += [(command, line.strip()) for line in shown.splitlines()]
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_each_commands_help_holds_an_example(command: str) -> None:
    assert [example for name, example in examples() if name == command]


@pytest.mark.parametrize(("command", "example"), examples())
def test_the_examples_in_the_help_run(folder: Path, command: str, example: str) -> None:
    """Run the line as it stands in a shell, where ``seeds``, ``news``, ``gold.jsonl`` … are as it says."""
    (folder / "seeds").symlink_to(SEEDS)
    (folder / "news").mkdir()
    (folder / "news" / "a.txt").write_text(TEXT, encoding="utf-8")
    for name in ("gold.jsonl", "predicted.jsonl", "gold.markup"):
        assert run("convert", SEEDS, "-o", folder / name).exit_code == 0
    quotes = folder / "quotes"
    quotes.write_text(
        f'#!/bin/sh\nPYTHONPATH={SEEDS.parent} exec {shlex.join(QUOTES)} "$@"\n', encoding="utf-8"
    )
    quotes.chmod(0o755)
    environment = os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}
    done = subprocess.run(example, shell=True, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout or "-o" in example


# --- extract -----------------------------------------------------------------------------------------


def test_the_table_shows_speaker_cue_and_quote(folder: Path) -> None:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    result = run("extract", "a.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    [row] = [line for line in result.stdout.splitlines() if "انتهى" in line]
    cells = [cell.strip(" \u200e") for cell in row.split("│")[2:-1]]
    assert cells == ["الأمر انتهى", "قال", "الوزير"]


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("o.jsonl", '{"id":"stdin"'),
        ("o.csv", "\ufeffarticle,"),
        ("o.markup", '<article id="stdin">'),
        ("o.html", "<!doctype html>"),
        ("o.txt", " "),  # the table's title
    ],
)
def test_the_outputs_name_says_its_format(folder: Path, name: str, beginning: str) -> None:
    if name.endswith("html"):
        pytest.importorskip("jinja2")
    result = run("extract", "-", "-o", name, input=TEXT)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    written = (folder / name).read_text("utf-8")
    assert written.lower().startswith(beginning)
    assert "الأمر انتهى" in re.sub(r"<[^>]*>", "", written)


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (TEXT.encode(), [TEXT]),
        (TEXT.encode("cp1256"), [TEXT]),
        (f'{{"text": "{TEXT}"}}\n\n{{"text": "ب"}}\n'.encode(), [TEXT, "ب"]),
        (f'<article id="1">\n{GOLD}\n</article>\n'.encode(), [TEXT]),
    ],
    ids=["text", "windows", "jsonl", "markup"],
)
def test_standard_input_is_read_for_what_it_is(data: bytes, texts: list[str]) -> None:
    process = start("extract", "-", "--format", "jsonl", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out, _ = process.communicate(data)
    assert process.returncode == 0
    assert [json.loads(line)["text"] for line in out.splitlines()] == texts


def test_what_fails_is_told_in_a_line_and_the_rest_is_done(folder: Path) -> None:
    lines = [
        json.dumps({"text": TEXT}),
        '{"text": ',
        '{"text": null}',
        '{"id": "x"}',
        json.dumps({"text": TEXT}),
    ]
    (folder / "n.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "binary.txt").write_bytes(bytes(range(256)))
    result = run("extract", "none.txt", "n.jsonl", "binary.txt", "--format", "jsonl")
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["n-1", "n-5"]
    told = result.stderr.splitlines()
    places = ["none.txt", "n.jsonl:2", "n.jsonl:3", "n.jsonl:4", "binary.txt"]
    assert [line.split(": ")[:2] for line in told] == [["quotes", place] for place in places]
    assert all("; " in line for line in told)  # a remedy


def test_notes_are_no_failure(folder: Path) -> None:
    row = json.dumps({"id": "a", "text": TEXT})
    (folder / "n.jsonl").write_text(f"{row}\n{row}\n", encoding="utf-8")
    (folder / "empty.txt").touch()
    result = run("extract", folder, "--format", "jsonl")
    assert result.exit_code == 0
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["empty", "a", "a#2"]
    assert len(result.stderr.splitlines()) == 2


def test_an_article_that_the_rules_fail_on_costs_no_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(text: str, *, id: str, meta: object) -> Article:
        if id == "n-1":
            raise IndexError("out of range")
        return Article(id=id, text=text)

    monkeypatch.setattr("quotes.extraction.extract", failing)
    (folder / "n.jsonl").write_text('{"text": "أ"}\n{"text": "ب"}\n', encoding="utf-8")
    result = run("extract", "n.jsonl", "--format", "jsonl")
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["n-2"]
    assert "article n-1: the rules failed on this article (IndexError: out of range)" in result.stderr


def test_lone_surrogates_keep_their_offsets(folder: Path) -> None:
    (folder / "n.jsonl").write_text(r'{"text": "\ud83d قال الوزير إن الأمر انتهى."}', encoding="utf-8")
    for name in ("o.jsonl", "o.markup", "o.csv", "o.html", "o.txt"):
        if name.endswith("html"):
            pytest.importorskip("jinja2")
        result = run("extract", "n.jsonl", "-o", name)
        assert (result.exit_code, result.stderr) == (0, "")
    article = json.loads((folder / "o.jsonl").read_text("utf-8"))
    [quotation] = article["quotes"]
    assert article["text"][quotation["quote"]["start"] : quotation["quote"]["end"]] == "الأمر انتهى"
    assert run("convert", "o.markup").stdout == run("convert", "o.jsonl").stdout


def test_a_bar_at_a_terminal_shows_how_far_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("quotes.cli.running.DELAY", 0)
    monkeypatch.setattr("sys.stderr", shown := Terminal())
    monkeypatch.setenv("TERM", "xterm")
    items = progress(iter("abc"), total=lambda: 3)
    assert list(items) == ["a", "b", "c"]
    assert "3/3" in shown.getvalue()


def test_a_latin_terminal_breaks_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.markup").write_text(GOLD, encoding="utf-8")
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    for arguments in (["extract", "a.markup"], ["evaluate", "a.markup"], ["extract", "--help"]):
        process = start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.communicate()[1] == b""
        assert process.returncode == 0


# --- wrong use, unwritable output --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["extract"], "Missing argument 'PATHS…'; see 'quotes extract --help'"),
        (["extract", "a.txt", "--format", "pdf"], "'pdf' is not one of"),
        (["extract", "a.txt", "--colour"], "No such option: --colour"),
        (["exract", "a.txt"], "No such command 'exract'"),
        (["convert", "a.txt", "--from", "html"], "'html' is not one of"),
        (["evaluate", "a.txt", "--errors", "-1"], "'--errors'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"quotes: .*; see 'quotes.* --help'\n", result.stderr)
    assert words in result.stderr


def test_no_command_shows_the_help() -> None:
    result = run()
    assert result.exit_code == 2
    assert "Commands:" in result.stdout


@pytest.mark.parametrize(
    ("command", "out"), [("extract", "none/o.jsonl"), ("convert", ".")], ids=["no folder", "a folder"]
)
def test_an_unwritable_output_is_one_line_and_exit_code_1(folder: Path, command: str, out: str) -> None:
    result = run(command, SEEDS, "-o", out)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"quotes: {out}: cannot be written (")
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [[], ["-o", "/dev/full"]], ids=["stdout", "-o"])
def test_a_full_disk_is_one_line_and_exit_code_1(folder: Path, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        process = start("convert", SEEDS, *arguments, stdout=full, stderr=subprocess.PIPE)
        told = process.communicate()[1].decode()
    assert process.returncode == 1
    assert re.fullmatch(r"quotes: .*: cannot be written \(.*\); choose another place with -o\n", told)


# --- interrupted -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
@pytest.mark.parametrize("name", ["o.jsonl", "o.html"])
def test_an_interrupted_run_leaves_no_output(folder: Path, number: signal.Signals, name: str) -> None:
    if name.endswith("html"):
        pytest.importorskip("jinja2")
    process = start(
        "extract", "-", "--from", "jsonl", "-o", name, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(f'{{"text": "{TEXT}"}}\n'.encode() * 500)
    process.stdin.flush()
    until = time.monotonic() + 30
    while not list(folder.iterdir()) and time.monotonic() < until:
        time.sleep(0.02)
    assert [path.name for path in folder.iterdir()] != [name]  # it works on a file of another name
    process.send_signal(number)
    _, told = process.communicate()
    assert process.returncode == 128 + number
    assert list(folder.iterdir()) == []
    assert b"Traceback" not in told


def test_a_reader_who_has_seen_enough_hears_no_complaint(folder: Path) -> None:
    (folder / "n.jsonl").write_text(f'{{"text": "{TEXT}"}}\n' * 5000, encoding="utf-8")
    process = start("extract", "n.jsonl", "-f", "jsonl", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()


# --- the other commands ------------------------------------------------------------------------------


def test_explain_shows_what_was_proposed_and_what_was_rejected_and_why(folder: Path) -> None:
    (folder / "a.txt").write_text(f"يذكر أن الطريق مغلق. {TEXT}", encoding="utf-8")
    result = run("explain", "a.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    filler, proposed = result.stdout.partition("يذكر")[2].split("✓")
    assert re.search(r"✗ \w+", filler)
    assert re.match(r" verb-clause 0\.\d\d, source beside it", proposed)
    assert proposed.index("الوزير") < proposed.index("الأمر انتهى")


def test_convert_loses_nothing(folder: Path) -> None:
    assert run("convert", SEEDS, "-o", "gold.jsonl").exit_code == 0
    assert run("convert", "gold.jsonl", "-o", "gold.markup").exit_code == 0
    again = run("convert", "gold.markup", "--to", "jsonl")
    assert (again.exit_code, again.stderr) == (0, "")
    assert again.stdout == (folder / "gold.jsonl").read_text("utf-8")
    assert again.stdout.count('"cue":{') > 100


def test_convert_tells_malformed_markup_with_its_line(folder: Path) -> None:
    (folder / "g.markup").write_text(f"{GOLD}\n<quote 2>لا", encoding="utf-8")
    result = run("convert", "g.markup")
    assert result.exit_code == 1
    assert result.stderr.startswith("quotes: g.markup:2: <quote> never closes, at “")


def test_convert_can_write_over_its_input(folder: Path) -> None:
    (folder / "g.jsonl").write_text('{"id":"a","text":"أ","meta":{},"quotes":[]}\n', encoding="utf-8")
    before = (folder / "g.jsonl").read_text("utf-8")
    assert run("convert", "g.jsonl", "-o", "g.jsonl").exit_code == 0
    assert (folder / "g.jsonl").read_text("utf-8") == before


def test_evaluate_finds_gold_perfect() -> None:
    result = run("evaluate", SEEDS, SEEDS, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["figures"]["strict"]["f1"] == 1
    assert set(found["by"]) == {"type", "source", "outlet", "construction", "rule"}


def test_evaluate_extracts_where_nothing_is_predicted(folder: Path) -> None:
    (folder / "g.markup").write_text(GOLD, encoding="utf-8")
    result = run("evaluate", "g.markup", "--by", "rule")
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.search(r"^strict +1\.000 +1\.000 +1\.000", result.stdout, re.MULTILINE)
    assert re.search(r"^rules:\S+ +1 +1 +0 ", result.stdout, re.MULTILINE)
    assert "F1 by" not in result.stdout


def test_evaluate_lists_errors(folder: Path) -> None:
    (folder / "predicted").mkdir()
    (folder / "g.markup").write_text(GOLD, encoding="utf-8")
    (folder / "predicted" / "g.markup").write_text(TEXT, encoding="utf-8")
    assert "MISSED   g" in run("evaluate", "g.markup", "predicted/g.markup", "--errors", "5").stdout


def test_evaluate_tells_texts_that_differ(folder: Path) -> None:
    (folder / "g.jsonl").write_text('{"id": "a", "text": "أ"}', encoding="utf-8")
    (folder / "p.jsonl").write_text('{"id": "a", "text": "ب"}', encoding="utf-8")
    result = run("evaluate", "g.jsonl", "p.jsonl")
    assert result.exit_code == 1
    assert result.stderr.startswith("quotes: p.jsonl: article a: the prediction's text differs from gold's; ")
    assert result.stderr.count("\n") == 1
