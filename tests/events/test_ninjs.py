"""IPTC ninjs in and out."""

from typing import Any

import jsonschema
import orjson
import pytest

from stream.events import (
    Annotator,
    Article,
    Enriched,
    Entity,
    Geo,
    Mention,
    Withdrawal,
    decode_article,
    to_ninjs,
)

# The parts of IPTC's ninjs 3.0 schema that our projection uses, as it publishes them: names, types, what is closed
_TEXTS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            "role": {"type": "string"},
            "contentType": {"type": "string"},
            "charCount": {"type": "integer"},
            "wordCount": {"type": "integer"},
            "value": {"type": "string"},
        },
    },
}


def _concepts(**more: Any) -> dict[str, Any]:
    properties = {name: {"type": "string"} for name in ("name", "rel", "literal")}
    uri = {"uri": {"type": "string", "format": "uri"}}
    return {
        "type": "array",
        "items": {"type": "object", "additionalProperties": False, "properties": properties | uri | more},
    }


_PERCENT = {"type": "integer", "minimum": 0, "maximum": 100}
_POINT = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"const": "Point"},
        "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3},
    },
}
SHAPE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["uri"],
    "properties": {
        "uri": {"type": "string", "format": "uri", "pattern": "^[a-z]+:"},
        "standard": {
            "type": "object",
            "additionalProperties": False,
            "properties": {name: {"type": "string"} for name in ("name", "version", "schema")},
        },
        "type": {"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component"]},
        "language": {"type": "string"},
        "versionCreated": {"type": "string", "format": "date-time"},
        "headlines": _TEXTS,
        "bodies": _TEXTS,
        "people": _concepts(),
        "organisations": _concepts(),
        "places": _concepts(geojson=_POINT),
        "subjects": _concepts(creator={"type": "string"}, relevance=_PERCENT, confidence=_PERCENT),
        "infoSources": _concepts(role={"type": "string"}),
    },
    "additionalProperties": False,
}


def _read(item: dict[str, Any]) -> Article:
    article = decode_article(orjson.dumps(item))
    assert isinstance(article, Article)
    return article


def test_version_3() -> None:
    """A 3.x item: main headline, plain-text body before HTML, version date, source; the rest is kept."""
    article = _read(
        {
            "uri": "https://example.org/n/1",
            "versionCreated": "2026-02-03T04:05:06Z",
            "language": "ar",
            "by": "ليلى",
            "headlines": [{"role": "short", "value": "قصير"}, {"role": "main", "value": "العنوان"}],
            "bodies": [
                {"role": "main", "contentType": "text/html", "value": "<p>غير هذا</p>"},
                {"role": "main", "contentType": "text/plain", "value": "نص الخبر"},
            ],
            "infoSources": [{"name": "وكالة المثال"}],
        }
    )
    assert (article.headline, article.body) == ("العنوان", "نص الخبر")
    assert (article.published, article.source, article.language) == (
        "2026-02-03T04:05:06Z",
        "وكالة المثال",
        "ar",
    )
    assert article.extra == {"by": "ليلى"}


def test_version_2() -> None:
    """A 2.x item, with its member names in lower case, is read the same way."""
    article = _read(
        {
            "uri": "https://example.org/n/2",
            "versioncreated": "2026-02-03T04:05:06Z",
            "headlines": [{"value": "العنوان"}],
            "bodies": [{"contenttype": "text/plain", "value": "نص الخبر"}],
        }
    )
    assert (article.headline, article.body, article.published) == (
        "العنوان",
        "نص الخبر",
        "2026-02-03T04:05:06Z",
    )


def test_one_headline_and_html_body() -> None:
    """The single headline and body_html of the first versions are read: blocks as lines, references resolved."""
    html = "<![x><p>الأول\n&amp; الثاني</p><script>x()</script><p>الثالث<br>الرابع</p>"
    article = _read({"uri": "https://example.org/n/3", "headline": "العنوان", "body_html": html})
    assert article.body == "الأول & الثاني\nالثالث\nالرابع"


@pytest.mark.parametrize("name", ["pubstatus", "pubStatus"])
@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_canceled_and_withheld_items_withdraw(name: str, status: str) -> None:
    """A canceled or withheld item withdraws the article that the same uri names when it is usable."""
    item = {"uri": "https://example.org/n/4", "headlines": [{"value": "x"}], "bodies": [{"value": "y"}]}
    assert decode_article(orjson.dumps(item | {name: status})) == Withdrawal(
        _read(item | {name: "usable"}).id
    )


def _enriched(uri: str | None = "https://example.org/n/5") -> Enriched:
    mention = Mention("headline", 0, 4, "بيان", 0.876)
    kinds: list[tuple[Any, Geo | None]] = [
        ("PER", None),
        ("ORG", None),
        ("LOC", Geo("EG", 360630, 30.06, 31.25)),
        ("MISC", None),
    ]
    entities = tuple(
        Entity(f"e{kind}", kind, "اسم", 0.25, None, geo, None, (mention,)) for kind, geo in kinds
    )
    article = Article("a ١", "بيان", "متن", uri=uri, published="2026-01-01T00:00:00Z", source="صدى")
    return Enriched(article, Annotator("newsstream", "1", "r"), entities)


@pytest.mark.parametrize("uri", ["https://example.org/n/5", None, "no scheme"])
def test_projection_has_the_published_shape(uri: str | None) -> None:
    """The projection is valid by IPTC's schema, also for an article whose uri is missing or relative."""
    jsonschema.Draft202012Validator(SHAPE).validate(to_ninjs(_enriched(uri)))


def test_projection_of_entities() -> None:
    """Persons, organisations, places with their point, and other names land in their members."""
    item = to_ninjs(_enriched())
    assert [item[name][0]["literal"] for name in ("people", "organisations", "places", "subjects")] == [
        "ePER",
        "eORG",
        "eLOC",
        "eMISC",
    ]
    assert item["places"][0]["geojson"] == {"type": "Point", "coordinates": [31.25, 30.06]}
    assert (item["subjects"][0]["relevance"], item["subjects"][0]["confidence"]) == (25, 88)


def test_projection_can_be_read_again() -> None:
    """What we write as ninjs is an article with the same texts when it comes in again."""
    article = _read(to_ninjs(_enriched()))
    assert (article.headline, article.body, article.uri) == ("بيان", "متن", "https://example.org/n/5")
