"""Closed classes of Arabic words that the quote rules look at, by folded form (`stream.annotate.text.fold`).

The lists themselves are in `words.txt`; a class that only one module uses is named there.
"""

from typing import Final

from stream.annotate.quotes.data import read_classes

WORDS: Final = read_classes("words.txt")

_SUFFIXES: Final = ("", "ه", "ها", "هم", "هما", "هن", "نا", "ني", "ي", "ك", "كم")

COMPLEMENTIZERS: Final = frozenset("ان" + suffix for suffix in _SUFFIXES)
"""أنّ and إنّ (and أنْ), alone and with a pronoun: what opens an indirect quote."""

WITH_BA: Final = frozenset("ب" + word for word in COMPLEMENTIZERS) | {"بالا"}
"""بأن, بأنه …: the ب stays outside the quote."""

NOT_TO: Final = frozenset({"ألا", "ألّا", "بألا"})
"""ألا (that … not), by normal form: folded it would be إلا (except)."""

NO_CLAUSE_AFTER: Final = WORDS["no_clause_after"]
"""Words behind which أن belongs to them (بعد أن, يمكن أن) and not to a speech verb further back."""

PREPOSITIONS: Final = WORDS["prepositions"]

WITH_PRONOUN: Final = frozenset(
    {"منه", "منها", "عنه", "عنها", "فيه", "فيها", "عليه", "عليها", "به", "بها", "له", "لها", "لهم"}
)
"""Prepositions with their pronoun, which govern nothing behind them."""

GOVERNED: Final = {
    "الي": "إلى",
    "علي": "على",
    "عن": "عن",
    "من": "من",
    "في": "في",
    "بشان": "بشأن",
    "ب": "ب",
    "ل": "ل",
}

ADVERBIAL: Final = WORDS["adverbial"]
"""Nouns that with a preposition say where, when and how somebody spoke, not what (على هامش, عن طريق)."""

RELATIVES: Final = WORDS["relatives"]

ADVERBS: Final = WORDS["adverbs"]

MODALS: Final = WORDS["modals"]

TITLED: Final = WORDS["titled"]
"""Nouns whose apposition in quotation marks is a name or a title, not speech."""

DEMONSTRATIVES: Final = WORDS["demonstratives"]

COPULAS: Final = WORDS["copulas"]

SENTENCE_LINKS: Final = WORDS["sentence_links"]

BARE_TITLES: Final = WORDS["bare_titles"]
"""Titles that stand right before a name and are left out of it."""

OFFICES: Final = WORDS["offices"]

GROUPS: Final = WORDS["groups"]

BODIES: Final = WORDS["bodies"]

DOCUMENTS: Final = WORDS["documents"]

OFFICE_WORDS: Final = OFFICES | frozenset(word.removeprefix("ال") for word in OFFICES | BARE_TITLES)
"""Offices and titles without the article, by which a person may be called later on."""

_DUALS: Final = frozenset(
    (word[:-1] + "ت" if word[-1] == "ه" else word) + ending
    for word in (OFFICES | GROUPS | BODIES)
    if not word.endswith(("ا", "ات", "ون", "ين", "ان"))
    for ending in ("ان", "ين")
)
"""Two of them, or masculine plurals in ـين: مصدران, وزيران."""

SPEAKERS: Final = (
    frozenset(word + "ا" for word in OFFICES | GROUPS if word[-1] not in "هيا")
    | OFFICES
    | GROUPS
    | BODIES
    | DOCUMENTS
    | BARE_TITLES
    | frozenset("ال" + word for word in OFFICES | GROUPS | BODIES | DOCUMENTS)
    | _DUALS
    | frozenset("ال" + word for word in _DUALS)
)

FEMININE_BODIES: Final = WORDS["feminine_bodies"]

RELATIONAL: Final = WORDS["relational"]
"""Heads whose person is somebody else than the one named behind them (محامي فلان)."""

SPEECH_NOUNS: Final = WORDS["speech_nouns"]
"""Verbal nouns that introduce speech themselves (ادعاء فلان بأن, تأكيده أن, على حد قوله)."""

PARTICLE_LETTERS: Final = WORDS["particle_letters"]
"""Latin letters as they are spelt in the names of channels (سي إن إن)."""

NOT_SOURCES: Final = WORDS["not_sources"]
"""Documents that are followed (وفقاً للنظام), not quoted."""

CONTENT_HEADS: Final = WORDS["content_heads"] | frozenset(
    (word[:-1] + "ت" if word[-1] == "ه" else word) + pronoun
    for word in WORDS["content_heads"]
    if len(word) > 2 and not word.startswith("ال")
    for pronoun in ("ه", "ها", "هم", "هما")
)
"""Nouns that head a reported fact as the object of a speech verb (أكد ضرورة …, نفى وجود …)."""

NO_MASDARS: Final = WORDS["no_masdars"]
"""Nouns that only look like verbal nouns of that pattern (انسان, تلميذ)."""

CONVEYS: Final = {"نقل": "عن", "نسب": "إلى"}
"""Verbs that pass somebody else's words on, and the preposition before whose they are."""

JOINTS: Final = WORDS["joints"]
"""Particles that lead from one clause to a verb of the next, and go with it."""

BECAUSE: Final = WORDS["because"]
"""Words that open a reason, whose clause is not what a cue before them governs."""

BINDS_PREPOSITION: Final = WORDS["binds_preposition"]
"""Words that take على, عن, إلى for themselves (فضلاً عن, السيطرة على)."""

HONORIFICS: Final = WORDS["honorifics"]
"""What stands for a person named before: قال سموه, أكد معاليه."""

AMBIGUOUS: Final = WORDS["ambiguous"]
"""Forms that are a verb or a noun or a preposition (ذكر, بين, وعد)."""

HIS_WORDS: Final = WORDS["his_words"]

KIN: Final = WORDS["kin"]
"""Relatives and others of whom a name behind a title only tells whose: نجل الرئيس فلان."""

TITLE_ADJECTIVES: Final = WORDS["title_adjectives"]
MEDIA: Final = WORDS["media"]
"""To whom one speaks, grown together with لـ, which ends the phrase of who speaks."""

ANONYMOUS: Final = WORDS["anonymous"]
"""Offices by which news introduces people without a name (مسؤول أميركي)."""

AFFAIRS: Final = frozenset({"شؤون", "شوون", "قطاع"})
POLITE: Final = frozenset({"السيد", "السيده", "الدكتور", "الدكتوره", "الشيخ", "الاستاذ"})
"""Titles behind which any word is a name."""

CONTRASTS: Final = frozenset({"الا", "غير", "بيد"})
"""What with أن means but: إلا أنه."""

LEADS_FINITE: Final = frozenset({"وقد", "كما", "وكما"})

PERIPHRASTIC: Final = WORDS["periphrastic"]
"""What makes a verbal noun a passive (تم إبلاغ …)."""

WAW_ROOTS: Final = tuple(WORDS["waw_roots"])
"""Beginnings of words whose first letter و is no conjunction."""

MONTHS: Final = WORDS["months"]
