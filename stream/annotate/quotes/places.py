"""Where a token stands among ordered ones: sentences and lines by token, signs and names between two tokens.

`bisect` of the standard library takes three times as long on lists as short as these, as each number that it
compares is an object; compiled, the loops here compare machine words.
"""

from typing import final


def at_or_behind(places: list[int], place: int) -> int:
    """Return how many of the ordered places stand before a place, as `bisect_left` does."""
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        if places[middle] < place:
            low = middle + 1
        else:
            high = middle
    return low


@final
class Ranges:
    """Sentences or lines by token. The one asked for last is kept at hand, as the next question is mostly near it."""

    __slots__ = ("_at", "_beyond", "_bounds", "_first")

    def __init__(self, bounds: list[int]) -> None:
        """Take the first token of each, and last the number of tokens."""
        self._bounds = bounds
        self._at = self._first = self._beyond = 0

    def first(self, token: int) -> int:
        """Return the first token of the range around a token."""
        if not self._first <= token < self._beyond:
            self._turn_to(token)
        return self._first

    def beyond(self, token: int) -> int:
        """Return the token behind the range around a token."""
        if not self._first <= token < self._beyond:
            self._turn_to(token)
        return self._beyond

    def _turn_to(self, token: int) -> None:
        bounds, at = self._bounds, self._at
        if at + 2 < len(bounds) and bounds[at + 1] <= token < bounds[at + 2]:
            at += 1
        elif at and bounds[at - 1] <= token < bounds[at]:
            at -= 1
        else:
            at = at_or_behind(bounds, token + 1) - 1
        self._at, self._first, self._beyond = at, bounds[at], bounds[at + 1]
