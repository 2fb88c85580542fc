"""The span model's parts: candidates, tokens, features, the model over edges, the linker."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

spacy = pytest.importorskip("spacy")

from spacy.tokens import Doc  # noqa: E402
from thinc.api import Adam, fix_random_seed  # noqa: E402

from quotes.candidates import candidates  # noqa: E402
from quotes.extraction import analyse, extract  # noqa: E402
from quotes.markup import from_markup  # noqa: E402
from quotes.pipeline import QuoteLinker, get_quotations, set_quotations  # noqa: E402
from quotes.pipeline.choices import Choices  # noqa: E402
from quotes.pipeline.features import COLUMNS, RULES, features  # noqa: E402
from quotes.pipeline.linking import keep, link, stretches  # noqa: E402
from quotes.pipeline.scored import SCORED, Scores, scores_of  # noqa: E402
from quotes.pipeline.tokenizer import pieces  # noqa: E402
from quotes.reading import read  # noqa: E402
from quotes.records import Article  # noqa: E402

ROOT = Path(__file__).parents[1]
SEEDS = [a for a in read([str(ROOT / "seeds")]) if isinstance(a, Article)]
TEXT = "وقال وزير الصحة إن الوضع تحت السيطرة. وأضاف أن الأسرّة تكفي."
ODD = [
    "",
    " ",
    "\n\n",
    "ـ",
    "\u200f",
    "a  b\t c ",
    " «قال» ",
    "قال:",
    "وقالإن",
    "🙂 قال 🙂",
    "\ufeffقال الوزير إن",
    "ﷺ قال",
]


def blank() -> Any:
    tokens = {"@tokenizers": "quotes.rule_tokenizer.v1"}
    return spacy.blank("ar", config={"nlp": {"tokenizer": tokens}})


def tiny() -> Any:
    """Return the pipeline in small, with weights by lot."""
    config = {
        "factory": "spancat",
        "spans_key": SCORED,
        "threshold": 0.05,
        "max_positive": None,
        "suggester": {"@misc": "quotes.candidates.v1"},
        "model": {
            "@architectures": "quotes.SpanEdges.v1",
            "hidden": 16,
            "tok2vec": {
                "@architectures": "spacy.Tok2Vec.v2",
                "embed": {
                    "@architectures": "quotes.EmbedFeatures.v1",
                    "width": 16,
                    "rows": [200] * len(COLUMNS),
                },
                "encode": {
                    "@architectures": "spacy.MaxoutWindowEncoder.v2",
                    "width": 16,
                    "depth": 1,
                    "window_size": 1,
                    "maxout_pieces": 2,
                },
            },
        },
    }
    fix_random_seed(0)
    nlp = blank()
    nlp.add_pipe("quote_rules", config={"group": RULES})
    factory = config.pop("factory")
    spans = nlp.add_pipe(factory, config=config)
    for label in ("CUE", "QUOTE", "SPEAKER"):
        spans.add_label(label)
    nlp.add_pipe("quote_linker")
    nlp.initialize()
    return nlp


@pytest.mark.parametrize("text", [*ODD, TEXT, *(a.text for a in SEEDS)])
def test_tokens_put_the_text_together_again(text: str) -> None:
    words, spaces = pieces(text)
    assert "".join(word + " " * space for word, space in zip(words, spaces)) == text
    assert blank()(text).text == text
    # each of the rules' tokens begins one of them; several may stand in one letter (ﷺ)
    analysis = analyse(text)
    starts = {sum(len(w) + s for w, s in zip(words[:n], spaces)) for n in range(len(words))}
    origin = analysis.folded.origin
    assert text.strip() == "ﷺ قال" or starts.issuperset(
        map(origin, analysis.tokens.starts[: len(analysis.tokens)])
    )


def test_candidates_hold_nearly_all_of_gold_and_are_few() -> None:
    there = gold = tokens = count = 0
    for article in SEEDS:
        analysis = analyse(article.text)
        found = set(candidates(analysis.tokens, analysis.cues))
        assert all(0 <= first < last <= len(analysis.tokens) for first, last in found)
        tokens += len(analysis.tokens)
        count += len(found)
        for one in stretches(analysis, [q for q in article.quotes if not q.optional]):
            for part in (one.quote, one.cue, one.speaker):
                gold += part is not None
                there += part in found
    assert there / gold > 0.9
    assert count / tokens < 6  # all stretches of up to 60 tokens would be 60


def test_features_tell_the_rules_opinion_only_where_it_was_asked() -> None:
    nlp = blank()
    alone = features(nlp(TEXT))
    doc = nlp(TEXT)
    set_quotations(doc, extract(TEXT).quotes, group=RULES)
    asked = features(doc)
    assert alone.shape == asked.shape == (len(doc), len(COLUMNS))
    assert not alone[:, -1].any() and asked[:, -1].any()
    assert (alone[:, :-1] == asked[:, :-1]).all()


@pytest.mark.parametrize("text", ODD)
def test_the_pipeline_reads_any_text(text: str) -> None:
    doc = tiny()(text)
    assert doc.text == text
    for q in get_quotations(doc):
        part = q.record.quote
        assert text[part.start : part.end] == part.text


def test_the_gradient_of_the_edges_is_that_of_its_scores() -> None:
    nlp = tiny()
    model, docs = nlp.get_pipe("spancat").model, [nlp.make_doc(TEXT)]
    spans = nlp.get_pipe("spancat").suggester(docs)
    weights = model.layers[1]  # what projects each token
    before = weights.get_param("W").copy()
    rng = np.random.default_rng(0)
    model.layers[4].set_param("W", 0.1 * rng.normal(size=model.layers[4].get_param("W").shape).astype("f"))
    wanted = rng.random((len(spans.dataXd), 3)).astype("f").round()

    def loss() -> float:
        p = np.clip(model.predict((docs, spans)), 1e-6, 1 - 1e-6)
        return float(-(wanted * np.log(p) + (1 - wanted) * np.log(1 - p)).sum())

    scores, back = model.begin_update((docs, spans))
    back(scores - wanted)
    gradient = weights.get_grad("W")
    for place in [(0, 0), (17, 3), (40, 7), (70, 2)]:
        moved = []
        for step in (1e-3, -1e-3):
            changed = before.copy()
            changed[place] += step
            weights.set_param("W", changed)
            moved.append(loss())
        weights.set_param("W", before)
        assert (moved[0] - moved[1]) / 2e-3 == pytest.approx(float(gradient[place]), rel=0.1, abs=0.05)


def test_quotations_that_overlap_are_one_and_the_likeliest_stands() -> None:
    analysis = analyse(TEXT)
    scores = Scores({(4, 7): 0.6, (4, 8): 0.3, (3, 7): 0.2}, {}, {})
    choices = Choices(analysis, scores, rules=False)

    def judge(part: str, options: Any) -> Any:
        likely = np.array([scores.quotes[quote] for quote in choices.quotes])
        return np.log(likely / (1 - likely))

    # alone .6 is not enough for .9, together with the two that overlap it it is
    assert [quote for quote, _ in keep(choices, judge, 0.9)] == [(4, 7)]
    assert keep(choices, judge, 1.2) == []


def test_what_the_rules_are_sure_of_stays_where_the_model_keeps_nothing() -> None:
    analysis = analyse(TEXT)
    mine = sorted((p.first, p.last) for p in analysis.proposals)
    assert len(mine) == 2
    choices = Choices(analysis, Scores({}, {}, {}), rules=True)

    def no(part: str, options: Any) -> Any:
        return np.full(len(options), -9.0)

    assert [quote for quote, _ in keep(choices, no, 0.5, sure=0.5)] == mine
    assert keep(choices, no, 0.5, sure=1.0) == []
    alone = Choices(analysis, Scores({}, {}, {}), rules=False)
    assert keep(alone, no, 0.5, sure=0.0) == []


def test_the_linker_learns_what_gold_says(tmp_path: Path) -> None:
    """Given the right spans among wrong ones, it comes to link them as gold does, and keeps that on disk."""
    nlp = tiny()
    linker = nlp.get_pipe("quote_linker")
    assert isinstance(linker, QuoteLinker)
    articles = SEEDS[:6]

    def scored(article: Article) -> Doc:
        doc = nlp.make_doc(article.text)
        gold = set_quotations(nlp.make_doc(article.text), [q for q in article.quotes if not q.optional])
        right = {(s.start, s.end, s.label_) for s in gold.spans["quotes"]}
        wrong = {(s.start, min(s.end + 2, len(doc)), s.label_) for s in gold.spans["quotes"]} - right
        spans = sorted(right | wrong)
        doc.spans[SCORED] = [
            doc.char_span(doc[a].idx, doc[b - 1].idx + len(doc[b - 1]), label=name) for a, b, name in spans
        ]
        doc.spans[SCORED].attrs["scores"] = [0.9 if s in right else 0.2 for s in spans]
        return doc

    lessons = [linker.lessons(scored(a), a.quotes) for a in articles]
    optimizer = Adam(0.005)
    losses = []
    for _ in range(30):
        losses.append(linker.learn(lessons))
        linker.finish_update(optimizer)
    assert losses[-1] < losses[0] / 4

    def links(pipe: QuoteLinker, article: Article) -> list[Any]:
        doc = scored(article)
        choices = Choices(analyse(article.text), scores_of(doc, analyse(article.text)), rules=False)
        return [one[:3] for one in link(choices, pipe._judge, threshold=0.5)]

    right = total = 0
    for article in articles:
        gold = stretches(analyse(article.text), [q for q in article.quotes if not q.optional])
        found = links(linker, article)
        right += sum(one[:3] in found for one in gold)
        total += len(gold)
    assert right / total > 0.8

    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model").get_pipe("quote_linker")
    assert [links(again, a) for a in articles] == [links(linker, a) for a in articles]


def test_what_the_linker_makes_is_exact_to_the_character() -> None:
    article = from_markup(
        "و<cue>قال</cue> <speaker>وزير الصحة</speaker> إن <quote>الوضع تحت السيطرة</quote>."
    )
    nlp = tiny()
    doc = nlp.make_doc(article.text)
    gold = set_quotations(nlp.make_doc(article.text), article.quotes)
    doc.spans[SCORED] = [
        doc.char_span(s.start_char, s.end_char, label=s.label_) for s in gold.spans["quotes"]
    ]
    doc.spans[SCORED].attrs["scores"] = [0.9] * len(doc.spans[SCORED])
    linker = nlp.get_pipe("quote_linker")
    for _ in range(60):
        linker.learn([linker.lessons(doc, article.quotes)])
        linker.finish_update(Adam(0.01))
    (quotation,) = linker.predict([doc])[0]
    assert (quotation.cue, quotation.speaker, quotation.quote) == (
        article.quotes[0].cue,
        article.quotes[0].speaker,
        article.quotes[0].quote,
    )
    assert quotation.by == "model" and quotation.speaker_name == "وزير الصحة"
