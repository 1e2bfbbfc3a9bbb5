"""Which quotes are wanted: the filters of the page's address bar and of the interface, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from stream.newsroom.text import fold

if TYPE_CHECKING:
    from stream.newsroom.desk import Said, Story

NAME_PARAMETERS: Final = ("person", "place", "organisation")
_SINGLE: Final = ("speaker", "outlet", "kind", "act", "article")


class InvalidFilter(ValueError):  # noqa: N818  says which parameter is wrong
    """A parameter that means nothing here."""


@dataclass(frozen=True, slots=True)
class Filter:
    """All that is set must fit.

    Attributes:
        names: Ids of entities, each of which says the quote or is named in the sentence it begins in.
        speaker: Key of the speaker.
        outlet: The article's source.
        kind: direct, indirect or mixed.
        act: Speech act of the cue (say, deny, warn …).
        article: Id of the article.
        words: Folded words, all of which stand in the quote, the speaker's name or the headline.
    """

    names: frozenset[str] = frozenset()
    speaker: str | None = None
    outlet: str | None = None
    kind: str | None = None
    act: str | None = None
    article: str | None = None
    words: tuple[str, ...] = field(default=())

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filter:
        """Return the filter of a query string; empty parameters count as missing.

        Raises:
            InvalidFilter: `kind` is none of the kinds.
        """
        single = {name: query.get(name) or None for name in _SINGLE}
        if single["kind"] not in (None, "direct", "indirect", "mixed"):
            raise InvalidFilter("kind: not one of direct, indirect, mixed")
        names: Iterable[str] = (query.get(name, "") for name in NAME_PARAMETERS)
        words = tuple(fold(query.get("q", "")).split())
        return cls(names=frozenset(filter(None, names)), words=words, **single)

    def fits(self, quote: Said, story: Story) -> bool:
        """Say whether a quote is wanted."""
        return (
            all(name in quote.names for name in self.names)
            and (self.speaker is None or self.speaker == quote.speaker)
            and (self.outlet is None or self.outlet == story.outlet)
            and (self.kind is None or self.kind == quote.kind)
            and (self.act is None or self.act == quote.act)
            and (self.article is None or self.article == story.id)
            and all(word in quote.folded or word in story.folded for word in self.words)
        )
