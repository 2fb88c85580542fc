"""Who is the same source, and its fullest mention, with the speakers given in brackets."""

import re

import pytest

from quotes.rules.proposal import Proposal
from quotes.sources import name_sources
from quotes.text.fold import fold
from quotes.text.tokens import Tokens


def sources(marked: str) -> list[tuple[int | None, str]]:
    """Return number and name of the source of each [speaker] in *marked*."""
    text, places = "", []
    for n, part in enumerate(re.split(r"[\[\]]", marked)):
        if n % 2:
            places.append((len(text), len(text) + len(part)))
        text += part
    folded = fold(text)
    assert len(folded.text) == len(text), "the case needs text that folds character by character"
    tokens = Tokens(folded.text)
    proposals = []
    for first, last in places:
        inside = [i for i in range(len(tokens.words)) if tokens.ends[i] > first and tokens.starts[i] < last]
        proposal = Proposal("test", None, 0, 1)
        proposal.speaker = (inside[0], inside[-1] + 1)
        proposal.speaker_lead = max(0, first - tokens.starts[inside[0]])
        proposals.append(proposal)
    name_sources(tokens, proposals)
    found = []
    for p in proposals:
        assert p.name is not None
        start, end, lead = p.name
        found.append((p.source, text[tokens.starts[start] + lead : tokens.ends[end - 1]]))
    return found


