"""Which verbs with a complement are speech at all, and which of those inside reported content end it."""

from typing import Final

from stream.annotate.quotes import subjects
from stream.annotate.quotes import words
from stream.annotate.quotes.nominal import Complement
from stream.annotate.quotes.frame import Frame
from stream.annotate.quotes.lexicon import (
    ADVERB,
    BRACKET,
    COMMA,
    DASH,
    LINK,
    MARK,
    NO_CLAUSE,
    PREPOSITION,
    RELATIVE,
    SPEAKER,
    STOP,
    TITLE,
    CueForm,
)
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.source import Source

_IMPERSONAL: Final = frozenset({"ذكّر", "ذكر", "اعتقد", "توقع", "رجح", "قدر", "افترض", "لاحظ", "ظن"})
"""Verbs whose bare imperfect is impersonal unless somebody is speaking in the imperfect already: يذكر أن, يتوقع أن."""

_IMPERSONAL_PASSIVES: Final = _IMPERSONAL | {"أشار", "أضاف"}

_STANDING_VERB: Final = words.WORDS["standing_verb"]
_MODALS: Final = words.WORDS["leads_no_speech"]
_NEAR_NOUN: Final = 4
_NEXT: Final = 2
_CLAUSE: Final = 12
_ISSUES: Final = ("اصدر", "وجه", "اطلق", "كرر", "جدد")
_LED_BY: Final = words.WORDS["led_by"]
_NEGATIONS: Final = frozenset({"لم", "لا", "لن", "ولم", "ولا", "ولن"})
_ABOUT_WHAT: Final = frozenset({"ما", "مما", "بما", "وما", "فيما"})


def is_done_to(reading: Reading, token: int) -> bool:
    """Tell whether a verbal noun is a passive in other words: تم إبلاغ السلطات بأن."""
    return token > 0 and reading.folded[token - 1] in words.PERIPHRASTIC


def _is_issued(reading: Reading, token: int) -> bool:
    """Tell whether a verb of issuing stands shortly before a noun: أصدرت الهيئة تحذيرات."""
    tokens = reading.folded[max(0, token - 9) : token]
    return any(word.removeprefix("و").startswith(_ISSUES) for word in tokens)


def is_speech(
    reading: Reading,
    token: int,
    last: int,
    cue: CueForm,
    complement: Complement,
    subject: Source | None,
    previous: Frame | None,
) -> bool:
    """Tell speech from the impersonal, the negated, the modal and from what documents show.

    Args:
        reading: The article.
        token: First token of the cue.
        last: Its last token.
        cue: How it is read.
        complement: What it governs.
        subject: Its subject, if that stands before it.
        previous: The frame before.
    """
    before = reading.folded[token - 1] if token else ""
    if cue.shape == "participle":
        required = reading.normals[token] == "مطالبة" and not (
            token and reading.flags[token - 1] & (COMMA | MARK)
        )
        led = before in words.PERIPHRASTIC or (token > 0 and bool(reading.flags[token - 1] & PREPOSITION))
        return not required and not led
    if cue.shape == "noun":
        if (
            before in _MODALS
            or before in {"لا", "لن", "ان"}
            or (token and reading.flags[token - 1] & NO_CLAUSE)
        ):
            return False
        if complement.how == "nominal":
            return complement.token - last <= _NEXT and (cue.object or _is_issued(reading, token))
        return complement.token - last <= _NEAR_NOUN or is_done_to(reading, token) or not cue.object
    if cue.passive:
        return complement.how == "clause" and cue.lemma.name not in _IMPERSONAL_PASSIVES
    if cue.object and not cue.lemma.addressee and complement.how != "marks":
        return cue.lemma.name == "اعتبر" and complement.how == "clause"
    if before in _NEGATIONS and cue.lemma.act not in {"think", "expect", "deny"}:
        return False
    if before in _ABOUT_WHAT and (cue.shape == "imperfect" or cue.lemma.name in {"وصف", "قال"}):
        return False
    if before in _LED_BY and cue.shape == "imperfect":
        return False
    if reading.folded[token] in words.AMBIGUOUS and subject is None:
        leads = COMMA | STOP | LINK | ADVERB | RELATIVE | MARK | BRACKET | DASH
        if (
            token > reading.sentence(token)[0]
            and not reading.flags[token - 1] & leads
            and before not in words.JOINTS
        ):
            return False
    if cue.shape == "imperfect":
        return _is_spoken_now(reading, token, last, cue, complement, subject, previous)
    byline = cue.lemma.name == "كتب" and complement.how != "clause" and token == reading.line(token)[0]
    return not (byline and not cue.proclitic)


