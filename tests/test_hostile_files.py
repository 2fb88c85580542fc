"""Names and files of strangers: nothing is written outside its place, or over another; nothing hangs."""

import io
import json
import os
import stat
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from quotes.annotation.pull import Pulled
from quotes.cli.convert import convert
from quotes.cli.doccano.pull import files
from quotes.cli.writing import write
from quotes.formats.brat import article_id, file_name
from quotes.problems import Problem
from quotes.reading import read
from quotes.records import Article

ROOT = Path(__file__).parents[1]
TEXT = "قال مدير المرفأ إن الأرصفة جاهزة."
NAMES = [
    *("../x", "../../../../x", "/x", "//x", "a/../../x", "..", ".", "", "a//b", "a/./b", "/etc/passwd"),
    *("..\\x", "C:\\x", "C:x", "\\\\host\\x", "~/x", "~root/x", "$HOME/x", "%2e%2e/x", "%2F..%2Fx"),
    *("a\0b", "\0", "a\nb", ".hidden", ".ssh/x", "-rf", "*", "con", "x.txt", "x.ann", "x", "X", "x.markup"),
    *("annotation.conf", "annotation", "annotation.conf/a", "x.txt/a", "x.ANN/a", "x/a", "x/a.txt/b"),
    *("é", "e\u0301", "\u0622", "\u0627\u0653", "ß", "ss", "SS", "ſ", "ﬁ", "İ", "\u202egpj.exe"),
    *("a" * 300, "خ" * 300, "a/" * 3000, "/" * 5000, "../" * 2000, "\ud800", "a" * 199 + "é"),
]


def articles() -> list[Article]:
    return [Article(id=name, text=f"{TEXT} {n}") for n, name in enumerate(NAMES)]


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def seen(name: str) -> str:
    """Return *name* as a file system has it that minds neither case nor normal form."""
    return unicodedata.normalize("NFD", name.casefold())


def test_articles_of_any_name_lie_in_their_folder_each_in_its_own_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    told: list[Problem] = []
    write(articles(), format="brat", out=str(tmp_path / "in" / "out"), report=told.append, lossless=True)
    assert {problem.what for problem in told} == {"6 × id too long for a file's name (shortened)"}
    assert os.listdir(tmp_path) == ["in"] and os.listdir(tmp_path / "in") == ["out"]
    out = tmp_path / "in" / "out"
    assert not any(path.is_symlink() for path in out.rglob("*"))
    texts = [path for path in out.rglob("*") if path.name.endswith(".txt")]
    assert len(texts) == len(NAMES) == len({seen(str(path.relative_to(out))) for path in texts})
    found = {a.text: a.id for a in read([str(out)]) if isinstance(a, Article)}
    long = [a.id for a in articles() if article_id(file_name(a.id)) != a.id]
    assert len(long) == 6
    assert {a.text: a.id for a in articles() if a.id not in long}.items() <= found.items()
    assert len(found) == len(NAMES)


@pytest.mark.parametrize("format", ["jsonl", "markup", "csv", "html", "docbin", "prodigy", "doccano"])
def test_a_file_is_the_only_thing_written_whatever_an_article_is_called(format: str, tmp_path: Path) -> None:
    if format == "docbin":
        pytest.importorskip("spacy")
    (tmp_path / "in").mkdir()
    write(articles(), format=format, out=str(tmp_path / "in" / "out"), report=lambda problem: None)
    assert tree(tmp_path) == {"in", "in/out"}


def test_annotators_of_any_name_get_a_file_each_in_the_folder() -> None:
    names = [*NAMES, "adjudicated", "ADJUDICATED", "هدى" * 50, "هدى" * 50 + "2", "huda", "Huda"]
    gold = [Article(id="a", text=TEXT)]
    confirmed = dict.fromkeys(names, gold)
    pulled = Pulled(adjudicated=gold, confirmed=confirmed, unconfirmed={}, waiting=[], problems=[], left=0)
    named = files(pulled)
    assert len(named) == len(names) + 1 == len(set(map(seen, named)))
    for name in named:
        assert name == os.path.basename(name) and not name.startswith(".")
        assert len(name.encode()) < 250 and "\0" not in name


# --- folders -----------------------------------------------------------------------------------------


def got(path: Path) -> tuple[list[str], list[str]]:
    items = list(read([str(path)]))
    return [a.id for a in items if isinstance(a, Article)], [str(p) for p in items if isinstance(p, Problem)]


def test_a_link_that_leads_in_circles_or_elsewhere_is_not_followed_and_the_latter_is_told(
    tmp_path: Path,
) -> None:
    news, other = tmp_path / "news", tmp_path / "other"
    for folder in (news / "a", other):
        folder.mkdir(parents=True)
        (folder / "x.txt").write_text(TEXT, encoding="utf-8")
    (news / "loop").symlink_to(news)
    (news / "a" / "up").symlink_to("..")
    (news / "again").symlink_to(news / "a")
    (news / "elsewhere").symlink_to(other)
    (news / "self.txt").symlink_to("self.txt")
    ids, told = got(news)
    assert ids == ["a/x"]
    assert [line for line in told if "elsewhere" in line] == [
        f"{news / 'elsewhere'}: is a link to a folder elsewhere, which is not read; name that folder itself"
    ]
    assert len(told) == 2 and "self.txt" in told[1]


