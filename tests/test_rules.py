"""What the rules find, what they leave alone, and what they do not find yet: marked text, one line a case.

Every text and every person in it is made up for these tests. A case of ``NOT_YET`` that begins to pass fails the
suite (strict xfail): move it to ``FOUND`` or ``LEFT_ALONE`` then. Speakers marked ``~`` are implicit.
"""
# ruff: noqa: E501

import pytest

from quotes.extraction import extract
from quotes.markup import from_markup, to_markup
from quotes.records import Article, Quotation

FOUND = {
    "speech-broken-by-its-cue": (
        "«<quote 1>كنت أعدّ السفن من نافذتي كل صباح</quote>»، <cue 1 2>يقول</cue> <speaker 1 2>الحايك</speaker>،"
        " «<quote 2>ثم صرت أعدّ الأيام</quote>»."
    ),
    "source-of-any-kind-leads-on": (
        "و<cue>بحسب</cue> <speaker>مصممة الأزياء تالا الخازن</speaker>، فإن <quote>القماش جاء من بيت قديم</quote>."
    ),
    "figures-lead-on": "و<cue>حسب</cue> <speaker>معطيات المرفأ</speaker>، فإن <quote>الصادرات تراجعت بدورها</quote>.",
    # --- cue – speaker – complementiser – clause
    "verb-speaker-inna": "<cue>قال</cue> <speaker>وزير الصحة</speaker> إن <quote>الوضع تحت السيطرة</quote>.",
    "verb-speaker-anna": "<cue>أكدت</cue> <speaker>البلدية</speaker> أن <quote>الجسر سيفتح الأسبوع المقبل</quote>.",
    "verb-speaker-bianna": "<cue>أفاد</cue> <speaker>مصدر أمني</speaker> بأن <quote>الدورية عادت إلى قاعدتها</quote>.",
    "verb-speaker-ala-anna": "<cue>شدد</cue> <speaker>المدرب نبيل القاسمي</speaker> على أن <quote>الفريق لا يخشى أحدا</quote>.",
    "verb-speaker-min-anna": "<cue>حذرت</cue> <speaker>منظمة الإغاثة</speaker> من أن <quote>المخزون لن يكفي حتى الشتاء</quote>.",
    "verb-speaker-an-anna": "<cue>كشف</cue> <speaker>المدير المالي</speaker> عن أن <quote>الشركة خسرت نصف رأسمالها</quote>.",
    "lafata-ila-anna": "و<cue>لفت</cue> <speaker>رئيس النقابة</speaker> إلى أن <quote>الأجور لم تتغير منذ عامين</quote>.",
    "nabbaha-ila-anna": "و<cue>نبه</cue> <speaker>خبير الطقس</speaker> إلى أن <quote>السيول قد تجرف الطريق</quote>.",
    "awdaha-anna": "و<cue>أوضح</cue> <speaker>المتحدث باسم المستشفى</speaker> أن <quote>الجرحى غادروا جميعا</quote>.",
    "iddaa-anna": "<cue>ادعى</cue> <speaker>المتهم</speaker> <quote>أنه كان نائما تلك الليلة</quote>.",
    "zaama-anna": "<cue>زعمت</cue> <speaker>الشركة</speaker> أن <quote>منتجها خال من السكر</quote>.",
    "iatarafa-bianna": "<cue>اعترف</cue> <speaker>السائق</speaker> بأن <quote>المكابح كانت معطلة</quote>.",
    "tawaqqaa-anna": "<cue>توقع</cue> <speaker>خبير الأرصاد ماهر الديري</speaker> أن <quote>تستمر الأمطار يومين</quote>.",
    "rajjaha-anna": "<cue>رجح</cue> <speaker>المحقق</speaker> أن <quote>يكون الحريق متعمدا</quote>.",
    "raa-anna": "<cue>رأى</cue> <speaker>المحلل رامي الصايغ</speaker> أن <quote>الاتفاق ولد ميتا</quote>.",
    "iatabara-anna": "<cue>اعتبر</cue> <speaker>النائب فادي الحمصي</speaker> أن <quote>الموازنة تظلم الأطراف</quote>.",
    "nafa-an-yakun": "<cue>نفى</cue> <speaker>مدير المصنع</speaker> أن <quote>يكون المصنع قد لوث النهر</quote>.",
    "imperfect": "<cue>يقول</cue> <speaker>سكان الحي</speaker> إن <quote>المياه مقطوعة منذ شهر</quote>.",
    "imperfect-plural-noun": "<cue>يؤكد</cue> <speaker>خبراء الآثار</speaker> أن <quote>المعبد أقدم مما كتب عنه</quote>.",
    "conjunction-wa": "و<cue>أعلن</cue> <speaker>الاتحاد</speaker> أن <quote>القرعة ستجرى الخميس</quote>.",
    "conjunction-fa": "سئل عن المفتاح، ف<cue>أجاب</cue> <speaker>الحارس</speaker> بأن <quote>الباب كان مغلقا</quote>.",
    "qad-verb": "وقد <cue>أكد</cue> <speaker>المحافظ</speaker> أن <quote>السد آمن تماما</quote>.",
    "passive-without-source": "<cue>قيل</cue> إن <quote>القافلة وصلت ليلا</quote>.",
    "pronoun-stays": "<cue>قالت</cue> <speaker>الشركة</speaker> <quote>إنها ستعيد النظر في الأسعار</quote>.",
    "pronoun-with-ba": "<cue>أفادت</cue> <speaker>الوزارة</speaker> <quote>بأنها تسلمت شحنة القمح كاملة</quote>.",
    "pronoun-plural": "<cue>قال</cue> <speaker>شهود عيان</speaker> <quote>إنهم سمعوا دويا قويا قبيل الفجر</quote>.",
    "pronoun-outside-whole-marks": "<cue>قال</cue> <speaker>المدرب</speaker> إنه «<quote>سعيد بما قدمه اللاعبون الشبان</quote>».",
    "inna-before-whole-marks": "<cue>قال</cue> <speaker>الوزير</speaker> إن «<quote>الحوار هو الطريق الوحيد</quote>».",
    "marks-inside-clause": "<cue>قال</cue> <speaker>الوسيط</speaker> إن <quote>الهدنة «هشة للغاية» وقد تنهار قريبا</quote>.",
    "coordinated-clauses": "<cue>أكد</cue> <speaker>الوزير</speaker> أن <quote>المدارس ستفتح أبوابها وأن الامتحانات في موعدها</quote>.",
    "coordinated-other-verb": "<cue>قال</cue> <speaker>المهندس</speaker> إن <quote>البناء متين ولا يحتاج إلى ترميم وسيبقى قرنا آخر</quote>.",
    "relative-clause-stays-in-quote": "<cue>قال</cue> <speaker>الطبيب</speaker> إن <quote>المريض الذي نقل ليلا تجاوز الخطر</quote>.",
    "and-verb-of-next-event": "<cue>أعلن</cue> <speaker>الوزير</speaker> أن <quote>الميناء مفتوح</quote>. وغادر الوفد المدينة مساء.",
    # --- the speaker before its cue
    "topic": "<speaker>المتحدث باسم الشركة</speaker> <cue>قال</cue> إن <quote>الإنتاج لن يتوقف</quote>.",
    "topic-amma": "أما <speaker>المدير</speaker> ف<cue>قال</cue> إن <quote>الخسائر محدودة</quote>.",
    "topic-lakin": "لكن <speaker>النقابة</speaker> <cue>أكدت</cue> أن <quote>الإضراب مستمر</quote>.",
    "topic-walakin": "ولكن <speaker>رئيس اللجنة</speaker> <cue>أوضح</cue> أن <quote>النتائج أولية</quote>.",
    "kana-speaker-qad": "وكان <speaker>رئيس البلدية</speaker> قد <cue>أعلن</cue> أن <quote>الحديقة ستغلق للصيانة</quote>.",
    "kanat-speaker-qad": "وكانت <speaker>وزارة النقل</speaker> قد <cue>ذكرت</cue> أن <quote>القطار سيتأخر عاما</quote>.",
    "kana-speaker-verb": "وكان <speaker>المدرب حاتم السروجي</speaker> <cue>أكد</cue> أن <quote>الحارس سيغيب شهرا</quote>.",
    # --- where the journalist goes on, and where he does not
    "comment-behind-marks": "<cue>قال</cue> <speaker>الوزير</speaker> إن <quote>بلاده «لن تساوم على مياه النهر أبدا</quote>»، مستعيدا عبارة سلفه.",
    "comment-wa-huwa-ma": "<cue>أكد</cue> <speaker>المدرب</speaker> أن <quote>فريقه «خسر معركة ولم يخسر الحرب بعد</quote>»، وهو ما أغضب الجمهور.",
    "wish-behind-comma": "<cue>ذكر</cue> <speaker>الرئيس</speaker> أن <quote>المهرجان نجح</quote>، متمنيا للفنانين التوفيق.",
    "knowing-that": "<cue>أكدت</cue> <speaker>الإدارة</speaker> أن <quote>الحارس سيغيب شهرا</quote>، علما أن الفريق تعاقد مع بديل.",
    "while-it-will": "<cue>أعلنت</cue> <speaker>الشركة</speaker> أن <quote>الرحلة تستغرق ساعة، بينما ستبلغ كلفتها مئة دينار</quote>.",
    "but-refused": "<cue>قالت</cue> <speaker>القاضية</speaker> إن <quote>الدعوى مقبولة</quote>، لكنها رفضت الإفراج عن المتهم.",
    "list-after-colon": "<cue>أكدت</cue> <speaker>الجامعة</speaker> أن <quote>الشروط تتمثل في:\n- تقديم الطلب قبل العيد. ولا يقبل بعده.\n- دفع الرسوم</quote>.\nوفتحت الأبواب.",
    "first-person-later-in-sentence": "<cue>قال</cue> <speaker>اللاعب</speaker>: <quote>المباراة كانت صعبة. هذه مرحلة انتهت، وفي المرحلة القادمة نحتاج إلى الصبر</quote>.",
    "first-person-next-paragraph": "<cue>قال</cue> <speaker>اللاعب</speaker>: <quote>المباراة كانت صعبة.\nالآن انتهت، وأعتقد أنها درس مفيد</quote>.",
    "closing-mark-in-next-paragraph": "<cue>قال</cue> <speaker>الوزير</speaker> إن <quote>الشركة «ستدفع الثمن كاملا.\nولن يفلت أحد من الحساب هذه المرة</quote>».\nوغادر القاعة.",
    "name-in-marks-then-wa-hiya": "<cue>قالت</cue> <speaker>الوزارة</speaker> <quote>إنها اشترت أجهزة من «مصنع الوادي الأخضر»، وهي أحدث ما في السوق</quote>.",
    "thanks-behind-report": "<cue>أكد</cue> <speaker>المدير</speaker> أن <quote>المعرض نجح</quote> كما توجه بالشكر إلى المتطوعين.",
    "verb-of-noun-in-between": "و<cue>أفادت</cue> <speaker>الشرطة</speaker> في بيان أوردته القناة أن <quote>المبنى أخلي تماما</quote>.",
    "another-speech-in-first-person": "<cue 1>قال</cue> <speaker 1>اللاعب</speaker>: <quote 1>المباراة كانت صعبة</quote>. وكان <speaker 2>المدرب</speaker> <cue 2>صرح</cue> بعد المباراة: <quote 2>أعتقد أن الفوز مستحق</quote>.",
    # --- which of two words is the cue
    "adding-keeps-its-verb": "و<cue>أضاف</cue> <speaker>المدير</speaker> قائلا: «<quote>لن نغلق أي فرع هذا العام</quote>».",
    "closing-by-saying": "<cue 1>قال</cue> <speaker 1 2~>المدرب</speaker> إن <quote 1>الموسم طويل</quote>. واختتم ب<cue 2>قوله</cue>: «<quote 2>نعد الجمهور بالأفضل في الموسم القادم</quote>».",
    "closing-by-stressing": "<cue 1>قال</cue> <speaker 1 2~>الناطق</speaker> إن <quote 1>الملف مغلق</quote>. واختتم ب<cue 2>التأكيد</cue> على أن <quote 2>الدعم مستمر</quote>.",
    "participle-at-the-colon": "وعبر <speaker ~>المدرب</speaker> عن رضاه عن المعسكر <cue>موضحا</cue>: «<quote>اللاعبون يتدربون مرتين كل يوم</quote>».",
    "from-another-side-bayna": "من جانب آخر <cue>بين</cue> <speaker>الوزير</speaker> أن <quote>البرنامج يبدأ بعد العيد</quote>.",
    "asks-why": "و<cue>تساءل</cue> <speaker>الكاتب</speaker> <quote>لماذا لا تفتح المكتبة أبوابها مساء</quote>.",
    "what-he-called": "<speaker ~>الوزير</speaker> رد على ما <cue>وصفه</cue> بـ «<quote>الحملة الظالمة على وزارته وموظفيها</quote>».",
    # --- direct speech and colon
    "speech-after-colon": "<cue>قال</cue> <speaker>الحارس</speaker>: «<quote>رأيت الدخان أولا ثم سمعت الصراخ</quote>».",
    "speech-after-without-colon": "و<cue>قالت</cue> <speaker>الأم</speaker> «<quote>لم أنم منذ خرج ابني من البيت</quote>».",
    "speech-before": "«<quote>لن نبيع النادي مهما كان الثمن</quote>»، <cue>قال</cue> <speaker>رئيس النادي</speaker>.",
    "speech-before-imperfect": "«<quote>تعبت من الانتظار أمام هذا الباب</quote>»، <cue>يقول</cue> <speaker>العامل رشيد المنصوري</speaker>.",
    "speech-several-sentences": "<cue>قال</cue> <speaker>النقيب</speaker>: «<quote>لم نتلق ردا. سننتظر يومين. ثم نقرر</quote>».",
    "speech-leading-inna-inside": "<cue>قال</cue> <speaker>المدير</speaker>: «<quote>إن الأمر انتهى بالنسبة إلينا</quote>».",
    "speech-question": "<cue>تساءل</cue> <speaker>الكاتب</speaker>: «<quote>من يدفع ثمن هذا الصمت</quote>؟».",
    "speech-of-exclamation": "و<cue>صرخ</cue> <speaker>الرجل</speaker>: «<quote>أين ذهبت أموال المدرسة</quote>!».",
    "colon-without-marks": "و<cue>قال</cue> <speaker>التاجر</speaker>: <quote>السوق راكدة منذ العيد</quote>.",
    "colon-leading-inna-outside": "و<cue>قال</cue> <speaker>الخبير</speaker>: إن <quote>الزلزال كان سطحيا</quote>.",
    "colon-participle": "و<cue 1>أكد</cue> <speaker 1 2~>الوزير</speaker> أن <quote 1>الطريق سالك</quote>، <cue 2>مضيفا</cue>: «<quote 2>لن ننسى من وقف معنا</quote>».",
    "colon-newline": "<cue>قال</cue> <speaker>الناطق باسم النادي</speaker>:\n«<quote>وقعنا مع لاعب جديد هذا الصباح</quote>».",
    "headline-speaker-colon": "<speaker>وزير التعليم</speaker>: <quote>لا تأجيل لامتحانات هذا العام</quote>\nانتهى الاجتماع مساء.",
    # --- quotation marks of every kind
    "marks-straight": '<cue>قال</cue> <speaker>العمدة</speaker> "<quote>لن يهدم السوق القديم أبدا</quote>".',
    "marks-curly": "<cue>قال</cue> <speaker>العمدة</speaker>: “<quote>لن يهدم السوق القديم أبدا</quote>”.",
    "marks-curly-reversed": "<cue>قال</cue> <speaker>العمدة</speaker>: ”<quote>لن يهدم السوق القديم أبدا</quote>“.",
    "marks-guillemets-reversed": "<cue>قال</cue> <speaker>العمدة</speaker>: »<quote>لن يهدم السوق القديم أبدا</quote>«.",
    "marks-single": "<cue>قال</cue> <speaker>العمدة</speaker>: ‘<quote>لن يهدم السوق القديم أبدا</quote>’.",
    "marks-low": "<cue>قال</cue> <speaker>العمدة</speaker>: „<quote>لن يهدم السوق القديم أبدا</quote>“.",
    "marks-doubled-parentheses": "<cue>قال</cue> <speaker>العمدة</speaker>: ((<quote>لن يهدم السوق القديم أبدا</quote>)).",
    "marks-backticks": "<cue>قال</cue> <speaker>العمدة</speaker>: ``<quote>لن يهدم السوق القديم أبدا</quote>''.",
    "marks-mixed-pair": '<cue>قال</cue> <speaker>العمدة</speaker>: «<quote>لن يهدم السوق القديم أبدا</quote>".',
    "marks-closing-missing": "<cue>قال</cue> <speaker>العمدة</speaker>: «<quote>لن يهدم السوق القديم أبدا</quote>.\nووصل الضيوف مساء.",
    "marks-opening-missing": "<cue>قال</cue> <speaker>العمدة</speaker>: <quote>لن يهدم السوق القديم أبدا</quote>».",
    "marks-name-inside-speech": "<cue>قال</cue> <speaker>العمدة</speaker>: «<quote>سوق ‘الذهب’ لن يهدم أبدا</quote>».",
    "marks-spaced": "<cue>قال</cue> <speaker>العمدة</speaker>: « <quote>لن يهدم السوق القديم أبدا</quote> ».",
    "marks-stray-before": "وزار معرض «الخيل أمس. و<cue>قال</cue> <speaker>العمدة</speaker>: «<quote>لن يهدم السوق القديم أبدا</quote>».",
    # --- participles, relative clauses, verbal nouns
    "participle": "<cue 1>قال</cue> <speaker 1 2~>الطبيب سامر الخياط</speaker> إن <quote 1>المريض تجاوز الخطر</quote>، <cue 2>مضيفا</cue> أن <quote 2>العملية استمرت ست ساعات</quote>.",
    "participle-chain": "<cue 1>أكدت</cue> <speaker 1 2~ 3~>الوزيرة</speaker> أن <quote 1>الخطة جاهزة</quote>، <cue 2>مشيرة</cue> إلى أن <quote 2>التمويل متوفر</quote>، و<cue 3>موضحة</cue> أن <quote 3>العمل يبدأ قريبا</quote>.",
    "participle-without-comma": "<cue 1>قال</cue> <speaker 1 2~>المزارع</speaker> إن <quote 1>الموسم ضعيف</quote> <cue 2>مؤكدا</cue> أن <quote 2>الآبار جفت</quote>.",
    "participle-plural": "<cue 1>قال</cue> <speaker 1 2~>المعلمون</speaker> إن <quote 1>الرواتب تأخرت</quote>، <cue 2>مؤكدين</cue> أن <quote 2>الإضراب آخر خيار</quote>.",
    "participle-after-event": "واستقبل <speaker ~>الأمير</speaker> أعضاء البعثة، <cue>مؤكدا</cue> أن <quote>بلاده ترحب بالباحثين</quote>.",
    "relative-head-masculine": "والتقى الوفد <speaker>المحافظ عادل النجار</speaker> الذي <cue>أكد</cue> أن <quote>الطريق آمن</quote>.",
    "relative-of-thing": "ونشر <speaker ~>الجيش</speaker> صور القاعدة التي <cue>قال</cue> <quote>إنها دمرت بالكامل</quote>.",
    "verbal-noun-confirmation": "جاء القرار بعد <cue>تأكيد</cue> <speaker>الوزارة</speaker> أن <quote>اللقاح آمن للأطفال</quote>.",
    "verbal-noun-announcement": "وارتفع السهم إثر <cue>إعلان</cue> <speaker>الشركة</speaker> أن <quote>أرباحها تضاعفت</quote>.",
    "verbal-noun-warning": "ويأتي ذلك مع <cue>تحذير</cue> <speaker>المنظمة</speaker> من أن <quote>الجفاف سيطول</quote>.",
    "verbal-noun-possessed": "ونقلت الصحيفة عن <speaker>مسؤول محلي</speaker> <cue>قوله</cue> إن <quote>المعبر سيفتح غدا</quote>.",
    "relay-feminine": "ونقلت الوكالة عن <speaker>المحامية دانا الشامي</speaker> <cue>قولها</cue> إن <quote>موكلها بريء</quote>.",
    "relay-speech": "ونقل الموقع عن <speaker>مدرب الفريق</speaker> <cue>قوله</cue>: «<quote>كنا الأفضل طوال المباراة</quote>».",
    "relay-plural": "ونقلت القناة عن <speaker>سكان محليين</speaker> <cue>قولهم</cue> إن <quote>القصف توقف ليلا</quote>.",
    "relay-clause": "و<cue>نقلت</cue> الإذاعة عن <speaker>قائد الحامية</speaker> أن <quote>الأسرى في صحة جيدة</quote>.",
    # --- attribution by a preposition
    "source-before": "<cue>بحسب</cue> <speaker>هيئة الأرصاد</speaker>، <quote>ستنخفض الحرارة غدا في الشمال</quote>.",
    "source-before-fainna": "و<cue>بحسب</cue> <speaker>نقابة الصيادين</speaker>، فإن <quote>الميناء يحتاج إلى توسعة</quote>.",
    "source-before-wifqan-li": "<cue>وفقا</cue> ل<speaker>وزارة الزراعة</speaker>، فإن <quote>المحصول تضاعف هذا الموسم</quote>.",
    "source-after-bihasab": "<quote>أغلق المطار ساعتين بسبب الضباب</quote>، <cue>بحسب</cue> <speaker>مصدر ملاحي</speaker>.",
    "source-after-wifq": "<quote>انخفضت أسعار القمح خمسة بالمئة</quote>، <cue>وفق</cue> <speaker>وزارة التجارة</speaker>.",
    "source-after-tibqan-li": "<quote>بلغت كلفة الجسر مليوني دينار</quote>، <cue>طبقا</cue> ل<speaker>مكتب المحافظ</speaker>.",
    "source-after-naqlan-an": "<quote>توفي ثلاثة صيادين في العاصفة</quote>، <cue>نقلا عن</cue> <speaker>خفر السواحل</speaker>.",
    "source-hasabama-verb": "<quote>أوقف رجلان في محطة القطار</quote>، <cue>حسبما أفادت</cue> <speaker>الشرطة</speaker>.",
    "source-wifq-ma-verb": "<quote>تأجل افتتاح المتحف إلى الربيع</quote>، <cue>وفق ما أعلنت</cue> <speaker>وزارة الثقافة</speaker>.",
    "source-ala-hadd-qawl": "<quote>كانت الرحلة أصعب من الحرب</quote>، <cue>على حد قول</cue> <speaker>البحار العجوز</speaker>.",
    "second-attribution-outside": "<cue>أعلنت</cue> <speaker>الشركة</speaker> أن <quote>المصنع سيغلق</quote>، بحسب الوكالة.",
    # --- documents and quoted fragments
    "document-jaa-fi": "و<cue>جاء</cue> في <speaker>بيان الوزارة</speaker> أن <quote>الحدود مفتوحة أمام المسافرين</quote>.",
    "document-jaa-colon": "و<cue>جاء</cue> في <speaker>بيان النادي</speaker>: «<quote>نعتذر لجمهورنا عن هذه النتيجة</quote>».",
    "document-report": "و<cue>ذكر</cue> <speaker>التقرير السنوي للمصرف</speaker> أن <quote>الودائع ارتفعت قليلا</quote>.",
    "document-fragment": "و<cue>يدعو</cue> <speaker>مشروع البيان</speaker> إلى «<quote>وقف فوري لأعمال الحفر</quote>».",
    "fragment-called": "و<cue>وصف</cue> <speaker>المدرب</speaker> الحكم بأنه «<quote>أسوأ حكم في الموسم</quote>».",
    "fragment-called-for": "و<cue>دعا</cue> <speaker>الأمين العام</speaker> إلى «<quote>هدنة فورية بلا شروط</quote>».",
    "fragment-expressed": "و<cue>أعرب</cue> <speaker>السفير</speaker> عن «<quote>قلقه العميق من التصعيد</quote>».",
    # --- spelling and copy
    "egyptian-ya": "<cue>قال</cue> <speaker>المستشار فوزى الدمنهورى</speaker> إن <quote>القضية فى يد القضاء</quote>.",
    "hamza-missing": "<cue>اكد</cue> <speaker>المدير</speaker> ان <quote>الاسعار ثابتة</quote>.",
    "hamza-missing-ila": "<cue>اشار</cue> <speaker>المتحدث</speaker> الى ان <quote>الفريق يتدرب مساء</quote>.",
    "diacritics": "<cue>قَالَ</cue> <speaker>الوَزيرُ</speaker> إنَّ <quote>الأمرَ انتَهى</quote>.",
    "tatweel": "<cue>قـــال</cue> <speaker>الـوزير</speaker> إن <quote>الأمــر انتهى</quote>.",
    "anna-for-inna": "<cue>قال</cue> <speaker>المعلم</speaker> أن <quote>الدروس تبدأ باكرا</quote>.",
    "run-together-colon": "و<cue>قال</cue> <speaker>المدير</speaker>:«<quote>المشروع سيكتمل في موعده</quote>».",
    "run-together-comma": "و<cue 1>قال</cue> <speaker 1 2~>المدير</speaker> إن <quote 1>العمل يسير</quote>،<cue 2>مضيفا</cue> أن <quote 2>الأجور ستدفع</quote>.",
    "run-together-stop": "انتهى الحفل.و<cue>قال</cue> <speaker>المدير</speaker> إن <quote>الجمهور فاق التوقع</quote>.",
    "paragraphs-in-one-line": "<cue 1>قال</cue> <speaker 1 2~>عضو المجلس منير الكيلاني</speaker> إن <quote 1>النفايات تتراكم</quote>., و<cue 2>أضاف</cue> أن <quote 2>العقد انتهى</quote>., وتنتهي الدورة الشهر المقبل.",
    "dateline": "عمان – «الصباح» – <cue>قال</cue> <speaker>وزير المياه</speaker> إن <quote>السدود امتلأت</quote>.",
    "new-paragraph": "وصل الوفد صباحا.\n\nو<cue>قال</cue> <speaker>رئيس الوفد</speaker> إن <quote>الزيارة ناجحة</quote>.\n\nوغادر مساء.",
    "invisible-marks": "\u200fو<cue>قال</cue> <speaker>الوزير</speaker> إن\u200f <quote>الأمر انتهى</quote>.",
    # --- the speaker's extent
    "speaker-title-name-office": "<cue>قال</cue> <speaker>الناطق باسم هيئة الموانئ البحرية زياد الفارسي</speaker> إن <quote>السفينة رست بسلام</quote>.",
    "speaker-place-of-office": "<cue>قال</cue> <speaker>المسؤول الصحي في الواحة</speaker> إن <quote>الدواء نفد</quote>.",
    "speaker-apposition": "<cue>قال</cue> <speaker>وزير المالية، سامي الكرمي</speaker>، إن <quote>الضريبة لن تزيد</quote>.",
    "speaker-office-after-name": "<cue>قالت</cue> <speaker>رنا الأسمر، مديرة المتحف</speaker>، إن <quote>القاعة جاهزة</quote>.",
    "speaker-comma-before-inna": "و<cue>قال</cue> <speaker>مدير المرفأ</speaker>، إن <quote>الرافعات توقفت</quote>.",
    "speaker-without-audience": "<cue>قال</cue> <speaker>المدرب</speaker> لوكالة الأنباء إن <quote>الإصابة طفيفة</quote>.",
    "speaker-without-occasion": "<cue>قالت</cue> <speaker>الوزيرة</speaker> في مؤتمر صحفي إن <quote>المفاوضات توقفت</quote>.",
    "speaker-without-date": "<cue>قال</cue> <speaker>المتحدث</speaker> أمس الأحد إن <quote>البئر جاهزة</quote>.",
    "speaker-without-channel": "<cue>قال</cue> <speaker>اللاعب</speaker> عبر حسابه الرسمي إن <quote>عقده ينتهي قريبا</quote>.",
    "speaker-without-relative": "<cue>قال</cue> <speaker>مسؤول</speaker> طلب عدم كشف هويته إن <quote>المحادثات تعثرت</quote>.",
    "speaker-without-alladhi": "<cue>قال</cue> <speaker>القائد</speaker> الذي وصل أمس إن <quote>المدينة هادئة</quote>.",
    "speaker-with-outlet-in-marks": "<cue>قال</cue> <speaker>مدير صحيفة «النهضة» عماد البصري</speaker> إن <quote>الطباعة توقفت</quote>.",
    "speaker-without-age": "<cue>قال</cue> <speaker>سامر العلي</speaker> (45 عاما) إن <quote>البيت انهار فجأة</quote>.",
    "speaker-behind-turn": "من جانبه، <cue>أوضح</cue> <speaker>المهندس</speaker> أن <quote>الأساس سليم</quote>.",
    "speaker-behind-bidawrihi": "و<cue>قال</cue> بدوره <speaker>نائب الرئيس</speaker> إن <quote>الخلاف عابر</quote>.",
    "speaker-doctor-initial": "<cue>قال</cue> <speaker>د. وائل النابلسي</speaker> إن <quote>الجراحة نجحت</quote>.",
    "speaker-of-abu": "<cue>قال</cue> <speaker>أبو علي الصفدي</speaker> إن <quote>الموسم انتهى مبكرا</quote>.",
    "speaker-on-topic": "و<cue>قال</cue> <speaker>المدير</speaker> تعليقا على الحادث إن <quote>التحقيق بدأ</quote>.",
    "speaker-plural-indefinite": "<cue>قال</cue> <speaker>ثلاثة ناجين</speaker> إن <quote>القارب انقلب قرب الشاطئ</quote>.",
    # --- dropped subjects
    "dropped-next-sentence": "<cue 1>قال</cue> <speaker 1 2~>الوزير</speaker> إن <quote 1>السد امتلأ</quote>. و<cue 2>أضاف</cue> أن <quote 2>الري يبدأ غدا</quote>.",
    "dropped-behind-lakin": "<cue 1>قال</cue> <speaker 1>المدير</speaker> إن <quote 1>المعرض ناجح</quote>. لكن <speaker 2~>أستاذ العمارة سليم الأزرق</speaker>، الذي زاره مرتين، دعا إلى التريث، <cue 2>معتبرا</cue> أن <quote 2>القاعات ضيقة</quote>.",
    "dropped-behind-ghayr-anna": "<cue 1>قال</cue> <speaker 1>المدير</speaker> إن <quote 1>المعرض ناجح</quote>. غير أن <speaker 2~>رئيس النقابة سليم الأزرق</speaker> كان له رأي آخر، إذ <cue 2>تساءل</cue>: «<quote 2>أين ذهبت أجور العمال</quote>؟».",
    "dropped-behind-kana": "<cue 1>قالت</cue> <speaker 1>البلدية</speaker> إن <quote 1>المعرض ناجح</quote>. وكان <speaker 2~>محامي التجار</speaker> قد التمس إغلاقه، <cue 2>معتبرا</cue> أن <quote 2>القاعات ضيقة</quote>.",
    "dropped-in-a-second-clause": "وزار الوزير أنس الطيار المعرض، فيما انتقد <speaker ~>النائب فادي الحمصي</speaker> ضيق القاعات، <cue>معتبرا</cue> أن <quote>الدخول إليها صعب</quote>.",
    "dropped-behind-a-coordinated-verb": "ووصل الوزير أنس الطيار إلى المرفأ صباحا، ودعا <speaker ~>النقيب فادي الحمصي</speaker> إلى توسيعه، <cue>معتبرا</cue> أن <quote>السفن كثيرة</quote>.",
    "dropped-behind-a-clause-about-things": "و<cue 1>قال</cue> <speaker 1 2~>المدير</speaker> إن <quote 1>الطريق جاهز</quote>. وتمر به ثلاثة جسور، بينما يبلغ طوله عشرين كيلومترا، <cue 2>لافتا</cue> إلى أن <quote 2>العمل مستمر</quote>.",
    "relative-behind-what-he-owns": "واستمع القاضي إلى أقوال <speaker>مالك المخبز سليم الأزرق</speaker>، الذي <cue>قال</cue> إن <quote>السكان رفضوا الإخلاء</quote>.",
    "relative-behind-an-unknown-verb": "هذا الكلام يرده <speaker>رئيس الاتحاد سليم الأزرق</speaker>، الذي <cue>قال</cue> إن <quote>الباب مفتوح</quote>.",
    "relative-of-a-glued-title": "ف<speaker>المدرب سليم الأزرق</speaker>، الذي <cue>قال</cue> إن <quote>الفريق بخير</quote>.",
    "topic-of-a-glued-title": "ف<speaker>المدربة رلى الأزرق</speaker> التي اكتشفت الصبي قبل عامين، <cue>تؤكد</cue> <quote>أنها أرسلت أربع رسائل</quote>.",
    "dropped-behind-a-glued-title": "<cue 1>قال</cue> <speaker 1>العمدة</speaker> إن <quote 1>المعرض ناجح</quote>. ف<speaker 2~>الناقد سليم الأزرق</speaker> زاره مرتين، <cue 2>معتبرا</cue> أن <quote 2>القاعات ضيقة</quote>.",
    "dropped-speech": "<cue 1>أكد</cue> <speaker 1 2~>الوزير</speaker> أن <quote 1>السد امتلأ</quote>. و<cue 2>تابع</cue>: «<quote 2>لن يعطش أحد هذا الصيف</quote>».",
    "dropped-masculine-over-feminine": "<cue 1>قال</cue> <speaker 1 3~>الخبير</speaker> إن <quote 1>السد قديم</quote>. و<cue 2>نفت</cue> <speaker 2>الوزارة</speaker> أن <quote 2>يكون السد مهددا</quote>. و<cue 3>أوضح</cue> أن <quote 3>الشقوق قديمة</quote>.",
    "dropped-plural": "<cue 1>قال</cue> <speaker 1 2~>السكان</speaker> إن <quote 1>الكهرباء مقطوعة</quote>. و<cue 2>أضافوا</cue> أن <quote 2>الشكاوى لم تنفع</quote>.",
    "dropped-dual": "<cue 1>قال</cue> <speaker 1 2~>الشاهدان</speaker> إن <quote 1>الشاحنة كانت مسرعة</quote>. و<cue 2>أكدا</cue> أن <quote 2>السائق هرب</quote>.",
    "dropped-nonhuman-plural": "<cue 1>ذكرت</cue> <speaker 1 2~>مصادر محلية</speaker> أن <quote 1>الطريق قطع</quote>. و<cue 2>أضافت</cue> أن <quote 2>الجرافات وصلت</quote>.",
    "dropped-across-paragraph": "<cue 1>أعلن</cue> <speaker 1 2~>مدير المستشفى</speaker> أن <quote 1>الجرحى عشرة</quote>.\nو<cue 2>أشار</cue> إلى أن <quote 2>ثلاثة منهم أطفال</quote>.",
    "dropped-three-sentences": "<cue 1>قال</cue> <speaker 1 2~ 3~>النقيب</speaker> إن <quote 1>الراتب لا يكفي</quote>. و<cue 2>أضاف</cue> أن <quote 2>الأسعار تضاعفت</quote>. و<cue 3>أكد</cue> أن <quote 3>الحل قريب</quote>.",
    "two-speakers": "<cue 1>قال</cue> <speaker 1>الادعاء</speaker> إن <quote 1>الأدلة كافية</quote>، فيما <cue 2>أكد</cue> <speaker 2>الدفاع</speaker> أن <quote 2>الشهود غابوا</quote>.",
    # --- cues of several words
    "multiword-lafata-nazar": "و<cue>لفت النظر</cue> إلى أن <quote>الباب ظل مفتوحا</quote>.",
    "multiword-reminded": "و<cue>أعاد إلى الأذهان</cue> <speaker>الكاتب</speaker> أن <quote>المصنع أغلق مرتين</quote>.",
    "ends-at-resumed-journalist": "<cue>قال</cue> <speaker>الوزير</speaker> إن <quote>العقد سليم</quote>، وذلك خلال لقاء مع الصحافيين.",
    "ends-before-interview": "<cue>قال</cue> <speaker>الرئيس</speaker> إن <quote>الانتخابات في موعدها</quote>، في مقابلة تلفزيونية.",
    "and-new-report": "<cue 1>قال</cue> <speaker 1>الوزير</speaker> إن <quote 1>العقد سليم</quote>، و<cue 2>أعلنت</cue> <speaker 2>المعارضة</speaker> أن <quote 2>الطعن جاهز</quote>.",
    # --- harder turns of real copy
    "occasion-between-commas": "و<cue>قال</cue> <speaker>المدير</speaker>، في بيان وصل إلى الصحيفة، إن <quote>الشركة سليمة</quote>.",
    "date-between-commas": "و<cue>أكد</cue> <speaker>أمين السر</speaker>، يوم الاثنين، أن <quote>الباب مفتوح</quote>.",
    "audience-in-marks": "<cue>قال</cue> <speaker>المدير</speaker> لـ«الصباح» إن <quote>الملعب جاهز</quote>.",
    "fronted-adverbial": "وفي رده على سؤال حول الميزانية <cue>قال</cue> <speaker>الوزير</speaker> إن <quote>العجز تقلص</quote>.",
    "fronted-occasion": "وخلال مؤتمر صحفي عقد أمس، <cue>أكد</cue> <speaker>المدرب</speaker> أن <quote>القائمة نهائية</quote>.",
    "kama-verb": "<cue 1>قال</cue> <speaker 1 2~>الوزير</speaker> إن <quote 1>السد امتلأ</quote>. كما <cue 2>أكد</cue> أن <quote 2>القنوات نظفت</quote>.",
    "participle-aside-before-anna": "<cue 1>قال</cue> <speaker 1 2~>الخبير</speaker> إن <quote 1>الذهب سيرتفع</quote>، <cue 2>مشيرا</cue> في الوقت نفسه إلى أن <quote 2>الفضة مستقرة</quote>.",
    "dropped-colon-to-paragraph-end": "<cue 1>قال</cue> <speaker 1 2~>العمدة</speaker> إن <quote 1>السوق باق</quote>. و<cue 2>أضاف</cue>: <quote 2>لا أحد يملك حق هدمه</quote>.\nوصفق الحضور.",
    "speech-goes-on-in-participle": "<cue 1>قال</cue> <speaker 1 2~>العمدة</speaker>: «<quote 1>السوق باق في مكانه</quote>»، <cue 2>مضيفا</cue>: «<quote 2>لا أحد يملك حق هدمه</quote>».",
    "wrote-on-account": "و<cue>كتب</cue> <speaker>اللاعب</speaker> على حسابه: «<quote>شكرا لكل من ساندني هذا الموسم</quote>».",
    "tweeted": "و<cue>غرد</cue> <speaker>الوزير</speaker>: «<quote>المطار مفتوح والرحلات منتظمة</quote>».",
    "document-law": "و<cue>نص</cue> <speaker>القرار</speaker> على أن <quote>العقود القديمة لاغية</quote>.",
    "document-study": "و<cue>أظهرت</cue> <speaker>الدراسة</speaker> أن <quote>النوم المبكر يحسن الذاكرة</quote>.",
    "source-ala-lisan": "<quote>تأجلت البطولة إلى الخريف</quote>، <cue>على لسان</cue> <speaker>رئيس الاتحاد</speaker>.",
    "source-inside-after-verb": "<quote>وصل الوفد، <cue>حسب</cue> <speaker>مصدر مطلع</speaker>، إلى الجزيرة سرا</quote>.",
    "source-own-words": "<cue 1>قال</cue> <speaker 1 2~>البحار</speaker> إن <quote 1>الرحلة طالت</quote>. <quote 2>كان البحر وحشا جائعا</quote>، <cue 2>على حد تعبيره</cue>.",
    "new-subject-of-continued-sentence": "<cue>قالت</cue> <speaker>الشرطة</speaker> إن <quote>السائق هرب</quote>، فيما نقل المصابون إلى المستشفى.",
    "short-mention": "<cue 1>قال</cue> <speaker 1>المهندس طارق الجندي</speaker> إن <quote 1>الجسر آمن</quote>. و<cue 2>أوضح</cue> <speaker 2>الجندي</speaker> أن <quote 2>الفحص دوري</quote>.",
    "speaker-female-name": "<cue>قالت</cue> <speaker>الطبيبة نجوى الحلبي</speaker> إن <quote>اللقاح متوفر</quote>.",
    "speaker-foreign-name": "<cue>قال</cue> <speaker>المبعوث السويدي لارس أوكستروم</speaker> إن <quote>الجولة ستستأنف</quote>.",
    "speaker-two-coordinated": "<cue>قال</cue> <speaker>الوزير ونائبه</speaker> إن <quote>الخلاف انتهى</quote>.",
    "speaker-rank-and-office": "<cue>أكد</cue> <speaker>العميد ركن ناجي الشمري قائد حامية الجبل</speaker> أن <quote>الحدود هادئة</quote>.",
    "speaker-honorific": "و<cue>نوه</cue> <speaker>معالي وزير الأشغال الدكتور سليم الحايك</speaker> بأن <quote>الطريق اكتمل</quote>.",
    "speaker-hashtag-name": "و<cue>أعلنت</cue> <speaker>شركة «نسيم الجنوب» للنقل</speaker> أن <quote>الرحلات ستزيد</quote>.",
    "two-verbs-one-clause": "و<cue>صرح</cue> <speaker>الأمين العام للاتحاد</speaker> بأن <quote>الملاعب جاهزة</quote>.",
    "inna-after-aside-in-marks": "<cue>قال</cue> <speaker>المدير</speaker> إن <quote>فيلم «ليل المدينة» سيعرض الخميس</quote>.",
    "question-indirect": "<cue>قال</cue> <speaker>الوزير</speaker> إن <quote>السؤال هو: من يدفع</quote>.",
    # --- names that look like other words, and what goes on behind a stop
    "speaker-name-like-adjective": "<cue>أشارت</cue> <speaker>الباحثة سلمى الحوراني</speaker> إلى أن <quote>العينات جمعت في الربيع</quote>.",
    "speaker-name-behind-ibn": "<cue>أكد</cue> <speaker>المهندس سامر بن فضل الديراني</speaker> أن <quote>الجسر متين</quote>.",
    "speaker-name-like-verb": "و<cue>أوضح</cue> <speaker>فيليب دورلان</speaker> أن <quote>العقد ينتهي قريبا</quote>.",
    "speaker-name-like-particle": "و<cue>قال</cue> <speaker>فان دورلان</speaker>: <quote>الملعب ليس جاهزا بعد</quote>.",
    "speaker-like-participle": "و<cue>قالت</cue> <speaker>متحدثة باسم البلدية</speaker> لوكالة الأنباء إن <quote>السد بخير</quote>.",
    "speaker-relayed-like-participle": "ونقلت الصحيفة عن <speaker>متحدثة باسم المرفأ</speaker> <cue>قولها</cue> إن <quote>السفينة غادرت أمس</quote>.",
    "speaker-ali-first": "و<cue>قال</cue> <speaker>علي حسن المرعي، رئيس التعاونية</speaker>، إن <quote>المحصول وفير</quote>.",
    "speaker-new-study": "<cue>كشفت</cue> <speaker>دراسة نرويجية حديثة</speaker> أن <quote>المشي يحسن النوم</quote>.",
    "speaker-ghayr": "و<cue>قال</cue> <speaker>المعهد غير الربحي</speaker> في تقرير إن <quote>الأسعار تضاعفت</quote>.",
    "speaker-general-supervisor": "و<cue>أوضح</cue> <speaker>المشرف العام على المعرض نادر الجبلي</speaker> أن <quote>الزوار كثر</quote>.",
    "speaker-per-cent": "و<cue>قال</cue> <speaker>40 % من المشاركين</speaker> <quote>إنهم لا يملكون سيارة</quote>.",
    "speaker-the-latter": "<cue>قال</cue> <speaker>الأخير</speaker> «<quote>لم أطلب من أحد أن يساعدني</quote>».",
    "speaker-outlet-alone-in-marks": "و<cue>ذكرت</cue> <speaker>«نورديك بوست»</speaker> أن <quote>المصنع سيغلق</quote>.",
    "speaker-behind-hashtag": "<cue>أعلنت</cue> #<speaker>بلدية_الواحة</speaker> أن <quote>الحديقة مفتوحة</quote>.",
    "speaker-behind-later": "و<cue>قال</cue> في وقت لاحق <speaker>مسؤول في الميناء</speaker> إن <quote>الرافعة سليمة</quote>.",
    "speaker-name-behind-office-without-comma": "و<cue>قالت</cue> <speaker>المتحدثة باسم الوزارة، هيذر ماكدورن</speaker> في إفادة صحفية إن <quote>الزيارة ألغيت</quote>.",
    "speaker-arabic-name-behind-office": "و<cue>قال</cue> <speaker>رئيس الاتحاد، كمال الرفاعي</speaker> لـ«النهضة» إن <quote>الموسم سيبدأ مبكرا</quote>.",
    "speaker-office-behind-name-without-comma": "و<cue>قال</cue> <speaker>إدوين سوريل، رئيس اتحاد الجزيرة</speaker> في بيان إن <quote>الحكم جائر</quote>.",
    "speaker-name-like-definite": "و<cue>قال</cue> <speaker>وزير الطاقة، ألكسندر دورين</speaker> خلال لقاء مع نظيره إن <quote>الغاز كاف</quote>.",
    "speaker-before-object": "و<cue>أبلغ</cue> <speaker>الاتحاد</speaker> صحيفة «النهضة» أن <quote>التحقيق مفتوح</quote>.",
    "speaker-before-accusative": "و<cue>أخبر</cue> <speaker>وزير المالية كمال الصايغ</speaker> مؤتمرا صحفيا أن <quote>الدين تراجع</quote>.",
    "source-before-future-verb": "<cue>بحسب</cue> <speaker>المتحدث</speaker>، <quote>سينخفض الطلب غدا في الشمال</quote>.",
    # --- the subject set apart from its verb
    "topic-with-aside": "<speaker>الرئيس</speaker>، الذي يزور الجزيرة، <cue>أكد</cue> أن <quote>المرفأ سيجدد</quote>.",
    "topic-with-relative": "<speaker>المدير</speaker> الذي تسلم منصبه حديثا <cue>قال</cue> إن <quote>الأولوية للصيانة</quote>.",
    "topic-with-relative-and-name": "لكن <speaker>الدراسة</speaker> التي نشرتها مجلة النهضة <cue>قالت</cue> إن <quote>المشي أفضل</quote>.",
    "verb-after-thing": "المشروعات الجديدة في الشمال <cue>قالت</cue> <speaker>الشركة</speaker> التي تبنيها <quote>إنها قد تتأخر عاما</quote>.",
    "speaker-ali-behind-place": "<cue>نفى</cue> <speaker>سفير الجزيرة في لبنان علي عواض ديراني</speaker> أن <quote>يكون المسافر قد غادر</quote>.",
    "speaker-before-verb-with-object": "و<cue>قالت</cue> <speaker>تقارير محلية</speaker> أذاعتها شبكات النهضة إن <quote>البذور تالفة</quote>.",
    "topic-amma-comma": "أما <speaker>المدير كمال الصايغ</speaker>، ف<cue>قال</cue> إن <quote>الخسائر محدودة</quote>.",
    "topic-amma-faqad": "أما <speaker>كريس دورلان، عضو المجلس</speaker>، فقد <cue>أكد</cue> أن <quote>القانون سيمر</quote>.",
    "topic-wahiya": "لكن <speaker>الشركة</speaker>، وهي فرع لمجموعة «نسيم»، <cue>قالت</cue> <quote>إنها تفحص الجسر كل عام</quote>.",
    "topic-kana-alladhi-qad": "وكان <speaker>رئيس الوزراء، سعيد المرعي</speaker>، الذي يعارض الخطة قد <cue>أوضح</cue> أن <quote>بلاده لن توقع</quote>.",
    "topic-comma": "وكان <speaker>وزير الدفاع، سامي الكرمي</speaker>، <cue>قال</cue> إن <quote>التدريب سيستمر</quote>.",
    "topic-in-parentheses": "وكانت <speaker>وكالة أنباء الجزيرة (واج)</speaker> <cue>ذكرت</cue> أن <quote>الميناء مغلق</quote>.",
    "topic-possessed": "لكن <speaker>محاميه</speaker> <cue>قال</cue> إن <quote>موكله كان في بيته</quote>.",
    "relative-head-behind-preposition": "والتقى الوفد مع <speaker>الدكتورة رنا الأسمر</speaker> التي <cue>أكدت</cue> أن <quote>الدواء آمن</quote>.",
    "verbal-noun-with-time": "ويأتي ذلك بعد <cue>إعلان</cue> <speaker>الشرطة</speaker> الأسبوع الماضي أن <quote>المشتبه به فر</quote>.",
    "verbal-noun-with-apposition": "واستند إلى <cue>قول</cue> <speaker>كريس دورلان، نائب رئيس الشركة</speaker>، أمس إن <quote>الخلل أصلح</quote>.",
}

