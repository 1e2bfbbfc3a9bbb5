"""Which reader a file needs, told by its content."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Final

from stream.ingest import json_items
from stream.ingest.encoding import UnknownEncoding, decode, has_wide_mark
from stream.ingest.plain_text import read_plain_text
from stream.ingest.unreadable import LARGEST, Item, UnreadableSource

_BINARY: Final = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"\xfd7zXZ", "compressed with xz"),
    (b"BZh", "compressed with bzip2"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_SPACE: Final = b" \t\r\n\v\f"
_MARK: Final = b"\xef\xbb\xbf"
_PROLOGUE: Final = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)*", re.DOTALL | re.IGNORECASE
)
_ROOT: Final = re.compile(r"<(?:[A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)[\s/>]")
_FEED_ROOTS: Final = frozenset(("rss", "feed", "rdf"))
_HTML_TAG: Final = re.compile(
    "html|head|body|title|meta|link|base|style|script|noscript|div|p|a|span|b|i|br|hr|img|article|section|main"
    "|header|nav|aside|footer|h[1-6]|ul|ol|table|form|blockquote|center|font"
)


def read_bytes(data: bytes, name: str, *, encoding: str | None = None) -> Iterator[Item]:
    """Yield what a file's bytes hold.

    Args:
        data: The whole file.
        name: What to call it in errors.
        encoding: What plain text, JSON or a page is in where it is not UTF-8 and does not say so itself.
    """
    return read_stream(BytesIO(data), name, encoding=encoding)


def read_stream(stream: BinaryIO, name: str, *, encoding: str | None = None) -> Iterator[Item]:
    """Yield what a binary stream holds. JSON lines are read row by row as they are asked for.

    Args:
        stream: An open file; the caller closes it.
        name: What to call it in errors.
        encoding: As for `read_bytes`.
    """
    first = _first_line(stream)
    kind = next((kind for magic, kind in _BINARY if first.lstrip(_SPACE).startswith(magic)), None)
    if kind is None and b"\0" in first and not has_wide_mark(first):
        kind = "binary data"
    if kind:
        yield UnreadableSource(name, f"{kind}, not an article")
        return
    if first.lstrip(_MARK + _SPACE).startswith(b"{"):
        # A broken first row must not hide that rows follow, so the second line is asked too.
        rows = json_items.is_row(first, encoding)
        if not rows:
            second = _first_line(stream)
            rows = json_items.is_row(second, encoding)
            first += second
        if rows:
            yield from json_items.read_rows(first, stream, name, encoding)
            return
    data = first + stream.read(max(LARGEST + 1 - len(first), 0))
    if len(data) > LARGEST:
        yield UnreadableSource(name, f"larger than {LARGEST:,} bytes; only JSON lines may be")
        return
    yield from _read_whole(data, name, encoding)


def _first_line(stream: BinaryIO) -> bytes:
    """Return the beginning of a stream up to and with its first line that is not blank."""
    beginning = b""
    while len(beginning) <= LARGEST:
        line = stream.readline(LARGEST + 1)
        beginning += line
        if not line or line.removeprefix(_MARK).strip():
            break
    return beginning


def _read_whole(data: bytes, name: str, encoding: str | None) -> Iterator[Item]:
    if not data.removeprefix(_MARK).strip():
        yield UnreadableSource(name, "empty")
        return
    markup = _markup_kind(data)
    try:
        if markup == "feed":
            from stream.ingest.feeds import read_feed  # noqa: PLC0415  loads feedparser only where it is needed

            yield from read_feed(data, name, encoding)
        elif markup == "page":
            from stream.ingest.web_page import read_page  # noqa: PLC0415  loads trafilatura only where it is needed

            yield read_page(data, name, encoding)
        elif markup:
            yield UnreadableSource(
                name, f"XML whose root is <{markup}>, which is neither a feed nor a web page"
            )
        elif json_items.is_json(text := decode(data, encoding)):
            yield from json_items.read_json(text, name)
        else:
            yield read_plain_text(text, name)
    except UnknownEncoding as error:
        yield UnreadableSource(name, str(error))


def _markup_kind(data: bytes) -> str | None:
    """Return "feed", "page", the root of some other XML, or None for what is no markup."""
    if not data.removeprefix(_MARK).lstrip().startswith(b"<") and not has_wide_mark(data):
        return None
    beginning = data[:65536].decode("utf-16" if has_wide_mark(data) else "latin-1", errors="replace")
    beginning = beginning.removeprefix(_MARK.decode("latin-1")).removeprefix("\ufeff").lstrip()
    prologue = _PROLOGUE.match(beginning)
    root = _ROOT.match(beginning, prologue.end() if prologue else 0)
    tag = root[1].lower() if root else None
    if tag in _FEED_ROOTS:
        return "feed"
    if (tag and _HTML_TAG.fullmatch(tag)) or re.match("<!doctype html", beginning, re.IGNORECASE):
        return "page"
    is_xml = tag and (beginning.startswith("<?xml") or data.rstrip().lower().endswith(f"{tag}>".encode()))
    return tag if is_xml else None
