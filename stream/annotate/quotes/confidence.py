"""How sure a quote and its speaker are.

The figures are (right + 1) / (found + 2) over 65 articles (the 23 of the development set, 30 and 12 of two later
sets), 653 quotes, end to end with the built-in recogniser: a quote is right if it overlaps one of the
annotators' by half or more, a speaker if the names agree. The rules were mended on these articles, so that new
text will be somewhat less sure.
"""

from typing import Final

from stream.annotate.quotes.frame import Frame
from stream.annotate.quotes.voices import Resolved

_CONTENT: Final = {"marks": 0.98, "clause": 0.98, "colon": 0.93, "nominal": 0.94, "sentence": 0.93}
_UNCLAIMED: Final = 0.91
"""Marks without any cue: nine were seen, all right."""

_VERBAL_NOUN: Final = 0.94
"""Factor for a cue that is a verbal noun or preposition, on content of any form."""

_NAMED: Final = 0.95
_PHRASE: Final = 0.90
_PHRASE_RESOLVED: Final = 0.95
_SHARED: Final = 0.96
_PRONOUN: Final = 0.90
_PRONOUN_FOR_PHRASE: Final = 0.86


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
