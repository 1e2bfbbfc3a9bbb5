"""Seeded bugs: what a worker must not do, done on purpose, so that the verifier is seen to notice.

They replace parts of the worker in the test's own process; nothing in the product can be switched to them.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final
from uuid import uuid4

from aiokafka import AIOKafkaProducer, ConsumerRecord, TopicPartition

from stream.kafka import job, session
from stream.kafka.batches import Packing, publish_packed
from stream.kafka.delivery import ExactlyOnce
from stream.kafka.process import Outcome, Pack, process
from stream.kafka.transactions import Membership

_WINDOW_SECONDS: Final = 0.05
_DROPPED: Final = 97


class Unprepared(ExactlyOnce):
    """Begins its transactions itself."""

    async def prepare(
        self, producer: AIOKafkaProducer, topics: Iterable[str], membership: Membership
    ) -> None:
        """Do nothing."""


class CommitsFirst(Unprepared):
    """Commits the offset, then publishes: what is between them when the worker dies is lost."""

    async def deliver(
        self,
        producer: AIOKafkaProducer,
        packing: Packing,
        offsets: Mapping[TopicPartition, int],
        membership: Membership,  # noqa: ARG002  a bug, seeded
    ) -> None:
        """Commit, then publish, in two transactions."""
        async with producer.transaction():
            await producer.send_offsets_to_transaction(offsets, self._group)
        await asyncio.sleep(_WINDOW_SECONDS)
        async with producer.transaction():
            await publish_packed(producer, packing)


class Unfenced(Unprepared):
    """A new transactional id each time, and offsets without the group's generation.

    So a worker that was replaced can still publish and commit.
    """

    def producer(self, partition: TopicPartition) -> AIOKafkaProducer:
        """Return a producer that fences nobody."""
        return AIOKafkaProducer(**self._options, transactional_id=f"{partition.partition}-{uuid4()}")

    async def deliver(
        self,
        producer: AIOKafkaProducer,
        packing: Packing,
        offsets: Mapping[TopicPartition, int],
        membership: Membership,  # noqa: ARG002  a bug, seeded
    ) -> None:
        """Publish and commit in one transaction, with time between the two in which to be frozen."""
        async with producer.transaction():
            await publish_packed(producer, packing)
            await asyncio.sleep(5 * _WINDOW_SECONDS)
            await producer.send_offsets_to_transaction(offsets, self._group)


def drops_an_event(records: Sequence[ConsumerRecord], *arguments: Any) -> list[Outcome]:
    """Process a batch, but forget the last output of some inputs."""
    *others, pack = arguments
    return _packed(
        pack,
        [
            outcome._replace(outputs=outcome.outputs[:-1])
            if outcome.record.offset % _DROPPED == 0
            else outcome
            for outcome in process(records, *others)
        ],
    )


def reorders(records: Sequence[ConsumerRecord], *arguments: Any) -> list[Outcome]:
    """Process a batch, but let the outputs of the last input stand for those of the first, and so on."""
    *others, pack = arguments
    outcomes = process(records, *others)
    turned = zip(outcomes, reversed(outcomes), strict=True)
    return _packed(
        pack, [here._replace(outputs=there.outputs, topics=there.topics) for here, there in turned]
    )


def _packed(pack: Pack | None, outcomes: list[Outcome]) -> list[Outcome]:
    return list(map(pack, outcomes)) if pack else outcomes


@dataclass(frozen=True)
class Bug:
    """What of which module is replaced by what, and what the verifier must call it."""

    module: ModuleType
    place: str
    replacement: Callable[..., Any]
    caught_as: str


BUGS: Final[dict[str, Bug]] = {
    "commit before produce": Bug(session, "ExactlyOnce", CommitsFirst, "lost"),
    "no fencing": Bug(session, "ExactlyOnce", Unfenced, "duplicate"),
    "dropped event": Bug(job, "process", drops_an_event, "lost"),
    "reordered batch": Bug(job, "process", reorders, "out of order"),
}


def seed_bug(name: str) -> None:
    """Put a bug into this process's worker."""
    bug = BUGS[name]
    getattr(bug.module, bug.place)  # fails where nothing would be replaced
    setattr(bug.module, bug.place, bug.replacement)
