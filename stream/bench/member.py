"""A worker that takes note of what it costs: `python -m stream.bench.member TASK`.

At the end (SIGTERM) it prints one JSON object: the articles from the beginning of its first batch to the beginning
of its last one, and the CPU seconds in between: for annotation, for decoding and encoding around it, for Kafka
(the rest of the process, which is the event loop), and altogether.
"""

import sys
import time
from collections.abc import Sequence

import orjson

from stream.bench.task import Task
from stream.commands.common import run_until_stopped
from stream.events import Article, Enriched
from stream.kafka.job import WorkerOptions
from stream.kafka.process import Annotate
from stream.kafka.worker import Worker

PARTS = ("annotation", "coding", "kafka", "whole")


class Meter:
    """Annotates, and counts the CPU seconds of this process from one call to the next."""

    def __init__(self, annotate: Annotate) -> None:
        self._annotate = annotate
        self._articles = 0
        self._annotation = 0.0
        self._first: tuple[float, ...] = ()
        self._last: tuple[float, ...] = ()

    def annotate(self, articles: Sequence[Article]) -> list[Enriched]:
        """Annotate; called in the worker's thread."""
        began = time.thread_time()
        self._last = (self._articles, self._annotation, began, time.process_time())
        self._first = self._first or self._last
        enriched = self._annotate(articles)
        self._annotation += time.thread_time() - began
        self._articles += len(articles)
        return enriched

    def account(self) -> dict[str, float]:
        """Return articles and CPU seconds between the first call and the last one."""
        spans = [last - first for first, last in zip(self._first, self._last, strict=True)]
        articles, annotation, thread, whole = spans or (0.0,) * 4
        parts = (annotation, thread - annotation, whole - thread, whole)
        return {"articles": articles, **dict(zip(PARTS, parts, strict=True))}


def main() -> None:
    """Work until SIGTERM, then print the account."""
    task = Task.from_argument()
    meter = Meter(task.annotate())
    options = WorkerOptions(group=task.group, delivery=task.delivery)
    run_until_stopped(Worker(task.connection, task.topics, options, meter.annotate).run)
    sys.stdout.buffer.write(orjson.dumps(meter.account()) + b"\n")


if __name__ == "__main__":
    main()
