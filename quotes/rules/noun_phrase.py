"""The speaker's noun phrase: from its first word to where the audience, the occasion or a clause begins."""

from quotes.lexicon import forms, lemmas, titles
from quotes.lexicon.closed import closed, nouns, predicates
from quotes.text.marks import MARKS
from quotes.text.tokens import Tokens

_COMMAS = frozenset("،,")
_LEAD = closed("lead-in") | _COMMAS
# adverbial participles (مضيفا) and third-person reporting verbs never stand inside a speaker
_REPORTING = frozenset(
    word
    for word, found in forms().items()
    if any(f.kind == "participle" or (f.person == "3" and not f.guard and lemmas()[f.lemma].strong) for f in found)
)
_STOPS = (
    closed("speaker-stop") | closed("relative") | closed("time") | closed("audience") | predicates() | _REPORTING
)
_TIME = closed("time")
_AUDIENCE = closed("audience")
_OCCASIONS = closed("occasion")
_NEVER = closed("relative") | {"هو", "هي", "هم", "قد", "ذلك", "هذا", "هذه", "لا", "لم", "لن", "ليس", "ما", "هناك"}
_OFFICE_ON = frozenset("المشرفون القائمون القايمون القائمين القايمين المشرف مشرف القائم المسؤول المسوول القايم المطلع".split())
_ADDRESS = frozenset("الدكتور الشيخ الامير السيد الاستاذ المهندس اللواء العميد العقيد الرايد النقيب المقدم الفريق الملازم الرقيب الحاج القاضي النايب الوزير الرييس الرئيس اللاعب الكابتن محمد احمد حسن حسين بن ابو د الله المرشد المرجع".split())
_COMMON = nouns() - titles().keys()
_SELF = frozenset("نفسه نفسها ذاته ذاتها".split())
_ENVOYS = frozenset("سفير سفيره بعثه السفاره سفاره مندوب مندوبه ممثل ممثله مبعوث قنصل".split())
_NEWS = frozenset("الصحافه فرانس رويترز الانباء انباء الاناضول اسوشيتد اسوشيتدبرس تاس سبوتنيك نوفوستي انترفاكس".split())
_CHANNELS = frozenset("حسابه حسابها صفحته صفحتها موقعه موقعها تويتر هامش الهواء حساب صفحه موقع".split())
_NAMED = closed("name-before-mark")
_ADVERBIAL = frozenset("فيما بينما في من عن الي بعد قبل خلال مع منذ عند حول ما مما".split())
_DEMONSTRATIVES = frozenset("هذا هذه ذلك تلك".split())
_UNNAMED = frozenset("مصدر مصادر المصدر المصادر جهات جهه".split())
_UNNAMED_KINDS = frozenset("خاصه مطلعه مطلع موثوقه موثوق عليمه رسميه".split())
_ABOUT = frozenset("النهي والنهي المسوول المسؤول المسووله المسوولين صادر صادره الصادر الصادره مسوول مسووله".split())
_PREPOSITIONS = frozenset("في من علي الي عن ب ل".split())
_BREAKS = frozenset("()[]{}:؛;-–—…!?؟.*/|@")


def speaker_after(tokens: Tokens, i: int, limit: int) -> tuple[int, int] | None:
    """Return the noun phrase that stands at token *i* and before *limit*; adverbs before it are skipped."""
    words = tokens.words
    while i < limit:
        word = words[i]
        if word in _LEAD or word in _TIME:
            i += 1
        elif word == "من" and words[i + 1][:3] in {"جهت", "جان", "ناح", "طرف"}:
            # من جهته، من جانبه
            i += 2
        elif word in {"ل", "لل"} and i + 1 in tokens.closes and tokens.closes[i + 1] < limit:
            # وأوضحت لـ«الاقتصادية» مصادر خاصة
            i = tokens.closes[i + 1] + 1
        elif word == "(" and i + 2 < limit and words[i + 2] == ")" and words[i + 1] in _TIME:
            i += 3
        elif word in _AUDIENCE and i + 1 < limit and _title(words[i + 1]):
            i += 1
        else:
            break
    if i + 1 < limit and words[i] in _DEMONSTRATIVES and words[i + 1].startswith("ال") and _title(words[i + 1]):
        # وأكد هذا الخبير
        return i, phrase_end(tokens, i + 1, limit)
    if i >= limit or prefixed(words[i]):
        return None
    if i in tokens.closes and tokens.closes[i] - i > 2:
        # one word in marks may be an outlet (قالت «رويترز»), more are what was said
        return None
    end = phrase_end(tokens, i, limit)
    return (i, end) if end > i else None


