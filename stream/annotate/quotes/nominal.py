"""Reported content that is a noun phrase: أشار إلى المشاكل, شدد على ضرورة …, طالب بالإفراج, نفى وجود …"""

from typing import Final, Literal, final

from stream.annotate.quotes import words
from stream.annotate.quotes.forms import CueForm
from stream.annotate.quotes.lexicon import (
    ADVERB,
    BRACKET,
    COLON,
    COMMA,
    COMPLEMENTIZER,
    CONTENT_HEAD,
    CUE,
    DASH,
    DEMONSTRATIVE,
    LINK,
    MARK,
    NAMED,
    NO_CLAUSE,
    PREPOSITION,
    RELATIVE,
    SPEAKER,
    STOP,
    TITLE,
    WITH_BA,
    is_masdar,
)
from stream.annotate.quotes.marks import Marked, Marks
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.source import is_attached
from stream.annotate.quotes.unknown import without_proclitic

NEAR: Final = 12
"""How far, in tokens, an object or short marked words may stand from their verb."""

_REACH: Final = 26
_LONGEST_TITLE: Final = 4
_ENTITLED: Final = ("عنوان", "عناوين", "اسم")
_LONGEST_GLUED: Final = 6
_STRONG_BA: Final = frozenset({"demand", "promise", "threaten", "accuse", "admit", "advise"})
_ONLY_MARKED: Final = frozenset({"ندد", "انتقد"})
"""Verbs whose prepositional object is reported speech only if it is in quotation marks: ندد بـ"…"."""

_POSITIONS: Final = words.WORDS["positions"]
_JUDGES: Final = frozenset({"اعتبر", "عد"})
_ATTENTION: Final = frozenset({"النظر", "الانتباه", "الانظار"})
_BLAME: Final = frozenset({"مسؤوليه", "المسؤوليه", "مسئوليه", "المسئوليه", "مسووليه", "المسووليه"})
_ANONYMITY: Final = frozenset({"الكشف", "كشف", "ذكر", "نشر", "الافصاح", "التعريف"})
"""What sources ask not to be done with their names: طلب عدم الكشف عن اسمه, which is not reported speech."""

_NOT_BA: Final = words.WORDS["not_ba"]
_MASDAR_PREPOSITIONS: Final = frozenset({"علي", "من", "الي", "عن"})
_ENDS_CLAUSE: Final = COMMA | STOP | BRACKET | DASH | MARK | ADVERB | CUE | LINK
_NO_OBJECT: Final = (
    PREPOSITION | ADVERB | COMMA | STOP | RELATIVE | BRACKET | MARK | DASH | COLON | NO_CLAUSE | LINK | DEMONSTRATIVE
)  # fmt: skip


@final
class Complement:
    """Where reported content begins: how it is opened, at which token, and the content's first code point.

    `bare` tells that it is the direct object of the cue.
    """

    __slots__ = ("bare", "how", "marked", "start", "token")

    def __init__(
        self,
        how: Literal["clause", "marks", "colon", "nominal"],
        token: int,
        start: int,
        marked: Marked | None = None,
        *,
        bare: bool = False,
    ) -> None:
        self.how: Literal["clause", "marks", "colon", "nominal"] = how
        self.token = token
        self.start = start
        self.marked = marked
        self.bare = bare


def is_title(reading: Reading, marked: Marked, *, governed: bool = False) -> bool:
    """Tell whether marks hold a name or a title, not speech: صحيفة «…», لـ"…", or exactly one mention.

    Behind a preposition that the cue governs (وصفه بـ«…») they are speech, unless they hold a person, body or place.
    """
    first = marked.first
    name = reading.names.get(first)
    if name is not None and name.beyond >= marked.beyond and not (governed and name.type == "MISC"):
        return True
    before = marked.open - 1
    if before < 0 or governed:
        return False
    word = reading.folded[before]
    length = marked.beyond - first
    if length <= _LONGEST_TITLE:
        bare = word.removeprefix("و").removeprefix("ب").removeprefix("ل").removeprefix("ال")
        if bare in words.BODIES or bare in words.TITLED:
            return True
    elif word.endswith(_ENTITLED):
        return True
    end = reading.ends[before]
    glued = reading.starts[marked.open] == end or reading.text[end] == "\u0640"
    return glued and word in {"ل", "ب", "لل", "ال", "و", "ك"} and length <= _LONGEST_GLUED


