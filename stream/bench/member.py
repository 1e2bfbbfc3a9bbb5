"""A worker that takes note of what it costs: `python -m stream.bench.member TASK`.

At the end (SIGTERM) it prints one JSON object: the articles from the beginning of its first batch to the beginning
of its last one, and the CPU seconds in between: for annotation, for decoding and encoding around it, for Kafka
(the rest of the process, which is the event loop), and altogether.
"""

import sys
import threading
import time
from collections.abc import Sequence

import orjson

from stream.annotate.entities.recognizer import HELPER
from stream.bench.task import Task
from stream.commands.common import run_until_stopped
from stream.events import Article, Enriched
from stream.kafka.job import WorkerOptions
from stream.kafka.observer import Observer
from stream.kafka.process import Annotate
from stream.kafka.worker import Worker
from stream.settings import RecognizerChoice

PARTS = ("annotation", "coding", "kafka", "whole")


class Meter(Observer):
    """Annotates, and counts the CPU seconds of this process from one batch to the next."""

    def __init__(self, annotate: Annotate) -> None:
        self._annotate = annotate
        self._articles = 0
        self._annotation = 0.0
        self._batches = 0.0
        self._batch_began = 0.0
        self._first: tuple[float, ...] = ()
        self._last: tuple[float, ...] = ()

    def began(self) -> None:
        """Take note of the time, in the thread that annotates this batch."""
        self._last = (self._articles, self._annotation, self._batches, time.process_time())
        self._first = self._first or self._last
        self._batch_began = _annotating_seconds()

    def annotate(self, articles: Sequence[Article]) -> list[Enriched]:
        """Annotate."""
        began = _annotating_seconds()
        enriched = self._annotate(articles)
        self._annotation += _annotating_seconds() - began
        self._articles += len(articles)
        return enriched

    def lap(self, step: str) -> None:
        """Count the batch when its last step has ended."""
        if step == "encode":
            self._batches += _annotating_seconds() - self._batch_began

    def account(self) -> dict[str, float]:
        """Return articles and CPU seconds from the beginning of the first batch to that of the last."""
        spans = [last - first for first, last in zip(self._first, self._last, strict=True)]
        articles, annotation, batches, whole = spans or (0.0,) * 4
        parts = (annotation, batches - annotation, whole - batches, whole)
        return {"articles": articles, **dict(zip(PARTS, parts, strict=True))}


def _annotating_seconds() -> float:
    """Return the CPU seconds of this thread and of the recogniser's own."""
    helpers = [thread.ident for thread in threading.enumerate() if thread.name.startswith(HELPER)]
    clocks = [time.pthread_getcpuclockid(ident) for ident in helpers if ident is not None]
    return time.thread_time() + sum(map(time.clock_gettime, clocks))


def main() -> None:
    """Work until SIGTERM, then print the account."""
    task = Task.from_argument()
    meter = Meter(task.annotate())
    options = WorkerOptions(group=task.group, delivery=task.delivery)
    linear_time = RecognizerChoice(task.recognizer, None, "float32").linear_time
    worker = Worker(
        task.connection, task.topics, options, meter.annotate, linear_time=linear_time, observer=meter
    )
    run_until_stopped(worker.run)
    sys.stdout.buffer.write(orjson.dumps(meter.account()) + b"\n")


if __name__ == "__main__":
    main()
