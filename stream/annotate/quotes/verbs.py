"""Frames that a verb, participle or verbal noun opens, or closes from behind."""

from typing import Final

from stream.annotate.quotes import documents, subjects, words
from stream.annotate.quotes import source as sources
from stream.annotate.quotes.clauses import FRONTED, clause_of, ends_content, leads_fronted, subject_of
from stream.annotate.quotes.content import before_contrast, before_main_clause
from stream.annotate.quotes.forms import CueForm
from stream.annotate.quotes.frame import Frame, Frames
from stream.annotate.quotes.lexicon import COMMA, LINK, PREPOSITION, RELATIVE, SPEAKER
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.source import Source
from stream.annotate.quotes.speech import Candidate, can_be_subject, is_speech

_REPEATS: Final = words.WORDS["repeats"]
_NOUN_REACH: Final = 7
_PLURAL: Final = ("ات", "ين", "ون")
_PASSIVE_REACH: Final = 12
_TAIL: Final = 25
"""How many tokens may follow the source of a cue that stands behind its content."""


def read_cue(frames: Frames, token: int, cue: CueForm) -> bool:  # noqa: PLR0911  each step may settle it
    """Try one reading of a word as a cue.

    Returns:
        Whether that settles the word: a frame was made or its content closed, or it is known to be no speech.
    """
    reading = frames.reading
    if _is_noun(reading, token, cue):
        return False
    if cue.lemma.name in documents.LEMMAS and not documents.stands_in(
        reading, token, reading.sentence_beyond(token)
    ):
        return False
    last = _whole_cue(reading, token)
    finite = cue.shape in {"perfect", "imperfect"}
    subject = subject_of(reading, token, frames.running, cue)
    complement = frames.finder.find(last, cue, subject=subject is not None and not cue.object)
    if complement is None:
        return finite and _behind_content(frames, token, last, cue)
    candidate = Candidate(reading, token, last, cue, complement, subject)
    if not is_speech(candidate, frames.all[-1] if frames.all else None):
        return True
    found = _attribute(frames, candidate)
    if found is None:
        return False
    candidate.source, shared = found
    if cue.lemma.act == "show" and finite and not _is_document(candidate):
        return True
    if frames.running is not None and not ends_content(candidate, frames.running):
        return False
    _add_first_half(frames, candidate)
    frame = frames.open(token, last, cue, complement, clause=clause_of(candidate, frames.running))
    frame.source, frame.shared = candidate.source, shared
    if frame.source is None and shared is None and not finite and not candidate.done_to:
        frame.source = subjects.main_subject(reading, token, reading.sentence_first(token))
    if complement.marked is None:
        _end_with_clause(frames, candidate, frame)
    return True


def _end_with_clause(frames: Frames, candidate: Candidate, frame: Frame) -> None:
    """End content with the subordinate clause in which its cue stands: … التي قالت إن …, بينما يؤكد X أن …، …"""
    reading, token = frames.reading, candidate.token
    if candidate.flag_before & RELATIVE:
        frame.end = before_contrast(reading, frame.first, frame.end)
    opening = reading.sentence_first(token)
    if token - opening <= FRONTED and leads_fronted(reading, opening):
        frame.end = before_main_clause(reading, frames.marks, frame.first, frame.end)


def _add_first_half(frames: Frames, candidate: Candidate) -> None:
    """Add the marked words before a verb that goes on with more of them: "…"، أضاف فلان، "…"."""
    cue, token = candidate.cue, candidate.token
    if cue.shape != "perfect" or cue.proclitic or candidate.complement.how != "marks" or frames.running:
        return
    stretch = frames.closed_before(token)
    if stretch is not None and cue.lemma.marks and frames.opens_sentence(stretch):
        first = frames.add_marked(token, candidate.last, cue, stretch, token)
        first.source, first.placed = candidate.source, "after"


def _is_document(candidate: Candidate) -> bool:
    """Tell whether a study, figures or those who made them are the source, which alone speak by showing."""
    source = candidate.source
    return source is not None and source.name is None and sources.speaks(candidate.reading, source)


