"""Quotes that no cue introduces: behind a name and a colon, and in marks that nothing else claimed."""

from typing import Final, final

from stream.annotate.quotes import source as sources
from stream.annotate.quotes import subjects, words
from stream.annotate.quotes.content import conjunction
from stream.annotate.quotes.directory import folded_words
from stream.annotate.quotes.frame import Frames
from stream.annotate.quotes.lexicon import (
    BRACKET,
    COLON,
    COMMA,
    CUE,
    DASH,
    LINK,
    MARK,
    PREPOSITION,
    SPEAKER,
    STOP,
    TITLE,
)
from stream.annotate.quotes.marks import Marked
from stream.annotate.quotes.nominal import Complement
from stream.annotate.quotes.places import at_or_behind
from stream.annotate.quotes.reading import Name, Reading
from stream.annotate.quotes.source import Source

_SECTIONS: Final = words.WORDS["sections"]
_CAPITALS: Final = words.WORDS["capitals"]
_STATES: Final = words.WORDS["states"]
_NO_LABEL: Final = CUE | PREPOSITION | COMMA | STOP | DASH | MARK | BRACKET
_LONGEST: Final = 14
_LONGEST_NAME: Final = 5
_SHORTEST: Final = 3
_LONGEST_IN_MARKS: Final = 3
_LONGEST_TAIL: Final = 6
_LEAST_LINE: Final = 5
_LEAST_BEHIND_COLON: Final = 3


def read_label(frames: Frames, colon: int) -> None:
    """Handle a colon behind a bare name or office: وزير المالية: … In the body, only persons speak so."""
    reading = frames.reading
    line, line_end = reading.line(colon)
    start = max(line, reading.sentence_first(colon))
    if colon - start > _LONGEST or colon + 1 >= line_end:
        return
    while (
        start < colon and reading.flags[start] & (LINK | COMMA | STOP | DASH) and start not in reading.names
    ):
        start += 1
    marks = frames.marks.at(colon + 1) if reading.flags[colon + 1] & MARK else None
    marked = marks is not None and marks.beyond - marks.first >= _LEAST_BEHIND_COLON
    source = None
    if start < colon:
        source = _last_name(reading, start, colon) or _labelled(reading, start, colon, marked=marked)
    if source is None:
        return
    if reading.flags[start] & MARK:
        frames.used.add(start)
    after = colon + 1
    stretch = frames.marks.at(after) if reading.flags[after] & MARK else None
    if stretch is not None:
        frame = frames.add_marked(-1, -1, None, stretch, start)
    else:
        frame = frames.open(-1, -1, None, Complement("colon", colon, reading.starts[after]), start)
    frame.source = source


def _last_name(reading: Reading, start: int, colon: int) -> Source | None:
    """Return the person right before the colon of a headline that tells something first: … وفلان: «…»."""
    if reading.starts[colon] >= reading.document.body_start:
        return None
    for first in range(colon - 1, max(start, colon - _LONGEST_NAME), -1):
        name = reading.names.get(first)
        if name is not None:
            joined = name.start > reading.starts[first] and reading.normals[first][0] == "و"
            person = name.beyond == colon and name.type == "PER"
            return sources.named(name) if joined and person else None
    return None


def _labelled(  # noqa: PLR0911  one guard a construction
    reading: Reading, start: int, colon: int, *, marked: bool
) -> Source | None:
    """Return the source in tokens [start, colon) if they are nothing but a source and whom it speaks to.

    `marked` tells that words in quotation marks follow the colon, which are speech whoever is named before it.
    """
    in_marks = _in_marks(reading, start, colon)
    if in_marks is not None:
        return in_marks
    skip = conjunction(reading, start)
    source = sources.noun_phrase(reading, start, colon, skip=skip)
    headline = reading.starts[colon] < reading.document.body_start
    if source is None or source.end - source.start < _SHORTEST or not _is_all(reading, source, start, colon):
        return _unknown(reading, start, colon) if headline and marked else None
    if reading.folded[source.first] in _SECTIONS:
        return None
    name = source.name
    if name is None:
        titled = reading.flags[source.first] & TITLE or reading.folded[source.first] in sources.PERSONS
        spoken = bool(reading.flags[source.first] & SPEAKER) or skip > 0
        known = (
            titled or ((headline or marked) and spoken) or (headline and _is_known(reading, source, colon))
        )
        return source if known else _unknown(reading, start, colon) if headline and marked else None
    if name.type == "PER" or source.first < name.first:
        return source
    if name.type == "LOC" and not (marked or _is_statement(reading, name, colon)):
        return None
    return source if headline and name.type != "MISC" else None


def _is_known(reading: Reading, source: Source, colon: int) -> bool:
    """Tell whether a headline's label is part of a person's or body's name in the text, or speaks for itself."""
    if source.beyond - source.first > _LONGEST_IN_MARKS or reading.folded[source.first] in _SECTIONS:
        return False
    heard = reading.folded[source.first : source.beyond]
    for entity in reading.document.entities:
        if entity.type in {"PER", "ORG"} and all(word in folded_words(entity.name) for word in heard):
            return True
    return _states(reading, colon)


def _unknown(reading: Reading, start: int, colon: int) -> Source | None:
    """Return a label that no list knows, before marked words in a headline: قائممقام المدينة: «…»."""
    barred = any(
        reading.flags[place] & _NO_LABEL and place not in reading.names for place in range(start, colon)
    )
    if barred or colon - start > _LONGEST_NAME or reading.folded[start] in words.TITLED | _SECTIONS:
        return None
    return sources.phrase(reading, start, colon)


