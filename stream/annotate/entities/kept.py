"""The word types that the recogniser has read lately, so that each is worked out once.

Two generations: when the younger one is full it becomes the older one, and what is found there is carried over
into the next. So memory is bounded, and frequent types are never worked out anew.
"""

from collections.abc import Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from stream.annotate.entities.network import Network
from stream.annotate.entities.window import Numbers, Small
from stream.annotate.entities.wordtypes import LETTERS_OUTSIDE, number_free

_Item = TypeVar("_Item", bound=np.generic)
_FIRST_ROOM: Final = 1024

PRODUCTS_KEPT: Final = 4096
"""Word types whose products are kept: the first of a generation, so most of the frequent ones are among them.

Each takes 2 kB, so more of them would come from memory, which takes as long as making them anew.
"""


class _Generation:
    """Word types by their rows in parallel arrays; row 0 stands for none."""

    def __init__(self, size: int) -> None:
        self.rows: dict[str, int] = {}
        self.vectors: Small = np.zeros((_FIRST_ROOM, size), np.int8)
        self.heads: Numbers = np.zeros(_FIRST_ROOM, np.int32)
        self.seconds: NDArray[np.bool_] = np.zeros(_FIRST_ROOM, np.bool_)
        self.cuts: Small = np.zeros(_FIRST_ROOM, np.int8)

    def add(self, words: Sequence[str]) -> slice:
        """Give rows to words that have none, and return these."""
        first = len(self.rows) + 1
        beyond = first + len(words)
        if beyond > len(self.vectors):
            room = max(beyond, 2 * len(self.vectors))
            self.vectors = _grown(self.vectors, room)
            self.heads = _grown(self.heads, room)
            self.seconds = _grown(self.seconds, room)
            self.cuts = _grown(self.cuts, room)
        self.rows.update(zip(words, range(first, beyond), strict=True))
        return slice(first, beyond)


class KeptTypes:
    """What the network and the lists of names know of the word types read lately.

    Args:
        network: Works out those that are not kept.
        most: Types kept at most, more only where one batch has more.
    """

    def __init__(self, network: Network, most: int) -> None:
        self._network = network
        self._most = most // 2
        self._young = _Generation(network.size)
        self._old = _Generation(network.size)
        self._products = network.window.room_for_products(PRODUCTS_KEPT)

    def __len__(self) -> int:
        """Return how many word types are kept, those of both generations counted twice."""
        return len(self._young.rows) + len(self._old.rows)

    @property
    def vectors(self) -> Small:
        """The vectors of word types, by the rows that `find` returned last."""
        return self._young.vectors

    @property
    def products(self) -> Numbers:
        """What `Window.fill_products` made of the first of them. Neither array changes in rows that were found."""
        return self._products[: len(self._young.rows) + 1]

    def cuts(self, rows: Numbers) -> Small:
        """Return how many first letters of the types in these rows are attached proclitics."""
        return self._young.cuts[rows]

    def heads(self, rows: Numbers) -> tuple[list[int], list[int]]:
        """Return the places in a row of types where a listed name may begin, and the numbers of the first words."""
        heads = self._young.heads[rows]
        begins = np.flatnonzero((heads[:-1] != 0) & self._young.seconds[rows[1:]])
        return begins.tolist(), heads[begins].tolist()

    def find(self, words: list[str]) -> Numbers:
        """Return the row of each folded word, after working out those that are not kept."""
        rows = list(map(self._young.rows.get, words))
        places = [place for place, row in enumerate(rows) if row is None]
        if places:
            missing = {words[place] for place in places}
            if len(self._young.rows) + len(missing) > self._most:
                self._old, self._young = self._young, _Generation(self._network.size)
                # new room: scores of what was found before may still be worked out of the old one
                self._products = self._network.window.room_for_products(PRODUCTS_KEPT)
                places, missing = list(range(len(words))), set(words)
            self._learn(missing)
            known = self._young.rows
            for place in places:
                rows[place] = known[words[place]]
        return np.array(rows, np.int32)

    def _learn(self, missing: set[str]) -> None:
        """Take word types into the younger generation, from the older one or worked out."""
        old, young = self._old, self._young
        known = [word for word in missing if word in old.rows]
        if known:
            rows, to = [old.rows[word] for word in known], young.add(known)
            young.vectors[to] = old.vectors[rows]
            young.heads[to] = old.heads[rows]
            young.seconds[to] = old.seconds[rows]
            young.cuts[to] = old.cuts[rows]
            self._fill_products(to)
        new = [word for word in missing if word not in old.rows]
        if new:
            self._work_out(new)

    def _work_out(self, words: list[str]) -> None:
        young, table, phrases = self._young, self._network.table, self._network.phrases
        vectors = self._network.encode([number_free(word) for word in words])
        proclitics = [table.proclitic(word) for word in words]
        stems = [table.stem(word, proclitic) for word, proclitic in zip(words, proclitics, strict=True)]
        to = young.add(words)
        young.vectors[to] = vectors
        young.heads[to] = [phrases.head(stem) for stem in stems]
        young.seconds[to] = [phrases.second(word) for word in words]
        young.cuts[to] = [LETTERS_OUTSIDE[proclitic] for proclitic in proclitics]
        self._fill_products(to)

    def _fill_products(self, rows: slice) -> None:
        first, beyond = rows.start, min(rows.stop, len(self._products))
        if first < beyond:
            self._network.window.fill_products(
                self._young.vectors[first:beyond], self._products[first:beyond]
            )


def _grown(array: NDArray[_Item], room: int) -> NDArray[_Item]:
    """Return an array with more rows, of zeros."""
    grown: NDArray[_Item] = np.zeros((room, *array.shape[1:]), array.dtype)
    grown[: len(array)] = array
    return grown