def test_a_pipe_among_articles_does_not_stop_the_others(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.jsonl").symlink_to("/dev/zero")
    (tmp_path / "c.txt").write_text(TEXT, encoding="utf-8")
    ids, told = got(tmp_path)
    assert ids == ["c"]
    assert len(told) == 2 and all("is no file but a pipe or a device" in line for line in told)


def test_a_link_in_the_place_of_the_output_is_no_way_out(tmp_path: Path) -> None:
    """Whoever may write into the folder of the output gains nothing by a link at its temporary name."""
    (tmp_path / "news.jsonl").write_text(json.dumps({"id": "a", "text": TEXT}), encoding="utf-8")
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    for guess in (".out.jsonl.part", "out.jsonl.part", ".out.jsonl"):
        (tmp_path / guess).symlink_to(victim)
    convert(
        [str(tmp_path / "news.jsonl")],
        out=str(tmp_path / "out.jsonl"),
        source="jsonl",
        target="jsonl",
        report=lambda problem: None,
    )
    assert victim.read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8").startswith('{"id":"a"')


# --- zips --------------------------------------------------------------------------------------------

DAY = "2015-08-01.json"
ROWS = json.dumps([{"source": "paper", "content": TEXT}])


def zipped(*entries: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return stream.getvalue()


def link() -> bytes:
    entry = zipfile.ZipInfo(DAY)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped((entry, "/etc/passwd"))


def encrypted() -> bytes:
    content = bytearray(zipped((DAY, ROWS)))
    content[6] |= 1  # the flag, in the file's header and in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def lying() -> bytes:
    """Return a zip whose directory says that a file is small."""
    content = bytearray(zipped((DAY, " " * 50_000_000)))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def nested(depth: int) -> bytes:
    content = zipped((DAY, ROWS))
    for _ in range(depth):
        content = zipped(("2015-08-01.zip", content))
    return content


ZIPS: dict[str, tuple[Callable[[], bytes], str]] = {
    "up": (lambda: zipped((f"../{DAY}", ROWS)), "would land outside"),
    "absolute": (lambda: zipped((f"/{DAY}", ROWS)), "would land outside"),
    "drive": (lambda: zipped((f"C:\\{DAY}", ROWS)), "would land outside"),
    "link": (link, "it holds a link"),
    "encrypted": (encrypted, "is encrypted"),
    "bomb": (lambda: zipped((DAY, b"[" + b" " * 50_000_000 + b"]")), "would grow to 50,000,002"),
    "many": (lambda: zipped(*((f"{n}.json", b" " * 500_000) for n in range(60))), "would grow to 30,000,000"),
    "lying": (lying, "cannot be read"),
    "deep": (lambda: nested(3), "lies in 3 other zips"),
    "text": (lambda: b"<html>404</html>", "cannot be read (File is not a zip file)"),
    "empty": (lambda: b"", "cannot be read"),
    "cut": (lambda: zipped((DAY, ROWS))[:-10], "cannot be read"),
    "damaged": (lambda: zipped((DAY, ROWS)).replace(b"\xb3\xf2", b"\x00\x00", 1)[:60], "cannot be read"),
}
RESTORE = """
import sys
sys.path.insert(0, sys.argv[1])
import resource
from pathlib import Path
from public_corpora import articles

resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))
for item in articles(Path(sys.argv[2]), ["SN-paper-2015-08-01-0"]):
    print(item if not isinstance(item, tuple) else item[0])
"""


def restored(folder: Path) -> list[str]:
    """Return what the script of the public corpora makes of *folder*, in a process with little memory."""
    done = subprocess.run(
        [sys.executable, "-c", RESTORE, str(ROOT / "scripts"), str(folder)],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_a_bad_zip_is_refused_in_a_line_and_the_others_are_read(tmp_path: Path) -> None:
    for name, (make, _) in ZIPS.items():
        (tmp_path / f"{name}.zip").write_bytes(make())
    (tmp_path / "good.zip").write_bytes(nested(2))
    os.mkfifo(tmp_path / "pipe.zip")
    (tmp_path / "zero.zip").symlink_to("/dev/zero")
    before = tree(tmp_path)
    lines = restored(tmp_path)
    assert lines.count("SN-paper-2015-08-01-0") == 1
    for name, (_, says) in ZIPS.items():
        [line] = [line for line in lines if f"/{name}.zip" in line]
        assert says in line, line
    assert sum("is no file" in line for line in lines) == 2
    assert len(lines) == len(ZIPS) + 3
    assert tree(tmp_path) == before  # nothing is unpacked
