"""The annotations of the corpus: offsets alone, which a reader with the corpus turns back into gold."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from quotes.evaluation.measures import score
from quotes.reading import read
from quotes.records import Article

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "standoff.py"
ANNOTATIONS = ROOT / "annotations" / "corpus.jsonl"
SEED = sorted((ROOT / "seeds").glob("*.markup.txt"))[0]
CORPUS = ROOT.parent / "shared" / "corpus" / "articles.parquet"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, encoding="utf-8", cwd=ROOT, check=True
    )


def test_nothing_of_a_text_is_kept() -> None:
    assert not re.search("[\u0621-\u064a]", run("strip", str(SEED)).stdout)
    assert not re.search("[\u0621-\u064a]", ANNOTATIONS.read_text(encoding="utf-8"))


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_every_annotation_finds_its_text(tmp_path: Path) -> None:
    restored = run("restore", str(CORPUS))
    assert restored.stderr == ""
    gold = tmp_path / "gold.jsonl"
    gold.write_text(restored.stdout, encoding="utf-8")
    articles = list(read([str(gold)]))
    assert len(articles) == len(ANNOTATIONS.read_text(encoding="utf-8").splitlines())
    for article in articles:
        assert isinstance(article, Article)
        assert all("strict" in case.hits for case in score(article, article).cases if case.gold)
