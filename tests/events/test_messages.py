"""Events as messages: payloads, keys, CloudEvents headers, identity."""

import jsonschema
import msgspec
import orjson
import pytest

from stream.events import (
    EVENTS,
    Annotator,
    Article,
    Cue,
    Enriched,
    Entity,
    EntityEvent,
    Mention,
    Message,
    Quote,
    QuoteEvent,
    Span,
    Speaker,
    Withdrawal,
    Withdrawn,
    enriched_messages,
    json_schema,
    withdrawal_messages,
)

ENTITY = Entity("per:1", "PER", "ليلى", 0.5, None, None, None, (Mention("body", 4, 8, "ليلى", 0.9),))
CUE = Cue(0, 3, "قال", "قال", "say", False, "past")
SPEAKER = Speaker("per:1", "ليلى", None, Span(4, 8, "ليلى"), "name", 0.9)
QUOTE = Quote("q1", "direct", "body", 10, 13, "نعم", CUE, SPEAKER, 0.8, Span(0, 14, "قال ليلى: «نعم»"))
ARTICLE = Article("a1", "عنوان", "قال ليلى: «نعم»", published="2026-01-01T00:00:00Z", extra={"desk": "سياسة"})
ENRICHED = Enriched(ARTICLE, Annotator("newsstream", "1", "crf"), (ENTITY,), (QUOTE,))


def _headers(message: Message) -> dict[str, str]:
    return {name: value.decode() for name, value in message.headers}


def _payload(message: Message) -> dict[str, object]:
    assert message.value is not None
    decoded: dict[str, object] = orjson.loads(message.value)
    return decoded


def test_one_message_an_event_with_its_key() -> None:
    """The article is keyed by its id, an entity by the entity's, a quote by its speaker's."""
    assert [(message.channel, message.key) for message in enriched_messages(ENRICHED)] == [
        ("enriched", b"a1"),
        ("entities", b"per:1"),
        ("quotes", b"per:1"),
    ]


@pytest.mark.parametrize(
    ("speaker", "key"),
    [(None, b"a1"), (Speaker(None, "مصدر أمني", None, None, "nominal", 0.5), "مصدر أمني".encode())],
)
def test_key_of_a_quote_without_entity(speaker: Speaker | None, key: bytes) -> None:
    """A quote whose speaker is no entity is keyed by the speaker's name, an unattributed one by the article."""
    quote = msgspec.structs.replace(QUOTE, speaker=speaker)
    _, message = enriched_messages(Enriched(ARTICLE, ENRICHED.annotator, (), (quote,)))
    assert message.key == key


def test_entity_and_quote_events_stand_alone() -> None:
    """Their payloads are the entity and the quote with the article's id, headline, source and date."""
    _, entity, quote = enriched_messages(ENRICHED)
    reference = {
        "id": "a1",
        "headline": "عنوان",
        "uri": None,
        "source": None,
        "published": "2026-01-01T00:00:00Z",
    }
    annotator = {"name": "newsstream", "version": "1", "recognizer": "crf"}
    assert _payload(entity) == orjson.loads(msgspec.json.encode(ENTITY)) | {
        "article": reference,
        "annotator": annotator,
    }
    assert _payload(quote) == orjson.loads(msgspec.json.encode(QUOTE)) | {
        "article": reference,
        "annotator": annotator,
    }


def test_enriched_payload() -> None:
    """The enriched event holds the article with its unknown members, the entities and the quotes."""
    event = _payload(enriched_messages(ENRICHED)[0])
    assert event["article"] == {
        "id": "a1",
        "headline": "عنوان",
        "body": "قال ليلى: «نعم»",
        "published": "2026-01-01T00:00:00Z",
        "desk": "سياسة",
    }
    assert (event["entities"], event["quotes"]) == (
        [orjson.loads(msgspec.json.encode(ENTITY))],
        [orjson.loads(msgspec.json.encode(QUOTE))],
    )
    assert "skipped" not in event


def test_skipped_says_why() -> None:
    """An article that was not annotated says why, and has no other events."""
    (message,) = enriched_messages(Enriched(ARTICLE, ENRICHED.annotator, skipped="language"))
    assert _payload(message)["skipped"] == "language"


def test_cloudevents_headers() -> None:
    """All required CloudEvents attributes are there in binary mode, and the trace context is carried on."""
    trace = [("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    for message in enriched_messages(ENRICHED, trace):
        found = _headers(message)
        assert found["ce_specversion"] == "1.0"
        assert found["ce_type"].startswith("newsstream.")
        assert found["ce_source"]
        assert (found["ce_subject"], found["ce_time"]) == ("a1", "2026-01-01T00:00:00Z")
        assert found["content-type"] == "application/json"
        assert found["traceparent"].startswith("00-")


def test_same_article_same_bytes() -> None:
    """The same article gives byte-identical messages, ce_id included."""
    assert enriched_messages(ENRICHED) == enriched_messages(ENRICHED)


def test_every_event_has_its_own_id() -> None:
    """ce_id tells the events of one article apart, and a changed article from the former one."""
    changed = Enriched(Article("a1", "عنوان آخر", "متن"), ENRICHED.annotator, (ENTITY,), (QUOTE,))
    messages = enriched_messages(ENRICHED) + enriched_messages(changed)
    assert len({_headers(message)["ce_id"] for message in messages}) == 6


def test_withdrawal() -> None:
    """A withdrawn article gives a tombstone on enriched and a withdrawn event on the other two, keyed by its id."""
    messages = withdrawal_messages(Withdrawal("a1"))
    assert [(m.channel, m.key, m.value is None) for m in messages] == [
        ("enriched", b"a1", True),
        ("entities", b"a1", False),
        ("quotes", b"a1", False),
    ]
    assert _payload(messages[1]) == {"article": {"id": "a1"}, "withdrawn": True}
    assert {_headers(m)["ce_type"] for m in messages} == {"newsstream.article.withdrawn"}


def test_payloads_are_valid_by_the_schemas() -> None:
    """What is published is valid by the JSON Schemas that are handed out."""
    enriched, entity, quote = (_payload(message) for message in enriched_messages(ENRICHED))
    withdrawn = _payload(withdrawal_messages(Withdrawal("a1"))[1])
    skipped = _payload(enriched_messages(Enriched(ARTICLE, ENRICHED.annotator, skipped="empty"))[0])
    for name, event in [
        ("article", ARTICLE.to_object()),
        ("enriched", enriched),
        ("enriched", skipped),
        ("entity", entity),
        ("quote", quote),
        ("withdrawn", withdrawn),
    ]:
        jsonschema.Draft202012Validator(json_schema(name)).validate(event)


def test_payloads_are_read_back_by_the_same_classes() -> None:
    """A consumer that uses our classes gets the entity and quote events that were sent."""
    _, entity, quote = enriched_messages(ENRICHED)
    assert msgspec.convert(_payload(entity), EntityEvent).name == "ليلى"
    assert msgspec.convert(_payload(quote), QuoteEvent).speaker == SPEAKER
    withdrawn = withdrawal_messages(Withdrawal("a1"))[1]
    assert msgspec.convert(_payload(withdrawn), Withdrawn).article.id == "a1"


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_schemas_are_schemas(name: str) -> None:
    """Every schema is valid JSON Schema 2020-12 and refuses an empty object."""
    schema = json_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert not jsonschema.Draft202012Validator(schema).is_valid({})
