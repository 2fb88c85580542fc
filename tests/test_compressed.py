"""Files that gzip or Zstandard compressed are read as what they hold."""

import gzip
import os
from pathlib import Path

import pytest
import zstandard
from archives import article, articles, extract, write_jsonl, write_parquet
from typer.testing import CliRunner

from quotes.cli import app
from quotes.problems import Problem
from quotes.reading import read
from quotes.reading.counting import count
from quotes.records import Article

PACKED = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}


def pack(path: Path, suffix: str) -> Path:
    packed = path.with_name(path.name + suffix)
    packed.write_bytes(PACKED[suffix](path.read_bytes()))
    path.unlink()
    return packed


def ids(*paths: Path) -> list[str]:
    return [item.id if isinstance(item, Article) else item.what for item in read([str(p) for p in paths])]


@pytest.mark.parametrize("suffix", PACKED)
def test_every_kind_is_read(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "a.txt").write_text(article(0)["text"], encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"id,text\nb1,{article(1)['text']}\n", encoding="utf-8")
    (tmp_path / "c.markup.txt").write_text("<cue>قال</cue> زيد إن <quote>هذا حق</quote>.", encoding="utf-8")
    write_jsonl(tmp_path / "d.jsonl", articles(3))
    write_parquet(tmp_path / "e.parquet", articles(3))
    expected = ids(tmp_path)
    assert len(expected) > 8
    for path in list(tmp_path.iterdir()):
        pack(path, suffix)
    assert ids(tmp_path) == expected
    assert ids(tmp_path / f"a.txt{suffix}") == ["a"]


@pytest.mark.parametrize("suffix", PACKED)
def test_two_archives_in_one_file_are_both_read(tmp_path: Path, suffix: str) -> None:
    path = pack(write_jsonl(tmp_path / "a.jsonl", articles(3)), suffix)
    path.write_bytes(path.read_bytes() + PACKED[suffix](b'{"id": "last", "text": "x"}\n'))
    assert ids(path) == ["a0", "a1", "a2", "last"]


@pytest.mark.parametrize("suffix", PACKED)
@pytest.mark.parametrize("damage", ["cut", "bytes", "nothing like it"])
def test_a_broken_archive_is_one_line_and_costs_the_rest_of_it(
    tmp_path: Path, suffix: str, damage: str
) -> None:
    rows = [row | {"noise": os.urandom(2000).hex()} for row in articles(300)]
    path = pack(write_jsonl(tmp_path / "a.jsonl", rows), suffix)
    data = bytearray(path.read_bytes())
    if damage == "cut":
        del data[-len(data) // 3 :]
    elif damage == "bytes":
        data[len(data) // 2 : len(data) // 2 + 2000] = os.urandom(2000)
    else:
        data[:] = b"no archive at all"
    path.write_bytes(data)
    write_jsonl(tmp_path / "b.jsonl", [article(400)])
    found = list(read([str(tmp_path)]))
    problems = [item for item in found if isinstance(item, Problem) and item.failure]
    kept = [item.id for item in found if isinstance(item, Article)]
    assert problems and all(problem.file == str(path) for problem in problems)
    assert "damaged or cut short" in problems[-1].what
    assert kept[-1] == "a400"
    if damage == "cut":
        assert len(kept) > 100
        assert len(problems) <= 2  # the line that was cut, and the cut


def test_how_many_there_are_is_not_known_before(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", articles(30))
    assert count([str(path)]) == 30
    assert count([str(pack(path, ".gz"))]) is None


def test_without_zstandard_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pack(write_jsonl(tmp_path / "a.jsonl", articles(3)), ".zst")
    monkeypatch.setitem(__import__("sys").modules, "zstandard", None)
    done = CliRunner().invoke(app, ["extract", str(path)], prog_name="quotes")
    assert done.exit_code == 1
    assert 'cannot be read without zstandard; pip install "quotes-ar[scale]"' in done.stderr


@pytest.mark.parametrize("suffix", PACKED)
def test_a_large_archive_is_cut_into_parts(tmp_path: Path, suffix: str) -> None:
    rows = [row | {"noise": os.urandom(1000).hex()} for row in articles(400)]
    path = pack(write_jsonl(tmp_path / "a.jsonl", rows), suffix)
    manifest = extract(path, out=tmp_path / "out", size=100)
    assert (manifest.counts.parts, manifest.counts.articles) == (4, 400)
    assert extract(path, out=tmp_path / "out", size=100).counts.kept == 4
