"""What single words tell of a speaker's noun phrase: whether it may begin with them, and go on."""

from functools import lru_cache

from quotes.lexicon import titles
from quotes.lexicon.closed import closed, nouns, predicates
from quotes.rules.names import NAME_PREPOSITIONS, accusative, is_name, is_title, possessed
from quotes.rules.phrase_prepositions import VERBAL, deed, deputy, owned, personal
from quotes.rules.phrase_stops import COMMAS, REPORTING, STOPS
from quotes.text.marks import MARKS

_OCCASIONS = closed("occasion")
_NEVER = closed("relative") | closed("never-coordinated")
_OFFICE_ON = closed("office-over-something")
_ADDRESS = closed("before-ali")
_COMMON = nouns() - titles().keys()
_SELF = frozenset("نفسه نفسها ذاته ذاتها".split())
_ENVOYS = closed("envoy")
_NEWS = closed("news-agency")
_CHANNELS = closed("channel")
_ADVERBIAL = closed("adverbial-head")
_TIMES = closed("time")
DEMONSTRATIVES = frozenset("هذا هذه ذلك تلك".split())
_UNNAMED = frozenset("مصدر مصادر المصدر المصادر جهات جهه".split())
_UNNAMED_KINDS = closed("unnamed-source-kind")
_ABOUT = closed("before-about")
_PARTS_OF_NAMES = closed("part-of-name")
_GIVEN = closed("given-name") | {"محمد", "احمد", "حسن", "حسين", "اكبر"}
ALSO_NAMES = closed("also-a-name")


@lru_cache(maxsize=1 << 15)
def prefixed(word: str) -> bool:
    """Tell whether *word* wears what no speaker does: a preposition (لأنصاره, بتهمة), or و and a verb."""
    if word in _ADVERBIAL or word.removeprefix("و") in _ADVERBIAL:
        return True
    if word in ALSO_NAMES:
        return False
    if (
        word[0] in "وف"
        and word[1:2] in "يت"
        and len(word) > 4
        and word not in titles()
        and word[1:] not in nouns()
        and (word[0] == "و" or word[1:] in predicates())
    ):
        # ويوقع اتفاقيات: a verb that no list holds; فيليب is a name
        return True
    if word[0] not in "لب" or word in titles() or word in nouns():
        return False
    if word[1:2].isascii() and len(word) > 1:
        # لـBBC
        return True
    stem = next((word[1 : -len(s)] for s in ("ها", "هم", "ه") if word.endswith(s)), "")
    return (
        word.startswith("لل")
        or word[1:] in DEMONSTRATIVES
        or stem in nouns()
        or word[1:] in nouns()
        or word[1:] in titles()
        or (word.startswith("بال") and word[3:] in nouns())
        or (word[0] == "ب" and VERBAL.fullmatch(word[1:]) is not None)
    )


def _surname(words: list[str], i: int, first: int) -> bool:
    """Tell whether the word at *i* is a surname that looks like a verb: ميكو تومي."""
    return is_name(words[first]) and words[i] not in REPORTING and words[i] not in closed("speaker-stop")


def _object(words: list[str], i: int, limit: int) -> bool:
    """Tell whether the indefinite noun at *i* begins what the verb does: طلب رئيس الجامعة تدخل الشرطة.

    It does behind a definite noun or a name, when a definite noun or a preposition follows; a name that
    is also a noun (سنية مبارك) has no such thing behind it.
    """
    before = words[i - 1]
    if before in _PARTS_OF_NAMES | ALSO_NAMES or not (
        (before.startswith("ال") and len(before) > 3) or is_name(before)
    ):
        return False
    following = words[i + 1] if i + 1 < limit else ""
    return following.startswith("ال") or following in NAME_PREPOSITIONS or following in {"مع", "بين"}


def _named(words: list[str], i: int, first: int, following: str) -> bool:
    """Tell whether the word at *i* is a name, though it has another meaning: الباحثة سلمى, بن فضل."""
    if i == first:
        known = following.startswith("ال") or is_name(following)
        if not following or following in COMMAS:
            # قالت ماي إن, قالت فيروز، …
            return True
        return known and following.isalpha() and following not in STOPS
    before = words[i - 1]
    titled = before.startswith("ال") or (is_title(before) and i - 1 == first)
    return titled or before in _PARTS_OF_NAMES or before in _ADDRESS or is_name(before)


