"""Where reported content begins and ends."""

from typing import Final

from stream.annotate.quotes.complement import Finder
from stream.annotate.quotes.lexicon import COMMA, DASH, STOP, look_up
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.words import WAW_ROOTS

_TRAILING: Final = COMMA | STOP | DASH
_AND_RELATIVE: Final = frozenset({"والتي", "والذي", "والذين"})


def close_at(reading: Reading, first: int, beyond: int) -> int | None:
    """Return the last code point (excluded) of content in tokens [first, beyond), without what trails it."""
    last = beyond - 1
    while last >= first and (reading.flags[last] & _TRAILING or reading.normals[last] in _AND_RELATIVE):
        last -= 1
    return reading.ends[last] if last >= first else None


def conjunction(reading: Reading, token: int) -> int:
    """Return the length of a conjunction و grown together with the word at a token, 1 or 0."""
    normal = reading.normals[token]
    if normal[:1] != "و" or len(normal) < 3:
        return 0
    name = reading.names.get(token)
    if name is not None:
        return 1 if name.mention.start > reading.starts[token] else 0
    known = look_up(normal[1:])
    if normal.startswith("وال") or known.flags or known.cues:
        return 1
    return 0 if normal.startswith(WAW_ROOTS) else 1


def natural_end(reading: Reading, finder: Finder, first: int, *, whole_line: bool) -> int:
    """Return where content ends if no other cue ends it before: with its sentence, or with its line.

    A sentence that ends inside quotation marks runs on to the closing mark, and a bracket that was opened
    before the content ends it.
    """
    line_end = reading.line_beyond[first]
    beyond = line_end if whole_line else reading.sentence_beyond[first]
    while beyond < line_end:
        stretch = finder.marked_around(beyond - 1) or finder.marked_around(beyond)
        if stretch is None or stretch.open < first or stretch.after <= beyond:
            break
        beyond = min(line_end, max(reading.sentence(min(stretch.after, line_end - 1))[1], stretch.after))
    return close_at(reading, first, _closing_bracket(reading, first, beyond)) or reading.ends[first]


def before_contrast(reading: Reading, first: int, end: int) -> int:
    """Return where content within a relative clause ends: before ولكن, with which the sentence goes on."""
    token = first
    while token < len(reading.starts) and reading.starts[token] < end:
        if reading.normals[token] in {"ولكن", "لكن", "ولكنه", "ولكنها", "لكنه", "لكنها"}:
            return close_at(reading, first, token) or end
        token += 1
    return end


def _closing_bracket(reading: Reading, first: int, beyond: int) -> int:
    depth = 0
    for token in reading.brackets_in(first, beyond):
        depth += 1 if reading.surfaces[token] in "([{" else -1
        if depth < 0:
            return token
    return beyond


def is_mixed(reading: Reading, finder: Finder, first: int, end: int) -> bool:
    """Tell whether indirect content that begins at a token and ends at a code point has marked words in it."""
    for token in reading.marks_from(first):
        if reading.starts[token] >= end:
            return False
        stretch = finder.marked_at(token)
        if stretch is None:
            if not finder.closes(token):
                return True
            continue
        name = reading.names.get(token + 1)
        if name is None or name.beyond < stretch.beyond:
            return True
    return False