def find_nominal(  # noqa: PLR0911  one guard a construction
    reading: Reading,
    here: int,
    cue_token: int,
    cue: CueForm,
    marks: Marks,
    *,
    subject: bool,
) -> Complement | None:
    """Return the nominal content that begins at a token, if the cue governs one there.

    Args:
        reading: The article.
        here: The token.
        cue_token: Last token of the cue.
        cue: How it is read.
        marks: The marked stretches of the article.
        subject: Whether the subject stands before the cue.
    """
    lemma = cue.lemma
    flag, flag_before = reading.flags[here], reading.flags[here - 1]
    if lemma.prepositions and here + 1 < len(reading.starts):
        folded = reading.folded[here]
        governed = words.GOVERNED.get(folded)
        if flag_before & TITLE and reading.normals[here] == "علي":
            return None  # a name
        if governed is not None and governed in lemma.prepositions and len(folded) > 1:
            return _behind_preposition(reading, here, cue_token, cue, marks)
        if folded.startswith(("ب", "ل")) and folded[0] in lemma.prepositions:
            return _attached(reading, here, cue_token, cue, marks)
    if flag & DEMONSTRATIVE and here == cue_token + 1 and lemma.name in _JUDGES:
        return Complement("nominal", here, reading.starts[here]) if cue.shape == "participle" else None
    if not lemma.bare or flag & _NO_OBJECT:
        return None
    reach = _REACH if flag & CONTENT_HEAD and flag_before & COMMA else NEAR
    if here - cue_token <= reach and _is_object(reading, here, cue_token, cue, subject=subject):
        return Complement("nominal", here, reading.starts[here], bare=True)
    return None


def _behind_preposition(
    reading: Reading, here: int, cue_token: int, cue: CueForm, marks: Marks
) -> Complement | None:
    after, distance = here + 1, here - cue_token
    drawn = reading.folded[here - 1] in _ATTENTION  # لفت النظر إلى
    bound = (
        distance > 1
        and not drawn
        and (reading.folded[here - 1] in words.BINDS_PREPOSITION or reading.folded[here] == "في")
    )
    if distance > _REACH or bound or reading.flags[after] & (COMPLEMENTIZER | COMMA | STOP):
        return None
    if reading.folded[after] in words.ADVERBIAL or reading.folded[after] == "القول":
        return None
    marked = _marked(reading, after, marks)
    if marked is None and cue.lemma.act == "express" and reading.folded[after] in _POSITIONS:
        return Complement("nominal", after, reading.starts[after])
    if marked is None and (cue.lemma.act == "express" or cue.lemma.name in _ONLY_MARKED):
        return None  # a feeling (أعرب عن سعادته) is no statement
    return marked or Complement("nominal", after, reading.starts[after])


def _marked(reading: Reading, token: int, marks: Marks) -> Complement | None:
    """Return content that begins with marked words: just these, or also what follows them in their clause."""
    stretch = marks.at(token) if reading.flags[token] & MARK else None
    if stretch is None or is_title(reading, stretch, governed=True):
        return None
    after = stretch.after
    if stretch.closed and after < reading.sentence_beyond(token) and not reading.flags[after] & _ENDS_CLAUSE:
        return Complement("nominal", token, reading.starts[token])
    return Complement("marks", token, reading.starts[stretch.first], stretch)


def _attached(reading: Reading, here: int, cue_token: int, cue: CueForm, marks: Marks) -> Complement | None:
    """Return content behind a preposition grown together with its first word, or standing alone before marks."""
    folded = reading.folded[here]
    if len(folded) == 1:
        return _marked(reading, here + 1, marks)
    if cue.lemma.name in _ONLY_MARKED:
        return None
    led = here > 0 and reading.flags[here - 1] & PREPOSITION
    strong = cue.lemma.act in _STRONG_BA and folded[0] == "ب" and len(folded) > 3 and here - cue_token <= NEAR
    short = len(folded) < 5 and not strong and folded[1:] not in words.CONTENT_HEADS
    if led or short or folded in _NOT_BA or reading.flags[here] & (ADVERB | PREPOSITION | WITH_BA):
        return None
    rest = without_proclitic(folded, 1).removeprefix("ال")
    if rest in words.BODIES or rest in words.DOCUMENTS or rest in words.AFFAIRS:
        return None
    if here in reading.names or reading.flags[here] & NAMED:
        return None
    return Complement("nominal", here, reading.start_behind(here, 1))


