"""What the AsyncAPI document says of messages is what the worker reads and writes."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream import samples
from stream.commands.common import annotator
from stream.events import Header
from stream.kafka.process import Output, process
from stream.kafka.topics import Topics
from tests.doubles import fixed_annotate, record
from tests.kafka.asyncapi.conftest import document

TESTS = Path(__file__).parent.parent.parent
LIMIT = 1_000_000
TRACE = [("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", b"x=1")]

Json = dict[str, Any]


@cache
def _validators(channel: str) -> dict[str, jsonschema.Draft7Validator]:
    """Return, by name, what checks each message that the document has for a channel."""
    found = document()
    validators = {}
    for name in found["channels"][channel]["messages"]:
        message = found["components"]["messages"][name]
        parts = {
            "headers": message["headers"],
            "payload": message["payload"],
            "key": message["bindings"]["kafka"]["key"],
        }
        schema = {"required": list(parts), "properties": parts, "components": found["components"]}
        jsonschema.Draft7Validator.check_schema(schema)
        validators[name] = jsonschema.Draft7Validator(schema)
    return validators


def _kinds(channel: str, key: bytes | None, value: bytes | None, headers: Sequence[Header]) -> list[str]:
    """Return the names of the channel's messages that a message is valid by."""
    payload = None if value is None else orjson.loads(value)
    told = {
        "headers": {name: text.decode() for name, text in headers},
        "payload": payload,
        "key": None if key is None else key.decode(),
    }
    return [name for name, validator in _validators(channel).items() if validator.is_valid(told)]


def _kind(output: Output) -> str:
    """Return which message of its channel an output of the worker is; it must be exactly one."""
    (channel,) = (n for n, channel in document()["channels"].items() if channel["address"] == output.topic)
    (kind,) = _kinds(channel, output.key, output.value, output.headers)
    return kind


def _articles() -> Iterator[bytes]:
    for article in samples.load():
        yield orjson.dumps(article.to_object())
    for line in (TESTS / "gold/articles.jsonl").read_bytes().splitlines():
        row = orjson.loads(line)
        headline, _, body = row["text"].partition("\n")
        yield orjson.dumps({"id": row["id"], "headline": headline, "body": body})


def _ninjs_items() -> Iterator[bytes]:
    for name in ("ninjs-2.json", "ninjs-3.json"):
        found = orjson.loads((TESTS / "ingest/data" / name).read_bytes())
        yield from map(orjson.dumps, found if isinstance(found, list) else [found])


def test_examples_are_valid() -> None:
    """The example of each message is valid by the message's headers and payload."""
    found = document()
    for message in found["components"]["messages"].values():
        (example,) = message["examples"]
        for part in ("headers", "payload"):
            schema = {"allOf": [message[part]], "components": found["components"]}
            jsonschema.Draft7Validator(schema).validate(example[part])


def test_outputs_of_real_articles() -> None:
    """All that comes of the sample articles and of the gold articles is as the document says: one kind each."""
    records = [record(value, offset=number, headers=TRACE) for number, value in enumerate(_articles())]
    outcomes = process(records, annotator("builtin"), Topics(), LIMIT)
    kinds = [_kind(output) for outcome in outcomes for output in outcome.outputs]
    assert kinds.count("enriched") == len(records) == 24
    assert kinds.count("entity") > 200
    assert kinds.count("quote") > 200
    assert set(kinds) == {"enriched", "entity", "quote"}


def test_withdrawals_and_skipped_articles() -> None:
    """A withdrawal is a tombstone and two events, a skipped article one event, as the document says."""
    english = orjson.dumps({"id": "e1", "headline": "News", "body": "Not a word of Arabic in here."})
    outcomes = process(
        [record(None, b"a1"), record(english), record(b'{"uri":"u:1","pubStatus":"canceled"}')],
        fixed_annotate(),
        Topics(),
        LIMIT,
    )
    kinds = [[_kind(output) for output in outcome.outputs] for outcome in outcomes]
    withdrawn = ["enrichedTombstone", "withdrawn", "withdrawn"]
    assert kinds == [withdrawn, ["enriched"], withdrawn]