def _describes(words: list[str], i: int, first: int, following: str) -> bool:
    """Tell whether the word at *i* goes on with an adjective though it is a stop elsewhere."""
    word, before = words[i], words[i - 1]
    if word == "من" and before in {"%", "٪"}:
        # 40% من المشاركين
        return True
    if word == "غير":
        # المعهد غير الربحي
        return before.startswith("ال") and following.startswith("ال")
    if word == "حديثه":
        # دراسة حديثة, not: واصل الوزير حديثه
        title = titles().get(words[first])
        thing = words[first] in nouns() or words[first][-2:] == "ات"
        return thing if title is None else title.kind != "person"
    if word in _OF_THEM:
        # فصائل تابعة لها
        return before.removeprefix("ال") in _BELONGING
    if word == "الاول":
        # كرة القدم الأول, not: أمس الأول
        return before.startswith("ال") and before not in closed("time")
    return before == "بالقرب" and word == "من" and following != ""


_OF_THEM = frozenset("له لها لهم بها به منه منها منهم".split())
_DESCRIBING = _OF_THEM | {"من", "غير", "حديثه", "الاول"}
_PARTICLES = frozenset("ما فهو فهي فقد فلقد".split())
# these go on with a phrase by what stands beside them
_AMONG_OTHERS = frozenset("عن لدي لوكاله فان عام العام علي في".split()) | _DESCRIBING | _UNNAMED_KINDS | _SELF
_BELONGING = frozenset("تابع تابعه تابعين خاص خاصه مواليه موالي مقرب مقربه مقربين مقربون".split())


def _is_ali(words: list[str], i: int, first: int, following: str) -> bool:
    """Tell whether the word at *i* is the name Ali, which folds like the preposition على."""
    before = words[i - 1]
    patronymic = following in {"بن", "ابن", "ابو", "ال"} or following.startswith("عبد")
    if i == first:
        # علي السليمي، علي حسن
        return (
            patronymic
            or following in _GIVEN
            or (before in COMMAS and following.startswith("ال") and following[2:] not in nouns())
        )
    if following in _CHANNELS:
        return False
    office = words[i - 2] if before == "العام" and i - 2 >= first else before
    if patronymic or office.removeprefix("و") in _OFFICE_ON or before in _ADDRESS:
        return True
    # غلام علي خوشرو
    third = words[i + 2] if i + 2 < len(words) else ""
    name = is_name(before) or (before in titles() and third.isalpha() and is_name(third) and third != "فان")
    between = i > first + 1 and name and is_name(following)
    return between and following.isalpha() and following not in STOPS


def continues(words: list[str], i: int, first: int, limit: int) -> bool:
    """Tell whether the word at *i* goes on with the phrase that began at *first*."""
    alone = _alone(words[i])
    return _fits(words, i, first, limit) if alone is None else alone


_SABAH = frozenset({"صباح", "الصباح"})
_MINISTERS = frozenset("وزير وزيره رييس رئيس نظيره سفير مبعوث".split())


@lru_cache(maxsize=1 << 15)
def _alone(word: str) -> bool | None:
    """Tell whether *word* goes on with every phrase or with none; None where ``_fits`` must look around."""
    if (
        word in _AMONG_OTHERS
        or word in _SABAH
        or word in ALSO_NAMES
        or word in titles()
        or word in _COMMON
        or word in predicates()
        or word[0] in "لب"
        or accusative(word)
        or possessed(word)
    ):
        return None
    if word in STOPS or word in _PARTICLES:
        return False
    verbs = word[1:] in predicates() or word[1:] in REPORTING
    return None if word[0] == "و" and (verbs or word[1:] in _NEVER) else True


