"""The words of labels around an article: sections, buttons, counters, dates, kinds of outlets.

Folded as `stream.ingest.chrome` folds (hamza off the alef, ى as ي, ة as ه, lower case); of labels the article
ال is taken off before they are looked up.
"""

from typing import Final


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


DATE_WORDS: Final = _words(
    # days and parts of the day
    "السبت الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعه يوم اليوم امس صباحا مساء ظهرا فجرا ص م ه الساعه",
    # months of the West, of the Levant and Iraq, of the Maghreb, of the Hijri year
    "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر",
    "كانون الثاني شباط اذار نيسان ايار حزيران تموز اب ايلول تشرين الاول",
    "جانفي فيفري افريل ماي جوان جويليه اوت غشت شتنبر نونبر دجنبر يوليوز",
    "محرم صفر ربيع الاخر جمادي الاولي الاخره رجب شعبان رمضان شوال ذو ذي القعده الحجه",
    # what introduces them
    "نشر نشرت في بتاريخ تاريخ النشر اخر تحديث حدث عدل بتوقيت توقيت غرينتش غرينيتش مكه المكرمه القاهره الموافق",
    "منذ قبل ساعه ساعات دقيقه دقايق دقائق ايام العدد عدد",
    "am pm gmt utc updated published last on at monday tuesday wednesday thursday friday saturday sunday",
    "january february march april may june july august september october november december",
    "jan feb mar apr jun jul aug sep sept oct nov dec",
)

LABELS: Final = _words(
    # sections
    "رئيسيه رئيسي رييسيه رييسي صفحه صفحات اولي سلايد سلايدر سلايدشو جريده صحيفه مجله موقع اخبار خبر عاجل",
    "محليات محليه محلي عربيه عربي دوليه دولي عالم عالميه عرب سياسه سياسي اقتصاد اقتصاديه مال اعمال اسواق",
    "رياضه رياضيه كره قدم ثقافه ثقافيه فن فنون منوعات مجتمع صحه طب علوم علم تكنولوجيا تقنيه",
    "تقارير تقرير تحقيقات تحليلات مقالات مقال راي اراء حوادث قضايا ملفات ابواب اقسام قسم تصنيف تصنيفات",
    "متفرقات مختارات مميز مميزه مهم هام احدث ابرز اهم اكثر قراءه شرق اوسط خليج مغرب مشرق",
    "افريقيا اسيا اوروبا اميركا امريكا ارشيف وسائط وسائل اعلام",
    # buttons and counters
    "مشاركه شارك مشاركات طباعه اطبع ارسال ارسل حفظ نسخ رابط تعليق تعليقات اضف مشاهده مشاهدات قراءات زياره",
    "حجم خط تكبير تصغير استمع استماع بحث قائمه تسجيل دخول اشتراك اشترك تابعنا تابع متابعه اتصل بنا عن من نحن",
    "فيديو فيديوهات صور صوره البوم معرض بودكاست بث مباشر انفوغراف انفوغرافيك كاريكاتير مده وقت عبر علي",
    "فيسبوك تويتر واتساب واتس اب انستغرام انستجرام يوتيوب تيليغرام تلغرام تليجرام لينكد بريد الكتروني ايميل",
    "جوجل غوغل نيوز تالي سابق عوده مزيد عرض كل جميع ذات صله وسوم اعلان اعلانات تخطي الي محتوي انتقل",
    "home news menu search share print save copy link next previous login subscribe comments comment views k",
    "skip to content main follow us facebook twitter x whatsapp instagram youtube telegram linkedin email",
    "pinterest google live video videos photos gallery podcast advertisement breaking world sport sports",
    "business politics culture opinion a",
)

OUTLETS: Final = _words("صحيفه جريده وكاله موقع قناه شبكه بوابه مجله اذاعه راديو تلفزيون")
"""Words that begin the name of a newspaper, agency, channel or site."""