LEFT_ALONE = {
    "turned-out-later": "وتبين لاحقا أن الباب كان مفتوحا.",
    "turned-out-for-them": "وتبين لدى الشرطة أن السيارة مسروقة.",
    "feared-that": "يورد التقرير وصفا للسجن الذي يخشى من أن يكون مهجورا.",
    "definite-noun": "وفي التهافت على الشهادة العلمية أن الناس يقلدون.",
    "called-in-marks": "ودعا القاضي الشهود في القضية المعروفة إعلاميا بـ «حريق المصنع».",
    "name-with-relative": "انطلقت المسيرة التي دعت لها «تنسيقية أهل الوادي»، التي تأسست قبل عام.",
    "product-unveiled": "وكشفت الشركة عن «نسيم الوادي الجديد» في المعرض.",
    "extent-of-it": "والتجربة توضح مدى خبث المرض وسرعته حيث سئل الله أن يرفعه.",
    "filler-yudhkar": "يذكر أن الجسر بني قبل قرن.",
    "filler-yushar": "ويشار إلى أن الطريق أغلق مرتين هذا العام.",
    "filler-jadir": "والجدير بالذكر أن النادي تأسس قبل ثلاثين عاما.",
    "filler-tajdur": "وتجدر الإشارة إلى أن المتحف يغلق أيام الجمعة.",
    "filler-expected": "ومن المتوقع أن تصل السفينة غدا.",
    "filler-scheduled": "ومن المقرر أن يبدأ العرض مساء.",
    "filler-passive-expected": "ويتوقع أن يعود الطلاب بعد العيد.",
    "filler-known": "ومن المعروف أن النهر يفيض كل ربيع.",
    "filler-seems": "ويبدو أن الحافلة تأخرت في الطريق.",
    "bayna-preposition": "دارت المباراة بين الفريقين بعد أن توقف المطر.",
    "bayna-colon": "وقع الاتفاق بين الشركة والنقابة: أجور أعلى.",
    "abra-preposition": "وصل الوفد عبر المعبر بعد أن أغلق المطار.",
    "abara-crossed": "عبر المهاجرون النهر قبل أن يطلع الفجر.",
    "wish-daa": "دعا الشيخ الله أن يتغمد الفقيد برحمته.",
    "wish-plural": "ودعا المصلون الله أن ينزل المطر.",
    "stance-denied": "نفى النائب تعمد الشركة إخفاء الأرقام.",
    "stance-called-for": "دعا المدرب لاعبيه إلى الهدوء.",
    "stance-regret": "أعرب الوزير عن أسفه للحادث.",
    "stance-announced": "أعلنت الكلية عن بدء التسجيل.",
    "stance-confirmed": "أكد المدير ثقته بالفريق.",
    "stance-warned": "حذر الطبيب من الإفراط في السكر.",
    "stance-demanded": "طالب العمال بزيادة الأجور.",
    "stance-stressed": "شدد الوزير على ضرورة ترشيد المياه.",
    "verb-without-clause": "قال الطفل نكتة.",
    "verb-added-salt": "أضاف الطباخ الملح إلى الحساء.",
    "verb-saw-fish": "رأى الصياد سمكة كبيرة قرب القارب.",
    "verb-uncovered": "كشف الحفر عن قبر قديم تحت السوق.",
    "verb-followed": "تابع الجمهور المباراة حتى نهايتها.",
    "verb-returned-ball": "رد الحارس الكرة إلى وسط الملعب.",
    "connective-in-addition": "إضافة إلى أن الطريق طويل، كان الجو حارا.",
    "scare-quotes-group": "سيطر مسلحو «كتيبة الفجر الجديد الأولى» على القرية.",
    "scare-quotes-exhibition": "افتتح معرض «ألوان من الشرق القديم» أبوابه أمس.",
    "scare-quotes-outlet": "ونشرت صحيفة «صوت المدينة الحرة» صور الحريق.",
    "scare-quotes-film": "وعرض فيلم «ليلة بلا قمر ولا نجوم» في القاعة الكبرى.",
    "name-in-marks-after-cue": "أعلنت شركة «نسيم الجنوب للنقل البحري» عن رحلات جديدة.",
    "nickname": "وفاز الملاكم يوسف «المطرقة» الحداد بالضربة القاضية.",
    "thinking-believe": "يعتقد السكان أن النهر سيفيض.",
    "thinking-decide": "قرر المجلس أن تؤجل الجلسة.",
    "thinking-want": "يريد المدرب أن يفوز فريقه بالكأس.",
    "thinking-know": "عرف الجميع أن العرض انتهى.",
    "decisive-word": "وكان للحارس القول الفصل في المباراة.",
    "colon-without-cue": "ساعات العمل: من الثامنة إلى الرابعة.",
    "colon-result": "النتيجة: فوز الفريق بهدفين.",
    "according-to-plan": "تسير الأعمال وفق الخطة المرسومة.",
    "according-to-need": "توزع المياه حسب الحاجة على الأحياء.",
    "both-alike": "يهم الأمر الصغار والكبار على حد سواء.",
    "because-that": "تأخر القطار بسبب أن السكة مغطاة بالثلج.",
    "news-without-speech": "وصل الوزير إلى المدينة مساء وزار السوق القديم.",
    "statements-noun": "أثارت تصريحات اللاعب جدلا واسعا بين الجماهير.",
    "speech-noun-without-clause": "وجاء تأكيد الحجز عبر البريد.",
    "verb-second-goal": "وأضاف الفريق هدفا ثانيا بعد أن طرد الحارس.",
    "verb-moved": "نقل المصاب إلى المستشفى بعد أن ساءت حاله.",
    "verb-permitted": "صرحت السلطات للسفن بمغادرة الميناء.",
    "verb-passed-law": "أقر البرلمان القانون بعد أن عدله مرتين.",
    "results-confirmed": "أكدت النتائج تفوق الفريق الضيف.",
    "refused-to-comment": "رفض المدير التعليق على الخبر.",
    "threatened-noun": "هدد العمال بالإضراب عن العمل.",
    "accused-noun": "اتهم النائب الوزير بالتقصير.",
    "promised-noun": "وعد الوزير بزيارة القرية قريبا.",
    "relative-back-reference": "وانتشرت شائعة عن بيع النادي، وهو ما نفاه الرئيس.",
    "title-in-marks-after-read": "وقرأ الشاعر قصيدته «يا ليل الصب متى غده» أمام الجمهور.",
    "verb-calculated": "حسب التاجر أرباحه ثم أغلق الدكان.",
    "hope-adverb": "لا شك أن الطريق طويل.",
    "despite-that": "فاز الفريق رغم أن حارسه غاب.",
    "no-text": "",
    "only-marks": "«»",
}

