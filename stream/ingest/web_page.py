"""The article of a web page."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import trafilatura

from stream.events import Article, InvalidArticle
from stream.ingest.encoding import decode_markup
from stream.ingest.plain_text import split_headline
from stream.ingest.unreadable import Item, UnreadableSource

_TIME_NAMES: Final = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "dc.date.issued",
    "pubdate",
)


def read_page(data: bytes, name: str, encoding: str | None = None) -> Item:
    """Return the article of a web page, without the page's menus, links and notices.

    Body, and what the page does not declare in a standard way, are trafilatura's
    (https://trafilatura.readthedocs.io). A date without a time of day counts as midnight UTC.

    Args:
        data: The whole page.
        name: What to call it in errors.
        encoding: What it is in where it is not UTF-8 and does not say so itself.

    Raises:
        UnknownEncoding: No encoding is declared, and it is not UTF-8.
    """
    html = decode_markup(data, encoding)
    try:
        tree: Any = trafilatura.load_html(html)
        found: Any = trafilatura.bare_extraction(
            html,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception as error:  # noqa: BLE001  what odd pages make the libraries below trafilatura raise is open
        return UnreadableSource(name, f"not a page that can be read ({type(error).__name__}: {error})")
    if tree is None or found is None or not (found.text or "").strip():
        return UnreadableSource(name, "a web page without the text of an article")
    meta = _meta(tree)
    text = found.text.strip()
    headline = _headline(tree, [meta.get("og:title", ""), found.title or ""])
    headline, body = (headline, _below(headline, text)) if headline else split_headline(text)
    try:
        return Article.create(
            headline=headline,
            body=body,
            language=tree.get("lang") or tree.get("xml:lang") or None,
            uri=_canonical(tree) or meta.get("og:url") or found.url or None,
            source=meta.get("og:site_name") or found.sitename or found.hostname or None,
            published=_published(tree, meta) or _rfc3339(found.date),
        )
    except InvalidArticle as error:
        return UnreadableSource(name, str(error))


def _meta(tree: Any) -> dict[str, str]:
    """Return the content of a page's meta elements by property or name in lower case, the first of each."""
    values: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        values.setdefault(key.lower(), (element.get("content") or "").strip())
    return values


def _canonical(tree: Any) -> str | None:
    links = (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    return next((address.strip() for address in links if address and address.strip()), None)


def _headline(tree: Any, titles: list[str]) -> str:
    """Return the heading that a title of the page repeats; or else a title; or else a heading.

    A title often carries the site's name too, and a page may have its logo as a heading.
    """
    headings = [heading for element in tree.iter("h1") if (heading := _plain(element.text_content()))]
    known = [title for text in titles if (title := _plain(text))]
    repeated = [
        heading for heading in headings if any(heading in title or title in heading for title in known)
    ]
    return max(repeated, key=len, default="") or next(iter([*known, *headings]), "")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _below(headline: str, text: str) -> str:
    """Return what stands below the headline where it is a line of the text, otherwise the whole text."""
    lines = text.split("\n")
    above = next((index for index, line in enumerate(lines) if _plain(line) == headline), None)
    below = "" if above is None else "\n".join(lines[above + 1 :]).strip()
    return below or text


def _published(tree: Any, meta: dict[str, str]) -> str | None:
    """Return the first time of publication that meta elements or JSON-LD give and that can be read."""
    times = [meta[name] for name in _TIME_NAMES if name in meta]
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            try:
                times.extend(_structured_times(json.loads(script.text or "")))
            except (ValueError, RecursionError):
                continue
    return next((time for text in times if (time := _rfc3339(text))), None)


def _structured_times(value: Any) -> Iterator[str]:
    for node in value if isinstance(value, list) else [value]:
        if isinstance(node, dict):
            if isinstance(time := node.get("datePublished"), str):
                yield time
            if isinstance(graph := node.get("@graph"), list):
                yield from _structured_times(graph)


def _rfc3339(text: str | None) -> str | None:
    """Return an ISO 8601 date, with or without a time, as RFC 3339; None where it is neither."""
    try:
        time = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).isoformat().replace("+00:00", "Z")
