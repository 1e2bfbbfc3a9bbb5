"""Where the clause of a cue begins that stands in reported content: which cues end that content, whose they are."""

from typing import Final

from stream.annotate.quotes import subjects, words
from stream.annotate.quotes.forms import CueForm
from stream.annotate.quotes.frame import Frame, joined_by
from stream.annotate.quotes.lexicon import COMMA, COPULA, LINK, MARK, RESUME, STOP
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.source import Source, speaks
from stream.annotate.quotes.speech import OPINIONS, Candidate

_OPPOSED: Final = 24
_TITLE: Final = 6
"""How many words of a title may stand between what opens a clause and the name of its subject."""

FRONTED: Final = 6
"""How many tokens may stand before the cue of a clause that comes before its main clause."""
_AGAINST: Final = frozenset({"بينما", "فيما", "لكن", "ولكن"})
_LEADS_FRONTED: Final = words.WORDS["leads_fronted"]
_CLAUSE: Final = 12
_ADDRESSEE: Final = 5
"""How many words of whom one calls upon may stand between a verb and what it demands: ودعا الدول الكبرى إلى …"""
_BREAK: Final = COMMA | STOP | MARK


def ends_content(candidate: Candidate, running: Frame) -> bool:
    """Tell whether a cue found in running content ends it (… مشيراً إلى) or belongs to it (… تفيد بأن).

    A participle ends it; a finite verb does if it stands behind a conjunction or a joint, in the tense of the
    main verb, and either names somebody or agrees with who is speaking.
    """
    cue = candidate.cue
    if cue.shape == "participle":
        return True
    if cue.shape == "noun":
        return (bool(cue.proclitic) or cue.object) and candidate.token != running.first
    return candidate.behind_and_relative or _verb_ends_content(candidate, running)


def _verb_ends_content(candidate: Candidate, running: Frame) -> bool:  # noqa: PLR0911  one guard a construction
    cue, main, source = candidate.cue, running.cue, candidate.source
    if source is not None and speaks(candidate.reading, source):
        against = opposed(candidate.reading, running, candidate.token)
        if against is not None and source.first >= against[1]:
            return True
    if _follows_fronted(candidate, running):
        return True
    led = joined_by(candidate.reading.folded, candidate.token)
    denied = candidate.before in {"لم", "ولم"}
    follows = cue.shape == "imperfect" and candidate.reading.normals[candidate.token][0] == "ل"
    if follows and candidate.flag_before & COMMA:
        return main is None or main.gender is None or main.gender == cue.gender  # ، ليضيف
    if cue.shape == "imperfect" and not denied and (main is None or main.shape != "imperfect"):
        return False
    if running.how == "colon" and source is None and cue.lemma.act in OPINIONS:
        return False  # وأعتقد, written واعتقد, is the speaker's own
    joined = candidate.before in words.JOINTS or led > 1 or candidate.before == "ولم"
    if joined and candidate.complement.how == "marks":
        return True
    known = source is not None and speaks(candidate.reading, source)
    agrees = main is None or main.gender is None or main.gender == cue.gender
    broken = bool(candidate.flag_before & _BREAK)
    if joined or (cue.proclitic and broken):
        return agrees or known
    stands = bool(cue.proclitic) or (cue.shape == "perfect" and broken)
    called = cue.lemma.addressee and candidate.complement.token - candidate.last <= _ADDRESSEE
    return stands and (known or ((source is None or called) and agrees))


def opposed(reading: Reading, running: Frame, token: int) -> tuple[int, int] | None:
    """Return the words that set a clause against running content, with the subject before its verb (token).

    That is ، غير أن X … يعتقد أن, ، بينما X يقول إن: as tokens [first, beyond), None where the clause is another.
    """
    folded, flags = reading.folded, reading.flags
    least = max(running.first, token - _OPPOSED, reading.sentence_first(token))
    for place in range(token - 1, least, -1):
        if not flags[place] & RESUME or (not flags[place - 1] & COMMA and folded[place] != "حين"):
            continue
        word = folded[place]
        if word in words.CONTRASTS and folded[place + 1] in words.COMPLEMENTIZERS:
            return place, place + 2
        if word in _AGAINST:
            return place, place + 1
        if word == "حين" and folded[place - 1] == "في" and flags[place - 2] & COMMA:
            return place - 1, place + 1
    return None


def clause_of(candidate: Candidate, running: Frame | None) -> int:
    """Return where the clause of a verb begins whose subject stands before it, set against running content; else -1."""
    source, token = candidate.source, candidate.token
    if running is None or source is None or source.first >= token:
        return -1
    against = opposed(candidate.reading, running, token)
    return against[0] if against is not None and 0 <= source.first - against[1] <= _TITLE else -1


def _follows_fronted(candidate: Candidate, running: Frame) -> bool:
    """Tell whether running content stands in a clause before its main clause: بينما يقول X إن …، يقول Y إن."""
    reading = candidate.reading
    first = reading.sentence_first(candidate.token)
    if running.cue_first - first > FRONTED or running.how in {"marks", "colon"}:
        return False
    return leads_fronted(reading, first) and bool(candidate.flag_before & COMMA)


def leads_fronted(reading: Reading, first: int) -> bool:
    """Tell whether a sentence opens with a clause or circumstance that comes before its main clause."""
    return reading.folded[first].removeprefix("و") in _LEADS_FRONTED


def subject_of(reading: Reading, token: int, running: Frame | None, cue: CueForm) -> Source | None:
    """Return the subject that stands before a finite verb, within its own clause."""
    first = reading.sentence_first(token)
    if cue.shape not in {"perfect", "imperfect"}:
        return None
    if cue.proclitic and reading.folded[first] not in {"اما", "واما"}:
        return None
    against = opposed(reading, running, token) if running is not None else None
    if against is not None and against[1] < token:
        return subjects.before(reading, token, against[1])
    if running is None or running.first <= first:
        found = subjects.before(reading, token, first)
        return found or subjects.before(reading, token, _link_before(reading, token, first))
    start, least = token, max(first, running.first)
    while start > least and not reading.flags[start - 1] & (COMMA | STOP):
        start -= 1
    return subjects.before(reading, token, start)


def _link_before(reading: Reading, token: int, first: int) -> int:
    """Return where the clause of a verb begins that is linked to the one before: … ولكن الرابطة قالت."""
    for place in range(token - 1, max(first, token - _CLAUSE) - 1, -1):
        if reading.flags[place] & COPULA:
            return place
        if reading.flags[place] & (LINK | COMMA):
            return place + 1
    return first
