"""Reading messages: bytes become an `Article` or a `Withdrawal`, or an error names the place that is wrong."""

import msgspec
import orjson

from stream.events import ninjs
from stream.events.articles import Article, InvalidArticle, Withdrawal, derived_id


def decode_article(value: bytes | None, key: bytes | None = None) -> Article | Withdrawal:
    """Return what a message says: an article, or that one is withdrawn.

    Args:
        value: The message's value: a JSON object in native form or an IPTC ninjs item (1.x, 2.x, 3.x), UTF-8.
            None (a tombstone) withdraws the article whose id is the message's key.
        key: The message's key.

    Raises:
        InvalidArticle: Anything else; the message names the place.
    """
    if value is None:
        if not key:
            raise InvalidArticle("a message without a value must have an article's id as its key")
        try:
            return Withdrawal(key.decode())
        except UnicodeDecodeError as error:
            raise InvalidArticle(f"the key of a message without a value is not UTF-8: {error}") from None
    try:
        members = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise InvalidArticle(f"not JSON: {error}") from None
    return read_article(members)


def read_article(members: object) -> Article | Withdrawal:
    """Return what a decoded JSON value says: an article in native form or ninjs, or that one is withdrawn.

    Raises:
        InvalidArticle: It is neither; the message names the JSON path.
    """
    if not isinstance(members, dict):
        raise InvalidArticle(f"Expected `object`, got `{type(members).__name__}` - at `$`")
    if not ninjs.is_ninjs(members):
        return Article.from_object(members)
    try:
        native, withdrawn = ninjs.to_native(members)
    except msgspec.ValidationError as error:
        raise InvalidArticle(f"ninjs: {error}") from None
    return Withdrawal(native.get("id") or derived_id(native)) if withdrawn else Article.from_object(native)
