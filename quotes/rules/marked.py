"""What quotation marks behind a cue hold: speech, a fragment of it, or a name."""

from quotes.lexicon.closed import closed, predicates
from quotes.rules.cues import Cue
from quotes.rules.names import is_name
from quotes.text.marks import SINGLE
from quotes.text.tokens import Tokens

RELATIVES = closed("relative")
_NAMED = closed("name-before-mark")
_AUDIENCE = closed("audience")
_COMMAS = frozenset("،,")


def marked(tokens: Tokens, j: int, begin: int, stop: int, cue: Cue) -> str:
    """Return what the marks that open at *j* hold for a cue that ends at *begin*: speech, fragment or ""."""
    words, close, governs = tokens.words, tokens.closes[j], cue.lemma.governs
    length = words_within(tokens, j)
    before = words[j - 1]
    lemma = cue.lemma.lemma
    least = 2 if lemma in _SHOUTING and j - begin < 6 else 3
    if (
        length < least
        or lemma == "ادعى"
        or (lemma == "أبلغ" and cue.form.guard)
        or (cue.kind == "noun" and j > begin + 1)
        or before in _NAMED
        or (before[0] in "لبوف" and before[1:] in _NAMED)
        or (length < 5 and before.removeprefix("ال") in _NAMED)
        or (length < 5 and before == "عن" and lemma in _UNVEILING)
        or (words[j] in SINGLE and length < 4)
    ):
        return ""
    if before.lstrip("وف") in {"ل", "لل"} and length < 6:
        return ""
    if length < 5 and (words[j + 1] in _NAMED or before in _AUDIENCE):
        # على «قاعة سينما الوادي», لمراسل «إذاعة الساحل»
        return ""
    after = words[close + 1] if close + 1 < len(words) else "\n"
    relative = after in _COMMAS and words[close + 2 : close + 3] and words[close + 2] in RELATIVES
    if length < 6 and j > begin and (relative or _called(words, j)):
        # دعت لها «تنسيقية الأحياء»، التي …; القضية المعروفة إعلاميا بـ«…»
        return ""
    if "direct" in governs and (cue.lemma.strong or cue.kind == "verb") and cue.kind != "noun":
        near = j == begin or before in _COMMAS
        if near or length >= 7 or (not after[0].isalnum() and length >= 5):
            return "speech"
    if (before in {"في", "من", "مع", "بين", "حول"} and length < 5) or _unknown(tokens, j, length):
        return ""
    return "fragment" if governs & {"fragment", "direct"} and j - begin < 20 else ""


def _unknown(tokens: Tokens, mark: int, length: int) -> bool:
    """Tell whether the marks opened at *mark* hold nothing but words of a name: «ريزورتس مانيلا»."""
    if length > LONGEST_NAME:
        return False
    inside = [w for w in tokens.words[mark + 1 : tokens.closes[mark]] if w[0].isalnum()]
    return all(w.isascii() or (is_name(w) and not _known(w)) for w in inside)


# words
LONGEST_NAME = 5


def _known(word: str) -> bool:
    verb = word in predicates() or word[1:] in predicates()
    return verb or word in _FUNCTION or (word[0] in "بلكوف" and len(word) > 3) or word[-1:] == "ا"


_FUNCTION = frozenset({"هل", "انت", "انتم", "يا"}).union(
    *(closed(n) for n in ("function-word", "mention-stop", "speaker-stop", "negation", "first-person")),
    closed("complementiser-pronoun"),
)


def _called(words: list[str], j: int) -> bool:
    """Tell whether the marks at *j* hold what something is called: المعروفة إعلاميا بـ«…»."""
    return words[j - 1] == "ب" and bool(_CALLED & {*words[j - 3 : j - 1]})


_CALLED = frozenset("المعروف المعروفه يعرف تعرف اعلاميا المسمي المسماه الملقب الملقبه عرف عرفت".split())
# كشفت عن «…»: a product
_UNVEILING = frozenset("كشف أعلن".split())
_SHOUTING = frozenset("هتف صاح صرخ ردد".split())


def words_within(tokens: Tokens, mark: int) -> int:
    """Return how many words the marks opened at *mark* hold, a dozen at most."""
    return sum(1 for w in tokens.words[mark + 1 : min(tokens.closes[mark], mark + 12)] if w[0].isalnum())