def _is_noun(reading: Reading, token: int, cue: CueForm) -> bool:
    """Tell whether a word that may be a verb is a noun that speaks (وزير), or بين within a sentence."""
    flags = reading.flags[token]
    if cue.proclitic or cue.shape == "participle" or not flags & (SPEAKER | PREPOSITION):
        return False
    if cue.shape == "noun" and token + 1 in reading.names:
        return False  # إعلان فلان أن
    if token == reading.sentence_first(token):
        return cue.shape == "noun"
    return not (flags & SPEAKER and reading.flags[token - 1] & (COMMA | LINK))


def _attribute(frames: Frames, candidate: Candidate) -> tuple[Source | None, Frame | None] | None:
    """Return the source of a cue, or the frame whose source it shares; None where it introduces nothing after all."""
    cue = candidate.cue
    if cue.shape == "participle":
        return None, frames.main(candidate.token)
    if cue.shape != "noun":
        if candidate.behind_and_relative:
            return None, frames.main(candidate.token)
        return None if cue.passive else _source_of_verb(candidate), None
    if candidate.done_to:
        return (None, None) if candidate.complement.token - candidate.token <= _PASSIVE_REACH else None
    return _source_of_noun(frames, candidate)


def _whole_cue(reading: Reading, token: int) -> int:
    """Return the last token of a cue of two words: صرح قائلا, متابعا قوله, تابع يقول, أشار بالقول."""
    after = token + 1
    if after >= len(reading.flags):
        return token
    for cue in reading.cues(after):
        said = cue.lemma.name == "قال"
        if said and (cue.shape == "noun" or (cue.shape != "perfect" and not cue.proclitic)):
            return after
    ends = reading.cues(token)[0].shape == "participle"
    return after if ends and reading.folded[after] in words.HIS_WORDS else token


def _source_of_verb(candidate: Candidate) -> Source | None:  # noqa: C901, PLR0911  one guard a construction
    reading, subject, cue = candidate.reading, candidate.subject, candidate.cue
    limit = candidate.complement.token
    if candidate.flag_before & RELATIVE and subject is not None and not cue.object:
        return subject
    if cue.lemma.name in documents.LEMMAS:
        main = subjects.main_subject(reading, candidate.token, reading.sentence_first(candidate.token))
        return documents.whose(reading, candidate.token, limit) or main
    if cue.lemma.name in words.CONVEYS:
        conveyed = subjects.conveyed(reading, cue.lemma.name, candidate.token, limit)
        if conveyed is not None:
            return conveyed
    if cue.number != "s" and not cue.passive and subject is not None:
        return subject  # before its subject a verb stands in the singular: أبلغا رويترز
    behind = subjects.behind(reading, candidate.last, limit)
    if (
        behind is not None
        and subject is not None
        and cue.lemma.addressee
        and behind.first == candidate.last + 1
    ):
        return subject  # أبلغ رويترز
    if behind is not None and not can_be_subject(reading, cue, candidate.last, behind):
        return subject
    if behind is None or (subject is not None and not sources.speaks(reading, behind)):
        return subject
    described = cue.lemma.name in {"وصف", "نعت"} and reading.folded[behind.first] not in sources.PERSONS
    if described and not sources.speaks(reading, behind):
        return subject  # what is called so
    alone = behind.beyond - behind.first == 1 and cue.gender == "f" and candidate.before != "كما"
    if not cue.lemma.addressee or (alone and not reading.folded[behind.first].endswith(_PLURAL)):
        return behind  # حذرت اليونيسف
    return _without_addressee(reading, behind)


def _without_addressee(reading: Reading, behind: Source) -> Source | None:
    """Return a phrase without whom one calls upon.

    Nothing is left of كما دعا العالم, only فلان of دعا فلان الدول, and الوزارة of ناشدت الوزارة المنظمات الدولية.
    """
    if behind.name is not None:
        return behind
    speaks = sources.speaks(reading, behind)
    for token in range(behind.first + speaks, behind.beyond):
        word = reading.folded[token]
        if token > behind.first and _is_theirs(word, reading.folded[token - 1]):
            return sources.phrase(reading, behind.first, token)
        if word.startswith("ال") and (not speaks or _is_plural_noun(word, reading.folded[behind.first])):
            return sources.phrase(reading, behind.first, token) if token > behind.first else None
    return behind


