"""Memory of a worker over many articles, and while its broker is slow or frozen."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Self

from stream.bench.articles import many_articles
from stream.bench.figures import Graph, Progress, Results, slope
from stream.bench.members import Member, wait_until_joined
from stream.bench.race import WORKER, Entrant, Place
from stream.bench.supply import Supply, topics_of
from stream.bench.watch import Watch

_LONGEST_SECONDS: Final = 3_600.0
_SAMPLE_SECONDS: Final = 0.1
_SETTLE: Final = 0.3
"""Share of the articles at the beginning that the slope leaves out: caches fill."""
_CALM_SECONDS: Final = 5.0
_SLOW_SECONDS: Final = 10.0
_TICK: Final = 0.1


class Samples(threading.Thread):
    """Takes the memory of a member and the count of what came out ten times a second. It ends with the block."""

    def __init__(self, member: Member, watch: Watch) -> None:
        super().__init__(name="samples", daemon=True)
        self.taken: list[tuple[float, int, float]] = []
        self.began = time.monotonic()
        self._member = member
        self._watch = watch
        self._ended = threading.Event()

    def run(self) -> None:
        """Take samples: seconds, articles, MB."""
        while not self._ended.wait(_SAMPLE_SECONDS):
            self.taken.append((time.monotonic() - self.began, len(self._watch.seen), self._member.memory))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.join()


def bench_scale(
    results: Results, place: Place, *, quick: bool, broker_pid: int | None, articles: int
) -> Progress:
    """Measure memory over time on a cluster, with so many articles: with a constant and with full annotation.

    Caches of words are full after 8,000 of them. The broker is slowed and frozen where its process is told.
    """
    if place.embedded:
        results.remark("Memory over time is measured on Apache Kafka only: newsstream bench --brokers.")
        return
    count = 300 if quick else articles
    entrants = (Entrant("constant annotation", annotation="constant"), Entrant("full annotation"))
    for step, entrant in enumerate(entrants):
        yield 0.4 * step, f"{count:,} articles, {entrant.name}"
        with _worker(place, entrant, count) as (watch, samples, member):
            watch.wait(count, _LONGEST_SECONDS, [member])
        _keep_memory(results, f"{count:,} articles, {entrant.name}", count, samples)
    if broker_pid is None:
        results.remark("The broker was not slowed down, as its process was not told: --broker-pid.")
        return
    yield 0.8, "a slow and a frozen broker"
    _bench_backpressure(results, place, 3_000 if quick else 60_000, broker_pid, quick=quick)


@contextmanager
def _worker(place: Place, entrant: Entrant, articles: int) -> Iterator[tuple[Watch, Samples, Member]]:
    task = place.task(entrant.delivery, entrant.annotation)
    with topics_of(task):
        supply = Supply(task, many_articles(articles), transactional=True)
        with Watch(task) as watch, Member(entrant.name, WORKER, task) as member:
            wait_until_joined(task, [member])
            supply.release()
            with Samples(member, watch) as samples:
                yield watch, samples, member
            member.stop()


def _keep_memory(results: Results, name: str, articles: int, samples: Samples) -> None:
    settled = [(count / 1_000, memory) for _, count, memory in samples.taken if count >= _SETTLE * articles]
    results.keep(f"{name}: memory when caches are full", "MB", [settled[0][1]])
    results.keep(f"{name}: memory at the end", "MB", [settled[-1][1]])
    if len({count for count, _ in settled}) > 2:
        results.keep(f"{name}: slope from then on", "MB/1,000 articles", [slope(settled)])
    results.graphs.append(Graph(f"memory, {name}", "MB", _points(samples)))


def _points(samples: Samples) -> list[tuple[float, float]]:
    return [(round(seconds, 2), round(memory, 1)) for seconds, _, memory in samples.taken]


def _bench_backpressure(results: Results, place: Place, articles: int, pid: int, *, quick: bool) -> None:
    """Let the broker run a tenth of the time, then freeze it, then let it go, and watch the worker's memory."""
    calm, slow = (1.0, 1.0) if quick else (_CALM_SECONDS, _SLOW_SECONDS)
    with _worker(place, Entrant("a slow broker", annotation="constant"), articles) as (
        watch,
        samples,
        member,
    ):
        stretches = []
        for name, action in (("slowed to a tenth", _slow), ("frozen", _freeze)):
            time.sleep(calm)
            begin = time.monotonic() - samples.began
            action(pid, slow)
            stretches.append((begin, time.monotonic() - samples.began, name))
        before = len(watch.seen)
        watch.wait(min(before + 1, articles), _LONGEST_SECONDS, [member])
        time.sleep(calm)
    results.graphs.append(Graph("memory while the broker is slow", "MB", _points(samples), stretches))
    for begin, end, name in stretches:
        inside = [memory for seconds, _, memory in samples.taken if begin <= seconds <= end]
        results.keep(f"memory while the broker is {name}", "MB", inside)
    first = stretches[0][0]
    calm_memory = [memory for seconds, _, memory in samples.taken if seconds < first]
    results.keep("memory before that", "MB", calm_memory)


def _slow(pid: int, seconds: float) -> None:
    for _ in range(int(seconds / _TICK)):
        _freeze(pid, 0.9 * _TICK)
        time.sleep(0.1 * _TICK)


def _freeze(pid: int, seconds: float) -> None:
    os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        os.kill(pid, signal.SIGCONT)