def _is_object(  # noqa: C901, PLR0911  one guard a construction
    reading: Reading, here: int, cue_token: int, cue: CueForm, *, subject: bool
) -> bool:
    """Tell whether a noun phrase is the direct object of the cue: أكد ضرورة …, توقع الخبير فلان نمو …"""
    first = here == cue_token + 1
    if (here in reading.names and not (subject and first)) or reading.folded[here].startswith("ايا"):
        return False
    if reading.flags[here] & CUE and any(
        form.lemma.name == cue.lemma.name and form.number == "d" for form in reading.cues(here)
    ):
        return False  # نفى نفيا قاطعا
    if cue.lemma.name == "حمّل":
        blamed = reading.folded[here] in _BLAME and not reading.flags[here - 1] & PREPOSITION
        return bool(blamed) and not first
    if cue.lemma.addressee and _is_asked(reading, here, cue_token):
        return True
    if cue.lemma.name == "طلب" and reading.folded[here] == "عدم" and reading.folded[here + 1] in _ANONYMITY:
        return False
    if first and cue.lemma.bare == "any" and (subject or _follows_participle(reading, here, cue)):
        return True
    if reading.flags[here] & CONTENT_HEAD:
        return first or _may_be_object(reading, here)
    if cue.lemma.name in _JUDGES and reading.normals[here].startswith("ال"):
        return _is_behind_name(reading, here, cue_token) and not _clause_near(reading, here)
    if cue.lemma.bare != "any" or reading.flags[here] & SPEAKER or is_attached(reading, here):
        return False
    normal = reading.normals[here]
    if _is_masdar_of(reading, here):
        return _is_behind_name(reading, here, cue_token)
    plain = not normal.startswith(("ال", "لا", "لأ", "لإ")) and normal[0].isalpha()
    if normal[0] == "ل" or (normal[0] == "ب" and reading.folded[here] not in _NOT_BA):
        return False
    return plain and _is_behind_name(reading, here, cue_token)


def _clause_near(reading: Reading, here: int) -> bool:
    """Tell whether a clause opens shortly behind a word, so that the word belongs to who speaks."""
    limit = min(reading.sentence_beyond(here), here + NEAR)
    return any(flag & (COMPLEMENTIZER | WITH_BA) for flag in reading.flags[here:limit])


def _is_asked(reading: Reading, here: int, cue_token: int) -> bool:
    """Tell whether a definite verbal noun is what somebody is asked for: ناشدت فلانة الدول الكبرى التدخل."""
    normal, before = reading.normals[here], here - 1
    if before <= cue_token or not normal.startswith("ال") or reading.flags[before] & (PREPOSITION | TITLE):
        return False
    asked = reading.flags[before] & NAMED or reading.folded[before].startswith(("ال", "بال"))
    return bool(asked) and is_masdar(normal[2:])


def _may_be_object(reading: Reading, here: int) -> bool:
    """Tell whether a noun may be an object by the word before it; one known by its pattern alone not in construct."""
    flag = reading.flags[here - 1]
    if reading.folded[here] in words.CONTENT_HEADS or flag & (NAMED | ADVERB | COMMA):
        return not flag & PREPOSITION
    plural = flag & SPEAKER and reading.folded[here - 1].endswith("ون")  # رجح محللون ارتفاع الأسعار
    return not flag & PREPOSITION and (bool(plural) or reading.folded[here - 1].startswith(("ال", "بال")))


def _is_masdar_of(reading: Reading, here: int) -> bool:
    """Tell whether a definite verbal noun with its preposition stands here: التمسك بالاتفاق, الانسحاب من المدينة."""
    normal = reading.normals[here]
    if here + 1 >= len(reading.starts) or not normal.startswith("ال"):
        return False
    after = reading.folded[here + 1]
    return (after in _MASDAR_PREPOSITIONS or after.startswith("ب")) and is_masdar(normal[2:])


def _follows_participle(reading: Reading, here: int, cue: CueForm) -> bool:
    """Tell whether a word can only be the object of a participle, whose subject stands before: مؤكداً استمرار …"""
    if cue.shape != "participle" or reading.normals[here - 1][-1] not in "اةن":
        return False  # مقترحات أخرى
    adjective = here > 1 and reading.folded[here - 2] == "غير"
    return not adjective and not reading.flags[here] & (SPEAKER | TITLE | NAMED | PREPOSITION)


def _is_behind_name(reading: Reading, here: int, cue_token: int) -> bool:
    """Tell whether a name ends right before a token, with nothing but a title between the cue and it."""
    for first in range(here - 1, cue_token, -1):
        name = reading.names.get(first)
        if name is None and first == here - 1 == cue_token + 1:
            family = reading.folded[first]
            return not reading.flags[first] and family.startswith("ال") and family.endswith("ي")
        if name is not None and name.beyond == here:
            plain = name.start == reading.starts[first]
            between = range(cue_token + 1, first)
            return plain and not any(
                reading.flags[place] & (COMMA | RELATIVE | PREPOSITION) for place in between
            )
    return False


def is_immediate(reading: Reading, found: Complement, here: int, cue_token: int, cue: CueForm) -> bool:
    """Tell whether a noun phrase is content at once, or only if no clause or marks follow."""
    if found.how == "marks" or (here == cue_token + 1 and cue.lemma.name != "وصف"):
        return True
    if found.bare and cue.lemma.addressee:
        return True
    if found.bare:
        return _is_behind_name(reading, here, cue_token)
    if found.token == here:
        return cue.lemma.act in _STRONG_BA and here - cue_token <= NEAR
    return True
