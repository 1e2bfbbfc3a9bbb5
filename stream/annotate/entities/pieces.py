"""Mentions while they are being refined: runs of tokens rather than of code points."""

from dataclasses import dataclass

from stream.annotate.document import Document, EntityType
from stream.annotate.entities.lexicon import Entry, entries


@dataclass(slots=True)
class Piece:
    """The tokens from `first` to `beyond` (excluded) that name a thing of a type, and how sure that is."""

    first: int
    beyond: int
    type: EntityType
    confidence: float


class Board:
    """The tokens of one document with what the lexicon knows of each, and the pieces laid on them so far."""

    def __init__(self, document: Document) -> None:
        self.surfaces = document.tokens.surfaces
        self.words = document.tokens.words
        self.starts = document.tokens.starts
        self.ends = document.tokens.ends
        self.entries: list[Entry] = [entries[surface] for surface in self.surfaces]
        self.sentences = document.sentences
        self.taken: list[Piece | None] = [None] * len(self.surfaces)

    def pieces(self) -> list[Piece]:
        """Return the pieces in order."""
        found: list[Piece] = []
        for piece in self.taken:
            if piece is not None and (not found or found[-1] is not piece):
                found.append(piece)
        return found

    def lay(self, piece: Piece) -> None:
        """Lay a piece on its tokens; pieces that it touches give way wholly."""
        taken = self.taken
        for index in range(piece.first, piece.beyond):
            other = taken[index]
            if other is not None and other is not piece:
                self.lift(other)
        for index in range(piece.first, piece.beyond):
            taken[index] = piece

    def lift(self, piece: Piece) -> None:
        """Take a piece off its tokens."""
        for index in range(piece.first, piece.beyond):
            self.taken[index] = None