def _is_spoken_now(
    reading: Reading,
    token: int,
    last: int,
    cue: CueForm,
    complement: Complement,
    subject: Source | None,
    previous: Frame | None,
) -> bool:
    """Tell whether an imperfect is somebody's speech: not يذكر أن, not a description (تقارير تفيد بأن)."""
    folded = reading.folded
    first = reading.sentence(token)[0]
    before = token - 1
    word = folded[before] if token else ""
    near = all(reading.flags[place] & (PREPOSITION | ADVERB) for place in range(last + 1, complement.token))
    if cue.gender == "m" and cue.number == "s" and near and cue.lemma.name in _IMPERSONAL and subject is None:
        speaking = previous is not None and previous.cue is not None and previous.cue.shape == "imperfect"
        if not (speaking and cue.proclitic):
            return False
    if cue.lemma.name == "اعتبر" and complement.how == "nominal" and subject is None:
        return False
    if token <= first or cue.proclitic or subject is not None or word in _STANDING_VERB or word in _MODALS:
        return word not in _MODALS
    if (
        reading.flags[before] & (COMMA | STOP | RELATIVE | MARK | LINK)
        or folded[before] in words.JOINTS
    ):
        return True
    behind = subjects.behind(reading, last, complement.token)
    return behind is not None and (
        behind.name is not None or bool(reading.flags[behind.first] & (SPEAKER | TITLE))
    )


def ends_content(
    reading: Reading, running: Frame, token: int, cue: CueForm, source: Source | None, complement: Complement
) -> bool:
    """Tell whether a cue found in running content ends it (… مشيراً إلى) or belongs to it (… تفيد بأن).

    A participle ends it; a finite verb does if it stands behind a conjunction or a joint, in the tense of the
    main verb, and either names somebody or agrees with who is speaking.
    """
    if cue.shape == "participle":
        return True
    if cue.shape == "noun":
        return bool(cue.proclitic) or cue.object
    if reading.normals[token - 1] in {"والتي", "والذي", "والذين"}:
        return True
    before = reading.flags[token - 1]
    joined = reading.folded[token - 1] in words.JOINTS
    main = running.cue
    in_tense = cue.shape == "perfect" or (main is not None and main.shape == "imperfect")
    known = source is not None and (
        source.name is not None or bool(reading.flags[source.first] & (SPEAKER | TITLE))
    )
    agrees = main is None or main.gender is None or main.gender == cue.gender
    if not in_tense:
        return False
    if running.how == "colon" and source is None and cue.lemma.act in {"think", "expect", "hope"}:
        return False  # وأعتقد, written واعتقد, is the speaker's own
    if joined and complement.how == "marks":
        return True
    if joined or (cue.proclitic and before & (COMMA | STOP | MARK)):
        return agrees or known
    if cue.proclitic:
        return known or (source is None and agrees)
    return cue.shape == "perfect" and bool(before & (COMMA | STOP)) and (known or (source is None and agrees))


def _link_before(reading: Reading, token: int, first: int) -> int:
    """Return where the clause of a verb begins that is linked to the one before: … ولكن الرابطة قالت."""
    for place in range(token - 1, max(first, token - _CLAUSE) - 1, -1):
        if reading.flags[place] & (LINK | COMMA):
            return place + 1
    return first


def subject_of(reading: Reading, token: int, running: Frame | None, *, proclitic: bool) -> Source | None:
    """Return the subject that stands before a verb, within its own clause."""
    first = reading.sentence(token)[0]
    if proclitic and reading.folded[first] not in {"اما", "واما"}:
        return None
    if running is None or running.first <= first:
        found = subjects.before(reading, token, first)
        return found or subjects.before(reading, token, _link_before(reading, token, first))
    start, least = token, max(first, running.first)
    while start > least and not reading.flags[start - 1] & (COMMA | STOP):
        start -= 1
    return subjects.before(reading, token, start)
