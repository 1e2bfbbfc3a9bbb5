"""Articles of RSS 2.0, Atom and RDF feeds."""

import re
import sys
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

import feedparser

from stream.events import Article, InvalidArticle
from stream.events.markup import html_text
from stream.ingest.encoding import UnknownEncoding, decode_markup
from stream.ingest.unreadable import Item, UnreadableSource

_WEB_ADDRESS: Final = re.compile(r"https?://\S+$", re.IGNORECASE)
_HARMLESS: Final = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
_CHARACTER: Final = re.compile(r"&#(?:x0*([0-9a-f]{1,8})|0*([0-9]{1,10}));", re.IGNORECASE)
_XML_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_feed(data: bytes, name: str, encoding: str | None = None) -> Iterator[Item]:
    """Yield an article for each entry of a feed, in the feed's order. Nothing is fetched.

    The body is the entry's content, where there is none its summary, as text. A feed that is not well-formed
    gives the entries that could be read, and then says so.

    Args:
        data: The whole feed.
        name: What to call it in errors, which name the entry, counted from 1.
        encoding: What it is in where it is not UTF-8 and does not say so itself.
    """
    try:
        text = _CHARACTER.sub(_valid_character, _XML_DECLARATION.sub("", decode_markup(data, encoding)))
    except UnknownEncoding as error:
        yield UnreadableSource(name, str(error))
        return
    try:
        # A stream, because feedparser takes bytes and text for a file's name or an address first.
        feed = feedparser.parse(
            BytesIO(text.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # noqa: BLE001  feedparser documents none, and its parsers raise many kinds
        yield UnreadableSource(name, f"not a feed that can be read ({type(error).__name__}: {error})")
        return
    for number, entry in enumerate(feed.entries, 1):
        yield _read_entry(entry, feed.feed, name, number)
    problem = feed.get("bozo_exception")
    if problem is not None and not isinstance(problem, _HARMLESS):
        reason = f"not well-formed ({problem}); entries read: {len(feed.entries)}, more may be missing"
        yield UnreadableSource(name, reason)
    elif not feed.entries:
        yield UnreadableSource(name, "a feed without entries")


def _valid_character(reference: re.Match[str]) -> str:
    """Return a character reference as it is, U+FFFD for one to no character, which feedparser chokes on."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code > sys.maxunicode else reference.group()


def _read_entry(entry: Any, feed: Any, name: str, number: int) -> Item:
    headline = " ".join(html_text(entry.get("title") or "").split())
    body = _body(entry)
    identifier = entry.get("id")
    uri = entry.get("link") or (identifier if identifier and _WEB_ADDRESS.match(identifier) else None)
    if not headline and not body:
        return UnreadableSource(name, "neither a title nor text", f"entry {number}")
    members = {
        "id": None if uri else identifier or None,
        "language": _language(entry, feed),
        "uri": uri,
        "source": entry.get("source", {}).get("title") or feed.get("title") or None,
        "published": _time(dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")),
    }
    try:
        return Article.from_object({"headline": headline, "body": body, **members})
    except InvalidArticle as error:
        return UnreadableSource(name, str(error), f"entry {number}")


def _body(entry: Any) -> str:
    """Return the longest text among an entry's contents, or else its summary."""
    contents = [html_text(content.get("value") or "") for content in entry.get("content", ())]
    return max(contents, key=len, default="") or html_text(entry.get("summary") or "")


def _language(entry: Any, feed: Any) -> str | None:
    details = [*entry.get("content", ()), entry.get("title_detail", {}), feed]
    return next((language for part in details if (language := part.get("language"))), None)


def _time(parsed: Any) -> str | None:
    """Return feedparser's time, which is in UTC, as RFC 3339."""
    if parsed is None:
        return None
    try:
        time = datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return time.isoformat().replace("+00:00", "Z")
