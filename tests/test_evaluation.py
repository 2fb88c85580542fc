"""The measures: by hand on small cases, and the same figures as the shared scorer on perturbed gold."""

import io
import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.console import Console

from quotes.evaluation import evaluate
from quotes.evaluation.report import tables
from quotes.markup import from_markup
from quotes.records import Article, Quotation, span

SHARED = Path(__file__).parents[1].parent / "shared" / "eval"


def article(marked: str, *, id: str = "a", **meta: str) -> Article:
    return from_markup(marked, id=id, meta=meta)


def figures_of(gold: str, predicted: str) -> dict[str, tuple[float | None, float | None]]:
    result = evaluate([article(gold)], [article(predicted)], resamples=0)
    return {measure: (figure.p, figure.r) for measure, figure in result.figures.items()}


GOLD = "<cue>قال</cue> <speaker>وزير الصحة سليم حداد</speaker> إن <quote>اللقاح متوفر في كل مدينة</quote>."
# what was predicted -> the measures that it fails, alone
FAILS = {
    "the same": (GOLD, set()),
    "marks, full stop and conjunction cost nothing": (
        "<cue>قال</cue> <speaker>وزير الصحة سليم حداد</speaker> إن <quote>اللقاح متوفر في كل مدينة.</quote>",
        set(),
    ),
    "boundary": (
        "<cue>قال</cue> <speaker>وزير الصحة سليم حداد</speaker> <quote>إن اللقاح متوفر في كل مدينة</quote>.",
        {"quote/exact", "strict"},
    ),
    "cue": (
        "قال <speaker>وزير الصحة سليم حداد</speaker> <cue>إن</cue> <quote>اللقاح متوفر في كل مدينة</quote>.",
        {"cue"},
    ),
    "no cue": (
        "قال <speaker>وزير الصحة سليم حداد</speaker> إن <quote>اللقاح متوفر في كل مدينة</quote>.",
        {"cue"},
    ),
    "a short mention is the right source, but not the whole speaker": (
        "<cue>قال</cue> وزير الصحة سليم <speaker>حداد</speaker> إن <quote>اللقاح متوفر في كل مدينة</quote>.",
        {"speaker/overt", "strict"},
    ),
    "another source": (
        "<cue>قال</cue> وزير الصحة سليم حداد إن <quote><speaker>اللقاح</speaker> متوفر في كل مدينة</quote>.",
        {"speaker/overt", "attribution", "strict", "right source | overt"},
    ),
}


@pytest.mark.parametrize("case", FAILS, ids=lambda name: name.replace(" ", "-"))
def test_a_fault_fails_its_measures_and_no_other(case: str) -> None:
    predicted, failed = FAILS[case]
    measured = figures_of(GOLD, predicted)
    perfect = {
        m: f for m, f in measured.items() if not m.startswith("right source | ") or m.endswith("overt")
    }
    assert {m for m, (_, recall) in perfect.items() if recall == 0.0} == failed
    assert {m for m, (_, recall) in perfect.items() if recall == 1.0} == set(perfect) - failed


def test_spurious_and_missed_count_on_their_own_side() -> None:
    gold = "<cue 1>قال</cue> <speaker 1>زيد</speaker> <quote 1>نعم نعم</quote>. قالت هند لا لا."
    predicted = "قال زيد نعم نعم. <cue 1>قالت</cue> <speaker 1>هند</speaker> <quote 1>لا لا</quote>."
    result = evaluate([article(gold)], [article(predicted)])
    assert (result.figures["quote/overlap"].p, result.figures["quote/overlap"].r) == (0.0, 0.0)
    assert [error.kind for error in result.errors] == ["MISSED", "SPURIOUS"]


def test_optional_gold_is_neither_missed_nor_spurious() -> None:
    gold = "<cue 1>قال</cue> <speaker 1>زيد</speaker> <quote 1?>نعم نعم</quote>."
    for predicted in (gold.replace("1?", "1"), "قال زيد نعم نعم.", "قال زيد نعم <quote>نعم</quote>."):
        result = evaluate([article(gold)], [article(predicted)])
        assert result.errors == []
        assert (result.figures["quote/overlap"].gold, result.figures["quote/overlap"].predicted) == (0, 0)


def test_one_prediction_pairs_with_one_gold_quotation_the_best() -> None:
    gold = "<quote 1>نعم نعم نعم</quote> <quote 2>لا لا</quote>"
    predicted = "<quote 1>نعم نعم نعم لا</quote> لا"
    result = evaluate([article(gold)], [article(predicted)])
    assert [error.kind for error in result.errors] == ["BOUNDARY", "MISSED"]


def test_names_and_sources() -> None:
    gold = (
        '<quote 1 source=0 name="سليم حداد">نعم نعم</quote> '
        '<quote 2 source=0 name="سليم حداد">كلا كلا</quote> '
        '<quote 3 source=1 name="هند">لا لا</quote>'
    )
    # the third taken for the first's source: half of each predicted group's company is wrong
    predicted = gold.replace('source=1 name="هند"', 'source=0 name="سَليم حدّاد"')
    figures = evaluate([article(gold)], [article(predicted)]).figures
    assert (figures["name"].p, figures["name"].r) == (2 / 3, 2 / 3)
    assert figures["sources"].p == pytest.approx((2 / 3 + 2 / 3 + 1 / 3) / 3)
    assert figures["sources"].r == 1.0


def test_an_article_not_predicted_is_missed_and_one_not_in_gold_left_aside() -> None:
    result = evaluate([article(GOLD)], [article(GOLD, id="another")])
    assert [error.kind for error in result.errors] == ["MISSED"]
    assert result.figures["quote/overlap"].predicted == 0


