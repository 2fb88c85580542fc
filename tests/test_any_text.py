"""Whatever the text, extraction ends, and every span says what stands in it."""

from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes import extract
from quotes.explaining import explain
from quotes.records import Article, check

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus" / "articles.parquet"
# words that rules and names turn on, marks that have no partner, and what is no word at all
PIECES = """
قال وقال قالت أضاف وأضاف مضيفا مشيرا إلى أن إن وأن بأن إنه أنها التي الذي بحسب وفقا لـ نقلا عن على لسان قوله
تصريح تحذير الوزير وزير وزيرة الإمام إمام الشيخ السيد د. الدكتور رئيس الرئيس مجلس النواب الصحة زيد هند
محمد بن عبد الله المصدر مصدر أمس اليوم في بيان خلال مؤتمر صحفي لرويترز لم لا قد كان يذكر ما ثم لكن أما
« » “ ” " ' ( ) (( )) : ، . ؟ ! - … / 3.5 2020 CNN قَالَ الـ ﷲ ﻻ 😂
""".split()
WORDS = st.lists(
    st.sampled_from([*PIECES, "\n", "\n\n", "\u200f", "\u202b", "\x00", "\ud800", "\r\n", "\t"]), max_size=40
)


def sound(text: str) -> Article:
    article = check(extract(text))
    assert article.text == text
    places = [q.quote.start for q in article.quotes]
    assert places == sorted(places)
    for q in article.quotes:
        assert q.quote.text
        assert q.speaker is not None or not q.implicit
        assert (q.speaker is None) == (q.speaker_id is None)
        assert q.type is not None and q.by and q.score is not None and 0 <= q.score <= 1
    ids = [q.speaker_id for q in article.quotes if q.speaker_id is not None]
    assert set(ids) == set(range(len(set(ids))))
    return article


@settings(max_examples=400, deadline=None)
@given(pieces=WORDS, glue=st.sampled_from([" ", " ", ""]))
def test_any_run_of_news_words(pieces: list[str], glue: str) -> None:
    text = glue.join(pieces)
    article = sound(text)
    assert extract(text) == article
    for decision in explain(text):
        assert 0 <= decision.start < decision.end <= len(text)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60))
def test_any_characters(text: str) -> None:
    sound(text)


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
def test_real_articles() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    with parquet.ParquetFile(CORPUS) as file:
        batches = (batch["text"].to_pylist() for batch in file.iter_batches(200, columns=["text"]))
        texts = [text for batch in islice(batches, 0, None, 25) for text in batch]
    assert sum(len(sound(text).quotes) for text in texts) > len(texts)
