"""Derive the forms of reporting verbs (needs the package mazini).

``python scripts/derive_forms.py`` writes two tables in quotes/lexicon: forms.tsv from the lemmas of
verbs.tsv and the decisions of ambiguous.tsv, multiword_forms.tsv from the heads of multiword.tsv.
Verb stems and participle stems come from mazini; the endings of participles, the nouns' suffixes and
the object pronouns are added here. Everything is keyed by its folded spelling.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from quotes.text.fold import fold_word

LEXICON = Path(__file__).parents[1] / "quotes" / "lexicon"
HEADER = ("form", "lemma", "kind", "person", "gender", "number", "pronoun", "guard")
# the likelier of two readings of one form first
KINDS = ("perfect", "imperfect", "passive", "participle", "agent", "noun")
VERB_SLOTS = ("3ms", "3fs", "3md", "3fd", "3mp", "3fp", "1s", "1p", "2mp")
# an object pronoun follows these persons only; duals and feminine plurals with objects are not news
OBJECT_SLOTS = ("3ms", "3fs", "3mp", "1s", "1p")
PRONOUNS = {
    "ه": "ms", "ها": "fs", "هم": "mp", "هما": "d", "هن": "fp", "ني": "1s", "نا": "1p", "ك": "2s", "كم": "2p",
}  # fmt: skip
POSSESSORS = {**{k: v for k, v in PRONOUNS.items() if k != "ني"}, "ي": "1s"}
# every verb that takes a clause takes these two in a relative clause: ما أعلنه, التصريحات التي قالها
RESUMPTIVE = ("ه", "ها")
MARKS = re.compile("[\u064b-\u0650\u0652]")
Row = tuple[str, str, str, str, str, str, str]


def derive(lemmas: list[dict[str, str]], ambiguous: list[dict[str, str]]) -> list[tuple[str, ...]]:
    """Return the rows of forms.tsv below its header, sorted, without the forms to drop.

    Raises:
        ValueError: for a lemma that its root and pattern do not conjugate to, or a decision about
            a form that no lemma has.
    """
    decisions = {(row["form"], row["lemma"]): row["decision"] for row in ambiguous}
    rows: dict[tuple[str, ...], None] = {}
    seen = set()
    for lemma in lemmas:
        for row in lemma_rows(lemma):
            form, name, *_ = row
            seen |= {(form, name), (form, "*")}
            decision = decisions.get((form, name)) or decisions.get((form, "*")) or "keep"
            if decision != "drop":
                rows[(*row, "guard" if decision == "guard" else "")] = None
    if stray := decisions.keys() - seen:
        raise ValueError(f"ambiguous.tsv decides on forms that are not derived: {sorted(stray)}")
    return sorted(rows, key=likeliest)


def likeliest(row: tuple[str, ...]) -> tuple[object, ...]:
    """Sort by form; of its readings the likeliest first: verb before noun, third person before first."""
    form, lemma, kind, person, *rest = row
    return form, KINDS.index(kind), "312".find(person), lemma, rest


def derive_heads(multiword: list[dict[str, str]]) -> list[tuple[str, ...]]:
    """Return the rows of multiword_forms.tsv: the heads' verbs and adverbial participles, no pronouns."""
    rows = set()
    for head in multiword:
        lemma = {"lemma": head["head"], "governs": "", "strength": "", "masdar": ""}
        for row in lemma_rows({**head, **lemma}):
            if not row[-1]:
                rows.add((*row, ""))
    return sorted(rows, key=likeliest)


def lemma_rows(lemma: dict[str, str]) -> Iterator[Row]:
    """Yield every form of one lemma, some more than once."""
    from mazini import conjugate

    name, governs = lemma["lemma"], lemma["governs"].split(",")
    slots = {
        slot: [form.form for form in forms]
        for slot, forms in conjugate(lemma["root"], lemma["pattern"]).slots.items()
    }
    if fold_word(name) not in map(fold_word, slots["past_3ms"]):
        raise ValueError(f"verbs.tsv: {name} is not {slots['past_3ms'][0]}; correct its root or pattern")
    pronouns = tuple(PRONOUNS) if "object" in governs else RESUMPTIVE
    active = set()  # spellings of the third person, which a passive would only repeat
    for tense, kind in (("past", "perfect"), ("ind", "imperfect")):
        for slot in VERB_SLOTS:
            for form in slots.get(f"{tense}_{slot}", ()):
                for row in verb_rows(form, name, kind, slot, pronouns):
                    if row[3] == "3":
                        active.add(row[0])
                    yield row
    for form in slots.get("sub_3mp", ()):
        active.add(fold_word(form))
        yield (fold_word(form), name, "imperfect", "3", "m", "p", "")
    if lemma["strength"] == "strong":  # لم يشر; too short to tell from other words in the weak ones
        for slot in ("3ms", "3fs"):
            for form in set(map(fold_word, slots.get(f"juss_{slot}", ()))) - active:
                yield (form, name, "imperfect", "3", slot[1], "s", "")
    for tense in ("past_pass", "ind_pass"):
        for slot in ("3ms", "3fs"):
            for form in map(fold_word, slots.get(f"{tense}_{slot}", ())):
                if form not in active:  # without marks most passives look like their active
                    yield (form, name, "passive", "3", slot[1], "s", "")
    for stem in slots.get("ap", ()):
        yield from participle_rows(stem, name, agent=lemma["strength"] == "strong")
    for noun in filter(None, lemma["masdar"].split(",")):
        yield from noun_rows(noun, name)


