"""The lexicon: its forms are what grammar says, its tables are what the scripts and the rules expect."""

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from quotes import lexicon
from quotes.text.fold import fold_word

ROOT = Path(__file__).parents[1]
LEXICON = ROOT / "quotes" / "lexicon"
TABLES = (
    "verbs", "ambiguous", "forms", "multiword", "multiword_forms", "prepositional", "fillers", "titles",
    "speaker_stops",
)  # fmt: skip
# typed by hand from the grammar: sound, hollow, defective, hamzated, geminate and quadriliteral verbs
GRAMMAR = {
    "قال": "قال قالت قالوا قالا قالتا قلن قلت قلنا يقول تقول أقول نقول يقولون يقولان سيقول سنقول قيل يقال "
    "قائلا قائلة قائلين قائلات القائلة قول قوله قولها قولهم قولي أقواله يقولوا قاله قالها",
    "أضاف": "أضاف أضافت أضافوا أضفت أضفنا يضيف تضيف أضيف يضيفون مضيفا مضيفة مضيفين مضيفتين إضافته",
    "أشار": "أشار أشارت أشاروا أشرنا يشير تشير سيشير يشيرون يشر مشيرا مشيرة مشيرتين إشارته",
    "أكد": "أكد أكدت أكدوا أكدنا يؤكد تؤكد أؤكد نؤكد يؤكدون مؤكدا مؤكدة مؤكدين تأكيده تأكيداتها أكده",
    "رأى": "رأى رأت رأوا رأينا رأيت يرى ترى أرى نرى يرون رآه رأيه رأيها",
    "ادعى": "ادعى ادعت ادعوا يدعي تدعي يدعون مدعيا مدعية ادعاؤه ادعائها ادعاءات ادعاءاتهم",
    "نفى": "نفى نفت نفوا ينفي تنفي ينفون نافيا نافية نافين نفاه نفيه",
    "اشتكى": "اشتكى اشتكت اشتكوا يشتكي يشتكون مشتكيا مشتكية شكواه",
    "دعا": "دعا دعت دعوا يدعو تدعو يدعون داعيا داعية داعين دعاه دعته دعوته",
    "روى": "روى روت رووا يروي تروي يروون راويا راوية روايته",
    "جاء": "جاء جاءت جاؤوا جاءوا",
    "سأل": "سأل سألت سألوا يسأل سئل سائلا سأله",
    "رد": "رد ردت ردوا يرد ترد يردون رادا",
    "عد": "عد عدت عدوا يعد عادا",
    "أصر": "أصر أصرت أصروا يصر مصرا مصرة إصراره",
    "أقر": "أقر أقرت أقروا يقر تقر يقرون مقرين إقراره",
    "اعتبر": "اعتبر اعتبرت اعتبروا يعتبر يعتبرون معتبرا معتبرة اعتبره اعتبرها اعتبرته يعتبرها",
    "أخبر": "أخبر أخبرت أخبره أخبرها أخبرنا أخبرني أخبرتهم أخبروه يخبرهم مخبرا",
    "وصف": "وصف وصفت وصفه وصفها وصفتها يصف تصف يصفه واصفا واصفة واصفين وصفه",
    "طمأن": "طمأن طمأنت يطمئن تطمئن مطمئنا مطمئنة",
    "تنبأ": "تنبأ تنبأت تنبؤوا تنبأوا يتنبأ متنبئا تنبؤات",
    "لفت": "لفت لفتت لفتوا يلفت لافتا لافتة لافتين",
    "تساءل": "تساءل تساءلت تساءلوا يتساءل متسائلا متسائلة تساؤلات",
    "أفاد": "أفاد أفادت أفادوا يفيد تفيد أفيد إفادته",
    "استدرك": "استدرك استدركت يستدرك مستدركا",
}