# id: (what is wrong today, the case as it should be)
NOT_YET: dict[str, tuple[str, str]] = {
    "speech-qailan": (
        "the verb before قائلا is no cue, so its subject counts as implicit",
        "وختم <speaker>المدرب</speaker> كلامه <cue>قائلا</cue>: «<quote>البطولة لم تحسم بعد</quote>».",
    ),
    "relative-head-feminine": (
        "the subject before the head of the relative clause is taken for it",
        "وزارت البعثة <speaker>الفنانة ليلى العمري</speaker> التي <cue>قالت</cue> <quote>إنها تعمل على لوحة جديدة</quote>.",
    ),
    "bil-qawl": (
        "the subject of the verb before بالقول counts as implicit",
        "وعلق <speaker>المدرب</speaker> ب<cue>القول</cue>: «<quote>نتعلم من كل هزيمة</quote>».",
    ),
    "source-after-wifqan-li": (
        "a و that belongs to the first word is cut off",
        "<quote>وصلت ثلاث سفن محملة بالدقيق</quote> <cue>وفقا</cue> ل<speaker>إدارة الميناء</speaker>.",
    ),
    "source-inside": (
        "the civil defence is no title, so it is not taken for a source",
        "<quote>خلفت العاصفة، <cue>بحسب</cue> <speaker>الدفاع المدني</speaker>، أضرارا واسعة في الميناء</quote>.",
    ),
    "fragment-called-direct": (
        "a fragment behind وصف … بـ is not found",
        "و<cue>وصف</cue> <speaker>الأمين العام</speaker> الهجوم بـ«<quote>الجريمة التي لا تغتفر</quote>».",
    ),
    "bare-clause-small": (
        "a clause without complementiser is not found behind اعتبر",
        "و<cue>اعتبر</cue> <speaker>النائب</speaker> <quote>القرار خطوة إلى الوراء</quote>.",
    ),
    "run-together-inna": (
        "إن glued to the word before it is not parted",
        "<cue>قال</cue> <speaker>وزير النقل</speaker>إن <quote>الطريق سيفتح</quote>.",
    ),
    "speaker-behind-audience": (
        "the speaker behind the outlet he spoke to is not found",
        "<cue>قال</cue> لصحيفة النهضة <speaker>المدير كريم اليازجي</speaker> إن <quote>المعرض سيمدد</quote>.",
    ),
    "dropped-feminine-over-masculine": (
        "a woman's first name in ى reads as a common noun, and رد بأن is no cue",
        "<cue 1>قالت</cue> <speaker 1 3~>الناشطة هدى المرعي</speaker> إن <quote 1>الحملة بدأت</quote>. و<cue 2>رد</cue> <speaker 2>المدير</speaker> بأن <quote 2>القرار نهائي</quote>. و<cue 3>أضافت</cue> أن <quote 3>الحملة مستمرة</quote>.",
    ),
    "dropped-source-of-event": (
        "the subject of a verb that does not report runs into its object",
        "وزار <speaker ~>وزير السياحة</speaker> القلعة. و<cue>قال</cue> إن <quote>الترميم ينتهي الصيف المقبل</quote>.",
    ),
    "cue-responded": (
        "the verb before قائلا is no cue, so its subject counts as implicit",
        "ورد <speaker>المتحدث</speaker> <cue>قائلا</cue> إن <quote>الاتهام باطل</quote>.",
    ),
    "cue-object-before-anna": (
        "the person addressed, a bare object, runs into the speaker",
        "و<cue>أبلغ</cue> <speaker>الوسيط</speaker> الطرفين أن <quote>المهلة انتهت</quote>.",
    ),
    "occasion-before-speaker": (
        "the speaker behind the occasion is not found",
        "و<cue>قال</cue> في تصريح صحفي <speaker>رئيس الاتحاد</speaker> إن <quote>الدوري لن يتوقف</quote>.",
    ),
    "bi-qawlihi": (
        "the subject of the verb before بقوله runs into its object and counts as implicit",
        "وبرر <speaker>المدرب</speaker> غيابه ب<cue>قوله</cue> إن <quote>الطائرة تأخرت</quote>.",
    ),
    "source-of-waw-word": (
        "a و that belongs to the first word is cut off",
        "<quote>وقعت الحادثة قرب السوق القديم</quote>، <cue>بحسب</cue> <speaker>الشرطة</speaker>.",
    ),
    "speech-breaks-off": (
        "a word between the speech and its verb hides the cue",
        "«<quote>لم يبق لنا شيء</quote>»، هكذا <cue>قالت</cue> <speaker>الأم</speaker> وهي تنظر إلى الركام.",
    ),
    "dhakar-male": (
        "ذكر as an animal is taken for the verb",
        "ولد ذكر الوعل في المحمية بعد أن ظن الجميع أنه انقرض.",
    ),
}