def prefixed(word: str) -> bool:
    """Tell whether *word* wears what no speaker does: a preposition (لأنصاره, بتهمة), or و and a verb."""
    if word.removeprefix("و") in _ADVERBIAL:
        return True
    if word[0] in "وف" and word[1:2] in "يت" and len(word) > 4 and word not in titles() and word[1:] not in nouns():
        # ويوقع اتفاقيات: a verb that no list holds
        return True
    if word[0] not in "لب" or word in titles() or word in nouns():
        return False
    stem = next((word[1 : -len(s)] for s in ("ها", "هم", "ه") if word.endswith(s)), "")
    return word.startswith("لل") or word[1:] in _DEMONSTRATIVES or stem in nouns() or word[1:] in nouns() or word[1:] in titles()


def phrase_end(tokens: Tokens, i: int, limit: int, *, lead: int = 0) -> int:
    """Return the token after the noun phrase that begins at token *i*; *i* itself where none does.

    *lead* characters of its first word are a proclitic.
    """
    words = tokens.words
    first = i
    end = i
    while i < limit:
        word = words[i]
        if word in _COMMAS:
            after = _apposition(tokens, i + 1, limit)
            if not after or end == first:
                break
            i = end = after
            continue
        if word in MARKS:
            close = tokens.closes.get(i)
            if close is None or close >= limit or close - i > 6 or (end == first and close - i > 4):
                break
            person = close - i < 5 and _title(words[first]) and _name(words[i + 1])
            if end > first and close - i > 3 and not person and not _named_in_marks(words[i - 1]):
                # اتهم نصر الله «جهات دولية»: no name of his
                break
            i = end = close + 1
            continue
        if word in {"#", "_", "%"}:
            i += 1
            end = max(end, i if word == "%" else end)
            continue
        if word == "(":
            close = _parenthesis(words, i, limit)
            if not close or end == first or words[i + 1].startswith("لل"):
                break
            i = end = close
            continue
        if word == "." and len(words[i - 1]) == 1 and i > first and words[i - 1].isalpha():
            # د. وائل
            i += 1
            continue
        if word in {"-", "."} and i > first and not tokens.gap(i) and not tokens.gap(i + 1):
            # هاردنغ-رولز, إس.بي أنجل
            i += 1
            continue
        if word in _BREAKS or word[0] == "\n":
            break
        if word[0].isdigit() and words[i - 1] != "العمر" and words[i + 1 : i + 2] != ["%"]:
            break
        if not (lead and i == first) and not _continues(words, i, first, limit):
            break
        i += 1
        end = i
    # a preposition never ends a phrase
    while end > first and words[end - 1] in {"في", "من", "علي", "ل", "ب", "و"}:
        end -= 1
    return end


def _name(word: str) -> bool:
    """Tell whether *word* looks like a name: neither definite nor a title nor a common noun."""
    return not (
        word.startswith(("ال", "لل", "بال"))
        or word in _PREPOSITIONS
        or word == "لدي"
        or word in titles()
        or word in nouns()
        or word[1:] in nouns()
        or word[1:] in titles()
    )


def _surname(words: list[str], i: int, first: int) -> bool:
    """Tell whether the word at *i* is a surname that looks like a verb: ميكو تومي."""
    return _name(words[first]) and words[i] not in _REPORTING and words[i] not in closed("speaker-stop")


