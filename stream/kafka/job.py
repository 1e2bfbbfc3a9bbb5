"""What a worker does and how: the same for each of its sessions."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from stream.kafka.connection import Connection
from stream.kafka.delivery import Compression, DeliveryMode
from stream.kafka.observer import Observer
from stream.kafka.oversized import Oversized
from stream.kafka.pace import Pace
from stream.kafka.process import Annotate, Outcome
from stream.kafka.topics import Topics


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How a worker works. Sizes in messages and bytes, times in milliseconds."""

    group: str = "newsstream"
    delivery: DeliveryMode = "exactly-once"
    compression: Compression = "zstd"
    batch_size: int = 200
    linger_ms: int = 2
    max_article_bytes: int = 1_048_576
    session_timeout_ms: int = 30_000
    transaction_timeout_ms: int = 60_000


@dataclass(frozen=True, slots=True)
class Job:
    """What every session of a worker needs, and whom it tells.

    `on_ready` is called with the number of open partitions when a new assignment has been opened, `on_batch`
    with outcomes that were committed together. `observer` is told everything.
    """

    connection: Connection
    topics: Topics
    options: WorkerOptions
    annotate: Annotate
    thread: Executor
    oversized: Oversized
    pace: Pace
    on_ready: Callable[[int], None]
    on_batch: Callable[[Sequence[Outcome]], None]
    observer: Observer
