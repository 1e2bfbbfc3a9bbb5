"""Pairs of quotation marks, however they were typed.

Arabic news mixes «», “”, "" and '' in one article, types closing for opening marks, doubles them and forgets
them. So a mark's side is read from what stands beside it first, and from its own direction second.
"""

from typing import Final, final

from stream.annotate.quotes.lexicon import MARK, STOP
from stream.annotate.quotes.places import at_or_behind
from stream.annotate.quotes.reading import Reading

_OPENING: Final = frozenset("«“‘„‹❝〝")
_CLOSING: Final = frozenset("»”’›❞〞")
_BEFORE_OPENING: Final = frozenset(" \t\n\r\u00a0([:،,ـ-–—/")
_LINES_AHEAD: Final = 12
_DOUBLED: Final = 3


@final
class Marked:
    """A stretch in quotation marks.

    Tokens: `open` is the opening mark, `first` the first of the content (behind a doubled mark), `beyond` the
    first behind the content, `after` the one to go on at. `closed` tells that there is a closing mark; else
    the content ends with its line.
    """

    __slots__ = ("after", "beyond", "closed", "first", "open")

    def __init__(self, opened: int, first: int, beyond: int, after: int, *, closed: bool) -> None:
        self.open = opened
        self.first = first
        self.beyond = beyond
        self.after = after
        self.closed = closed


@final
class Marks:
    """The marked stretches of an article, in order, none inside another."""

    def __init__(self, stretches: list[Marked]) -> None:
        self.stretches = stretches
        self._opens = [stretch.open for stretch in stretches]
        self._at = {stretch.open: stretch for stretch in stretches}

    def at(self, token: int) -> Marked | None:
        """Return the marked stretch that opens at a token."""
        return self._at.get(token)

    def around(self, token: int) -> Marked | None:
        """Return the marked stretch that a token stands in."""
        place = at_or_behind(self._opens, token) - 1
        if place >= 0 and token < self.stretches[place].beyond:
            return self.stretches[place]
        return None

    def closes(self, token: int) -> bool:
        """Tell whether a mark closes a stretch."""
        stretch = self.around(token - 1)
        return stretch is not None and stretch.beyond == token


def _side(reading: Reading, token: int) -> int:
    """Return 1 for a mark that opens, -1 for one that closes, 0 where its surroundings leave that open."""
    text, start, end = reading.text, reading.starts[token], reading.ends[token]
    before = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    free_before = before in _BEFORE_OPENING
    free_after = not (after.isalnum() or after in "([#@$«“")
    mark = reading.surfaces[token]
    if free_before and not free_after:
        return 1
    if free_after and not free_before:
        return -1
    if mark in _OPENING:
        return 1
    if mark in _CLOSING:
        return -1 if not free_before or before == " " else 0
    if before in "لبكوف" and not free_after:  # a proclitic glued to the mark: ل"الرياض"
        return 1
    return 0


def pair_marks(reading: Reading) -> list[Marked]:  # noqa: C901  one case a branch, the state is the loop's
    """Return the marked stretches of an article in order, none inside another.

    A stretch runs over line ends only if the next mark behind them closes; a mark that is never closed ends
    with its line.
    """
    tokens = [
        token
        for token in reading.mark_tokens
        if reading.surfaces[token] not in "'’‘" or _side(reading, token) or token == 0
    ]
    sides = [_side(reading, token) for token in tokens]
    found: list[Marked] = []
    opened = first = -1
    depth = 0
    for place, token in enumerate(tokens):
        if opened >= 0 and token >= reading.line_beyond(opened):
            runs_on = sides[place] < 0 and _may_run_on(reading, opened, token)
            found.append(
                _closed(reading, opened, first, token) if runs_on else _unclosed(reading, opened, first)
            )
            opened = -1
            if runs_on:
                continue
        if opened < 0:
            if sides[place] >= 0:
                opened, first, depth = token, token + 1, 0
        elif token == first and first < opened + _DOUBLED:
            first = token + 1
            if not reading.text[reading.ends[token] : reading.ends[token] + 1].strip():
                opened = -1  # no doubled mark but an empty pair
        elif depth or _nests(reading, tokens, sides, place):
            depth += 1 if _nests(reading, tokens, sides, place) else -1
        elif sides[place] > 0 and (end := _sentence_end(reading, first, token)) >= 0:
            found.append(Marked(opened, first, end, end, closed=False))
            opened, first, depth = token, token + 1, 0
        else:
            found.append(_closed(reading, opened, first, token))
            opened = -1
    if opened >= 0:
        found.append(_unclosed(reading, opened, first))
    return [marked for marked in found if marked.beyond > marked.first]


def _unclosed(reading: Reading, opened: int, first: int) -> Marked:
    """Return the stretch of a mark that is never closed."""
    beyond = reading.line_beyond(opened)
    return Marked(opened, first, beyond, beyond, closed=False)


def _sentence_end(reading: Reading, first: int, beyond: int) -> int:
    """Return the first full stop in tokens [first, beyond) behind which a new verb of speech begins, -1 if none."""
    for token in range(first, beyond - 1):
        if reading.flags[token] & STOP and any(cue.proclitic for cue in reading.cues(token + 1)):
            return token
    return -1


def _closed(reading: Reading, opened: int, first: int, token: int) -> Marked:
    """Return the stretch that a mark closes, going on behind a doubled closing mark."""
    after = token + 1
    doubled = (
        after < len(reading.starts)
        and reading.flags[after] & MARK
        and reading.starts[after] == reading.ends[token]
    )
    return Marked(opened, first, token, after + 1 if doubled and first > opened + 1 else after, closed=True)


def _may_run_on(reading: Reading, first: int, last: int) -> bool:
    """Tell whether a stretch may run from one line to another: within the body, over a dozen lines at most."""
    if reading.starts[first] < reading.document.body_start <= reading.starts[last]:
        return False
    token = first
    for _ in range(_LINES_AHEAD):
        token = reading.line_beyond(token)
        if token > last:
            return True
    return False


def _nests(reading: Reading, tokens: list[int], sides: list[int], place: int) -> bool:
    """Tell whether an opening mark inside marks opens a pair of its own that both closes before the outer one."""
    if sides[place] <= 0 or place + 2 >= len(tokens):
        return False
    beyond = reading.line_beyond(tokens[place])
    return tokens[place + 2] < beyond and sides[place + 1] < 0 and sides[place + 2] < 0
