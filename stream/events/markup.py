"""The text of an HTML fragment, as it stands in feeds and in ninjs bodies."""

import re
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = re.compile(
    "address|article|aside|blockquote|br|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main|ol|p|pre"
    "|section|table|t[dhr]|ul"
)
_HIDDEN: Final = frozenset(("script", "style", "noscript", "template", "iframe", "figcaption"))
_TAG_OR_REFERENCE: Final = re.compile(r"<[/A-Za-z!]|&(?:#\d+|#x[0-9a-f]+|\w+);", re.IGNORECASE)
# A comment to browsers, an AssertionError to html.parser
_DECLARATION: Final = re.compile(r"<!(?!--)[^>]*>?")
_SPACES: Final = re.compile(r"[ \t\r\n\f\v]+")  # not the no-break space, which is a character of the text


class _Text(HTMLParser):
    """Gathers text; `None` stands for the border of a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str | None] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  inherited
        if tag in _HIDDEN:
            self._hidden.append(tag)
        if _BLOCKS.fullmatch(tag):
            self.pieces.append(None)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()
        if _BLOCKS.fullmatch(tag):
            self.pieces.append(None)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def html_text(html: str) -> str:
    """Return the text of an HTML fragment: one line a block, white space as a browser shows it.

    Args:
        html: A fragment, well-formed or not. Text without tags and character references comes back as it is,
            but for white space at its ends.
    """
    if not _TAG_OR_REFERENCE.search(html):
        return html.strip()
    parser = _Text()
    parser.feed(_DECLARATION.sub("", html))
    parser.close()
    lines: list[list[str]] = [[]]
    for piece in parser.pieces:
        if piece is None:
            lines.append([])
        else:
            lines[-1].append(piece)
    shown = (_SPACES.sub(" ", "".join(line)).strip(" ") for line in lines)
    return "\n".join(line for line in shown if line)
