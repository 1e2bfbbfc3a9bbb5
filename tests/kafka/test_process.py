"""What becomes of the records of a batch, without Kafka."""

import gc
from collections.abc import Sequence

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.events import Article, Enriched
from stream.kafka.deadletters import PREFIX, Origin, origin
from stream.kafka.process import Kind, Outcome, process
from stream.kafka.topics import Topics
from tests.doubles import fixed_annotate, record

TOPICS = Topics()
LIMIT = 10_000


def _article(number: int = 1, body: str = "زارت ليلى القاهرة أمس.") -> bytes:
    return orjson.dumps({"id": f"a{number}", "headline": "خبر", "body": body})


def _one(value: bytes | None, key: bytes | None = b"k", headers: Sequence[tuple[str, bytes]] = ()) -> Outcome:
    (outcome,) = process([record(value, key, headers=headers)], fixed_annotate(), TOPICS, LIMIT)
    return outcome


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (_article(), "enriched"),
        (_article(body=" "), "skipped"),
        (_article(body="Nothing here is Arabic, not a word of it."), "skipped"),
        (None, "withdrawn"),
        (b'{"uri":"u:1","pubstatus":"canceled"}', "withdrawn"),
        (b"{", "dead-letter"),
        (b'{"headline":"x"}', "dead-letter"),
        (b"\xff", "dead-letter"),
        (b"[" * 2_000, "dead-letter"),
        (_article(body="س" * LIMIT), "dead-letter"),
    ],
)
def test_every_record_has_one_outcome(value: bytes | None, kind: Kind) -> None:
    """Each kind of message ends as what it should end as."""
    assert _one(value).kind == kind


def test_events_go_to_their_topics() -> None:
    """An enriched article gives one event on enriched and one an entity, on the topics of the settings."""
    outcome = _one(_article())
    assert sorted(output.topic for output in outcome.outputs) == [
        "news.enriched",
        "news.entities",
        "news.entities",
    ]


def test_dead_letter_keeps_the_original() -> None:
    """A dead letter has the key, the bytes and the headers of the message, and says why and where it came from."""
    (output,) = _one(b"\xff\x00{", b"\xfe", [("h", b"1")]).outputs
    assert (output.topic, output.key, output.value) == ("news.dead-letters", b"\xfe", b"\xff\x00{")
    headers = dict(output.headers)
    assert headers["h"] == b"1"
    assert headers[PREFIX + "exception"] == b"stream.events.articles.InvalidArticle"
    assert b"not JSON" in headers[PREFIX + "message"]
    assert b"Traceback" not in headers[PREFIX + "message"]
    assert origin(output.headers) == Origin("news.articles", 0, 0)


def test_dead_letter_again() -> None:
    """A message that failed before carries only the newest reason when it fails again."""
    former = [(PREFIX + "message", b"old"), (PREFIX + "topic", b"old"), ("h", b"1")]
    (output,) = _one(b"{", headers=former).outputs
    assert [name for name, _ in output.headers].count(PREFIX + "message") == 1
    assert dict(output.headers)[PREFIX + "topic"] == b"news.articles"


def test_size_limit_names_both_sizes() -> None:
    """A message over the limit says how large it is and what the limit is."""
    (output,) = _one(b"x" * (LIMIT + 1)).outputs
    assert dict(output.headers)[PREFIX + "message"] == b"10001 bytes, more than the limit of 10000"


def test_trace_context_is_carried_on() -> None:
    """traceparent and tracestate of the input stand on every output, other headers do not."""
    outcome = _one(_article(), headers=[("traceparent", b"00-a-b-01"), ("tracestate", b"x=1"), ("own", b"1")])
    for output in outcome.outputs:
        names = [name for name, _ in output.headers]
        assert {"traceparent", "tracestate"} <= set(names)
        assert "own" not in names


def test_annotator_that_raises_costs_one_article() -> None:
    """Where annotation raises, only the article that it raises on becomes a dead letter."""

    def annotate(articles: Sequence[Article]) -> list[Enriched]:
        if any(article.id == "a3" for article in articles):
            raise MemoryError("too much")
        return fixed_annotate()(articles)

    outcomes = process([record(_article(n), offset=n) for n in range(7)], annotate, TOPICS, LIMIT)
    assert [outcome.kind for outcome in outcomes] == ["enriched"] * 3 + ["dead-letter"] + ["enriched"] * 3
    assert dict(outcomes[3].outputs[0].headers)[PREFIX + "exception"] == b"builtins.MemoryError"


def test_result_does_not_depend_on_the_batch() -> None:
    """A record gives the same outputs alone and among others."""
    records = [record(_article(n), offset=n) for n in range(5)]
    together = process(records, fixed_annotate(), TOPICS, LIMIT)
    alone = [process([one], fixed_annotate(), TOPICS, LIMIT)[0] for one in records]
    assert [outcome.outputs for outcome in together] == [outcome.outputs for outcome in alone]


def test_nothing_stays_behind_a_batch() -> None:
    """The same records again and again leave no more objects in memory than once: a worker runs for months."""
    values = (_article(), _article(body=" "), None, b"{", _article(body="س" * LIMIT))
    records = [record(value, offset=number) for number, value in enumerate(values)]
    annotate, counts = fixed_annotate(), []
    for _ in range(3):
        for _ in range(100):
            process(records, annotate, TOPICS, LIMIT)
        gc.collect()
        counts.append(len(gc.get_objects()))
    assert counts[2] - counts[1] < 100


@given(
    st.lists(
        st.none() | st.binary(max_size=60) | st.text(max_size=30).map(lambda t: _article(1, t)), max_size=8
    )
)
def test_whatever_comes_is_accounted_for(values: list[bytes | None]) -> None:
    """Any records give one outcome each, in order, and each outcome has at least one output."""
    records = [record(value, offset=number) for number, value in enumerate(values)]
    outcomes = process(records, fixed_annotate(), TOPICS, LIMIT)
    assert [outcome.record.offset for outcome in outcomes] == list(range(len(values)))
    assert all(outcome.outputs for outcome in outcomes)