@pytest.mark.parametrize("value", [b"{", b"\xff\xfe", b'{"headline":"x"}', b"[]", b"x" * (LIMIT + 1)])
def test_dead_letters(value: bytes) -> None:
    """The headers of a dead letter are as the document says, whatever the message was."""
    (outcome,) = process([record(value, headers=[*TRACE, ("own", b"1")])], fixed_annotate(), Topics(), LIMIT)
    (letter,) = outcome.outputs
    assert letter.topic == document()["channels"]["deadLetters"]["address"]
    described = document()["components"]["messages"]["deadLetter"]["headers"]
    jsonschema.Draft7Validator(described).validate({name: text.decode() for name, text in letter.headers})
    assert {name for name, _ in letter.headers} == {
        *described["properties"],
        "traceparent",
        "tracestate",
        "own",
    }


def test_a_dead_letter_may_have_no_key() -> None:
    """The key of a dead letter is the message's, or none."""
    (outcome,) = process([record(b"{", None)], fixed_annotate(), Topics(), LIMIT)
    key = document()["components"]["messages"]["deadLetter"]["bindings"]["kafka"]["key"]
    jsonschema.Draft7Validator(key).validate(outcome.outputs[0].key)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        *((orjson.dumps(article.to_object()), "article") for article in samples.load()),
        (b'{"headline":"x","body":"","desk":{"name":"y"},"uri":null}', "article"),
        *((item, "ninjs") for item in _ninjs_items()),
        (b'{"uri":"u:1","pubstatus":"withheld"}', "ninjs"),
        (None, "articleTombstone"),
    ],
)
def test_what_comes_in(value: bytes | None, kind: str) -> None:
    """An article in either form and a withdrawal are exactly one of the messages of the articles topic.

    Only a withdrawal needs its key.
    """
    assert _kinds("articles", b"a1", value, TRACE) == [kind]
    assert _kinds("articles", None, value, []) == ([] if value is None else [kind])


def test_a_missing_member_is_noticed() -> None:
    """The checks above can fail: an event that lost a member, or a header, is none of the messages."""
    outcome = process([record(next(_articles()))], fixed_annotate(), Topics(), LIMIT)[0]
    output = outcome.outputs[0]
    event = orjson.loads(output.value or b"")
    assert _kinds("enrichedArticles", b"k", orjson.dumps(event), output.headers) == ["enriched"]
    assert _kinds("enrichedArticles", b"k", orjson.dumps(event), output.headers[1:]) == []
    del event["annotator"]
    assert _kinds("enrichedArticles", b"k", orjson.dumps(event), output.headers) == []


PIECES = st.sampled_from(
    ["ليلى", "القاهرة", "الأهلي", "قال", "قالت", ":", "«", "»", ".", "\n", "أن", "الوزير"]
)
TEXT = st.lists(PIECES | st.text(max_size=6), max_size=16).map(" ".join)
ARTICLE = st.fixed_dictionaries(
    {"headline": TEXT, "body": TEXT},
    optional={
        "id": st.text(min_size=1, max_size=5),
        "uri": st.none() | st.text(max_size=5),
        "source": st.text(max_size=5),
        "language": st.sampled_from(["ar", "en", None]),
        "published": st.just("2026-01-02T03:04:05Z"),
        "desk": st.none() | st.integers(0, 9),
    },
)


@given(ARTICLE)
def test_outputs_of_any_article(members: Json) -> None:
    """Whatever the article, all that comes of it is as the document says."""
    (outcome,) = process([record(orjson.dumps(members))], fixed_annotate(), Topics(), LIMIT)
    first, *others = map(_kind, outcome.outputs)
    assert first == "enriched"
    assert set(others) <= {"entity", "quote"}
