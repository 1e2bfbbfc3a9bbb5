"""Mentions while they are being refined: runs of tokens rather than of code points."""

from typing import Final

from stream.annotate.document import Document, EntityType
from stream.annotate.entities.entries import Entry, entry_of
from stream.annotate.entities.lexicon import HOT


class Piece:
    """The tokens from `first` to `beyond` (excluded) that name a thing of a type, and how sure that is."""

    __slots__ = ("beyond", "confidence", "first", "type")

    def __init__(self, first: int, beyond: int, type_: EntityType, confidence: float) -> None:
        self.first = first
        self.beyond = beyond
        self.type: EntityType = type_
        self.confidence = confidence


class Board:
    """The tokens of one document with what the lexicon knows of each, and the pieces laid on them so far.

    The lists run in parallel, one item a token: surfaces, normal and folded forms, starts and ends (code points),
    entries of the lexicon, and the piece that lies there. `hot` lists the tokens by whose kinds rules are
    set off, `opening` the marks behind which a name may stand.
    """

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self.surfaces, self.starts, self.ends, self.normals, self.folded, words = document.tokens
        self.entries: Final[list[Entry]] = [entry_of(word) for word in words]
        self.opening: Final[list[int]] = []
        self.hot: Final[list[int]] = []
        present = 0
        for index, entry in enumerate(self.entries):
            kinds = entry.kinds
            if kinds & HOT:
                self.hot.append(index)
                present |= kinds
            elif entry.opens:
                self.opening.append(index)
        self._present = present
        self.taken: Final[list[Piece | None]] = [None] * len(self.surfaces)
        self._ends_of_sentences = [beyond for _, beyond in document.sentences]
        self._sentence = 0  # the one asked for last: rules go from token to token
        self._pieces: dict[int, Piece] = {}
        self._in_order: list[Piece] | None = None

    def having(self, kinds: int) -> list[int]:
        """Return the tokens that have one of these kinds; all of them are hot kinds."""
        if not self._present & kinds:
            return []
        of = self.entries
        return [index for index in self.hot if of[index].kinds & kinds]

    def limit(self, index: int) -> int:
        """Return where the sentence of a token ends."""
        ends, at = self._ends_of_sentences, self._sentence
        while index >= ends[at]:
            at += 1
        while at and index < ends[at - 1]:
            at -= 1
        self._sentence = at
        return ends[at]

    def form(self, first: int, beyond: int) -> str:
        """Return the folded words from first to beyond as one string, the same for the same words only."""
        if beyond - first == 1:
            return self.folded[first]
        return "\n".join(self.folded[first:beyond])  # no word has a line feed in it

    def pieces(self) -> list[Piece]:
        """Return the pieces in order."""
        if self._in_order is None:
            self._in_order = [self._pieces[first] for first in sorted(self._pieces)]
        return self._in_order

    def lay(self, piece: Piece) -> None:
        """Lay a piece on its tokens; pieces that it touches give way wholly. None is laid across a line break."""
        if (
            piece.beyond - piece.first > 1
            and "\n" in self._text[self.starts[piece.first] : self.starts[piece.beyond - 1]]
        ):
            return
        self._in_order = None
        taken = self.taken
        for index in range(piece.first, piece.beyond):
            other = taken[index]
            if other is not None:
                self.lift(other)
            taken[index] = piece
        self._pieces[piece.first] = piece

    def lift(self, piece: Piece) -> None:
        """Take a piece off its tokens."""
        self._in_order = None
        for index in range(piece.first, piece.beyond):
            if self.taken[index] is piece:
                self.taken[index] = None
        if self._pieces.get(piece.first) is piece:
            del self._pieces[piece.first]