ONE = {
    "surname after office and name": (
        "قال [وزير الزراعة المغربي كمال بنعيسى] إن الموسم جيد. وأضاف [بنعيسى] أن المطر كثير.",
        "وزير الزراعة المغربي كمال بنعيسى",
    ),
    "fullest mention outside a quotation, before": (
        "وصل المبعوث الأممي يان هولمستروم إلى عدن. وقال [هولمستروم] إن الهدنة قائمة.",
        "المبعوث الأممي يان هولمستروم",
    ),
    "fullest mention later": (
        "قال [كاستيلو] إن السوق هادئة. ويدير رئيس البنك المركزي ماركو كاستيلو اجتماعا.",
        "رئيس البنك المركزي ماركو كاستيلو",
    ),
    "name after the office's comma": (
        "التقى وزير النقل الأردني، مروان الخصاونة، وفدا. وأكد [الخصاونة] أن المشروع مستمر.",
        "وزير النقل الأردني، مروان الخصاونة",
    ),
    "office after the name's comma": (
        "تحدثت ريم المنصوري، رئيسة بلدية صور، أمس. وقالت [المنصوري] إن الحدائق ستفتح.",
        "ريم المنصوري، رئيسة بلدية صور",
    ),
    "rank between office and name": (
        "قال [مدير شرطة دهوك العميد سردار برزان] إن الطريق آمن. وأشار [برزان] إلى أن الحادث عابر.",
        "مدير شرطة دهوك العميد سردار برزان",
    ),
    "proclitic before the title": (
        "وفي تصريح للوزير سليم الطائي عن المياه. قال [الطائي] إن السد ممتلئ.",
        "وزير سليم الطائي",
    ),
    "a name written in two words": (
        "قال [مدير المتحف أبو الحسن] إن القطعة أصلية. وذكر [أبوالحسن] أن المعرض مجاني.",
        "مدير المتحف أبو الحسن",
    ),
    "hamza and ya": ("قال [المدرب علي القاضى] إن الفوز مهم. وأضاف [القاضي] أنه راض.", "المدرب علي القاضى"),
    "two spellings of a foreign name": (
        "قال [الباحث بول كروغمان] إن النمو بطيء. وأضاف [كروغامن] أن الديون كثيرة.",
        "الباحث بول كروغمان",
    ),
    "description of someone named": (
        "قال [الرئيس الكيني وليام موانغي] إن الجفاف شديد. وأضاف [الرئيس] وذكر [الرئيس الكيني] أنه باق.",
        "الرئيس الكيني وليام موانغي",
    ),
    "description named only outside": (
        "وصل الرئيس الكيني وليام موانغي إلى لندن. وقال [الرئيس الكيني] إن الجفاف خطير.",
        "الرئيس الكيني وليام موانغي",
    ),
    "an office told otherwise": (
        "قال [المتحدث باسم الوزارة سعد الماجد] إن العمل بدأ. وأوضح [الناطق باسم الوزارة] أنه سينتهي.",
        "المتحدث باسم الوزارة سعد الماجد",
    ),
    "a ministry": (
        "أعلنت [وزارة الصحة اللبنانية] أن اللقاح وصل. وأضافت [الوزارة] أن التوزيع غدا.",
        "وزارة الصحة اللبنانية",
    ),
    "an anonymous source": (
        "قال [مصدر أمني] إن التفجير وقع. وأضاف [المصدر] أن الطريق مغلق. وأكد [المصدر نفسه] أن التحقيق جار.",
        "مصدر أمني",
    ),
    "a paper in marks": (
        "ذكرت [صحيفة «الشروق الجديد»] أن الأسعار ترتفع. وقالت [الصحيفة] إن الأزمة طويلة.",
        "صحيفة «الشروق الجديد»",
    ),
    "a company by its bare name": (
        "أعلنت [شركة «نورلاين»] أن المصنع جاهز. وقالت [نورلاين] إن الإنتاج يبدأ قريبا.",
        "شركة «نورلاين»",
    ),
    "a statement of a body": (
        "أعلنت [وزارة الداخلية التونسية] في بيان أن الحدود مفتوحة. وقال [البيان] إن المسافرين كثر.",
        "وزارة الداخلية التونسية",
    ),
    "a statement, its body named beside it": (
        "وجاء في [بيان صادر عن وزارة العدل] أن القانون جاهز. وأضاف [البيان] أن المجلس سيناقشه.",
        "وزارة العدل",
    ),
    "a statement told of before": (
        "أصدرت وزارة العدل الكينية أمس بيانا عن السجون. وأضاف [البيان] أن العدد قليل.",
        "وزارة العدل الكينية",
    ),
    "a statement with a verb of its own": (
        "هدأت المدينة حسب بيان أصدره مكتب الادعاء العام. وكشف [البيان] أن التحقيق بدأ.",
        "مكتب الادعاء العام",
    ),
    "a body by its head and another adjective": (
        "نددت منظمة أنصار البيئة بالقرار. وقالت [المنظمة الحقوقية] إن الغابة تموت.",
        "منظمة أنصار البيئة",
    ),
    "an outlet by another word": (
        "نشرت مجلة «آفاق» ملفا عن الفقر. وقالت [الصحيفة] إن الأرقام مخيفة.",
        "مجلة «آفاق»",
    ),
    "someone named by his trade": (
        "قال [رئيس نادي بيليني ماركو هيرست] إن الصفقة جاهزة. وأضاف [المنتج السينمائي] أنه سعيد.",
        "رئيس نادي بيليني ماركو هيرست",
    ),
    "an office in a place before the name": (
        "كشف كبير المديرين التنفيذيين في نورلاين جون هيرست خطة. وقال [هيرست] إن العام صعب.",
        "كبير المديرين التنفيذيين في نورلاين جون هيرست",
    ),
    "a former office before the name": (
        "حضر مدرب المنتخب السابق جون هيرست المباراة. وقال [هيرست] إن الدفاع ضعيف.",
        "مدرب المنتخب السابق جون هيرست",
    ),
    "what an office is over": (
        "قال [الحربي] إن الطرق جاهزة. وتحدث سالم الحربي، المشرف العام على شؤون الطرق بوزارة النقل، أمس.",
        "سالم الحربي، المشرف العام على شؤون الطرق بوزارة النقل",
    ),
    "a surname that is another word elsewhere": (
        "زار فؤاد عبد الباسط سيدا رئيس المجلس الوطني برلين. وقال [سيدا] إن اللقاء مفيد.",
        "فؤاد عبد الباسط سيدا رئيس المجلس الوطني",
    ),
    "an office by its country": (
        "استقال وزير النقل ماركو بيليني أمس. وقال [وزير النقل الإيطالي] إن الجسر سقط.",
        "وزير النقل ماركو بيليني",
    ),
    "a name that is also a time": (
        "شرح المدير الفني عمر صباح هيرست الخطة. وقال [هيرست] إن العام صعب.",
        "المدير الفني عمر صباح هيرست",
    ),
    "honorific pronoun": (
        "رعى الأمير فيصل بن ماجد الحفل. وقال [سموه] إن الشباب ثروة. وأكد [سموه] أن الدعم مستمر.",
        "الأمير فيصل بن ماجد",
    ),
    "the article behind لل": (
        "حضر المدير سمير الحلواني أمس. ووفقا ل[لحلواني] فإن العمل بدأ. وقال [الحلواني] إن المال متوفر.",
        "المدير سمير الحلواني",
    ),
    "ibn for bin": (
        "قال [الشيخ راشد بن سعيد المري] إن الدوري قوي. وأضاف [ابن سعيد] أن الملاعب جاهزة.",
        "الشيخ راشد بن سعيد المري",
    ),
}


@pytest.mark.parametrize("case", ONE)
def test_mentions_of_one_source_share_its_number_and_fullest_name(case: str) -> None:
    marked, name = ONE[case]
    found = sources(marked)
    assert {number for number, _ in found} == {0}
    assert {said for _, said in found} == {name}


