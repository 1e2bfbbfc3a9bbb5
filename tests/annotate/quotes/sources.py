"""Sentences of our own for who is the source, for pronouns and offices, and for attributions by prepositions."""

from typing import Final

from tests.annotate.quotes.marking import Case, Said

# fmt: off  a case is read best in its own two or three lines
SOURCES: Final = (
    Case(
        "office before the name",
        "قال وزير النقل {L:الليبي} {P:سامر النجار} إن الجسر جاهز.",
        (Said("indirect", "إن الجسر جاهز", "قال", "سامر النجار"),),
    ),
    Case(
        "several titles before the name",
        "أكد نائب الرئيس العام الشيخ الدكتور {P:سامر النجار} أن المسجد مفتوح.",
        (Said("indirect", "أن المسجد مفتوح", "أكد", "سامر النجار"),),
    ),
    Case(
        "organisation within the title",
        "قال كاتب عام {O:نقابة المعلمين} {P:سامر النجار} إن الإضراب مستمر.",
        (Said("indirect", "إن الإضراب مستمر", "قال", "سامر النجار"),),
    ),
    Case(
        "organisation and comma before the name",
        "قال عضو {O:مجلس المدينة}، {P:سامر النجار}، عقب الاجتماع، إن الجسر جاهز.",
        (Said("indirect", "إن الجسر جاهز", "قال", "سامر النجار"),),
    ),
    Case(
        "spokesman with the army's name before his own",
        "قال المتحدث باسم {O:الجيش الكندي} {P:سامر النجار} إن الطريق آمن.",
        (Said("indirect", "إن الطريق آمن", "قال", "سامر النجار"),),
    ),
    Case(
        "spokesman without a name",
        "قال المتحدث باسم {O:إدارة الميناء} إن الطريق آمن.",
        (Said("indirect", "إن الطريق آمن", "قال", "المتحدث باسم إدارة الميناء"),),
    ),
    Case(
        "office behind the name",
        "أكدت {P:ليلى حداد} مديرة المسرح أن الحفل ألغي.",
        (Said("indirect", "أن الحفل ألغي", "أكدت", "ليلى حداد"),),
    ),
    Case(
        "age and relative clause behind the name",
        "قال {P:سامر النجار} الذي يبلغ من العمر سبعين عاماً إنه متعب.",
        (Said("indirect", "إنه متعب", "قال", "سامر النجار"),),
    ),
    Case(
        "someone else's lawyer",
        "قال محامي {P:سامر النجار} إن الحكم ظالم.",
        (Said("indirect", "إن الحكم ظالم", "قال", "محامي سامر النجار"),),
    ),
    Case(
        "body as subject",
        "أعلنت {O:وزارة الزراعة} أن الموسم جيد.",
        (Said("indirect", "أن الموسم جيد", "أعلنت", "وزارة الزراعة"),),
    ),
    Case(
        "country as subject",
        "أكدت {L:ماليزيا} أن الاتفاق سارٍ.",
        (Said("indirect", "أن الاتفاق سارٍ", "أكدت", "ماليزيا"),),
    ),
    Case(
        "paper in marks as subject",
        "ذكرت صحيفة «{O:الميناء}» أن الجسر جاهز.",
        (Said("indirect", "أن الجسر جاهز", "ذكرت", "الميناء"),),
    ),
    Case(
        "unknown paper in marks as subject",
        'ذكرت صحيفة "الميناء" أن الجسر جاهز.',
        (Said("indirect", "أن الجسر جاهز", "ذكرت", "الميناء"),),
    ),
    Case(
        "anonymous source",
        "قال مصدر أمني إن الطريق آمن.",
        (Said("indirect", "إن الطريق آمن", "قال", "مصدر أمني"),),
    ),
    Case(
        "source within a body",
        "قال مصدر في {O:وزارة الزراعة} إن الموسم جيد.",
        (Said("indirect", "إن الموسم جيد", "قال", "مصدر في وزارة الزراعة"),),
    ),
    Case(
        "reports from a place",
        "ذكرت تقارير صحفية في {L:ماليزيا} أن الجسر جاهز.",
        (Said("indirect", "أن الجسر جاهز", "ذكرت", "تقارير صحفية في ماليزيا"),),
    ),
    Case(
        "study as source",
        "أظهرت دراسة حديثة أن النوم مفيد.",
        (Said("indirect", "أن النوم مفيد", "أظهرت", "دراسة حديثة"),),
    ),
    Case(
        "some of a group",
        "يعتقد بعض الخبراء أن السوق هادئة.",
        (Said("indirect", "أن السوق هادئة", "يعتقد", "بعض الخبراء"),),
    ),
    Case(
        "unknown name behind a title",
        "قال الدكتور خالد منصور إن العيادة مفتوحة.",
        (Said("indirect", "إن العيادة مفتوحة", "قال", "خالد منصور"),),
    ),
    Case(
        "unknown name behind an office",
        "قال وزير النقل خالد منصور إن الجسر جاهز.",
        (Said("indirect", "إن الجسر جاهز", "قال", "خالد منصور"),),
    ),
    Case(
        "unknown name alone",
        "قالت السيدة سمبون إن الجسر جاهز.",
        (Said("indirect", "إن الجسر جاهز", "قالت", "سمبون"),),
    ),
    Case(
        "addressee is not the source",
        "قالت للجمهور إن الحفل ألغي.",
        (Said("indirect", "إن الحفل ألغي", "قالت", "ليلى حداد"),),
        "{Pf:ليلى حداد} تودع المسرح",
    ),
    Case(
        "time is not the source",
        "أكد {P:سامر النجار} قبل السفر أن الجسر جاهز. وأعلن أمس الأول أن الطريق مفتوح.",
        (
            Said("indirect", "أن الجسر جاهز", "أكد", "سامر النجار"),
            Said("indirect", "أن الطريق مفتوح", "أعلن", "سامر النجار"),
        ),
    ),
    Case(
        "family name stands for the full name",
        "وصل {P:سامر النجار} مساءً. وقال {P:النجار} إن الجسر جاهز.",
        (Said("indirect", "إن الجسر جاهز", "قال", "سامر النجار"),),
    ),
    Case(
        "unknown family name finds the full name",
        "وصل {P:سامر النجار} مساءً. وقال النجار إن الجسر جاهز.",
        (Said("indirect", "إن الجسر جاهز", "قال", "سامر النجار"),),
    ),
    Case(
        "pronoun across paragraphs",
        "قال {P:سامر النجار} إن الجسر جاهز.\nوأضاف أن الطريق مفتوح.",
        (
            Said("indirect", "إن الجسر جاهز", "قال", "سامر النجار"),
            Said("indirect", "أن الطريق مفتوح", "أضاف", "سامر النجار"),
        ),
    ),
    Case(
        "pronoun agrees in gender",
        "قالت {Pf:ليلى حداد} إن الحفل ألغي. وقال {Pm:سامر النجار} إن الجسر جاهز. وأضافت أن التذاكر سترد.",
        (
            Said("indirect", "إن الحفل ألغي", "قالت", "ليلى حداد"),
            Said("indirect", "إن الجسر جاهز", "قال", "سامر النجار"),
            Said("indirect", "أن التذاكر سترد", "أضافت", "ليلى حداد"),
        ),
    ),
    Case(
        "gender learnt from the verb before the name",
        "قالت {P:نور شاهين} إن الحفل ألغي. وقال {P:سامر النجار} إن الجسر جاهز. وأضافت أن التذاكر سترد.",
        (
            Said("indirect", "إن الحفل ألغي", "قالت", "نور شاهين"),
            Said("indirect", "إن الجسر جاهز", "قال", "سامر النجار"),
            Said("indirect", "أن التذاكر سترد", "أضافت", "نور شاهين"),
        ),
    ),
    Case(
        "feminine pronoun for a body",
        "قالت {O:شركة المرفأ} إن الرصيف مغلق. وأضافت أن الصيانة بدأت.",
        (
            Said("indirect", "إن الرصيف مغلق", "قالت", "شركة المرفأ"),
            Said("indirect", "أن الصيانة بدأت", "أضافت", "شركة المرفأ"),
        ),
    ),
    Case(
        "plural pronoun",
        "أكد خبراء أن السوق هادئة. وقالوا إنهم متفائلون.",
        (
            Said("indirect", "أن السوق هادئة", "أكد", "خبراء"),
            Said("indirect", "إنهم متفائلون", "قالوا", "خبراء"),
        ),
    ),
    Case(
        "the sentence's own person before the pronoun",
        "في الوقت الذي يزور فيه الوزير {P:سامر النجار} القرى، أكد أن الجسر جاهز.",
        (Said("indirect", "أن الجسر جاهز", "أكد", "سامر النجار"),),
    ),
    Case(
        "meeting with the one who then speaks",
        "وفي لقاء مع {P:سامر النجار}، صاحب مخبز قديم، أوضح أن القمح متوفر.",
        (Said("indirect", "أن القمح متوفر", "أوضح", "سامر النجار"),),
    ),
    Case(
        "speaker named only later",
        "وعن الري، أكد أن الماء قليل.\nوأضاف {P:سامر النجار} أن المطر تأخر.",
        (
            Said("indirect", "أن الماء قليل", "أكد", "سامر النجار"),
            Said("indirect", "أن المطر تأخر", "أضاف", "سامر النجار"),
        ),
    ),
    Case(
        "new subject of the sentence before",
        "أكدت {L:ماليزيا} أن الاتفاق سارٍ.\nيزور {Pm:سامر النجار} القرى كل عام.\nوأقسم أن الجسر جاهز.",
        (
            Said("indirect", "أن الاتفاق سارٍ", "أكدت", "ماليزيا"),
            Said("indirect", "أن الجسر جاهز", "أقسم", "سامر النجار"),
        ),
    ),
    Case(
        "the party stands for its name",
        "أعلن {O:حزب الشجرة} أنه سينسحب. وقال الحزب إن القرار نهائي.",
        (
            Said("indirect", "أنه سينسحب", "أعلن", "حزب الشجرة"),
            Said("indirect", "إن القرار نهائي", "قال", "حزب الشجرة"),
        ),
    ),
    Case(
        "the statement stands for who issued it",
        "أعلن {O:حزب الشجرة} أنه سينسحب. وأضاف البيان أن القرار نهائي.",
        (
            Said("indirect", "أنه سينسحب", "أعلن", "حزب الشجرة"),
            Said("indirect", "أن القرار نهائي", "أضاف", "حزب الشجرة"),
        ),
    ),
    Case(
        "the minister stands for the one named before",
        "قال وزير النقل {P:سامر النجار} إن الجسر جاهز. وأكد الوزير أن الطريق مفتوح.",
        (
            Said("indirect", "إن الجسر جاهز", "قال", "سامر النجار"),
            Said("indirect", "أن الطريق مفتوح", "أكد", "سامر النجار"),
        ),
    ),
    Case(
        "two ministers told apart",
        "التقى وزير النقل {P:سامر النجار} وزيرة الصحة {P:ليلى حداد}. وقالت وزيرة الصحة إن الدواء متوفر.",
        (Said("indirect", "إن الدواء متوفر", "قالت", "ليلى حداد"),),
    ),
    Case(
        "the source stands for the one introduced before",
        "قال مصدر أمني إن الطريق آمن. وأضاف المصدر أن الحافلات تعمل.",
        (
            Said("indirect", "إن الطريق آمن", "قال", "مصدر أمني"),
            Said("indirect", "أن الحافلات تعمل", "أضاف", "مصدر أمني"),
        ),
    ),
    Case(
        "وفقا لـ before its content",
        "وفقاً ل{O:وزارة الزراعة}، سيبدأ الموسم غداً.",
        (Said("indirect", "سيبدأ الموسم غداً", "وفقاً", "وزارة الزراعة"),),
    ),
    Case(
        "وفقا لـ and ف before its content",
        "ووفقاً لسلطات {L:ماليزيا}، فقد أغلقت الموانئ كلها.",
        (Said("indirect", "قد أغلقت الموانئ كلها", "وفقاً", "سلطات ماليزيا"),),
    ),
    Case(
        "بحسب behind its content",
        "سيبدأ الموسم غداً، بحسب {O:وزارة الزراعة}.",
        (Said("indirect", "سيبدأ الموسم غداً", "بحسب", "وزارة الزراعة"),),
    ),
    Case(
        "حسبما and a verb behind its content",
        "وسيبدأ الموسم غداً، حسبما أعلنت {O:وزارة الزراعة}.",
        (Said("indirect", "سيبدأ الموسم غداً", "حسبما أعلنت", "وزارة الزراعة"),),
    ),
    Case(
        "وفقا لما and a verb behind its content",
        "سيبدأ الموسم غداً، وفقاً لما ذكره {P:سامر النجار}.",
        (Said("indirect", "سيبدأ الموسم غداً", "وفقاً لما ذكره", "سامر النجار"),),
    ),
    Case(
        "كما and a verb behind its content",
        "سيبدأ الموسم غداً، كما قالت {P:ليلى حداد}، خبيرة زراعية.",
        (Said("indirect", "سيبدأ الموسم غداً", "قالت", "ليلى حداد"),),
    ),
    Case(
        "على حد قوله before its content",
        "استقال {Pm:سامر النجار}. وعلى حد قوله، سيعود إلى الزراعة.",
        (Said("indirect", "سيعود إلى الزراعة", "على حد قوله", "سامر النجار"),),
    ),
    Case(
        "نقلا عن behind its content",
        "سيبدأ الموسم غداً، نقلاً عن {P:سامر النجار}.",
        (Said("indirect", "سيبدأ الموسم غداً", "نقلاً", "سامر النجار"),),
    ),
    Case(
        "one must tell somebody, nobody known",
        "وتم إبلاغ السكان بأن الماء سيقطع.",
        (Said("indirect", "أن الماء سيقطع", "إبلاغ", None),),
    ),
    Case(
        "it is said, nobody known", "وقيل إن الماء سيقطع.", (Said("indirect", "إن الماء سيقطع", "قيل", None),)
    ),
)