def test_breakdowns_add_up_and_put_a_pair_where_gold_does() -> None:
    direct = "<cue 1>قال</cue> <speaker 1>زيد</speaker>: «<quote 1>نعم نعم نعم</quote>»."
    mixed = "<cue 1>قال</cue> <speaker 1>زيد</speaker> إن <quote 1>هذا «نعم نعم» عنده</quote>."
    implicit = "<speaker 1~>زيد</speaker> هنا. و<cue 1>أضاف</cue> أن <quote 1>هذا نعم</quote>."
    gold = [
        article(direct, id="1", outlet="x"),
        article(mixed, id="2", outlet="x"),
        article(implicit, id="3", outlet="y"),
    ]
    predicted = [*gold[:2], Article(id="3", text=gold[2].text)]
    predicted[0].quotes[0].by = "rule:colon"
    result = evaluate(gold, predicted)

    def recall(part: str) -> dict[str, float | None]:
        return {group: f["quote/overlap"].r for group, f in result.breakdown(part).items()}  # type: ignore[arg-type]

    assert recall("type") == {"direct": 1.0, "mixed": 1.0, "indirect": 0.0}
    assert recall("source") == {"overt": 1.0, "implicit": 0.0}
    assert recall("outlet") == {"x": 1.0, "y": 0.0}
    rules = result.rules()
    assert {by: (rule.found, rule.kept, rule.wrong, rule.precision) for by, rule in rules.items()} == {
        "rule:colon": (1, 1, 0, 1.0),
        "unknown": (1, 1, 0, 1.0),
    }


@pytest.mark.parametrize(
    ("gold", "predicted", "said"),
    [
        ([article(GOLD), article(GOLD)], [], "two gold articles have the id 'a'"),
        ([article(GOLD)], [article(GOLD), article(GOLD)], "two predicted articles have the id 'a'"),
        ([article(GOLD)], [Article(id="a", text="غيره")], "article a: the prediction's text differs"),
    ],
    ids=["gold-twice", "predicted-twice", "text-differs"],
)
def test_what_cannot_be_compared_is_said(gold: list[Article], predicted: list[Article], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        evaluate(gold, predicted)


def test_nothing_to_compare_has_no_figures_to_show() -> None:
    figures = evaluate([], []).figures
    assert (figures["quote/overlap"].f1, figures["quote/overlap"].ci95) == (0.0, None)


def test_the_report_shows_figures_and_errors() -> None:
    console = Console(width=120, file=io.StringIO())
    with console.capture() as capture:
        console.print(tables(evaluate([article(GOLD, outlet="x")], []), errors=5))
    shown = capture.get()
    assert "quote/overlap" in shown
    assert "MISSED" in shown
    assert "وزير الصحة سليم حداد" in shown


def perturbed(gold: Article, draw: random.Random) -> Article | None:
    """Return what a middling extractor might make of *gold*; None for an article that it never saw."""
    if draw.random() < 0.06:
        return None
    words = [found.span() for found in re.finditer(r"\S+", gold.text)]

    def moved(part: Any) -> Any:
        if part is None or draw.random() < 0.6:
            return part
        start = max((s for s, _ in words if s <= part.start), default=0)
        end = draw.choice([e for _, e in words if e >= min(part.end, words[-1][1])][:6])
        return span(gold.text, draw.choice([start, max(0, part.start - 8), part.start]), max(end, start + 1))

    quotes = []
    for q in gold.quotes:
        for _ in range(draw.choice([0, 1, 1, 1, 1, 1, 2])):
            quotes.append(
                Quotation(
                    quote=moved(q.quote),
                    cue=draw.choice([q.cue, q.cue, moved(q.cue), None]),
                    speaker=draw.choice(
                        [q.speaker, moved(q.speaker), draw.choice(gold.quotes).speaker, None]
                    ),
                    implicit=q.implicit,
                    speaker_name=draw.choice([q.speaker_name, None, f"السيد {q.speaker_name}"]),
                    speaker_id=draw.choice([q.speaker_id, q.speaker_id, 0, None]),
                )
            )
    for _ in range(draw.randrange(3)):
        first = draw.randrange(len(words))
        last = min(first + draw.randrange(1, 12), len(words) - 1)
        quotes.append(Quotation(quote=span(gold.text, words[first][0], words[last][1])))
    draw.shuffle(quotes)
    return Article(id=gold.id, text=gold.text, quotes=quotes)


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared gold lies beside the repository, and does not here"
)
@pytest.mark.parametrize("name", ["dev", "train"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_same_figures_as_the_shared_scorer(name: str, seed: int, tmp_path: Path) -> None:
    file = SHARED / f"{name}.jsonl"
    gold = [msgspec.json.decode(line, type=Article) for line in file.read_bytes().splitlines()]
    draw = random.Random(seed)
    predicted = [p for p in (perturbed(g, draw) for g in gold) if p]
    (tmp_path / "predicted.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, predicted)))
    theirs = json.loads(
        subprocess.run(
            [sys.executable, SHARED / "score.py", file, tmp_path / "predicted.jsonl", "--json"],
            capture_output=True,
            check=True,
        ).stdout
    )
    ours = msgspec.to_builtins(evaluate(gold, predicted).figures, str_keys=True)
    assert json.loads(json.dumps(ours)) == theirs
    # the perturbed predictions must put every measure to the test
    assert all(0 < figure["f1"] < 1 for figure in ours.values() if "f1" in figure)
