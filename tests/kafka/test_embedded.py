"""End to end on the embedded broker: messages in, every one accounted for in exactly one place."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence

import orjson
import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord

from stream.events import Article
from stream.kafka.connection import Connection
from stream.kafka.deadletters import origin
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.job import WorkerOptions
from stream.kafka.process import Outcome, process
from stream.kafka.publish import publish
from stream.kafka.replay import Replayed, replay
from stream.kafka.tail import tail
from stream.kafka.topics import Topics
from stream.kafka.worker import Worker
from tests.doubles import fixed_annotate, record

TOPICS = Topics()
LIMIT = 20_000
OPTIONS = WorkerOptions(
    group="test", delivery="at-least-once", max_article_bytes=LIMIT, session_timeout_ms=6_000
)


@pytest.fixture
def connection() -> Iterator[Connection]:
    """A broker of its own for each test, with all topics."""
    with EmbeddedBroker() as broker:
        broker.create_topics(TOPICS.names)
        yield broker.connection


def _mixed(count: int) -> list[tuple[bytes, bytes | None]]:
    """Messages of every kind, keyed by number: good, empty, foreign, withdrawn, and broken in several ways."""
    bodies = ["زارت ليلى القاهرة أمس.", "فاز الأهلي في القاهرة.", "", "Not a word of Arabic is in this one."]
    broken = [b"{", b"\xff\xfe", b"[]", b"[" * 3_000, b'{"headline":1,"body":""}', b"x" * (LIMIT + 1)]
    messages: list[tuple[bytes, bytes | None]] = []
    for number in range(count):
        value: bytes | None
        if number % 7 == 3:
            value = broken[number % len(broken)]
        elif number % 11 == 5:
            value = None
        else:
            members = {"id": f"a{number}", "headline": "خبر", "body": bodies[number % len(bodies)]}
            value = orjson.dumps(members)
        messages.append((f"k{number}".encode(), value))
    return messages


async def _send(connection: Connection, messages: Sequence[tuple[bytes, bytes | None]]) -> None:
    producer = AIOKafkaProducer(**connection.client_options())
    await producer.start()
    for key, value in messages:
        await producer.send(TOPICS.articles, value, key)
    await producer.stop()


async def _work(connection: Connection, expected: int) -> list[Outcome]:
    """Run a worker until it has committed that many records."""
    stop, outcomes = asyncio.Event(), list[Outcome]()

    def on_batch(batch: Sequence[Outcome]) -> None:
        outcomes.extend(batch)
        if len(outcomes) >= expected:
            stop.set()

    worker = Worker(connection, TOPICS, OPTIONS, fixed_annotate(), on_batch=on_batch)
    async with asyncio.timeout(90):
        await worker.run(stop)
    return outcomes


async def _all_of(connection: Connection, topic: str) -> list[ConsumerRecord]:
    return [found async for found in tail(connection, (topic,), from_beginning=True, follow=False)]


async def test_two_thousand_mixed_messages(connection: Connection) -> None:
    """Of 2,000 mixed messages each ends in exactly one place, with all its events as computed without Kafka."""
    messages = _mixed(2_000)
    await _send(connection, messages)
    outcomes = await _work(connection, len(messages))

    expected = process([record(value, key) for key, value in messages], fixed_annotate(), TOPICS, LIMIT)
    assert Counter(outcome.kind for outcome in outcomes) == Counter(outcome.kind for outcome in expected)
    for topic in (TOPICS.enriched, TOPICS.entities, TOPICS.quotes):
        published = Counter(
            (found.key, found.value, found.headers) for found in await _all_of(connection, topic)
        )
        wanted = Counter(
            (o.key, o.value, tuple(o.headers)) for e in expected for o in e.outputs if o.topic == topic
        )
        assert published == wanted
    letters = await _all_of(connection, TOPICS.dead_letters)
    broken = [
        message for message, outcome in zip(messages, expected, strict=True) if outcome.kind == "dead-letter"
    ]
    assert Counter((letter.key, letter.value) for letter in letters) == Counter(broken)


async def test_order_of_a_partition_is_kept(connection: Connection) -> None:
    """Articles of one input partition come out on enriched in the order in which they went in."""
    messages = [message for message in _mixed(300) if message[1] and message[1].startswith(b'{"id"')]
    await _send(connection, messages)
    went_in = await _all_of(connection, TOPICS.articles)
    await _work(connection, len(messages))
    came_out = await _all_of(connection, TOPICS.enriched)
    partition_of = {orjson.loads(found.value)["id"]: (found.partition, found.offset) for found in went_in}
    for partition in {place[0] for place in partition_of.values()}:
        ids = [orjson.loads(found.value)["article"]["id"] for found in came_out]
        for output_partition in {found.partition for found in came_out}:
            offsets = [
                partition_of[identity][1]
                for identity, found in zip(ids, came_out, strict=True)
                if partition_of[identity][0] == partition and found.partition == output_partition
            ]
            assert offsets == sorted(offsets)


async def test_a_second_worker_goes_on_where_the_first_stopped(connection: Connection) -> None:
    """What was committed is not read again by a worker that is started later."""
    await _send(connection, _mixed(40))
    await _work(connection, 40)
    await _send(connection, [(b"last", orjson.dumps({"id": "last", "headline": "x", "body": "خبر جديد"}))])
    outcomes = await _work(connection, 1)
    assert [outcome.record.key for outcome in outcomes] == [b"last"]


async def test_publish_and_replay(connection: Connection) -> None:
    """Dead letters go back to the articles topic with their original key and bytes, once."""
    await publish(
        connection,
        TOPICS.articles,
        [Article("a", "خبر", "زارت ليلى القاهرة."), Article("b", "خبر", "م" * LIMIT)],
    )
    await _work(connection, 2)
    (letter,) = await _all_of(connection, TOPICS.dead_letters)
    assert origin(letter.headers) is not None

    assert await replay(connection, TOPICS, "again", transactional=False, dry_run=True) == Replayed(1, 0)
    assert await replay(connection, TOPICS, "again", transactional=False) == Replayed(1, 0)
    assert await replay(connection, TOPICS, "again", transactional=False) == Replayed(0, 0)
    returned = [found for found in await _all_of(connection, TOPICS.articles) if found.key == letter.key]
    assert [(found.value, found.headers) for found in returned] == [(letter.value, ())] * 2