def _possessed(word: str) -> bool:
    """Tell whether *word* is a noun with the pronoun of its owner: مسيرته, تجاربها; شيخة folds like شيخه."""
    stem = next((word[: -len(suffix)] for suffix in ("ها", "هم", "ه") if word.endswith(suffix)), "")
    if word in nouns() or word in titles():
        return False
    return (stem in nouns() and not word.endswith(stem + "ه")) or (stem[-1:] == "ت" and stem[:-1] + "ه" in nouns())


def _object(words: list[str], i: int, limit: int) -> bool:
    """Tell whether the indefinite noun at *i* begins what the verb does: طلب رئيس الجامعة تدخل الشرطة.

    It does behind a definite noun or a name, when a definite noun or a preposition follows; a name that
    is also a noun (سنية مبارك) has no such thing behind it.
    """
    before = words[i - 1]
    if before in _PARTS_OF_NAMES or not (before.startswith("ال") and len(before) > 3 or _name(before)):
        return False
    following = words[i + 1] if i + 1 < limit else ""
    return following.startswith("ال") or following in _PREPOSITIONS or following in {"مع", "بين"}


_PARTS_OF_NAMES = frozenset("بن ابن ابو ام ال عبد بنت".split())


def _named_in_marks(before: str) -> bool:
    return before in _NAMED or before in titles() or before.removeprefix("ال") in titles()


def phrase_start(tokens: Tokens, i: int, *, apposition: bool = True) -> int:
    """Return the first token of the noun phrase whose last word stands at *i*.

    Unless *apposition* is False, a title set off by a comma belongs to it.
    """
    words = tokens.words
    begin = tokens.sentence(i)[0]
    while i > begin:
        word = words[i - 1]
        if word in _COMMAS and i - 1 > begin:
            # a title and its name may stand apart: الرئيس الأمريكي، دونالد ترامب
            if not apposition or i - 2 <= begin or not words[i - 2][0].isalpha():
                return i
            start = phrase_start(tokens, i - 2, apposition=False)
            return start if start < i - 2 and _title(words[start]) and i - start < 14 else i
        if word in {"#", "_"}:
            i -= 1
            continue
        if not word[0].isalnum() or word[0].isdigit() or word in _STOPS or word in {"في", "من", "علي", "عن", "ان"}:
            break
        if word[0] in "وف" and (word[1:] in predicates() or word[1:] in _REPORTING):
            break
        if words[i][0] == "و" and words[i] not in titles() and len(words[i]) > 4:
            break
        if i - 1 == begin and not (word.startswith("ال") or _title(word)):
            # the first word of a sentence is its verb, mostly
            break
        i -= 1
    return i


def _title(word: str) -> bool:
    return word in titles() or word.removeprefix("ال") in titles()


def _parenthesis(words: list[str], i: int, limit: int) -> int:
    """Return the token after the parenthesis at *i* that holds a name or a trade, 0 for an age or a date."""
    for j in range(i + 1, min(i + 6, limit)):
        if words[j] == ")":
            return j + 1 if j > i + 1 else 0
        if words[j][0].isdigit():
            return 0
    return 0