def verb_rows(form: str, name: str, kind: str, slot: str, pronouns: tuple[str, ...]) -> Iterator[Row]:
    person, gender, number = slot[0], slot[1] if len(slot) == 3 else "", slot[-1]
    spellings = {fold_word(form)}
    bare = MARKS.sub("", form)
    if re.search("[ؤئ]و", bare):  # جاؤوا is also written جاءوا, تنبؤوا also تنبأوا
        seat = "ء" if re.search("ا[ؤئ]و", bare) else "أ"
        spellings |= {fold_word(re.sub("[ؤئ](?=و)", other, bare)) for other in {"ء", seat}}
    prefixes = ("", "س") if kind == "imperfect" else ("",)
    for prefix in prefixes:
        for spelling in spellings:
            yield (prefix + spelling, name, kind, person, gender, number, "")
    if slot in OBJECT_SLOTS:
        stem = before_pronoun(form)
        for pronoun in pronouns:
            yield (fold_word(stem + pronoun), name, kind, person, gender, number, PRONOUNS[pronoun])


def before_pronoun(form: str) -> str:
    """Return *form* as it is spelled before an object pronoun: رأى → رآ, قالوا → قالو."""
    bare = MARKS.sub("", form)
    if bare.endswith("وا"):
        return bare[:-1]
    if bare.endswith("أى"):
        return bare[:-2] + "آ"
    if bare.endswith("ى"):
        return bare[:-1] + "ا"
    return bare


def participle_rows(stem: str, name: str, *, agent: bool) -> Iterator[Row]:
    """Yield the participle as an adverb (مضيفا, مشيرتين) and, for *agent*, with the article (القائلة)."""
    defective = stem.endswith("\u064d")  # نافٍ: its ي comes back before every ending but the plural's
    base = fold_word(stem) + ("ي" if defective else "")
    if base.endswith("ءي"):  # راءٍ but رائيا
        base = base[:-2] + "يي"
    plural = base[:-1] if defective else base
    adverb = {"ا": "ms", "ه": "fs", "تين": "fd", "ات": "fp", "ين": "md"}
    for ending, who in adverb.items():
        yield (base + ending, name, "participle", "", who[0], who[1], "")
    yield (plural + "ين", name, "participle", "", "m", "p", "")
    if not agent:
        return
    for ending, who in {"": "ms", "ه": "fs", "ات": "fp"}.items():
        yield ("ال" + base + ending, name, "agent", "", who[0], who[1], "")
    for ending in ("ون", "ين"):
        yield ("ال" + plural + ending, name, "agent", "", "m", "p", "")


def noun_rows(noun: str, name: str) -> Iterator[Row]:
    """Yield a verbal noun alone, with the article and with each possessor."""
    for form in (noun, "ال" + noun):
        yield (fold_word(form), name, "noun", "", "", "", "")
    if noun.endswith("ة"):
        stems = [noun[:-1] + "ت"]
    elif noun.endswith("ى"):
        stems = [noun[:-1] + "ا"]
    elif noun.endswith("اء"):
        stems = [noun, noun[:-1] + "ؤ", noun[:-1] + "ئ"]
    else:
        stems = [noun]
    for stem in stems:
        for possessor, pronoun in POSSESSORS.items():
            yield (fold_word(stem + possessor), name, "noun", "", "", "", pronoun)


def read(name: str) -> list[dict[str, str]]:
    with (LEXICON / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def write(name: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    lines = ["\t".join(row) + "\n" for row in (header, *rows)]
    (LEXICON / name).write_text("".join(lines), encoding="utf-8")


def main() -> None:
    lemmas = read("verbs.tsv")
    rows = derive(lemmas, read("ambiguous.tsv"))
    write("forms.tsv", HEADER, rows)
    write("multiword_forms.tsv", HEADER, derive_heads(read("multiword.tsv")))
    print(f"{len(rows)} forms of {len(lemmas)} lemmas")


if __name__ == "__main__":
    main()