def _is_plural_noun(word: str, head: str) -> bool:
    """Tell whether a definite word behind a definite singular can be no adjective of it: الوزارة المنظمات."""
    return head.startswith("ال") and not head.endswith(_PLURAL) and word.endswith(_PLURAL)


def _is_theirs(word: str, head: str) -> bool:
    """Tell whether a word with a pronoun stands beside a definite noun: دعت النقابة أعضاءها إلى."""
    return head.startswith("ال") and word.endswith(("ها", "هم")) and len(word) > 4


def _source_of_noun(frames: Frames, candidate: Candidate) -> tuple[Source | None, Frame | None] | None:
    reading, token, limit = candidate.reading, candidate.token, candidate.complement.token
    if candidate.cue.object or reading.normals[token].startswith(("بال", "وبال")):
        source = _conveyed(reading, token)
        return source, None if source is not None else frames.main(token)
    if candidate.complement.how == "nominal":
        return None, None
    source = sources.noun_phrase(reading, token + 1, limit)
    far = limit - token > _NOUN_REACH and (source is None or source.name is None)
    return None if far or (source is None and limit != token + 1) else (source, None)


def _conveyed(reading: Reading, token: int) -> Source | None:
    """Return whom قوله belongs to behind نقل … عن."""
    first = reading.sentence_first(token)
    tokens = reading.folded
    for place in range(token - 1, max(first, token - 40) - 1, -1):
        if tokens[place] in {"عن", "الي"}:
            conveys = place > first and tokens[place - 1] == "نقلا"
            for before in range(first, place):
                conveys = conveys or any(
                    words.GOVERNED[tokens[place]] == words.CONVEYS.get(cue.lemma.name)
                    for cue in reading.cues(before)
                )
            if not conveys and tokens[place] == "الي":
                continue
            return sources.noun_phrase(reading, place + 1, token) if conveys else None
    return None


def _behind_content(frames: Frames, token: int, last: int, cue: CueForm) -> bool:
    """Handle a verb that governs nothing behind it: "…"، قال فلان and …، كما قالت فلانة."""
    reading = frames.reading
    first, beyond = reading.sentence(token)
    repeats = token > first and reading.folded[token - 1] in _REPEATS
    start = token - 1 if repeats else token
    if (
        token > first + 1
        and reading.folded[token - 1] == "ما"
        and reading.folded[token - 2] in {"علي", "وعلي"}
    ):
        repeats, start = True, token - 2
    stretch = frames.closed_before(start)
    if stretch is not None and cue.lemma.marks and (repeats or not cue.proclitic) and not cue.object:
        whole = repeats and cue.lemma.marks == "free" and not frames.opens_sentence(stretch)
        if frames.running is None and not whole:
            frame = frames.add_marked(token, last, cue, stretch, start)
            frame.source, frame.placed = _speaker_behind(reading, last, beyond, cue), "after"
            return True
    if not repeats or (cue.lemma.marks != "free" and cue.lemma.name != "نقل"):
        return False
    source = _speaker_behind(reading, last, beyond, cue)
    running = frames.running
    if running is not None and source is not None and _is_incidental(running, first):
        frames.drop_running()
    if frames.running is not None:
        frames.close_running(start)
        return True
    if source is None or beyond - source.beyond > _TAIL:
        return False
    return frames.add_sentence(start, token, last, cue, source)


def _speaker_behind(reading: Reading, last: int, beyond: int, cue: CueForm) -> Source | None:
    """Return who is named behind a verb that follows its content, or the document in which that stands."""
    if cue.lemma.name in documents.LEMMAS:
        return documents.whose(reading, last, beyond)
    return subjects.behind(reading, last, beyond)


def _is_incidental(frame: Frame, first: int) -> bool:
    """Tell whether a frame is a verb inside a sentence that is itself reported (… يشير إلى أن …، كما قالت فلانة)."""
    return frame.cue is not None and frame.cue.shape == "imperfect" and frame.cue_first > first + 1