def _fits(words: list[str], i: int, first: int, limit: int) -> bool:
    """Tell whether the word at *i* goes on with the phrase from *first* on, going by those around it."""
    word = words[i]
    following = words[i + 1] if i + 1 < limit else ""
    if i == first and word in titles() and word not in closed("speaker-stop"):
        # متحدثة باسم الوزارة: a participle elsewhere
        return True
    if i > first and word in _SABAH:
        # الشيخ صباح الأحمد الصباح, not: قال الوزير صباح اليوم
        before = words[i - 1]
        if word == "الصباح":
            return before.startswith("ال") and i > first + 1 and before not in _TIMES and not is_title(before)
        return before in _ADDRESS and following.startswith("ال") and following not in _TIMES
    if i > first and word in _AMONG_OTHERS:
        if i == first + 1 and words[first] in _UNNAMED and word in _UNNAMED_KINDS:
            return True
        if word == "عن" and (words[i - 1] in _ABOUT or deputy(words, i, first, following)):
            return True
        if i == first + 1 and word in _SELF and words[first].startswith("ال"):
            return True
        if word == "لدي":
            # السفير لدى الإمارات; «…، الباحثة في شؤون البحار لدى معهد …»
            office = words[first - 1] in COMMAS and words[first].startswith("ال") and is_title(words[first])
            return office or not _ENVOYS.isdisjoint(w.removeprefix("ال") for w in words[first:i])
        if word == "لوكاله" and following not in _NEWS:
            # المدير العام لوكالة الطاقة
            return True
    if i == first + 1 and word in predicates() and word[0] not in "يسو" and _surname(words, i, first):
        return True
    if i > first and word in _DESCRIBING and _describes(words, i, first, following):
        return True
    if word in ALSO_NAMES and _named(words, i, first, following):
        return True
    if i == first and word == "فان" and is_name(following) and words[i - 1][0].isalpha():
        # فان غال, not: فإن
        return True
    if i > first and word[0] == "ب" and deed(words, i, first):
        return False
    if i > first and accusative(word) and not (words[i - 1][0].isdigit() or accusative(words[first])):
        # أصدرت الوزارة بيانا
        return False
    if (
        word in STOPS
        or word in _PARTICLES
        or (word in {"عام", "العام"} and (following[:1].isdigit() or following in _TIMES))
    ):
        return False
    if word[0] == "و" and word not in titles() and (word[1:] in _NEVER or word[1:] in REPORTING):
        return False
    if i > first and word in _COMMON and _object(words, i, limit):
        return False
    if word in {"ل", "لل"} or (i > first and word[0] == "ل" and owned(word[1:])):
        # قال ترامب لمستشاريه
        return False
    if i > first and words[i - 1].startswith("ال") and (title := titles().get(word)) is not None:
        head = titles().get(words[first])
        if title.number == "p" and not word.startswith("ال") and (head is None or head.number != "p"):
            # استقبل الأمير أعضاء البعثة
            return False
        person = title.kind == "person" and word.startswith("ال") and following != "" and is_name(following)
        whom = title.kind == "person" and title.number == "s" and not word.startswith("ال")
        if (person or (whom and word in _MINISTERS)) and head is not None and head.kind != "person":
            # التقى الوفد المحافظ عادل النجار, أبلغت الدول وزير الخارجية
            return False
    if i > first and (word.startswith("ال") or following in MARKS) and is_name(words[i - 1]):
        # دعا كارتر الكونغرس, أبلغ تسيبراس مجلة «…»: a body behind a name is whom he addressed
        title = titles().get(word)
        if title is not None and title.kind == "body":
            return False
    if (
        i > first
        and words[i - 1].startswith("ال")
        and (words[first].startswith("ال") or is_title(words[first]))
    ):
        # أبلغ الاتحاد صحيفة «…»: behind a definite noun no other goes on with it
        title = titles().get(word)
        if title and title.kind in ("body", "outlet") and title.number != "p" and not word.startswith("ال"):
            return False
    if i > first and possessed(word) and (words[i - 1].startswith("ال") or is_name(words[i - 1])):
        # استعرض محمد جهاد تجاربه
        return False
    if word == "علي":
        return _is_ali(words, i, first, following)
    if word in {"في", "من"}:
        if i == first:
            return False
        if not following or following in STOPS or following in _OCCASIONS or following[0].isdigit():
            return False
        if word == "في" and all(map(personal, words[first:i])) and any(map(is_name, words[first:i])):
            # قال روحاني في طهران: where he said it
            return False
        if word == "في" and following.endswith(("هم", "ها", "ته")) and len(following) > 5:
            # محامو بوستيك في التماسهم
            return False
        if word == "من" and following == "العمر":
            return True
        if word == "من":
            title = titles().get(following)
            return (
                (title is not None and title.kind == "body")
                or i == first + 1
                or words[i - 1].startswith("ال")
            )
        return True
    return not (
        word[0] == "و"
        and len(word) > 4
        and i > first
        and word not in titles()
        and (word[1:] in predicates() or word[1:] in REPORTING)
    )
