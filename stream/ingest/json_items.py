"""Articles in JSON: one object, an array of them, or one object a line.

Each object is an article in native form, a ninjs item, or a row of an evaluation file (`{"id", "text"}`).
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain
from typing import Any, BinaryIO, Final

import orjson

from stream.events import Article, InvalidArticle, Withdrawal, read_article
from stream.ingest.encoding import UnknownEncoding, decode
from stream.ingest.unreadable import LARGEST, Item, UnreadableSource

_MARK: Final = b"\xef\xbb\xbf"
_OBJECT: Final = re.compile(r'\s*\{\s*["}]')
_OBJECTS: Final = re.compile(r'\s*\[\s*(\{\s*["}]|\])')
_ANNOTATIONS: Final = frozenset(("text", "entities", "quotes"))


def is_row(line: bytes, encoding: str | None = None) -> bool:
    """Say whether a line is a whole JSON object."""
    row = line.removeprefix(_MARK).strip()
    if not (row.startswith(b"{") and row.endswith(b"}")):
        return False
    try:
        orjson.loads(decode(row, encoding))
    except (UnknownEncoding, orjson.JSONDecodeError):
        return False
    return True


def is_json(text: str) -> bool:
    """Say whether a text means to be JSON: it begins like an object, or like an array of objects."""
    return bool(_OBJECT.match(text) or _OBJECTS.match(text))


def read_rows(beginning: bytes, stream: BinaryIO, name: str, encoding: str | None = None) -> Iterator[Item]:
    """Yield what stands in the lines of a JSON-lines file, one line in memory at a time.

    Args:
        beginning: What has been read of the stream already: whole lines.
        stream: The rest.
        name: What to call the file in errors, which name the line, counted from 1.
        encoding: What the rows are in where they are not UTF-8.
    """
    for number, line in enumerate(chain(_lines(BytesIO(beginning)), _lines(stream)), 1):
        row = line.removeprefix(_MARK if number == 1 else b"").strip()
        if len(line) > LARGEST:
            yield UnreadableSource(name, f"a row of more than {LARGEST:,} bytes", f"line {number}")
        elif row:
            yield _read_row(row, name, number, encoding)


def read_json(text: str, name: str) -> Iterator[Item]:
    """Yield what stands in a JSON text: an object, an array, or rows of which some may be broken."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        rows = text.encode()
        first = text.lstrip().partition("\n")[0]
        if _OBJECT.match(first) and any(is_row(row) for row in rows.split(b"\n")):
            yield from read_rows(rows, BytesIO(), name)
        else:
            yield UnreadableSource(
                name, f"not JSON: {error.msg}", f"line {error.lineno} column {error.colno}"
            )
        return
    if isinstance(value, dict):
        yield _read_object(value, name, None)
    elif value:
        yield from _read_entries(value, name)
    else:
        yield UnreadableSource(name, "an empty array")


def _read_entries(values: Iterable[object], name: str) -> Iterator[Item]:
    for index, value in enumerate(values):
        yield _read_object(value, name, f"$[{index}]")


def _read_row(row: bytes, name: str, number: int, encoding: str | None) -> Item:
    place = f"line {number}"
    try:
        value = orjson.loads(decode(row, encoding))
    except UnknownEncoding as error:
        return UnreadableSource(name, str(error), place)
    except orjson.JSONDecodeError as error:
        return UnreadableSource(name, f"not JSON: {error.msg} (column {error.colno})", place)
    return _read_object(value, name, place)


def _read_object(value: object, name: str, place: str | None) -> Item:
    try:
        if isinstance(value, dict) and "text" in value and "body" not in value and "headline" not in value:
            return _read_evaluation(value)
        return read_article(value)
    except InvalidArticle as error:
        return UnreadableSource(name, str(error), place)


def _read_evaluation(row: dict[str, Any]) -> Article | Withdrawal:
    """Return the article of an evaluation row: its text up to the first line feed is the headline."""
    text = row["text"]
    if not isinstance(text, str):
        raise InvalidArticle(f"Expected `str`, got `{type(text).__name__}` - at `$.text`")
    headline, _, body = text.partition("\n")
    members = {name: value for name, value in row.items() if name not in _ANNOTATIONS}
    return Article.from_object({**members, "headline": headline, "body": body})


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a stream; of one that is too long, more than `LARGEST` bytes of it."""
    while line := stream.readline(LARGEST + 1):
        rest = line
        while len(rest) > LARGEST and not rest.endswith(b"\n"):
            rest = stream.readline(LARGEST + 1)
        yield line
