"""Frames that a verb, participle or verbal noun opens, or closes from behind."""

from typing import Final

from stream.annotate.quotes import source as sources
from stream.annotate.quotes import subjects
from stream.annotate.quotes import words
from stream.annotate.quotes.nominal import Complement
from stream.annotate.quotes.content import before_contrast
from stream.annotate.quotes.frame import Frame, Frames
from stream.annotate.quotes.lexicon import PREPOSITION, RELATIVE, SPEAKER, TITLE, CueForm
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.source import Source
from stream.annotate.quotes.speech import ends_content, is_done_to, is_speech, subject_of

_REPEATS: Final = words.WORDS["repeats"]
_HIS_WORDS: Final = words.WORDS["his_words"]
_NOUN_REACH: Final = 7
_PASSIVE_REACH: Final = 12
_TAIL: Final = 25
"""How many tokens may follow the source of a cue that stands behind its content."""


def read_cue(frames: Frames, token: int, cue: CueForm) -> bool:
    """Try one reading of a word as a cue.

    Returns:
        Whether that settles the word: a frame was made or its content closed, or it is known to be no speech.
    """
    reading = frames.reading
    flags = reading.flags[token]
    if flags & (SPEAKER | PREPOSITION) and not cue.proclitic and cue.shape != "participle":
        if flags & SPEAKER or token != reading.sentence(token)[0]:
            return False
    last = _whole_cue(reading, token)
    finite = cue.shape in {"perfect", "imperfect"}
    subject = subject_of(reading, token, frames.running, proclitic=cue.proclitic > 0) if finite else None
    complement = frames.finder.find(last, cue, subject=subject is not None and not cue.object)
    if complement is None:
        return finite and _behind_content(frames, token, last, cue)
    if not is_speech(reading, token, last, cue, complement, subject, frames.all[-1] if frames.all else None):
        return True
    source, shared = None, None
    if finite:
        if token and reading.normals[token - 1] in {"والتي", "والذي", "والذين"}:
            shared = frames.main(token)
        if not cue.passive and shared is None:
            source = _source_of_verb(reading, token, last, cue, complement.token, subject)
        if cue.lemma.act == "show" and (source is None or source.name is not None):
            return True
    elif cue.shape == "participle":
        shared = frames.main(token)
    elif is_done_to(reading, token):
        if complement.token - token > _PASSIVE_REACH:
            return False
    else:
        found = _source_of_noun(frames, token, cue, complement)
        if found is None:
            return False
        source, shared = found
    if frames.running is not None and not ends_content(
        reading, frames.running, token, cue, source, complement
    ):
        return False
    if source is None and shared is None and not finite and not is_done_to(reading, token):
        source = subjects.main_subject(reading, token, reading.sentence(token)[0])
    frame = frames.open(token, last, cue, complement)
    frame.source, frame.shared = source, shared
    if token and reading.flags[token - 1] & RELATIVE and complement.marked is None:
        frame.end = before_contrast(reading, frame.first, frame.end)
    return True


def _whole_cue(reading: Reading, token: int) -> int:
    """Return the last token of a cue of two words: صرح قائلا, متابعا قوله, تابع يقول, أشار بالقول."""
    after = token + 1
    if after >= len(reading.infos):
        return token
    for cue in reading.infos[after].cues:
        said = cue.lemma.name == "قال"
        if said and (cue.shape == "noun" or (cue.shape != "perfect" and not cue.proclitic)):
            return after
    ends = reading.infos[token].cues[0].shape == "participle"
    return after if ends and reading.folded[after] in _HIS_WORDS else token


def _source_of_verb(
    reading: Reading, token: int, last: int, cue: CueForm, limit: int, subject: Source | None
) -> Source | None:
    if token and reading.flags[token - 1] & RELATIVE and subject is not None and not cue.object:
        return subject
    if cue.lemma.name == "نقل":
        for place in range(token + 1, min(limit, token + 20)):
            if reading.folded[place] == "عن":
                return sources.noun_phrase(reading, place + 1, limit)
    behind = subjects.behind(reading, last, limit)
    if behind is None:
        return subject
    named = behind.name is not None or reading.flags[behind.first] & (SPEAKER | TITLE)
    return behind if named or subject is None else subject


def _source_of_noun(
    frames: Frames, token: int, cue: CueForm, complement: Complement
) -> tuple[Source | None, Frame | None] | None:
    """Return source or shared frame of a verbal noun, None where it introduces nothing after all."""
    reading = frames.reading
    said = cue.object or reading.normals[token].startswith(("بال", "وبال"))
    if said:
        source = _conveyed(reading, token)
        return source, None if source is not None else frames.main(token)
    limit = complement.token
    if complement.how == "nominal":
        return None, None
    if limit - token > _NOUN_REACH:
        return None
    source = sources.noun_phrase(reading, token + 1, limit)
    return None if source is None and limit != token + 1 else (source, None)


def _conveyed(reading: Reading, token: int) -> Source | None:
    """Return whom قوله belongs to behind نقل … عن."""
    first = reading.sentence(token)[0]
    tokens = reading.folded
    for place in range(token - 1, max(first, token - 40) - 1, -1):
        if tokens[place] == "عن":
            conveys = place > first and tokens[place - 1] == "نقلا"
            for before in range(first, place):
                conveys = conveys or any(cue.lemma.name == "نقل" for cue in reading.infos[before].cues)
            return sources.noun_phrase(reading, place + 1, token) if conveys else None
    return None


def _behind_content(frames: Frames, token: int, last: int, cue: CueForm) -> bool:
    """Handle a verb that governs nothing behind it: "…"، قال فلان and …، كما قالت فلانة."""
    reading = frames.reading
    first, beyond = reading.sentence(token)
    repeats = token > first and reading.folded[token - 1] in _REPEATS
    start = token - 1 if repeats else token
    stretch = frames.closed_before(start)
    if stretch is not None and cue.lemma.marks and (repeats or not cue.proclitic) and not cue.object:
        whole = repeats and cue.lemma.marks == "free" and not frames.opens_sentence(stretch)
        if frames.running is None and not whole:
            frame = frames.add_marked(token, last, cue, stretch, start)
            frame.source, frame.placed = subjects.behind(reading, last, beyond), "after"
            return True
    if not repeats or cue.lemma.marks != "free":
        return False
    source = subjects.behind(reading, last, beyond)
    running = frames.running
    if running is not None and source is not None and _is_incidental(running, first):
        frames.all.remove(running)
        frames.running = None
    if frames.running is not None:
        frames.close_running(start)
        return True
    if source is None or beyond - source.beyond > _TAIL:
        return False
    return frames.add_sentence(start, last, cue._replace(proclitic=0), source)


def _is_incidental(frame: Frame, first: int) -> bool:
    """Tell whether a frame is a verb inside a sentence that is itself reported (… يشير إلى أن …، كما قالت فلانة)."""
    return frame.cue is not None and frame.cue.shape == "imperfect" and frame.cue_first > first + 1