def bare(article: Article) -> str:
    """Return *article* in markup with spans and links only."""
    quotes = [
        Quotation(quote=q.quote, cue=q.cue, speaker=q.speaker, implicit=q.implicit) for q in article.quotes
    ]
    return to_markup(Article(id="", text=article.text, quotes=quotes))


def check(marked: str) -> None:
    gold = from_markup(marked)
    assert bare(extract(gold.text)) == bare(gold)


@pytest.mark.parametrize("marked", FOUND.values(), ids=FOUND)
def test_found(marked: str) -> None:
    assert "<quote" in marked
    check(marked)


@pytest.mark.parametrize("text", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_left_alone(text: str) -> None:
    assert "<" not in text
    check(text)


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param(
            marked, id=id, marks=pytest.mark.xfail(strict=True, reason=reason, raises=AssertionError)
        )
        for id, (reason, marked) in NOT_YET.items()
    ],
)
def test_not_yet(marked: str) -> None:
    check(marked)


def test_cases_are_told_apart() -> None:
    marked = [*FOUND.values(), *LEFT_ALONE.values(), *(case for _, case in NOT_YET.values())]
    ids = [*FOUND, *LEFT_ALONE, *NOT_YET]
    assert len(set(marked)) == len(marked)
    assert len(set(ids)) == len(ids) and all(id.isascii() for id in ids)
