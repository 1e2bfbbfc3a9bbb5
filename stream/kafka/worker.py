"""The worker: consume, annotate, publish, commit. Here is the promise, and how it holds.

Every input message ends in exactly one of: enriched (with its entity and quote events), withdrawn, or dead
letter. Under `read_committed` no output appears twice. Outputs keep the order of their input partition.

- A batch's outputs and its offsets are committed together (`delivery.py`): a crash anywhere leaves both or none.
- A worker commits offsets as the member of the group that it was when it got its partitions (`transactions.py`).
  Once the group has given them to others, the coordinator refuses them. So a worker that was frozen at any point
  can neither publish nor commit when it comes back.
- A partition is opened in this order (`session.py`): start its producer, which ends whatever transaction a former
  owner of the partition left open; read the committed offset, waiting while one is pending in a transaction; seek
  there. What was fetched before is dropped.
- A batch is annotated while the one before is delivered, but never delivered before that one is: where the one
  before fails, it is given up, and so are its records of a partition that has to be opened anew.
- Before partitions are revoked, the batches in hand are finished. Records of a partition that is not open any
  more are dropped; its next owner reads them.
- Failures of the infrastructure end the session. A new one begins after a pause, from the committed offsets.
  Only messages that cannot be read, annotated or published for what they are become dead letters
  (`process.py`, `oversized.py`).
- Annotation runs in a thread, so that heartbeats go on however slow it is, and batches are so small then that
  the group and SIGTERM need not wait long (`pace.py`). Only where its time is bounded by the size of the text, what
  takes a tenth of a second runs in the event loop itself. Transactions are begun meanwhile, or before, only where a
  batch takes less than a second, otherwise behind it: brokers abort those that stay open.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from aiokafka.errors import KafkaError

from stream.kafka.connection import Connection
from stream.kafka.job import Job, WorkerOptions
from stream.kafka.observer import Observer
from stream.kafka.oversized import Oversized
from stream.kafka.pace import Pace
from stream.kafka.process import Annotate, Outcome
from stream.kafka.session import Session
from stream.kafka.topics import Topics
from stream.kafka.unreachable import explain

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 30.0


class Worker:
    """One member of the consumer group.

    Args:
        connection: The cluster.
        topics: Names of the topics.
        options: How to work.
        annotate: Turns articles into enriched articles; called in a thread of its own, one call at a time.
        linear_time: `annotate` takes time in proportion to the text, a few seconds for a megabyte at most: then short
            batches are annotated without the thread, which is faster.
        on_ready: Called with the number of partitions whenever those newly assigned have been opened.
        on_batch: Called with outcomes after they were committed together, those of a partition in order.
        observer: Told what happens, for metrics, probes and logs.
    """

    def __init__(
        self,
        connection: Connection,
        topics: Topics,
        options: WorkerOptions,
        annotate: Annotate,
        *,
        linear_time: bool = False,
        on_ready: Callable[[int], None] = lambda _: None,
        on_batch: Callable[[Sequence[Outcome]], None] = lambda _: None,
        observer: Observer | None = None,
    ) -> None:
        watched = observer or Observer()
        thread = ThreadPoolExecutor(1, "annotate")
        oversized = Oversized(topics)
        pace = Pace(options.batch_size)
        self._job = Job(
            connection,
            topics,
            options,
            annotate,
            linear_time,
            thread,
            oversized,
            pace,
            on_ready,
            on_batch,
            watched,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set: then finish the batch in hand, commit it, leave the group and return.

        Failures of brokers and network are retried for ever, with a pause between sessions that doubles from
        0.5 to 30 seconds, less up to half of it at random, and starts over once a batch was committed.
        """
        asyncio.get_running_loop().set_exception_handler(_pass_over_clients)
        pause = FIRST_PAUSE_SECONDS
        while not stop.is_set():
            session = Session(self._job)
            try:
                await session.run(stop)
            except (KafkaError, OSError) as error:  # TimeoutError is an OSError
                if session.committed:
                    pause = FIRST_PAUSE_SECONDS
                self._job.observer.retrying(error)
                self._job.observer.entered("pausing")
                wait = pause * random.uniform(0.5, 1.0)  # noqa: S311  jitter, not cryptography
                told = await explain(self._job.connection, error)
                told_fields = {"error": type(error).__name__, "pause_seconds": round(wait, 3)}
                log.warning("%s; trying again in %.1f s", told, wait, extra=told_fields)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), wait)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        self._job.thread.shutdown(wait=False, cancel_futures=True)


def _pass_over_clients(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report what nobody waited for, but for errors of Kafka clients.

    When one fails, aiokafka leaves the same error in every promise that it made; the session ends with it once.
    """
    if not isinstance(context.get("exception"), KafkaError):
        loop.default_exception_handler(context)