def _is_statement(reading: Reading, name: Name, colon: int) -> bool:
    """Tell whether what stands behind a place and a colon is said by its government, not told about the place.

    A capital stands for its government; of another place somebody must speak in the first person, deny or demand.
    """
    if name.beyond - name.first > 1:
        return False
    if reading.folded[name.first] in _CAPITALS:
        return True
    return _states(reading, colon)


def _states(reading: Reading, colon: int) -> bool:
    """Tell whether somebody speaks in the first person, denies or demands behind a colon."""
    content = reading.folded[colon + 1 : reading.line_beyond(colon)]
    return any(
        word in _STATES or (word.endswith("نا") and len(word) > 4) or word.startswith("سن")
        for word in content
    )


def _in_marks(reading: Reading, start: int, colon: int) -> Source | None:
    """Return a body that a headline puts in marks before its colon: «الصحة»: …"""
    last = colon - 1
    headline = reading.starts[colon] < reading.document.body_start
    marks = reading.flags[start] & MARK and reading.flags[last] & MARK
    if not headline or not marks or not 1 < last - start <= _LONGEST_IN_MARKS:
        return None
    name = reading.names.get(start + 1)
    if name is not None and name.beyond == last:
        return sources.named(name)
    definite = all(word.startswith("ال") for word in reading.folded[start + 1 : last])
    return sources.phrase(reading, start + 1, last) if definite else None


def _is_all(reading: Reading, source: Source, start: int, colon: int) -> bool:
    """Tell whether a label is but its source, an addressee or circumstances behind it, and no verb or dash."""
    if source.beyond < colon:
        linked = reading.flags[source.beyond] & (PREPOSITION | COMMA | BRACKET)
        if colon - source.beyond > _LONGEST_TAIL or not (
            linked or sources.is_attached(reading, source.beyond)
        ):
            return False
    for place in range(start, colon):
        flag = reading.flags[place]
        known = flag & (SPEAKER | TITLE | PREPOSITION) or place in reading.names
        if flag & DASH or (flag & CUE and not known and not source.first <= place < source.beyond):
            return False
    return True


def read_leftovers(frames: Frames) -> None:
    """Take marked stretches that nothing claimed but that can only be speech: whole lines, behind a colon."""
    reading = frames.reading
    spans = _Spans(frames)
    for stretch in frames.marks.stretches:
        if stretch.open in frames.used or spans.hold(reading.starts[stretch.open]):
            continue
        length = stretch.beyond - stretch.first
        line, line_end = reading.line(stretch.open)
        opens_line = stretch.open == line
        behind_colon = not opens_line and bool(reading.flags[stretch.open - 1] & COLON)
        before_colon = stretch.after < line_end and bool(reading.flags[stretch.after] & COLON)
        if opens_line and before_colon and length > 1:
            frame = frames.add_marked(-1, -1, None, stretch, stretch.open)
            frame.placed = "alone"
            frame.source = _first_name(reading, stretch.after, line_end)
        elif opens_line and _leads_headline(reading, stretch):
            frame = frames.add_marked(-1, -1, None, stretch, stretch.open)
            frame.placed = "alone"
            frame.source = _behind_dots(reading, stretch.after, line_end)
        elif opens_line and length >= _LEAST_LINE:
            frames.add_marked(-1, -1, None, stretch, stretch.open).placed = "continued"
        elif behind_colon and length >= _LEAST_BEHIND_COLON:
            frame = frames.add_marked(-1, -1, None, stretch, stretch.open)
            frame.placed = "alone"
            frame.source = subjects.main_subject(reading, stretch.open, reading.sentence_first(stretch.open))


def _leads_headline(reading: Reading, stretch: Marked) -> bool:
    """Tell whether marked words stand before the dots of a headline that goes on: «…».. فلان يرد."""
    long = stretch.beyond - stretch.first >= _LEAST_BEHIND_COLON
    after = stretch.after
    if not long or reading.starts[stretch.open] >= reading.document.body_start:
        return False
    return after + 2 < reading.line_beyond(stretch.open) and bool(reading.flags[after] & STOP)


def _behind_dots(reading: Reading, first: int, beyond: int) -> Source | None:
    """Return who is named behind the dots of a headline: the phrase there, or the first name."""
    while first < beyond and reading.flags[first] & STOP:
        first += 1
    found = sources.noun_phrase(reading, first, beyond)
    if found is not None and found.name is None and reading.flags[first] & (SPEAKER | TITLE):
        return sources.phrase(reading, first, min(beyond, first + 2))
    return found if found is not None and found.name is not None else _first_name(reading, first, beyond)


def _first_name(reading: Reading, first: int, beyond: int) -> Source | None:
    for place in range(first, beyond):
        name = reading.names.get(place)
        if name is not None:
            return sources.named(name)
    return None


@final
class _Spans:
    """Tells whether a code point lies within one of the frames, which do not overlap."""

    def __init__(self, frames: Frames) -> None:
        spans = sorted([(frame.start, frame.end) for frame in frames.all])
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def hold(self, start: int) -> bool:
        at = at_or_behind(self._starts, start + 1) - 1
        return at >= 0 and start < self._ends[at]
