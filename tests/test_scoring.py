"""Scores: every proposal has one between 0 and 1, and those with a high one are oftener right."""

from pathlib import Path

import pytest

from quotes.evaluation.measures import score as measure
from quotes.extraction import extract
from quotes.reading import read
from quotes.records import Article
from quotes.scoring import weights

ROOT = Path(__file__).parents[1]
SEEDS = sorted((ROOT / "seeds").glob("*.markup.txt"))
DEV = ROOT.parent / "shared" / "eval" / "dev.jsonl"


def scored(paths: list[Path]) -> list[tuple[float, bool]]:
    """Return each proposal's score and whether it is exact with the right source, best score first."""
    found = []
    for gold in read(list(map(str, paths))):
        assert isinstance(gold, Article)
        cases = measure(gold, extract(gold.text, id=gold.id)).cases
        found += [(c.predicted.score, "strict" in c.hits) for c in cases if c.predicted]
    assert all(score is not None for score, _ in found)
    return sorted(found, reverse=True)  # type: ignore[arg-type]


def share(found: list[tuple[float, bool]]) -> float:
    return sum(right for _, right in found) / len(found)


def test_scores_are_shares() -> None:
    found = scored(SEEDS)
    assert found and all(0 < score < 1 for score, _ in found)
    assert len({score for score, _ in found}) > 20


@pytest.mark.skipif(not DEV.exists(), reason="the shared gold is not here")
def test_scores_order_articles_that_they_were_not_fitted_on() -> None:
    found = scored([DEV])
    third = len(found) // 3
    assert share(found[:third]) > share(found[-third:]) + 0.1
    # and say about how often a proposal is right
    assert sum(score for score, _ in found) / len(found) == pytest.approx(share(found), abs=0.1)


def test_the_table_knows_no_trait_twice_and_none_by_accident() -> None:
    lines = (ROOT / "quotes" / "rules" / "scores.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == len(weights()) > 20
    assert all(int(line.split("\t")[2]) > 0 for line in lines)
    assert all(abs(weight) < 3 for weight in weights().values())
