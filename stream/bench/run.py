"""All sections of the benchmark, and running those that are wanted."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, get_args

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from stream.bench.annotation import bench_annotation
from stream.bench.camel import bench_camel
from stream.bench.figures import Progress, Results
from stream.bench.kafka import bench_kafka
from stream.bench.race import Place
from stream.bench.rivals.section import bench_rivals
from stream.bench.scale import bench_scale
from stream.bench.startup import bench_startup
from stream.kafka.connection import Connection
from stream.kafka.embedded import EmbeddedBroker
from stream.newsroom.bench import bench_newsroom

Section = Literal["annotate", "kafka", "rivals", "scale", "startup", "newsroom", "camel"]
SECTIONS: Final[tuple[Section, ...]] = get_args(Section)
_ANSWER_SECONDS: Final = 10.0
_SHARES: Final[dict[Section, float]] = {
    "annotate": 1.0,
    "kafka": 4.0,
    "rivals": 5.0,
    "scale": 5.0,
    "startup": 0.5,
    "newsroom": 0.5,
    "camel": 2.0,
}
"""How long the sections take, compared with one another."""

OnProgress = Callable[[float, str], None]


def run_bench(
    results: Results,
    sections: Sequence[Section],
    connection: Connection | None,
    recognizer: str,
    on_progress: OnProgress = lambda _share, _what: None,
    *,
    quick: bool = False,
    broker_pid: int | None = None,
    articles: int = 100_000,
) -> None:
    """Measure.

    Args:
        results: Where to put what is found.
        sections: What to measure.
        connection: A cluster with transactions, with nothing else to do; None for the embedded broker.
        recognizer: Name of the recogniser.
        on_progress: Called with how much is done, 0 to 1, and what comes next.
        quick: Fewer rounds and articles: to see that everything works, not for figures to keep.
        broker_pid: Process of the broker, to be slowed and frozen for a while; None to leave it alone.
        articles: How many go through a worker while its memory is watched, with a constant and with full annotation.

    Raises:
        BenchFailed: A program that is measured did not do its work.
    """
    whole = sum(_SHARES[section] for section in sections)
    done = 0.0
    for section in sections:
        results.section = section
        for share, what in _at_work(section, results, connection, recognizer, quick, broker_pid, articles):
            on_progress((done + share * _SHARES[section]) / whole, f"{section}: {what}")
        done += _SHARES[section]


def _at_work(
    section: Section,
    results: Results,
    connection: Connection | None,
    recognizer: str,
    quick: bool,  # noqa: FBT001  handed on
    broker_pid: int | None,
    articles: int,
) -> Progress:
    match section:
        case "annotate":
            yield from bench_annotation(results, recognizer, quick=quick)
        case "kafka":
            with _place(connection, recognizer) as place:
                yield from bench_kafka(results, place, quick=quick)
        case "rivals":
            with _place(connection, recognizer) as place:
                yield from bench_rivals(results, place, quick=quick)
        case "scale":
            with _place(connection, recognizer) as place:
                yield from bench_scale(results, place, quick=quick, broker_pid=broker_pid, articles=articles)
        case "startup":
            yield from bench_startup(results, recognizer, quick=quick)
        case "newsroom":
            yield 0.0, "500 streams"
            bench_newsroom(results.keep)
        case "camel":
            yield from bench_camel(results, quick=quick)


@contextlib.contextmanager
def _place(connection: Connection | None, recognizer: str) -> Iterator[Place]:
    if connection is None:
        with EmbeddedBroker() as broker:
            yield Place(broker.connection, recognizer, broker)
        return
    try:
        AdminClient({"bootstrap.servers": connection.brokers, "log_level": 0}).list_topics(
            timeout=_ANSWER_SECONDS
        )
    except KafkaException:
        raise ConnectionError(f"no Kafka answers at {connection.brokers}") from None
    yield Place(connection, recognizer)
