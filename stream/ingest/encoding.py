"""From bytes to text.

UTF-8 and UTF-16 are recognised. An older Arabic encoding cannot be told safely from another of its kind, so
it must be declared: by the page or feed itself, or by the caller.
"""

import codecs
import re
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(
    rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)|<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)
_DECLARATION_WITHIN: Final = 4096  # bytes; the HTML standard asks for 1,024, and pages go past it

# What browsers take these labels for: https://encoding.spec.whatwg.org/#names-and-labels
_LABELS: Final = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "x-cp1256": "cp1256"}


class UnknownEncoding(ValueError):  # noqa: N818  names what is wrong
    """Bytes whose encoding is neither recognised nor declared, or that are not in the declared one."""


def has_wide_mark(data: bytes) -> bool:
    """Say whether bytes begin with the mark of UTF-16."""
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def decode(data: bytes, encoding: str | None = None) -> str:
    """Return bytes as text, without a byte-order mark.

    Args:
        data: The bytes of a whole file or of one line.
        encoding: What the caller says they are in, where they are not UTF-8, e.g. "windows-1256".

    Raises:
        UnknownEncoding: They are neither UTF-8, nor marked UTF-16, nor in `encoding`.
    """
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], marked)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if encoding is None:
            where = f"byte {error.start + 1} of {len(data)}"
            raise UnknownEncoding(f"not UTF-8 ({where}), and no other encoding is declared") from None
    return _strict(data, encoding)


def decode_markup(data: bytes, encoding: str | None = None) -> str:
    """Return the bytes of a web page as text, by its own declaration where they are not UTF-8.

    Valid UTF-8 is believed before a declaration: text in an older Arabic encoding is never valid UTF-8 by
    chance. As in a browser, a stray byte that the declared encoding lacks becomes U+FFFD.

    Raises:
        UnknownEncoding: No encoding is declared, or one that does not exist.
    """
    try:
        return decode(data, encoding)
    except UnknownEncoding:
        declared = _DECLARED.search(data[:_DECLARATION_WITHIN])
        if declared is None:
            raise
    label = (declared[1] or declared[2]).decode("ascii").lower()
    return data.decode(_codec(label), errors="replace")


def _codec(label: str) -> str:
    name = _LABELS.get(label.lower(), label)
    try:
        codecs.lookup(name)
        "".encode(name)  # refuses the codecs that are not for text
    except (LookupError, ValueError):
        raise UnknownEncoding(f"encoding {label!r} does not exist") from None
    return name


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(_codec(encoding))
    except UnicodeDecodeError as error:
        raise UnknownEncoding(f"not {encoding} (byte {error.start + 1} of {len(data)})") from None
