"""How sure a quote and its speaker are.

The figures are (right + 1) / (found + 2) over the 23 articles of the development set, end to end with the
built-in recogniser: a quote is right if it overlaps one of the annotators' by half or more, a speaker if the
names agree. The rules were written on half of these articles, so that new text will be somewhat less sure.
"""

from typing import Final

from stream.annotate.quotes.frame import Frame
from stream.annotate.quotes.voices import Resolved

_CONTENT: Final = {"marks": 0.97, "clause": 0.98, "colon": 0.93, "nominal": 0.92, "sentence": 0.80}
_UNCLAIMED: Final = 0.70
"""Marks without any cue: only three were seen, all right, so that this is a judgement."""

_VERBAL_NOUN: Final = 0.89
"""Factor for a cue that is a verbal noun or preposition, on content of any form."""

_NAMED: Final = 0.96
_PHRASE: Final = 0.90
_PHRASE_RESOLVED: Final = 0.92
_SHARED: Final = 0.92
_PRONOUN: Final = 0.93
_PRONOUN_FOR_PHRASE: Final = 0.67


def quote_confidence(frame: Frame) -> float:
    """Return the chance, 0 to 1, that a frame is a quote and about where it stands."""
    if frame.cue is None:
        return _UNCLAIMED if frame.placed in {"continued", "alone"} else _CONTENT[frame.how]
    base = _CONTENT[frame.how]
    return round(base * _VERBAL_NOUN, 2) if frame.cue.shape == "noun" and frame.how != "sentence" else base


def speaker_confidence(frame: Frame, resolved: Resolved) -> float:
    """Return the chance, 0 to 1, that a quote's speaker is the right one."""
    voice = resolved.voice
    known = voice is not None and voice.entity is not None
    if frame.source is not None:
        if frame.source.name is not None:
            return _NAMED
        return _PHRASE_RESOLVED if known else _PHRASE
    if frame.shared is not None:
        return _SHARED
    return _PRONOUN if known else _PRONOUN_FOR_PHRASE
