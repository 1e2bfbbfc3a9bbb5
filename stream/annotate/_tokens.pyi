from collections.abc import Callable

from stream.annotate.text import Word

class Tokenizer:
    def __init__(
        self,
        find: Callable[[str], Word],
        make: Callable[[str, str], Word],
        classes: bytes,
        folds: tuple[str, str],
        limit: int,
    ) -> None: ...
    def tokenize(
        self, text: str
    ) -> tuple[list[str], list[int], list[int], list[str], list[str], list[Word]]: ...
    def split_sentences(self, text: str, starts: list[int], /) -> list[tuple[int, int]]: ...
    def has_foreign_letters(self, text: str, /) -> bool: ...
