"""Pairs of quotation marks, however they were typed.

Arabic news mixes «», “”, "" and '' in one article, types closing for opening marks, doubles them and forgets
them. So a mark's side is read from what stands beside it first, and from its own direction second.
"""

from typing import Final, NamedTuple

from stream.annotate.quotes.reading import Reading

_OPENING: Final = frozenset("«“‘„‹❝〝")
_CLOSING: Final = frozenset("»”’›❞〞")
_BEFORE_OPENING: Final = frozenset(" \t\n\r\u00a0([:،,ـ-–—/")
_LINES_AHEAD: Final = 12


class Marked(NamedTuple):
    """A stretch in quotation marks: token of the opening mark, first token beyond the content, token to go on at.

    `closed` tells that there is a closing mark; else the content ends with its line.
    """

    open: int
    beyond: int
    after: int
    closed: bool


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


def pair_marks(reading: Reading) -> list[Marked]:
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
    opened = -1
    depth = 0
    for place, token in enumerate(tokens):
        side = sides[place]
        if opened < 0:
            if side >= 0:
                opened, depth = token, 0
            continue
        if token == opened + 1:
            opened = token
            continue
        first, beyond = reading.line(opened)
        if token >= beyond:
            if side < 0 and _lines_between(reading, opened, token) <= _LINES_AHEAD:
                found.append(Marked(opened, token, token + 1, closed=True))
                opened = -1
            else:
                found.append(Marked(opened, beyond, beyond, closed=False))
                opened, depth = (token, 0) if side >= 0 else (-1, 0)
            continue
        if side > 0 and _nests(reading, tokens, sides, place):
            depth += 1
            continue
        if depth:
            depth -= 1
            continue
        found.append(Marked(opened, token, token + 1, closed=True))
        opened = -1
    if opened >= 0:
        beyond = reading.line(opened)[1]
        found.append(Marked(opened, beyond, beyond, closed=False))
    return [marked for marked in found if marked.beyond > marked.open + 1]


def _lines_between(reading: Reading, first: int, last: int) -> int:
    count, token = 0, first
    while count <= _LINES_AHEAD:
        token = reading.line(token)[1]
        if token > last:
            return count
        count += 1
    return count


def _nests(reading: Reading, tokens: list[int], sides: list[int], place: int) -> bool:
    """Tell whether an opening mark inside marks opens a pair of its own that both closes before the outer one."""
    if place + 2 >= len(tokens):
        return False
    beyond = reading.line(tokens[place])[1]
    return tokens[place + 2] < beyond and sides[place + 1] < 0 and sides[place + 2] < 0
