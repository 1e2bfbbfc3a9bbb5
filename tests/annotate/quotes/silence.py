"""Sentences of our own in which nobody is quoted."""

from typing import Final

from tests.annotate.quotes.marking import Case

SILENCE: Final = (
    Case("impersonal يذكر أن", "يذكر أن الجسر بني قبل قرن."),
    Case("impersonal تجدر الإشارة", "وتجدر الإشارة إلى أن الجسر بني قبل قرن."),
    Case("impersonal من المتوقع", "ومن المتوقع أن يصل القطار مساءً."),
    Case("impersonal يتوقع أن", "ويتوقع أن يصل القطار مساءً."),
    Case("impersonal يشار إلى", "ويشار إلى أن الجسر بني قبل قرن."),
    Case("decision", "قرر {P:سامر النجار} أن يسافر."),
    Case("praise", "أشاد {P:سامر النجار} بجهود المتطوعين."),
    Case("welcome", "ورحب {P:سامر النجار} بالضيوف."),
    Case("feeling", "عبر السكان عن سعادتهم بالجسر الجديد."),
    Case("modal verb", "يمكن القول إن الجسر قديم."),
    Case("denied saying", "لم يقل {P:سامر النجار} إن الجسر جاهز."),
    Case("what confirms, not who", "انهار السقف وهو ما يؤكد أن البناء ضعيف."),
    Case("scare quotes", 'زار {P:سامر النجار} "المدينة القديمة" مساءً.'),
    Case("title of a work", "قرأت {P:ليلى حداد} رواية «موسم الريح الطويلة في الجبال»."),
    Case("paper named in marks", "وصل مراسل صحيفة «{O:الميناء}» مساءً."),
    Case("byline", "سامر النجار – {O:عين المرفأ}\nوصل القطار مساءً."),
    Case("dateline", "{O:وام}- {L:كولالمبور}: وصل القطار مساءً."),
    Case("section label in the body", "حالة الطقس: أمطار غزيرة."),
    Case("according to a plan, not a speaker", "يسير العمل وفق الخطة المرسومة."),
    Case("according to the law, not a speaker", "عوقب المخالفون وفقاً للنظام."),
    Case("تحدث without content", "تحدث {P:سامر النجار} مع الضيوف طويلاً."),
    Case("بين as a preposition", "وقع الخلاف بين {P:سامر النجار} و{P:ليلى حداد}."),
    Case("office, not a verb", "زار وزير النقل {P:سامر النجار} الجسر."),
    Case("أن of another word", "سافر {P:سامر النجار} بعد أن أغلق المصنع."),
    Case("because", "غادر {P:سامر النجار} لأن الجسر خطر."),
    Case("empty marks", 'قال {P:سامر النجار} "" ثم خرج.'),
    Case("no text", ""),
)
