"""IPTC ninjs (News in JSON), in and out: https://iptc.org/standards/ninjs/.

ninjs 2.x writes member names in lower case (`versioncreated`, `contenttype`), 3.x in camel case; 1.x has one
`headline` and `body_text` or `body_html` instead of the arrays `headlines` and `bodies`. All are read; 3.0 is
written.
"""

from dataclasses import dataclass, fields
from typing import Any, Final, Literal
from urllib.parse import quote, urlsplit

import msgspec

from stream.events.enriched import Enriched, Entity
from stream.events.markup import html_text

_MARKERS: Final = frozenset(
    ("bodies", "headlines", "body_text", "body_html", "body_xhtml", "pubstatus", "versioncreated", "standard")
)


@dataclass
class NinjsContent:
    """A headline or body. The main one is taken, plain text before HTML."""

    value: str
    role: str | None = None
    contenttype: str | None = None


@dataclass
class NinjsSource:
    """Who the news comes from."""

    name: str | None = None


@dataclass
class NinjsItem:
    """An IPTC ninjs item (1.x, 2.x or 3.x). One that is withheld or canceled withdraws the article of its `uri`.

    The other members are passed through.
    """

    uri: str
    pubstatus: Literal["usable", "withheld", "canceled"] = "usable"
    language: str | None = None
    versioncreated: str | None = None
    contentcreated: str | None = None
    firstcreated: str | None = None
    headlines: list[NinjsContent] | None = None
    bodies: list[NinjsContent] | None = None
    headline: str | None = None
    title: str | None = None
    body_text: str | None = None
    body_html: str | None = None
    body_xhtml: str | None = None
    infosources: list[NinjsSource] | None = None


CAMEL_CASE: Final = {
    "pubstatus": "pubStatus",
    "versioncreated": "versionCreated",
    "contentcreated": "contentCreated",
    "firstcreated": "firstCreated",
    "infosources": "infoSources",
    "contenttype": "contentType",
}
"""How ninjs 3.x writes the names that 2.x writes in lower case."""

_READ: Final = frozenset(field.name for field in fields(NinjsItem))


def is_ninjs(members: dict[str, Any]) -> bool:
    """Say whether a JSON object is a ninjs item rather than an article in native form."""
    return "body" not in members and any(name.lower() in _MARKERS for name in members)


def to_native(members: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Return a ninjs item as members of the native form, and whether its status withdraws it.

    The main (or first) headline and the main plain-text body are taken; where there is only HTML, its text.
    Members that the native form has no place for stay as they are.

    Raises:
        msgspec.ValidationError: A member is missing or of the wrong type; the message names its JSON path.
    """
    item = msgspec.convert({name.lower(): _lowered(value) for name, value in members.items()}, NinjsItem)
    published = item.versioncreated or item.contentcreated or item.firstcreated
    source = next((source.name for source in item.infosources or () if source.name), None)
    native = {name: value for name, value in members.items() if name.lower() not in _READ and name != "id"}
    native |= {"headline": _headline(item), "uri": item.uri, "language": item.language}
    native |= {"published": published, "source": source}
    body = _body(item)
    if body is not None:
        native["body"] = body
    return native, item.pubstatus != "usable"


def to_ninjs(enriched: Enriched) -> dict[str, Any]:
    """Return an enriched article as a ninjs 3.0 item: persons in `people`, and so on, other names in `subjects`.

    ninjs has no place for quotes; they are left out. An article without a uri gets one made from its id.
    """
    article = enriched.article
    item: dict[str, Any] = {
        "uri": _absolute(article.uri) or f"urn:newsstream:article:{quote(article.id, safe='')}",
        "standard": {
            "name": "ninjs",
            "version": "3.0",
            "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
        },
        "type": "text",
        "language": article.language or "ar",
        "headlines": [{"role": "main", "contentType": "text/plain", "value": article.headline}],
        "bodies": [
            {
                "role": "main",
                "contentType": "text/plain",
                "charCount": len(article.body),
                "value": article.body,
            }
        ],
    }
    if article.published:
        item["versionCreated"] = article.published
    if article.source:
        item["infoSources"] = [{"name": article.source}]
    for entity in enriched.entities:
        item.setdefault(_MEMBER[entity.type], []).append(_concept(entity))
    return item


_MEMBER: Final = {"PER": "people", "ORG": "organisations", "LOC": "places", "MISC": "subjects"}


def _concept(entity: Entity) -> dict[str, Any]:
    concept: dict[str, Any] = {"name": entity.name, "literal": entity.id}
    if entity.uri:
        concept["uri"] = entity.uri
    if entity.geo:
        concept["geojson"] = {"type": "Point", "coordinates": [entity.geo.longitude, entity.geo.latitude]}
    if entity.type == "MISC":
        concept["creator"] = "newsstream"
        concept["relevance"] = round(entity.salience * 100)
        concept["confidence"] = round(max(mention.confidence for mention in entity.mentions) * 100)
    return concept


def _absolute(uri: str | None) -> str | None:
    return uri if uri and urlsplit(uri).scheme else None


def _lowered(value: Any) -> Any:
    """Return an array of objects with the objects' member names in lower case, anything else as it is."""
    if not isinstance(value, list):
        return value
    return [{name.lower(): v for name, v in e.items()} if isinstance(e, dict) else e for e in value]


def _headline(item: NinjsItem) -> str:
    if item.headlines:
        main = next((content for content in item.headlines if content.role == "main"), item.headlines[0])
        return main.value
    return item.headline or item.title or ""


def _body(item: NinjsItem) -> str | None:
    contents = sorted(item.bodies or (), key=lambda content: (_is_html(content), content.role != "main"))
    if contents:
        return html_text(contents[0].value) if _is_html(contents[0]) else contents[0].value
    if item.body_text is not None:
        return item.body_text
    html = item.body_html or item.body_xhtml
    return None if html is None else html_text(html)


def _is_html(content: NinjsContent) -> bool:
    return "html" in (content.contenttype or "").lower()
