"""Articles at URLs: files and folders on any storage that fsspec knows, read like those on this machine."""

import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from archives import articles, extract, rows, write_jsonl, write_parquet
from fsspec.implementations.memory import MemoryFileSystem

from quotes.problems import Problem
from quotes.reading import Options, find, read
from quotes.scale.pieces import Piece, plan


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with 25 articles in each of four kinds of files, and a hidden one."""
    inner = tmp_path / "in" / "2026"
    (inner / ".git").mkdir(parents=True)
    lines = write_jsonl(tmp_path / "in" / "a.jsonl", articles(25))
    with gzip.open(inner / "b.jsonl.gz", "wb") as stream:
        stream.write(lines.read_bytes())
    write_parquet(inner / "c.parquet", articles(25))
    (inner / "d.txt").write_text("قال الوزير إن الأمر انتهى.", encoding="utf-8")
    (inner / ".git" / "e.txt").write_text("…", encoding="utf-8")
    return tmp_path / "in"


@pytest.fixture
def urls(folder: Path) -> Iterator[list[str]]:
    """Where the same folder is at URLs."""
    packed = folder.parent / "in.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    memory = fsspec.filesystem("memory")
    memory.put(str(folder), "/news", recursive=True)
    yield [f"file://{folder}", "memory://news", "memory://news/", f"zip://::file://{packed}"]
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]


def test_a_folder_at_a_url_holds_what_it_holds_here(folder: Path, urls: list[str]) -> None:
    expected = [(source.id, source.kind) for source in find([str(folder)])]
    assert [id for id, _ in expected] == ["a", "2026/b", "2026/c", "2026/d"]
    wanted = [str(item.text) for item in read([str(folder)]) if not isinstance(item, Problem)]
    assert len(wanted) == 76
    for url in urls:
        assert [(source.id, source.kind) for source in find([url])] == expected, url
        assert [item.text for item in read([url]) if not isinstance(item, Problem)] == wanted, url


def test_a_file_at_a_url_is_cut_as_it_is_here(folder: Path, urls: list[str]) -> None:
    options = Options(quotations=False)
    here = [piece.articles for piece in plan([str(folder)], options=options, size=10)]
    for url in urls:
        pieces = list(plan([url], options=options, size=10))
        assert [piece.articles for piece in pieces if isinstance(piece, Piece)] == here, url


def test_an_archive_at_a_url_is_extracted(folder: Path, urls: list[str]) -> None:
    extract(folder, out=folder.parent / "here")
    expected = [(row["id"], row["quotes"]) for row in rows(folder.parent / "here")]
    for n, url in enumerate(urls):
        extract(url, out=folder.parent / str(n))
        found = rows(folder.parent / str(n))
        assert [(row["id"], row["quotes"]) for row in found] == expected, url
    assert f"zip://a.jsonl::file://{folder.parent}/in.zip:1" in {row["source"] for row in found}


def test_the_name_of_a_chained_url_is_its_first(folder: Path, urls: list[str]) -> None:
    [source] = find([urls[-1].replace("zip://", "zip://2026/b.jsonl.gz")])
    assert (source.id, source.kind) == ("b", "jsonl")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("memory://nowhere.jsonl", "no such file or folder"),
        ("nonsense://a.jsonl", "Protocol not known"),
        ("file:///proc/self/mem", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_line(url: str, words: str) -> None:
    [problem] = read([url])
    assert isinstance(problem, Problem) and problem.file == url and words in problem.what
    assert problem.failure


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", missing)
    [problem] = read(["s3://bucket/a.jsonl"])
    assert isinstance(problem, Problem) and "s3fs" in problem.what


def test_a_connection_that_breaks_costs_the_rest_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The storage's own error, whatever it is, becomes one line; what was read before it stays."""
    rows = "".join(f'{{"id": "{n}", "text": "{"قال إنه " * 3000}"}}\n' for n in range(9)).encode()
    fsspec.filesystem("memory").pipe("/broken.jsonl", rows)
    file_class = fsspec.implementations.memory.MemoryFile
    whole = file_class.read

    def read_some(self, *size: int) -> bytes:
        if self.tell() > 200_000:
            raise RuntimeError("connection reset")
        return whole(self, *size)

    monkeypatch.setattr(file_class, "read", read_some)
    *found, problem = read(["memory://broken.jsonl"])
    assert len(found) >= 3
    assert isinstance(problem, Problem) and "connection reset" in problem.what and problem.failure
