"""What a reader yields: articles, withdrawals, and what could not be read."""

from typing import Final

from stream.events import Article, Withdrawal

LARGEST: Final = 256 * 1024 * 1024
"""Most bytes of a file that is read as a whole, and of one row of a JSON-lines file, which is streamed."""

_LONGEST_MESSAGE: Final = 500  # characters


class UnreadableSource(ValueError):  # noqa: N818  names what is wrong, as InvalidArticle does
    """A file, or one row or entry of it, that holds no article.

    Its text is one line: file, then line, entry or JSON path, then the reason.

    Attributes:
        source: The file as it was named, "-" for standard input.
        reason: What is wrong.
        place: Where in the file, e.g. "line 3"; None for the whole file.
    """

    def __init__(self, source: str, reason: str, place: str | None = None) -> None:
        self.source, self.reason, self.place = source, reason, place
        super().__init__(source, reason, place)

    def __str__(self) -> str:
        text = ": ".join(part for part in (self.source, self.place, self.reason) if part)
        line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
        return line if len(line) <= _LONGEST_MESSAGE else f"{line[: _LONGEST_MESSAGE - 1]}…"


Item = Article | Withdrawal | UnreadableSource
"""One thing that a reader yields."""
