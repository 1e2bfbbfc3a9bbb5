"""The observer that `newsstream worker` has: it feeds metrics, vitals and log, and opens their port."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from aiokafka import ConsumerRecord, TopicPartition

from stream import __version__
from stream.events import Header
from stream.kafka.connection import Connection
from stream.kafka.delivery import Portion, outcomes_of
from stream.kafka.job import WorkerOptions
from stream.kafka.observer import Observer, Stage
from stream.kafka.process import Outcome
from stream.kafka.topics import Topics
from stream.observe.brokers import watch_brokers
from stream.observe.metrics import Metrics
from stream.observe.options import MonitorOptions
from stream.observe.server import ObservationServer, observation_app
from stream.observe.tracing import Tracing
from stream.observe.vitals import STALL_SECONDS, Vitals

log = logging.getLogger(__name__)

_BEAT_SECONDS: Final = 1.0
_CLOSING_SECONDS: Final = 60.0
"""What aborting, closing clients and leaving the group may take on top of a transaction."""


class Monitor(Observer):
    """Watches one worker.

    Args:
        topics: Names of the worker's topics.
        options: The worker's options.
        recognizer: Name of the recogniser, for the metrics.
        tracing: Makes spans; without, trace headers are carried through.
    """

    def __init__(
        self, topics: Topics, options: WorkerOptions, recognizer: str, tracing: Tracing | None = None
    ) -> None:
        self._tracing = tracing
        transaction_seconds = options.transaction_timeout_ms / 1000
        self.vitals = Vitals(max(STALL_SECONDS, transaction_seconds + _CLOSING_SECONDS))
        self.metrics = Metrics(
            self.vitals,
            entities_topic=topics.entities,
            quotes_topic=topics.quotes,
            version=__version__,
            recognizer=recognizer,
            delivery=options.delivery,
        )
        self._topics = topics

    @asynccontextmanager
    async def serving(self, connection: Connection, options: MonitorOptions) -> AsyncIterator[str | None]:
        """Serve probes and metrics while the block runs, which must run in the worker's event loop.

        The block gets the address, None where no port is set.

        Raises:
            InvalidSetting: The port is taken, or the host is no address of this machine.
        """
        if options.port is None:
            yield None
            return
        server = ObservationServer(
            lambda: observation_app(self.vitals, self.metrics.registry),
            options.host,
            options.port,
            lambda: watch_brokers(connection, self._topics.articles, self.vitals),
        )
        address = server.start()
        log.info("probes and metrics: %s", address)
        beating = asyncio.create_task(self._beat())
        try:
            yield address
        finally:
            beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beating
            server.stop()

    async def _beat(self) -> None:
        while True:
            self.vitals.beat()
            await asyncio.sleep(_BEAT_SECONDS)

    def entered(self, stage: Stage) -> None:
        """Tell the vitals."""
        self.vitals.enter(stage)

    def rebalancing(self) -> None:
        """Tell vitals and metrics that there are no partitions."""
        self.vitals.rebalance()
        self.metrics.has({})

    def opened(self, positions: Mapping[TopicPartition, int]) -> None:
        """Tell vitals and metrics which partitions there are."""
        self.vitals.open(positions)
        self.metrics.has(positions)

    def polled(self, positions: Mapping[TopicPartition, int]) -> None:
        """Tell the vitals."""
        self.vitals.read(positions)

    def began(self) -> None:
        """Tell the metrics."""
        self.metrics.began()

    def lap(self, step: str) -> None:
        """Tell the metrics."""
        self.metrics.lap(step)

    def trace(self, record: ConsumerRecord) -> list[Header]:
        """Return the trace headers for a record's events: those of its span, where there are spans."""
        return self._tracing.headers(record) if self._tracing else super().trace(record)

    def annotated(self, articles: int) -> None:
        """Tell the metrics."""
        self.metrics.annotated(articles)

    def committed(self, portion: Portion, began: int, seconds: float) -> None:
        """Tell vitals, metrics and traces, and the log of each dead letter."""
        self.metrics.committed(outcomes_of(portion), seconds)
        for partition, outcomes in portion.items():
            self.vitals.commit(partition, outcomes[-1].record.offset + 1)
            if self._tracing:
                self._tracing.committed(partition, outcomes, began)
            for outcome in outcomes:
                if outcome.kind == "dead-letter":
                    log.warning("dead letter", extra=_place(outcome) | {"error": outcome.error})

    def retrying(self, error: Exception) -> None:
        """Tell the metrics."""
        self.metrics.retrying(error)


def _place(outcome: Outcome) -> dict[str, object]:
    record = outcome.record
    known = {"article_id": outcome.article} if outcome.article is not None else {}
    return {**known, "topic": record.topic, "partition": record.partition, "offset": record.offset}