APART = {
    "a ministry and its minister": (
        "قالت [وزارة المالية] إن العجز قليل. وقال [وزير المالية نبيل حداد] إنه راض."
    ),
    "a ministry and its spokesman": (
        "أعلنت [وزارة الدفاع] أن الهدوء عاد. وقال [المتحدث باسم وزارة الدفاع] إنه دائم."
    ),
    "two of one title": "قال [الوزير عمر سالم] إن الأمر جيد. وقال [الوزير خالد ناجي] إنه سيئ.",
    "two of one first name": "قال [محمد الحداد] إن الباب مفتوح. وقال [محمد النجار] إنه مغلق.",
    "one of the officials, and another": (
        "قال [أحد المسؤولين] إن الخطة جاهزة. وقال [أحد المسؤولين] إنها تأخرت."
    ),
    "a study and its author": "وجدت [الدراسة] أن النوم مفيد. وقالت [معدة الدراسة لينا مراد] إن العينة كبيرة.",
    "a man and his father": "قال [فادي شهاب] إنه بريء. وقال [والد شهاب] إن المحكمة ظلمته.",
    "two ministries": "أعلنت [وزارة الصحة] أن الوباء انحسر. وذكرت [وزارة الزراعة] أن القمح وفير.",
    "a president and a former one": "قال [الرئيس الكيني] إن الوضع صعب. وقال [الرئيس الأميركي] إن العون قادم.",
    "an office at a body, and the body": (
        "قال [رئيس مجلس الكنائس الأب بولس عيد] إن السلام ممكن. وذكر [مجلس الكنائس] أن الصلاة غدا."
    ),
}


@pytest.mark.parametrize("case", APART)
def test_sources_that_only_look_alike_stay_apart(case: str) -> None:
    assert len({number for number, _ in sources(APART[case])}) == 2


NAMED = {
    "no verb": ("طلب رئيس الجامعة تدخل الشرطة. وقال [رئيس الجامعة] إن الطلاب بخير.", "رئيس الجامعة"),
    "no audience": ("تحدث هانسن للصحفيين أمس. وقال [هانسن] إن الرحلة ألغيت.", "هانسن"),
    "no second person": (
        "استقبل الملك الرئيس الكيني وليام موانغي أمس. وقال [موانغي] إن الزيارة مهمة.",
        "الرئيس الكيني وليام موانغي",
    ),
    "no coordinated person": (
        "حضر وزير الدفاع لوكا مارتيني، والجنرال بيتر أولسن. وقال [مارتيني] إن الحدود آمنة.",
        "وزير الدفاع لوكا مارتيني",
    ),
    "not across a full stop": ("انتهى عمل الوزير. مارتيني في روما. وقال [مارتيني] إنه سعيد.", "مارتيني"),
    "a body without the office at it": (
        "وصل نائب المدير العام للأمم المتحدة للشؤون البحرية أمس. وذكر [بيان للأمم المتحدة] أن البحر هادئ.",
        "أمم المتحدة",
    ),
    "a body takes no object": ("ألقت الشرطة القبض على لصين. وقالت [الشرطة] إنهما شابان.", "الشرطة"),
    "nothing behind a known surname": (
        "قال [عمدة لوفان يان بيترس] إن الجسر آمن. ونفى [بيترس أية مخاطر] أن الجسر يميل.",
        "عمدة لوفان يان بيترس",
    ),
    "no former holder": (
        "قال [رئيس الحكومة] إن الموازنة جاهزة. وكان رئيس الحكومة الأسبق عادل فارس قد رفضها.",
        "رئيس الحكومة",
    ),
    "no verbal noun": ("رفض الحارس التعليق أمس. وقال [الحارس] إن المفتاح ضاع.", "الحارس"),
    "all of a house's name": (
        "استقبل الشيخ مبارك بن هلال آل ثاني ضيوفه. وقال [مبارك بن هلال] إن الدار عامرة.",
        "الشيخ مبارك بن هلال آل ثاني",
    ),
    "a country takes no object": ("اتهمت إيران مرتزقة أجانب. وقالت [إيران] إن الحدود آمنة.", "إيران"),
    "an administration is not its head": ("تستعد إدارة هانسن للرحيل. وقال [هانسن] إنه متعب.", "هانسن"),
}


@pytest.mark.parametrize("case", NAMED)
def test_a_name_holds_nothing_but_the_source(case: str) -> None:
    marked, name = NAMED[case]
    assert {said for _, said in sources(marked)} == {name}


def test_no_speaker_no_source() -> None:
    proposal = Proposal("test", None, 0, 1)
    name_sources(Tokens("قيل"), [proposal])
    assert proposal.source is None
    assert proposal.name is None
