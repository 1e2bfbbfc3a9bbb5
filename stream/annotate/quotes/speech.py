"""Which words with a complement are speech at all, and which of those inside reported content end it."""

from typing import Final, final

from stream.annotate.quotes import subjects, words
from stream.annotate.quotes.forms import CueForm
from stream.annotate.quotes.frame import Frame
from stream.annotate.quotes.lexicon import (
    ADVERB,
    BRACKET,
    COMMA,
    DASH,
    DEMONSTRATIVE,
    LINK,
    MARK,
    NO_CLAUSE,
    PREPOSITION,
    RELATIVE,
    SPEAKER,
    STOP,
    TITLE,
)
from stream.annotate.quotes.nominal import Complement
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.source import Source, speaks

_IMPERSONAL: Final = frozenset({"ذكّر", "ذكر", "اعتقد", "توقع", "رجح", "قدر", "افترض", "لاحظ", "ظن"})
"""Verbs whose bare imperfect is impersonal unless somebody is speaking in the imperfect already: يذكر أن, يتوقع أن."""

_IMPERSONAL_PASSIVES: Final = _IMPERSONAL | {"أشار", "أضاف"}
OPINIONS: Final = frozenset({"think", "expect", "deny"})
_AND_RELATIVE: Final = frozenset({"والتي", "والذي", "والذين"})
_STANDING_VERB: Final = words.WORDS["standing_verb"]
_LEADS_NO_SPEECH: Final = words.WORDS["leads_no_speech"]
_LED_BY: Final = words.WORDS["led_by"]
_NEGATIONS: Final = frozenset({"لم", "لا", "لن", "ولم", "ولا", "ولن"})
_ABOUT_WHAT: Final = frozenset({"ما", "مما", "بما", "وما", "فيما"})
_MAY_BE_MEANT: Final = frozenset({"وصف", "قال", "جاء", "ورد"})
"""Verbs whose perfect too only refers to words behind ما: ما ورد في البيان غير صحيح."""

_ISSUES: Final = ("اصدر", "وجه", "اطلق", "كرر", "جدد")
_BREAK: Final = COMMA | STOP | MARK
_LEADS_VERB: Final = COMMA | STOP | LINK | ADVERB | RELATIVE | MARK | BRACKET | DASH
_NEAR_NOUN: Final = 4
_NEXT: Final = 2


@final
class Candidate:
    """One reading of a word as a cue, with what stands around it.

    `token` and `last` are its first and last token; `subject` is set if the subject stands before it. `before` is the
    word before, folded, or nothing, `flag_before` the classes of that word.
    """

    __slots__ = (
        "before",
        "complement",
        "cue",
        "flag_before",
        "last",
        "reading",
        "source",
        "subject",
        "token",
    )

    def __init__(
        self,
        reading: Reading,
        token: int,
        last: int,
        cue: CueForm,
        complement: Complement,
        subject: Source | None,
    ) -> None:
        self.reading = reading
        self.token = token
        self.last = last
        self.cue = cue
        self.complement = complement
        self.subject = subject
        self.source: Source | None = None
        self.before = reading.folded[token - 1] if token else ""
        self.flag_before = reading.flags[token - 1] if token else 0

    @property
    def opens_sentence(self) -> bool:
        """Whether the sentence begins with it."""
        return self.token == self.reading.sentence_first(self.token)

    @property
    def done_to(self) -> bool:
        """Whether it is a passive in other words."""
        return is_done_to(self.reading, self.token)

    @property
    def behind_and_relative(self) -> bool:
        """Whether it shares its antecedent with the verb before: … والتي تزعم."""
        return self.token > 0 and self.reading.normals[self.token - 1] in _AND_RELATIVE


def is_done_to(reading: Reading, token: int) -> bool:
    """Tell whether a verbal noun is a passive in other words: تم إبلاغ السلطات بأن."""
    return token > 0 and reading.folded[token - 1] in words.PERIPHRASTIC


def is_speech(candidate: Candidate, previous: Frame | None) -> bool:  # noqa: PLR0911  one guard a shape of cue
    """Tell speech from the impersonal, the negated and the modal; `previous` is the frame before."""
    cue = candidate.cue
    if cue.shape == "participle":
        return _participle_speaks(candidate)
    if cue.shape == "noun":
        return _noun_speaks(candidate)
    if cue.passive:
        return candidate.complement.how == "clause" and cue.lemma.name not in _IMPERSONAL_PASSIVES
    if cue.object and not cue.lemma.addressee and candidate.complement.how != "marks":
        return cue.lemma.name == "اعتبر" and candidate.complement.how == "clause"
    if not _verb_may_speak(candidate):
        return False
    if cue.shape == "imperfect":
        return not _is_impersonal(candidate, previous) and _stands_as_verb(candidate)
    byline = cue.lemma.name == "كتب" and candidate.complement.how != "clause" and not cue.proclitic
    between = candidate.reading.flags[candidate.last + 1 : candidate.complement.token]
    byline = byline and not any(flag & PREPOSITION for flag in between)  # كتب فلان على حسابه: …
    return not (byline and candidate.token == candidate.reading.line_first(candidate.token))


