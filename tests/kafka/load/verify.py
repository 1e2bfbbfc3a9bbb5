"""The verifier: what the topics hold, against what must come of the inputs, computed offline.

It reads all topics from the beginning under `read_committed`, processes the inputs itself, and compares
fingerprints of every output: topic, key, value and headers. A dead letter's stack trace is left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import Final, NamedTuple

from aiokafka import ConsumerRecord
from aiokafka.errors import MessageSizeTooLargeError

from stream.events import Header
from stream.kafka.connection import Connection
from stream.kafka.deadletters import PREFIX
from stream.kafka.process import Annotate, Outcome, dead_letter, process
from stream.kafka.topics import Topics
from tests.kafka.load.group_watch import GroupWatch
from tests.kafka.load.messages import LARGE
from tests.kafka.load.topic_contents import read_all

_BATCH: Final = 500
_TOLD: Final = 20
_NOT_COMPARED: Final = frozenset(PREFIX + name for name in ("exception", "message", "stacktrace"))


class Place(NamedTuple):
    """Where an expected output comes from: input partition and offset, and which output of that input it is."""

    partition: int
    offset: int
    output: int


@dataclass
class Verdict:
    """What the verifier found. The lists hold a line for each case; `outcomes` counts inputs by kind."""

    inputs: int = 0
    outputs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    lost: list[Place] = field(default_factory=list)
    duplicate: list[Place] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    offsets: list[str] = field(default_factory=list)

    @property
    def faults(self) -> dict[str, Sequence[object]]:
        """What is not as promised, by name; empty if all is well."""
        found: dict[str, Sequence[object]] = {
            "lost": self.lost,
            "duplicate": self.duplicate,
            "unexpected": self.unexpected,
            "out of order": self.out_of_order,
            "offset": self.offsets,
        }
        return {name: cases for name, cases in found.items() if cases}

    def __str__(self) -> str:
        lines = [f"{self.inputs} inputs, {self.outputs} outputs, {dict(self.outcomes)}"]
        for name, cases in self.faults.items():
            lines.append(f"{name}: {len(cases)}")
            lines += [f"  {case}" for case in cases[:_TOLD]]
        return "\n".join(lines)


def verify(
    connection: Connection,
    topics: Topics,
    annotate: Annotate,
    group: str,
    *,
    max_article_bytes: int = 1_048_576,
    repeats_allowed: bool = False,
) -> Verdict:
    """Compare all topics with what must come of the inputs.

    Args:
        connection: The cluster.
        topics: Names of the topics.
        annotate: What the workers annotated with.
        group: The workers' group, whose committed offsets must be behind the last input of every partition.
        max_article_bytes: The workers' setting.
        repeats_allowed: At least once: outputs may be repeated, with the same bytes and headers; the order
            is that of their first appearance.
    """
    verdict = Verdict()
    expected: dict[bytes, Place] = {}
    for batch in _batches(read_all(connection, topics.articles)):
        for outcome in process(batch, annotate, topics, max_article_bytes):
            _expect(_refused_if_large(outcome, topics), expected, verdict)
    seen: Counter[bytes] = Counter()
    for topic in topics.names[1:]:
        _compare(read_all(connection, topic), expected, seen, verdict, first_only=repeats_allowed)
    verdict.lost = [place for fingerprint, place in expected.items() if fingerprint not in seen]
    if not repeats_allowed:
        verdict.duplicate = [expected[fingerprint] for fingerprint, times in seen.items() if times > 1]
    with GroupWatch(connection, group, topics.articles) as watch:
        committed, ends = watch.committed_soon(), watch.ends_soon()
    for partition, end in ends.items():
        if committed.get(partition, 0) != end:
            verdict.offsets.append(
                f"partition {partition}: {committed.get(partition)} committed, end is {end}"
            )
    return verdict


def _batches(records: Iterator[ConsumerRecord]) -> Iterator[list[ConsumerRecord]]:
    while batch := list(islice(records, _BATCH)):
        yield batch


def _refused_if_large(outcome: Outcome, topics: Topics) -> Outcome:
    """Return the dead letter that an article must become whose outputs no broker takes."""
    if outcome.kind == "enriched" and LARGE.encode() in (outcome.record.value or b""):
        return dead_letter(outcome.record, MessageSizeTooLargeError(), topics)
    return outcome


def _expect(outcome: Outcome, expected: dict[bytes, Place], verdict: Verdict) -> None:
    verdict.inputs += 1
    verdict.outcomes[outcome.kind] += 1
    for index, output in enumerate(outcome.outputs):
        place = Place(outcome.record.partition, outcome.record.offset, index)
        expected[_fingerprint(output.topic, output.key, output.value, output.headers)] = place


def _compare(
    records: Iterable[ConsumerRecord],
    expected: dict[bytes, Place],
    seen: Counter[bytes],
    verdict: Verdict,
    *,
    first_only: bool,
) -> None:
    last: dict[tuple[int, int], Place] = {}
    for record in records:
        verdict.outputs += 1
        fingerprint = _fingerprint(record.topic, record.key, record.value, record.headers)
        place = expected.get(fingerprint)
        if place is None:
            verdict.unexpected.append(f"{record.topic} {record.partition} {record.offset} {record.key!r}")
            continue
        seen[fingerprint] += 1
        if first_only and seen[fingerprint] > 1:
            continue
        before = last.get((record.partition, place.partition))
        if before is not None and place < before:
            verdict.out_of_order.append(
                f"{record.topic} {record.partition} {record.offset}: {place} after {before}"
            )
        last[record.partition, place.partition] = place


def _fingerprint(topic: str, key: bytes | None, value: bytes | None, headers: Iterable[Header]) -> bytes:
    digest = blake2b(topic.encode(), digest_size=16)
    kept = [(name, content) for name, content in headers if name not in _NOT_COMPARED]
    for part in (key, value, *(item for name, content in kept for item in (name.encode(), content))):
        digest.update(b"-" if part is None else f"{len(part)}:".encode() + part)
    return digest.digest()
