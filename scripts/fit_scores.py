"""Fit the weights of a proposal's score: python scripts/fit_scores.py [GOLD …]

Writes ``quotes/rules/scores.tsv``, the same for the same rules and gold: the training set of ``../shared``
and this project's ``seeds`` (for which the rules were not made, so that they err there as elsewhere), and
any other gold that is named. Prints how well the scores order proposals, held out by article and on the
development set, which has no part in the fit. Proposals that gold calls optional count for nothing.
"""

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from quotes.evaluation.measures import score as measure
from quotes.extraction import analyse, to_quotation
from quotes.reading import read
from quotes.records import Article
from quotes.scoring import traits, weights

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "quotes" / "rules" / "scores.tsv"
EVAL = ROOT.parent / "shared" / "eval"
TRAIN, DEV = EVAL / "train.jsonl", EVAL / "dev.jsonl"
# strong regularisation: sixteen hundred proposals bear some thirty weights
C = 0.5
FOLDS = 10


class Observed(NamedTuple):
    """The traits of proposals, whether each was right, and the number of its article."""

    traits: list[list[str]]
    right: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    article: list[int]


def observe(paths: list[Path]) -> Observed:
    """Compare what the rules propose for the articles of *paths* with their gold."""
    found, right, article = [], [], []
    for n, gold in enumerate(read(list(map(str, paths)))):
        assert isinstance(gold, Article), gold
        analysis = analyse(gold.text)
        quotes = [to_quotation(analysis, p) for p in analysis.proposals]
        cases = measure(gold, Article(id=gold.id, text=gold.text, quotes=quotes)).cases
        hits = {id(case.predicted): "strict" in case.hits for case in cases if case.predicted}
        for p, q in zip(analysis.proposals, quotes, strict=True):
            if id(q) in hits:
                found.append(traits(analysis.tokens, p))
                right.append(hits[id(q)])
                article.append(n)
    return Observed(found, np.array(right, dtype=int), article)


def rows(observed: Observed) -> list[dict[str, int]]:
    return [dict.fromkeys(found, 1) for found in observed.traits]


def show(
    name: str,
    right: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    scores: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> None:
    """Print how well *scores* order proposals, and whether they say how often these are right."""
    thirds = np.array_split(right[np.argsort(-scores, kind="stable")], 3)
    print(
        f"{name}: {len(right)} proposals, {right.mean():.2f} right, AUC {roc_auc_score(right, scores):.3f}, "
        f"Brier {brier_score_loss(right, scores):.3f} (constant {right.mean() * (1 - right.mean()):.3f}), "
        f"right in top / middle / bottom third {' / '.join(f'{third.mean():.2f}' for third in thirds)}"
    )
    shares, means = calibration_curve(right, scores, n_bins=4, strategy="quantile")
    print(
        "  " + ", ".join(f"said {mean:.2f} is {share:.2f}" for mean, share in zip(means, shares, strict=True))
    )


def main(more: list[Path]) -> None:
    observed = observe([TRAIN, *sorted((ROOT / "seeds").glob("*.markup.txt")), *more])
    # "always" is the intercept, which is not regularised
    model = make_pipeline(DictVectorizer(), LogisticRegression(C=C, max_iter=1000, tol=1e-8))
    described = rows(observed)
    held_out = cross_val_predict(
        model,
        described,
        observed.right,
        groups=observed.article,
        cv=GroupKFold(FOLDS),
        method="predict_proba",
    )[:, 1]
    show("cross-validated by article", observed.right, held_out)
    vectors, regression = (step for _, step in model.fit(described, observed.right).steps)
    names = vectors.get_feature_names_out()
    counts = np.asarray(vectors.transform(described).sum(axis=0)).ravel()
    fitted = dict(zip(names, zip(regression.coef_[0], counts.astype(int), strict=True), strict=True))
    weight, count = fitted["always"]
    fitted["always"] = (weight + regression.intercept_[0], count)
    lines = [f"{name}\t{weight:.3f}\t{count}" for name, (weight, count) in sorted(fitted.items())]
    TABLE.write_text("\n".join(["trait\tweight\tcount", *lines]) + "\n", encoding="utf-8")
    weights.cache_clear()
    checked = observe([DEV])
    known = weights()
    sums = [sum(known.get(trait, 0.0) for trait in found) for found in checked.traits]
    show("dev", checked.right, 1 / (1 + np.exp(-np.array(sums))))


if __name__ == "__main__":
    main([Path(path) for path in sys.argv[1:]])
