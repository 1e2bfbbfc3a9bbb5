"""Tagged input messages of every kind, made from a seed, and sending them."""

import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

import orjson
from confluent_kafka import Producer

from stream.kafka.connection import Connection

Kind = Literal["good", "foreign", "empty", "not-json", "no-body", "tombstone", "withheld", "poison", "large"]

MIXED: Final[dict[Kind, int]] = {
    "good": 70,
    "foreign": 5,
    "empty": 2,
    "not-json": 6,
    "no-body": 3,
    "tombstone": 6,
    "withheld": 3,
    "poison": 5,
}
"""How often each kind comes, in hundredths. `large` is for tests of its own."""

POISON: Final = "!raise"
LARGE: Final = "!large"
_TEXT: Final = "أعلن وزير الصحة اليوم أن الحملة الجديدة بدأت في العاصمة وقال رئيس البلدية إن الطرق ستفتح غدا"
_WORDS: Final = tuple(_TEXT.split())


class Input(NamedTuple):
    """One message for the articles topic."""

    partition: int
    key: bytes
    value: bytes | None
    headers: list[tuple[str, bytes]]


def generate(
    seed: int, count: int, partitions: int, mix: Mapping[Kind, int] = MIXED, first: int = 0
) -> Iterator[Input]:
    """Yield messages, each with a key of its own, going round the partitions.

    Args:
        seed: The same seed gives the same messages.
        count: How many.
        partitions: Of the topic.
        mix: How often each kind comes, relative to the others.
        first: Number of the first message.
    """
    chance = random.Random(f"{seed}-{first}")
    kinds, weights = tuple(mix), tuple(mix.values())
    for number in range(first, first + count):
        (kind,) = chance.choices(kinds, weights)
        name = f"{seed}-{number}-{kind}"
        trace = (
            [("traceparent", f"00-{number:032x}-{seed:016x}-01".encode())] if chance.random() < 0.2 else []
        )
        yield Input(number % partitions, name.encode(), _value(kind, name, chance), trace)


def send(connection: Connection, topic: str, inputs: Iterable[Input]) -> int:
    """Send messages and return how many were acknowledged by all replicas.

    Raises:
        RuntimeError: One was refused.
    """
    producer = Producer(
        {"bootstrap.servers": connection.brokers, "enable.idempotence": True, "linger.ms": 5, "log_level": 0}
    )
    refused: list[str] = []
    count = 0

    def acknowledged(error: object, _: object) -> None:
        if error:
            refused.append(str(error))

    for item in inputs:
        while True:
            try:
                producer.produce(
                    topic, item.value, item.key, item.partition, acknowledged, headers=list(item.headers)
                )
                break
            except BufferError:
                producer.poll(0.05)
        producer.poll(0)
        count += 1
    producer.flush()
    if refused:
        raise RuntimeError(f"{len(refused)} of {count} messages were refused, first: {refused[0]}")
    return count


def article(name: str, body: str) -> bytes:
    """Return the value of a good message with a body of one's choice."""
    return orjson.dumps({"id": name, "headline": "عنوان", "body": body, "language": "ar", "source": "test"})


def _value(kind: Kind, name: str, chance: random.Random) -> bytes | None:
    headline = " ".join(chance.choices(_WORDS, k=5))
    body = " ".join(chance.choices(_WORDS, k=chance.randrange(8, 24)))
    members = {"id": name, "headline": headline, "body": body, "language": "ar", "source": "test"}
    match kind:
        case "tombstone":
            return None
        case "not-json":
            return orjson.dumps(members)[:-2] + b"\xff"
        case "no-body":
            return orjson.dumps({"id": name, "headline": headline})
        case "withheld":
            item = {"uri": f"tag:{name}", "pubstatus": "withheld", "headlines": [{"value": headline}]}
            return orjson.dumps(item)
        case "foreign":
            members |= {"headline": "Weather", "body": "Rain in the morning, sun later.", "language": "en"}
        case "empty":
            members["body"] = " "
        case "poison":
            members["body"] = f"{body} {POISON}"
        case "large":
            members["body"] = f"{body} {LARGE}"
        case "good":
            pass
    return orjson.dumps(members)
