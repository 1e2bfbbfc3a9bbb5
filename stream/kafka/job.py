"""What a worker does and how: the same for each of its sessions."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

from aiokafka import ConsumerRecord

from stream.kafka.connection import Connection
from stream.kafka.delivery import DeliveryMode
from stream.kafka.observer import Observer
from stream.kafka.oversized import Oversized
from stream.kafka.pace import Pace
from stream.kafka.process import Annotate, Outcome, Pack, process
from stream.kafka.records import Compression
from stream.kafka.topics import Topics

_BRIEF_SECONDS: Final = 0.1
_BRIEF_BYTES: Final = 262_144
"""What may be annotated in the event loop: heartbeats are due every few seconds, and answers to probes within one."""


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How a worker works. Sizes in messages and bytes, times in milliseconds."""

    group: str = "newsstream"
    delivery: DeliveryMode = "exactly-once"
    compression: Compression = "zstd"
    batch_size: int = 200
    linger_ms: int = 0
    max_article_bytes: int = 1_048_576
    session_timeout_ms: int = 30_000
    transaction_timeout_ms: int = 60_000


@dataclass(frozen=True, slots=True)
class Job:
    """What every session of a worker needs, and whom it tells.

    `on_ready` is called with the number of open partitions when a new assignment has been opened, `on_batch`
    with outcomes that were committed together. `observer` is told everything. `linear_time` is as for the worker.
    """

    connection: Connection
    topics: Topics
    options: WorkerOptions
    annotate: Annotate
    linear_time: bool
    thread: Executor
    oversized: Oversized
    pace: Pace
    on_ready: Callable[[int], None]
    on_batch: Callable[[Sequence[Outcome]], None]
    observer: Observer

    def brief(self, records: Sequence[ConsumerRecord]) -> bool:
        """Tell whether records will be annotated so soon that the event loop can wait.

        Beside a thread that annotates, the event loop and it would take the interpreter from each other all the time:
        at 220 articles/s, half of them came out within 66 ms that way, and within 51 without the thread.
        """
        return (
            self.linear_time
            and self.pace.seconds(len(records)) <= _BRIEF_SECONDS
            and sum(len(record.value or b"") for record in records) <= _BRIEF_BYTES
        )

    def annotated(self, records: Sequence[ConsumerRecord], pack: Pack | None = None) -> list[Outcome]:
        """Return the outcomes of records, packed where that is given, and learn how long that took."""
        self.observer.began()
        began = time.perf_counter()
        limit, lap, trace = self.options.max_article_bytes, self.observer.lap, self.observer.trace
        outcomes = process(records, self.annotate, self.topics, limit, lap, trace, pack)
        articles = sum(outcome.kind == "enriched" for outcome in outcomes)
        self.pace.took(articles, time.perf_counter() - began)
        self.observer.annotated(len(outcomes))
        return outcomes
