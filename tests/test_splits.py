"""Which article is in which split: for good, and copies of one text together."""

import random
from pathlib import Path

import pytest

from quotes.dataset import splits
from quotes.dataset.duplicates import groups
from quotes.problems import Problem
from quotes.reading import read
from quotes.records import Article

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "annotations" / "splits.tsv"
ARTICLES = ROOT / "annotations" / "articles"
CORPUS = ROOT.parent / "shared" / "corpus" / "articles.parquet"
# agency copy, invented
COPY = """قالت وكالة الرصد في جمهورية سهلان إن زلزالا بلغت قوته خمس درجات ضرب بلدة وادي الزمرد فجر
الثلاثاء ولم يسفر عن ضحايا. وأضافت أن سكان البلدة شعروا به لثوان، وأن فرق الإنقاذ تفقدت المدارس
والجسور القديمة. وذكر رئيس البلدية أن المياه انقطعت عن حيين، موضحا أن إصلاح الأنابيب يستغرق
يومين على الأقل. ودعا الأهالي إلى الابتعاد عن المباني المتصدعة حتى تنتهي اللجنة من معاينتها.
وقال طالب في الجامعة إن الأثاث اهتز بقوة قبل أن ينقطع التيار."""
OTHER = """أعلن نادي التلال أن مدافعه سيغيب عن مباراة الذهاب أمام ضيفه بسبب إصابة في الركبة، مشيرا إلى أن
طبيب الفريق طلب له راحة أسبوعين. وقال المدرب إن البديل جاهز وإن الجمهور سيرى فريقا شابا لا يخشى
أحدا."""


def articles(**texts: str) -> list[Article]:
    return [Article(id=id, text=text) for id, text in texts.items()]


def test_agency_copy_in_two_outlets_is_found_whatever_each_made_of_it() -> None:
    spelt = COPY.replace("أ", "ا").replace("ة", "ه").replace("قالت", "قالَتْ")
    headed = f"وادي الزمرد - وكالات: {COPY} ويأتي ذلك بعد عام من زلزال مماثل لم تعرف قوته."
    words = COPY.split()
    shortened = " ".join(words[: len(words) // 2])
    touched = " ".join("أمس" if n % 17 == 5 else word for n, word in enumerate(words))
    assert groups([COPY, OTHER, spelt, headed, shortened, touched]) == [[0, 2, 3, 4, 5], [1]]


def test_two_reports_in_the_same_house_style_are_no_copies() -> None:
    names = "الرياضة الثقافة الزراعة الموانئ الأرصاد".split()
    texts = [f"قال المتحدث باسم {name} إن الأمر قيد الدرس. {random.Random(name).sample(COPY.split(), 40)}"
             for name in names]  # fmt: skip
    assert groups(texts) == [[n] for n in range(len(names))]


def test_articles_that_share_a_third_of_their_words_are_no_copies() -> None:
    words = random.Random(0)

    def some(number: int) -> str:
        return " ".join("".join(words.choices("ابتجدرسعفقلمنهوي", k=5)) for _ in range(number))

    for _ in range(20):  # likely enough to be compared, each time
        background = some(80)
        assert groups([f"{some(110)} {background}", f"{background} {some(110)}"]) == [[0], [1]]


def test_empty_and_tiny_texts_are_compared_too() -> None:
    assert groups(["", "جاء", "جاء.", "ذهب"]) == [[0], [1, 2], [3]]


def test_copies_are_never_on_two_sides() -> None:
    many = {f"a{n}": f"{COPY} {n}" for n in range(30)}
    found = splits.assign(articles(**many, other=OTHER), {})
    assert len({found[id] for id in many}) == 1
    assert {splits.by_hash(id) for id in many} == set(splits.SPLITS)


def test_a_new_copy_follows_the_old_article() -> None:
    for side in splits.SPLITS:
        found = splits.assign(articles(new=COPY, old=f"وكالات - {COPY}"), {"old": side})
        assert found == {"new": side, "old": side}


def test_copies_that_stand_on_two_sides_already_are_an_error() -> None:
    with pytest.raises(ValueError, match=r"a \(dev\) and b \(test\) are copies"):
        splits.assign(articles(a=COPY, b=COPY), {"a": "dev", "b": "test"})


def test_an_article_stays_where_it_is_as_others_come(tmp_path: Path) -> None:
    texts = {f"a{n:03}": " ".join(random.Random(n).sample(COPY.split(), 50)) for n in range(300)}
    path = tmp_path / "splits.tsv"
    before: dict[str, splits.Split] = {}
    for many in (40, 41, 300):
        given = articles(**dict(list(texts.items())[-many:]))
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        fixed = splits.load(path) if lines else {}
        splits.save(path, splits.assign(given, fixed), fixed)
        assert path.read_text(encoding="utf-8").splitlines()[: len(lines)] == lines
        after = splits.load(path)
        assert after.items() >= before.items() and len(after) == many
        before = after
    shares = [list(before.values()).count(side) / 300 for side in splits.SPLITS]
    assert 0.63 < shares[0] < 0.77 and 0.1 < shares[1] < 0.2 and 0.1 < shares[2] < 0.2


def test_the_file_holds_any_id(tmp_path: Path) -> None:
    odd = {'a\tb "c"': "train", "د\nه": "dev", "x#2": "test", "=1+1": "dev", "'=1": "test", "-x\n@y": "dev"}
    splits.save(tmp_path / "s.tsv", odd, {})  # type: ignore[arg-type]
    assert splits.load(tmp_path / "s.tsv") == odd
    lines = (tmp_path / "s.tsv").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line.lstrip('"').startswith(("=", "-", "@"))]


def test_a_file_of_older_ids_is_read_as_it_was_meant(tmp_path: Path) -> None:
    (tmp_path / "s.tsv").write_text("id\tsplit\n=1\ttrain\n-x\tdev\n'x\ttest\n", encoding="utf-8")
    assert splits.load(tmp_path / "s.tsv") == {"=1": "train", "-x": "dev", "'x": "test"}


# --- our own file ------------------------------------------------------------------------------------


def owned() -> list[Article]:
    folders = [str(folder) for folder in (ARTICLES,) if folder.is_dir()]
    found = list(read(folders))
    assert not [item for item in found if isinstance(item, Problem)]
    return [item for item in found if isinstance(item, Article)]


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the articles are not here")
def test_every_article_of_ours_has_its_split_and_copies_share_one() -> None:
    fixed = splits.load(KEPT)
    # raises for copies on two sides
    assert splits.assign(owned(), fixed).items() <= fixed.items()


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_copies_among_the_articles_of_others_are_on_one_side_too() -> None:
    import pyarrow.parquet as pq

    fixed = splits.load(KEPT)
    table = pq.read_table(CORPUS, columns=["id", "text"], filters=[("id", "in", list(fixed))])
    others = [
        Article(id=id, text=text) for id, text in zip(table["id"].to_pylist(), table["text"].to_pylist())
    ]
    assert len(others) == 912
    assert splits.assign([*others, *owned()], fixed).items() <= fixed.items()