def _continues(words: list[str], i: int, first: int, limit: int) -> bool:
    """Tell whether the word at *i* goes on with the phrase that began at *first*."""
    word = words[i]
    following = words[i + 1] if i + 1 < limit else ""
    if i == first + 1 and words[first] in _UNNAMED and word in _UNNAMED_KINDS:
        return True
    if word == "عن" and words[i - 1] in _ABOUT and i > first:
        return True
    if i == first + 1 and word in _SELF and words[first].startswith("ال"):
        return True
    if word == "لدي" and i > first and {w.removeprefix("ال") for w in words[first:i]} & _ENVOYS:
        return True
    if word == "لوكاله" and i > first and following not in _NEWS:
        # المدير العام لوكالة الطاقة
        return True
    if i == first + 1 and word in predicates() and word[0] not in "يسو" and _surname(words, i, first):
        return True
    if word in _STOPS or word in {"ما", "فهو", "فهي", "فقد", "فلقد"} or (word in {"عام", "العام"} and following[:1].isdigit()):
        return False
    if word[0] == "و" and word not in titles() and (word[1:] in _NEVER or word[1:] in _REPORTING):
        return False
    if i > first and word in _COMMON and _object(words, i, limit):
        return False
    if word in {"ل", "لل"}:
        return False
    if i > first and words[i - 1].startswith("ال") and (title := titles().get(word)) is not None:
        head = titles().get(words[first])
        if title.number == "p" and not word.startswith("ال") and (head is None or head.number != "p"):
            # استقبل الأمير أعضاء البعثة
            return False
        person = title.kind == "person" and word.startswith("ال") and following != "" and _name(following)
        if person and head is not None and head.kind != "person":
            # التقى الوفد المحافظ عادل النجار
            return False
    if i > first and (word.startswith("ال") or following in MARKS) and _name(words[i - 1]):
        # دعا كارتر الكونغرس, أبلغ تسيبراس مجلة «…»: a body behind a name is whom he addressed
        title = titles().get(word)
        if title is not None and title.kind == "body":
            return False
    if i > first and _possessed(word) and (words[i - 1].startswith("ال") or _name(words[i - 1])):
        # استعرض محمد جهاد تجاربه
        return False
    if word in {"في", "من", "علي"}:
        if i == first:
            # علي السليمي
            patronymic = following in {"بن", "ابن", "ابو", "ال"} or following.startswith("عبد")
            return word == "علي" and (patronymic or (words[i - 1] in _COMMAS and following.startswith("ال")))
        if word == "علي" and following in _CHANNELS:
            return False
        if word == "علي":
            # the preposition folds like the name Ali
            return words[i - 1] in _OFFICE_ON or words[i - 1] in _ADDRESS or following in {"بن", "ال", "ابو", "ابن"} or following.startswith("عبد") or (i > first + 1 and _name(words[i - 1]) and following.isalpha() and _name(following) and following not in _STOPS)
        if not following or following in _STOPS or following in _OCCASIONS or following[0].isdigit():
            return False
        if word == "في" and following.endswith(("هم", "ها", "ته")) and len(following) > 5:
            # محامو بوستيك في التماسهم
            return False
        if word == "من" and following == "العمر":
            return True
        if word == "من":
            title = titles().get(following)
            return (title is not None and title.kind == "body") or i == first + 1 or words[i - 1].startswith("ال")
        return True
    if word[0] == "و" and len(word) > 4 and i > first and word not in titles() and (word[1:] in predicates() or word[1:] in _REPORTING):
        return False
    return True


def _apposition(tokens: Tokens, i: int, limit: int) -> int:
    """Return the end of a title or name set off by commas from *i* on, 0 where there is none."""
    words = tokens.words
    j = i
    if j < limit and words[j] == "من" and _title(words[j + 1]):
        # «جوناثان مكدويل، من مركز …»: where he works
        j += 1
    elif j < limit < len(words) and words[j] in nouns() and words[j] not in titles() and words[limit] in ".\n":
        # بحسب وسائل إعلام، استقالة …: a clause goes on, and nobody's title
        return 0
    while j < limit and words[j] not in _COMMAS:
        word = words[j]
        if word in MARKS and j > i and tokens.closes.get(j, limit) < min(limit, j + 7):
            j = tokens.closes[j] + 1
            continue
        if word == "(" and j > i and (close := _parenthesis(words, j, limit)):
            j = close
            continue
        if word in MARKS or word in _BREAKS or word[0] == "\n" or word[0].isdigit() or j - i > 12:
            return 0
        if not _continues(words, j, i, limit):
            # «…، ألكسندر نوفاك خلال لقاء»: a bare name needs no comma behind it
            named = 2 <= j - i <= 4 and all(_name(w) for w in words[i:j])
            office = j - i > 1 and words[i].startswith("ال") and _title(words[i]) and word in _AUDIENCE | {"ل", "في", "خلال", "بحسب"}
            return j if (named and word in _STOPS) or office else 0
        j += 1
    return j if i < j else 0
