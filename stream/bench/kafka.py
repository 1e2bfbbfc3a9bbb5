"""End to end on Kafka: articles a second, delay, what the processor does meanwhile, and the limits."""

import time
from collections.abc import Sequence
from typing import Final

import orjson
from aiokafka import ConsumerRecord

from stream.bench.articles import bench_articles
from stream.bench.figures import MICRO, MILLI, Progress, Results, process_cpu, quantile
from stream.bench.members import Member, wait_until_joined
from stream.bench.race import WORKER, Entrant, Place, Run, race
from stream.bench.supply import send_evenly, topics_of
from stream.bench.watch import Watch
from stream.commands.common import annotator
from stream.kafka.process import process
from stream.kafka.topics import Topics

ENTRANTS: Final = (
    Entrant("exactly-once, one worker"),
    Entrant("exactly-once, two workers", processes=2),
    Entrant("at-least-once, one worker", delivery="at-least-once"),
    Entrant("at-least-once, two workers", processes=2, delivery="at-least-once"),
    Entrant("exactly-once, one worker, constant annotation", annotation="constant"),
)
_EMBEDDED: Final = (
    Entrant("at-least-once, one worker", delivery="at-least-once"),
    Entrant(
        "at-least-once, one worker, constant annotation", delivery="at-least-once", annotation="constant"
    ),
)
_LOADS: Final = (0.25, 0.5, 0.8)
_SETTLE: Final = 0.2
"""Share of the articles at the beginning whose delay is not counted."""
_PARTS: Final = (("annotation", "annotate"), ("coding", "decode, encode, pack"), ("kafka", "Kafka"))
_LIMIT: Final = 1_048_576


def bench_kafka(results: Results, place: Place, *, quick: bool) -> Progress:
    """Measure the worker on a cluster; without transactions, only what needs none."""
    rounds, articles = (1, 200) if quick else (3, 8_000)
    entrants: Sequence[Entrant] = ENTRANTS
    if place.embedded:
        entrants, articles = _EMBEDDED, min(articles, 500)  # it keeps 5 MB a partition
    runs: dict[Entrant, list[Run]] = {entrant: [] for entrant in entrants}
    without: list[float] = []
    coding: list[float] = []
    steps, done = rounds * len(entrants) * (1 if place.embedded else 2), 0
    for _ in range(rounds):
        for entrant in entrants:
            yield done / steps, entrant.name
            runs[entrant].append(race(place, entrant, articles))
            done += 1
        _without_kafka(place, min(articles, 500), without, coding)
    _keep(results, runs)
    results.keep("limit: process a batch without Kafka, one core", "articles/s", [1 / one for one in without])
    results.keep(
        "limit: orjson alone, an enriched article there and back", "µs", [one * MICRO for one in coding]
    )
    if place.embedded:
        results.remark("On the embedded broker: at least once, one worker, no delays, no exactly-once.")
        return
    top = sorted(run.rate for run in runs[entrants[0]])[rounds // 2]
    yield from _measure_delays(results, place, top, rounds=rounds, seconds=2 if quick else 15)


def _measure_delays(results: Results, place: Place, top: float, *, rounds: int, seconds: int) -> Progress:
    for number, load in enumerate(_LOADS):
        name = f"delay at {load:.0%} of the top rate"
        runs = []
        for turn in range(rounds):
            yield 0.5 + 0.5 * (number + turn / rounds) / len(_LOADS), name
            runs.append(_delays(place, load * top, seconds=seconds))
        for share in (0.5, 0.95, 0.99):
            values = [quantile(delays, share) * MILLI for delays in runs]
            results.keep(f"{name}, sent → visible, p{share * 100:.0f}", "ms", values)


def _keep(results: Results, runs: dict[Entrant, list[Run]]) -> None:
    for entrant, found in runs.items():
        results.keep(entrant.name, "articles/s", [run.rate for run in found])
        if entrant.annotation == "constant":
            events = _events_an_article()
            results.keep(entrant.name, "output events/s", [run.rate * events for run in found])
    for entrant, found in runs.items():
        if entrant.processes == 1:
            results.keep(f"CPU, {entrant.name}", "s/1,000 articles", [run.cpu for run in found])
            for part, name in _PARTS if found[0].account("whole") else ():
                values = [run.account(part) for run in found]
                results.keep(f"– of which {name}, {entrant.name}", "s/1,000 articles", values)


def _events_an_article() -> int:
    """Return how many events the constant annotation makes of an article."""
    (outcome,) = process([_record(0)], annotator("builtin"), Topics(), _LIMIT)
    return len(outcome.outputs)


def _record(number: int) -> ConsumerRecord:
    (article,) = bench_articles(1, number)
    value = orjson.dumps(article.to_object())
    return ConsumerRecord("articles", 0, number, 0, 0, b"k", value, None, 1, len(value), ())


def _without_kafka(place: Place, count: int, without: list[float], coding: list[float]) -> None:
    """Time what a worker does between Kafka and Kafka, and what JSON alone takes of an enriched article."""
    annotate, topics = annotator(place.recognizer), Topics()
    records = [_record(number) for number in range(count)]
    process(records, annotate, topics, _LIMIT)
    with process_cpu(without, count):
        outcomes = process(records, annotate, topics, _LIMIT)
    values = [outcome.outputs[0].value or b"" for outcome in outcomes]
    with process_cpu(coding, count):
        for value in values:
            orjson.dumps(orjson.loads(value))


def _delays(place: Place, rate: float, *, seconds: int) -> list[float]:
    """Send articles evenly, and return the seconds from each sending until its enriched article is visible."""
    task = place.task("exactly-once")
    articles = bench_articles(max(10, int(rate * seconds)))
    with topics_of(task), Watch(task) as watch, Member("a worker", WORKER, task) as member:
        wait_until_joined(task, [member])
        sent = send_evenly(task, articles, rate)
        watch.wait(len(articles), 60.0 + time.monotonic() - min(sent.values()), [member])
        member.stop()
    return [watch.seen[key] - sent[key] for key in list(sent)[int(len(sent) * _SETTLE) :]]
