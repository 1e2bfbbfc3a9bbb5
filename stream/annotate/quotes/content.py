"""Where reported content ends."""

from typing import Final

from stream.annotate.quotes.complement import Finder
from stream.annotate.quotes.lexicon import COMMA, DASH, MARK, STOP
from stream.annotate.quotes.reading import Reading

_TRAILING: Final = COMMA | STOP | DASH
_LOOSE: Final = frozenset("و ثم كما حيث وقد فيما بينما حين حينما".split())


def close_at(reading: Reading, first: int, beyond: int) -> int | None:
    """Return the last code point (excluded) of content in tokens [first, beyond), without what trails it."""
    last = beyond - 1
    while last >= first and reading.flags[last] & _TRAILING:
        last -= 1
    return reading.ends[last] if last >= first else None


def natural_end(reading: Reading, finder: Finder, first: int, *, whole_line: bool) -> int:
    """Return where content ends if no other cue ends it before: with its sentence, or with its line.

    A sentence that ends inside quotation marks runs on to the closing mark, and a bracket that was opened
    before the content ends it.
    """
    line_end = reading.line(first)[1]
    beyond = line_end if whole_line else reading.sentence(first)[1]
    while beyond < line_end:
        stretch = finder.marked_around(beyond - 1) or finder.marked_around(beyond)
        if stretch is None or stretch.open < first or stretch.after <= beyond:
            break
        beyond = min(line_end, max(reading.sentence(min(stretch.after, line_end - 1))[1], stretch.after))
    depth = 0
    for token in range(first, beyond):
        sign = reading.surfaces[token]
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
            if depth < 0:
                beyond = token
                break
    return close_at(reading, first, beyond) or reading.ends[first]


def is_mixed(reading: Reading, finder: Finder, first: int, end: int) -> bool:
    """Tell whether indirect content that begins at a token and ends at a code point has marked words in it."""
    token = first
    count = len(reading.starts)
    while token < count and reading.starts[token] < end:
        if reading.flags[token] & MARK:
            stretch = finder.marked_at(token)
            if stretch is None:
                return True
            name = reading.names.get(token + 1)
            if name is None or name.beyond < stretch.beyond:
                return True
            token = stretch.after
            continue
        token += 1
    return False