def rows(table: str) -> list[dict[str, str]]:
    with (LEXICON / f"{table}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def derive_forms() -> ModuleType:
    pytest.importorskip("mazini", reason="the forms are derived with mazini")
    spec = importlib.util.spec_from_file_location("derive_forms", ROOT / "scripts" / "derive_forms.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_forms_are_what_the_script_derives(derive_forms: ModuleType) -> None:
    derived = {
        "forms": derive_forms.derive(rows("verbs"), rows("ambiguous")),
        "multiword_forms": derive_forms.derive_heads(rows("multiword")),
    }
    for table, expected in derived.items():
        found = [tuple(row.values()) for row in rows(table)]
        assert found == expected, f"{table}.tsv is stale; run scripts/derive_forms.py"


@pytest.mark.parametrize("lemma", GRAMMAR)
def test_forms_follow_grammar(lemma: str) -> None:
    missing = [
        form
        for form in GRAMMAR[lemma].split()
        if lemma not in {reading.lemma for _, reading in lexicon.readings(fold_word(form))}
    ]
    assert not missing


def test_a_form_says_who_speaks() -> None:
    def said(word: str) -> set[tuple[str, ...]]:
        return {
            (r.lemma, r.kind, r.person + r.gender + r.number, r.pronoun) for _, r in lexicon.readings(word)
        }

    assert said("قالت") == {("قال", "perfect", "3fs", "")}
    assert ("أكد", "perfect", "3fs", "") in said("اكدت") and ("أكد", "perfect", "1s", "") in said("اكدت")
    assert said("قولهم") == {("قال", "noun", "", "mp")}
    assert said("مشيره") == {("أشار", "participle", "fs", "")}
    assert said("مشيرتين") == {("أشار", "participle", "fd", "")}
    assert ("أخبر", "perfect", "3ms", "fs") in said("اخبرها")


def test_the_likeliest_reading_comes_first() -> None:
    told = lexicon.forms()["اعلن"][0]
    assert (told.kind, told.person) == ("perfect", "3")
    assert lexicon.forms()["راي"][0].kind == "perfect"


@pytest.mark.parametrize(
    ("word", "lemma", "clitics"),
    [
        ("واضاف", "أضاف", 1),
        ("فقالت", "قال", 1),
        ("ليوكد", "أكد", 1),
        ("بقوله", "قال", 1),
        ("وبقولها", "قال", 2),
        ("للقول", "قال", 1),
        ("وصف", "وصف", 0),
    ],
)
def test_clitics_are_counted_off(word: str, lemma: str, clitics: int) -> None:
    assert (clitics, lemma) in {(n, form.lemma) for n, form in lexicon.readings(word)}
    assert word in lexicon.readable()


@pytest.mark.parametrize(
    "word", "دون عقب هناك سيتم المدينه ابن مصر نصف ووفق سموه يوسف تشاد نادي هاتف لقال بقال".split()
)
def test_common_words_are_no_cues(word: str) -> None:
    assert not lexicon.readings(word)


@pytest.mark.parametrize(
    "word", "بين ذكر عد زاد رد امر علق كتب نقل حذر شكا وصف قدر عبر طالب يعد يعتبر جاء".split()
)
def test_ambiguous_words_are_guarded(word: str) -> None:
    assert all(form.guard or not lexicon.lemmas()[form.lemma].strong for form in lexicon.forms()[word])


def test_every_lemma_is_complete() -> None:
    kinds: dict[str, set[str]] = {}
    for readings in lexicon.forms().values():
        for form in readings:
            kinds.setdefault(form.lemma, set()).add(form.kind)
    assert len(lexicon.lemmas()) >= 150
    assert kinds.keys() == lexicon.lemmas().keys()
    incomplete = {
        lemma: found for lemma, found in kinds.items() if not {"perfect", "imperfect", "participle"} <= found
    }
    assert not incomplete


def test_lemmas_govern_what_is_known() -> None:
    for name, lemma in lexicon.lemmas().items():
        assert lemma.governs and lemma.governs <= lexicon.GOVERNS.keys(), name
        assert lemma.frequency > 0, f"{name} never reports in the corpus"
        assert lemma.strong or lemma.note, f"{name} is weak: its note must say why"
    strengths = {row["strength"] for row in rows("verbs")}
    assert strengths == {"strong", "weak"}


def test_no_word_is_cue_and_filler() -> None:
    fillers = {words for known in lexicon.fillers().values() for words in known}
    prepositional = {cue.words for known in lexicon.prepositional().values() for cue in known}
    multiword = {
        (head, *words)
        for head, cues in lexicon.multiword().items()
        for cue in cues
        if len(cue.tail) == 1
        for words in zip(sorted(cue.tail[0]))
    }
    assert not fillers & (prepositional | multiword)
    single = {words[0] for words in fillers if len(words) == 1}
    assert not single & lexicon.forms().keys()


def test_a_filler_stands_in_the_corpus() -> None:
    assert not [row["words"] for row in rows("fillers") if not int(row["count"])]


def test_multiword_cues_take_every_form_of_their_head() -> None:
    cue = lexicon.multiword()["اعادت"][0]
    assert [sorted(words) for words in cue.tail] == [["الي"], ["الاذهان"]]
    assert (cue.head.gender, cue.head.number) == ("f", "s") and "anna" in cue.governs
    assert "النظر" in lexicon.multiword()["لافتا"][0].tail[0]
    assert any("قناعتهم" in words for cue in lexicon.multiword()["اعربوا"] for words in cue.tail)


def test_prepositional_cues_name_what_completes_them() -> None:
    cues = {cue.words: cue for known in lexicon.prepositional().values() for cue in known}
    assert cues["بحسب",].follows == "source"
    assert cues["حسب", "ما"].follows == "verb"
    assert cues["وفقا",].clitic == "ل"
    assert cues["علي", "حد", "قولها"][1:4] == ("none", "", "fs")
    for known in lexicon.prepositional().values():
        assert [len(cue.words) for cue in known] == sorted((len(cue.words) for cue in known), reverse=True)


def test_titles_agree_with_their_verbs() -> None:
    titles = lexicon.titles()
    assert titles["وزيره"] == titles["الوزيره"] == ("person", "f", "s")
    assert titles["مسوولون"] == ("person", "m", "p")
    assert titles["وكاله"].kind == "outlet" and titles["بيان"].kind == "document"
    assert not titles.keys() & lexicon.speaker_stops().keys()


def test_speakers_stop_but_offices_go_on() -> None:
    stops = lexicon.speaker_stops()
    assert {stops[word] for word in ("ان", "الذي", "خلال", "امس", "الاحد", "بدوره")} == {"stop"}
    assert stops["في"] == stops["باسم"] == "guard"


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_well_formed(table: str) -> None:
    lines = (LEXICON / f"{table}.tsv").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == "", "the last line ends"
    width = lines[0].count("\t")
    assert not [line for line in lines if line.count("\t") != width or not line.strip() or "\r" in line]
    keys = [line if table.endswith("forms") else tuple(line.split("\t")[:4]) for line in lines]
    assert len(keys) == len(set(keys)), "a row stands twice"


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("forms", "form"),
        ("ambiguous", "form"),
        ("multiword", "tail"),
        ("prepositional", "words"),
        ("fillers", "words"),
        ("titles", "word"),
        ("speaker_stops", "word"),
    ],
)
def test_keys_are_folded(table: str, column: str) -> None:
    assert not [row[column] for row in rows(table) if fold_word(row[column]) != row[column]]


@pytest.mark.parametrize(
    ("table", "column"), [("ambiguous", "reason"), ("fillers", "reason"), ("speaker_stops", "reason")]
)
def test_every_decision_has_its_reason(table: str, column: str) -> None:
    assert not [row for row in rows(table) if not row[column]]
    decisions = {row["decision"] for row in rows(table) if "decision" in row}
    assert decisions <= {"keep", "drop", "guard", "stop"}


def test_all_readable_words_have_readings() -> None:
    assert all(lexicon.readings(word) for word in lexicon.readable())
