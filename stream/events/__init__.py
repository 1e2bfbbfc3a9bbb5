"""The events on the wire: articles in; enriched articles, entities, quotes and withdrawals out.

Frozen structs and dataclasses; reading and writing them is in the modules beside this one and exported here.
Errors: reading raises `InvalidArticle`, whose message names the place in the message.
"""

from stream.events.articles import Article, InvalidArticle, Withdrawal
from stream.events.decode import decode_article, read_article
from stream.events.enriched import (
    Annotator,
    ArticleId,
    ArticleReference,
    Cue,
    Enriched,
    Entity,
    EntityEvent,
    Geo,
    Mention,
    Quote,
    QuoteEvent,
    Role,
    Span,
    Speaker,
    Withdrawn,
)
from stream.events.messages import Channel, Header, Message, enriched_messages, withdrawal_messages
from stream.events.ninjs import to_ninjs
from stream.events.schema import EVENTS, json_schema

__all__ = [
    "EVENTS",
    "Annotator",
    "Article",
    "ArticleId",
    "ArticleReference",
    "Channel",
    "Cue",
    "Enriched",
    "Entity",
    "EntityEvent",
    "Geo",
    "Header",
    "InvalidArticle",
    "Mention",
    "Message",
    "Quote",
    "QuoteEvent",
    "Role",
    "Span",
    "Speaker",
    "Withdrawal",
    "Withdrawn",
    "decode_article",
    "enriched_messages",
    "json_schema",
    "read_article",
    "to_ninjs",
    "withdrawal_messages",
]
