"""A worker as a process of its own, with the tests' recogniser: `python -m tests.kafka.faults.worker_process JSON`.

It is what `newsstream worker` runs, but for the recogniser and, where the checker itself is tested, a seeded bug.
"""

import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Self

import orjson

from stream.commands.common import run_until_stopped
from stream.events import Article, Enriched
from stream.kafka.connection import Connection
from stream.kafka.job import WorkerOptions
from stream.kafka.topics import Topics
from stream.kafka.worker import Worker
from tests.kafka.faults.bugs import seed_bug
from tests.kafka.load.annotation import annotate


@dataclass(frozen=True)
class Orders:
    """What a worker process is told: addresses, topic names, options, the name of a seeded bug or None.

    `milliseconds` is what the recogniser takes for an article: so long that workers are in the middle of a batch
    most of the time, which is where faults must find them.
    """

    brokers: str
    topics: tuple[str, ...]
    options: WorkerOptions
    bug: str | None = None
    milliseconds: float = 0.0

    def to_json(self) -> str:
        """Return the argument of the program."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read the argument of the program."""
        found = orjson.loads(text)
        return cls(
            found["brokers"],
            tuple(found["topics"]),
            WorkerOptions(**found["options"]),
            found["bug"],
            found["milliseconds"],
        )


def annotate_slowly(seconds: float, articles: Sequence[Article]) -> list[Enriched]:
    """Annotate, taking so long for each article."""
    time.sleep(seconds * len(articles))
    return annotate(articles)


def main() -> None:
    """Work until SIGTERM."""
    orders = Orders.from_json(sys.argv[1])
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    log = logging.getLogger("worker")
    if orders.bug:
        seed_bug(orders.bug)
    worker = Worker(
        Connection(brokers=orders.brokers),
        Topics(*orders.topics),
        orders.options,
        partial(annotate_slowly, orders.milliseconds / 1000),
        linear_time=True,
        on_ready=lambda partitions: log.info("ready: %d partitions", partitions),
    )
    log.info("starting")
    run_until_stopped(worker.run)
    log.info("stopped")


if __name__ == "__main__":
    main()
