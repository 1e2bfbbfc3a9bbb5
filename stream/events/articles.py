"""Articles in their native form, and the withdrawal of an article.

Members of an article that we do not know are kept in `extra` and go out again with it.
"""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Annotated, Any, Final, Self

import msgspec
import orjson

# Read alike by Python and by JSON Schema: Python's \d would take Arabic digits, its $ a line feed behind the end
_TIMESTAMP: Final = (
    r"^[0-9]{4}(-[0-9]{2}){2}[Tt ][0-9]{2}(:[0-9]{2}){2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$(?!\n)"
)

_KNOWN: Final = ("id", "headline", "body", "language", "uri", "source", "published")

Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=2048)]
Timestamp = Annotated[str, msgspec.Meta(pattern=_TIMESTAMP, description="RFC 3339 date and time")]


class InvalidArticle(ValueError):  # noqa: N818  names what is wrong, as msgspec's and orjson's errors do
    """A message that is no article. The text names the place in it, as a JSON path where there is one."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The publisher's word that the article of this id is not to be used any more."""

    id: str


@dataclass(frozen=True, slots=True)
class Article:
    """A news article. `published` is an RFC 3339 date and time; members that we do not know are passed through."""

    id: Identifier
    headline: str
    body: str
    language: str | None = None
    uri: str | None = None
    source: str | None = None
    published: Timestamp | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    """Members that we do not know."""

    @classmethod
    def create(
        cls,
        *,
        headline: str,
        body: str,
        language: str | None = None,
        uri: str | None = None,
        source: str | None = None,
        published: str | None = None,
    ) -> Self:
        """Return an article whose id is derived from its uri, or else from its headline and body.

        Raises:
            InvalidArticle: A member is not as it must be, e.g. `published` is no RFC 3339 date and time.
        """
        members = {"language": language, "uri": uri, "source": source, "published": published}
        return cls.from_object({"headline": headline, "body": body, **members})

    @classmethod
    def from_object(cls, members: dict[str, Any]) -> Self:
        """Return the article of a JSON object in native form.

        Args:
            members: The decoded object; null counts as missing. `id` may be missing: it is then derived from
                `uri`, or else from `headline` and `body`, so that the same article always gets the same id.

        Raises:
            InvalidArticle: A member is missing or of the wrong type; the message names its JSON path.
        """
        known = {name: value for name in _KNOWN if (value := members.get(name)) is not None}
        if "id" not in known:
            known["id"] = derived_id(known)
        extra = {name: value for name, value in members.items() if name not in _KNOWN}
        if extra:
            _check_encodable(extra)
        try:
            return msgspec.convert({**known, "extra": extra}, cls)
        except msgspec.ValidationError as error:
            raise InvalidArticle(str(error)) from None

    def to_object(self) -> dict[str, Any]:
        """Return the article as a JSON object in native form, members that are None left out."""
        known = {name: value for name in _KNOWN if (value := getattr(self, name)) is not None}
        return {**known, **self.extra}


def derived_id(members: dict[str, Any]) -> str:
    """Return an id for an article that has none: 128 bits of BLAKE2b over its uri, or its headline and body."""
    uri = members.get("uri")
    parts = ["uri", uri] if uri else ["content", members.get("headline", ""), members.get("body", "")]
    if not all(isinstance(part, str) for part in parts):
        return "-"  # a wrong type, which the conversion that follows reports with its path
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def _check_encodable(extra: dict[str, Any]) -> None:
    for name, value in extra.items():
        try:
            orjson.dumps(value)
        except orjson.JSONEncodeError as error:  # nested deeper than can be written again
            raise InvalidArticle(f"{error} - at `$.{name}`") from None