def _participle_speaks(candidate: Candidate) -> bool:
    """Tell مؤكداً أن from a noun behind a preposition, and from مطالبة said of the one who must do something."""
    governed = candidate.flag_before & PREPOSITION and candidate.before not in words.WITH_PRONOUN
    if candidate.before in words.PERIPHRASTIC or governed:
        return False
    noun = bool(candidate.reading.flags[candidate.token] & SPEAKER)
    required = candidate.reading.normals[candidate.token] == "مطالبة"
    return not (noun or required) or bool(candidate.flag_before & (COMMA | MARK))


def _noun_speaks(candidate: Candidate) -> bool:
    complement, distance = candidate.complement, candidate.complement.token - candidate.last
    bound = candidate.flag_before & NO_CLAUSE and candidate.before.removeprefix("و") not in words.PREPOSITIONS
    if candidate.before in _LEADS_NO_SPEECH or bound:
        return False
    if complement.how == "nominal":
        return distance <= _NEXT and (candidate.cue.object or _is_issued(candidate))
    return distance <= _NEAR_NOUN or candidate.done_to or not candidate.cue.object


def _is_issued(candidate: Candidate) -> bool:
    """Tell whether a verb of issuing stands shortly before a noun: أصدرت الهيئة تحذيرات."""
    leads = candidate.reading.folded[max(0, candidate.token - 9) : candidate.token]
    return any(word.startswith(_ISSUES) or word[1:].startswith(_ISSUES) for word in leads)


def _verb_may_speak(candidate: Candidate) -> bool:  # noqa: PLR0911  one guard a construction
    """Rule out what was not said (لم يقل), what is only referred to (ما يؤكد) and nouns spelt like verbs."""
    cue, before = candidate.cue, candidate.before
    if before in _NEGATIONS and (cue.lemma.act not in OPINIONS or cue.shape == "perfect"):
        return False
    if _shows(candidate):
        return False
    about = cue.shape == "imperfect" or cue.object or cue.lemma.name in _MAY_BE_MEANT
    if before in _ABOUT_WHAT and about:
        return False
    if before in _LED_BY and cue.shape == "imperfect":
        return False
    ambiguous = candidate.reading.folded[candidate.token] in words.AMBIGUOUS
    if ambiguous and candidate.flag_before & PREPOSITION and before not in words.WITH_PRONOUN:
        return before in words.JOINTS  # بخصوص طلب الانضمام
    if not ambiguous or candidate.subject is not None:
        return True
    if candidate.opens_sentence or candidate.flag_before & _LEADS_VERB or before in words.JOINTS:
        return True
    behind = subjects.behind(candidate.reading, candidate.last, candidate.complement.token)
    return behind is not None and speaks(candidate.reading, behind)


def _shows(candidate: Candidate) -> bool:
    """Tell a fact that shows something from somebody who says it: يؤكد هذا الأمر أن …"""
    after = candidate.last + 1
    flags = candidate.reading.flags
    if after + 1 >= candidate.complement.token or not flags[after] & DEMONSTRATIVE:
        return False
    return not flags[after + 1] & (SPEAKER | TITLE)


def _is_impersonal(candidate: Candidate, previous: Frame | None) -> bool:
    """Tell يذكر أن and يعتبر هذا … from somebody's speech."""
    cue, subject = candidate.cue, candidate.subject
    if cue.lemma.name == "اعتبر" and candidate.complement.how == "nominal":
        return subject is None or bool(candidate.flag_before & RELATIVE)
    if subject is not None:
        return False
    if cue.lemma.name not in _IMPERSONAL or cue.gender != "m" or cue.number != "s":
        return False
    between = range(candidate.last + 1, candidate.complement.token)
    if not all(candidate.reading.flags[place] & (PREPOSITION | ADVERB) for place in between):
        return False
    speaking = previous is not None and previous.cue is not None and previous.cue.shape == "imperfect"
    return not (speaking and cue.proclitic)


def _stands_as_verb(candidate: Candidate) -> bool:
    """Tell a main verb from a description: not تقارير تفيد بأن."""
    cue = candidate.cue
    if candidate.before in _LEADS_NO_SPEECH and not (
        candidate.before in _NEGATIONS and cue.lemma.act in OPINIONS
    ):
        return False
    if candidate.opens_sentence or cue.proclitic or candidate.subject is not None or cue.lemma.name == "قال":
        return True
    before = candidate.before
    if (
        before in _STANDING_VERB
        or before in words.JOINTS
        or candidate.flag_before & (_BREAK | RELATIVE | LINK)
    ):
        return True
    behind = subjects.behind(candidate.reading, candidate.last, candidate.complement.token)
    return behind is not None and speaks(candidate.reading, behind)


def can_be_subject(reading: Reading, cue: CueForm, last: int, found: Source) -> bool:
    """Tell whether the phrase right behind a verb agrees with it, else it is its object: حذر الحكومة من أن."""
    if cue.gender != "m" or found.first != last + 1 or cue.passive:
        return True
    if found.name is not None:
        feminine = found.name.first == found.first and found.name.type in {"ORG", "LOC"}
        heads = reading.normals[found.first] if feminine else ""
        return not heads.endswith(("ة", "ات"))
    head = reading.normals[found.first]
    masculine = reading.flags[found.first] & TITLE or reading.folded[found.first] in words.OFFICE_WORDS
    return bool(masculine) or not head.endswith(("ة", "ات"))
