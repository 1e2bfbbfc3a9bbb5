"""The metrics of a worker, in Prometheus's data model. Counters move only when something was committed.

Names and units follow https://prometheus.io/docs/practices/naming/: base units, `_total` for counters. What is
measured per article is kept cheap: two observations an article, and one a step and batch.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from aiokafka import TopicPartition
from aiokafka.errors import ProducerFenced
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from stream.kafka.process import Outcome
from stream.observe.vitals import Vitals

_PREFIX: Final = "newsstream_"
_OUTCOMES: Final = ("enriched", "skipped", "withdrawn", "dead-letter")
_REASONS: Final = 50
"""A recogniser may raise anything: from the 51st kind of error on, the reason is `other`."""
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_ARTICLES: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
_FOUND: Final = (0, 1, 2, 5, 10, 15, 20, 30, 50, 100)


class Lag(Collector):
    """Messages between the end of each partition of this worker and its committed offset, when asked."""

    name = f"{_PREFIX}consumer_lag"
    kind = "gauge"
    labels = ("topic", "partition")
    help = (
        "Messages from the committed offset to the end of a partition that this worker has; "
        "none where the brokers do not say."
    )

    def __init__(self, vitals: Vitals) -> None:
        self._vitals = vitals

    def collect(self) -> Iterator[Metric]:
        """Yield the gauge."""
        family = GaugeMetricFamily(self.name, self.help, labels=self.labels)
        for partition, lag in sorted(self._vitals.lag().items()):
            family.add_metric([partition.topic, str(partition.partition)], lag)
        yield family


class Metrics:
    """All metrics of one worker, in a registry of their own.

    Args:
        vitals: Where the lag comes from.
        entities_topic, quotes_topic: Outputs to these are counted as entities and quotes.
        version, recognizer, delivery: What runs here.
    """

    def __init__(
        self,
        vitals: Vitals,
        *,
        entities_topic: str = "news.entities",
        quotes_topic: str = "news.quotes",
        version: str = "",
        recognizer: str = "",
        delivery: str = "",
    ) -> None:
        self.registry = CollectorRegistry()
        self._entities_topic, self._quotes_topic = entities_topic, quotes_topic
        self._reasons: set[str] = set()
        self._steps: dict[str, float] = {}
        self._last_lap = 0.0
        self.articles = self._counter("articles", "Articles, when they are committed.", ("outcome",))
        for outcome in _OUTCOMES:
            self.articles.labels(outcome)
        self.dead_letters = self._counter(
            "dead_letters", "Dead letters, when they are committed, by class of error.", ("reason",)
        )
        self.annotate = self._histogram(
            "annotate_seconds",
            "Wall-clock seconds that one batch spent in a step; the sum over articles is seconds an article.",
            _SECONDS,
            ("step",),
        )
        self.batch = self._histogram("batch_articles", "Articles read and annotated at once.", _ARTICLES)
        self.commit = self._histogram(
            "commit_seconds",
            "Seconds to publish the outputs of a batch and to commit its offsets.",
            _SECONDS,
        )
        self.retries = self._counter(
            "retries", "Sessions that began anew after a failure of brokers or network.", ("error",)
        )
        self.fenced = self._counter(
            "fenced", "Sessions that ended because another worker had taken over a partition.", ()
        )
        self.lag = Lag(vitals)
        self.registry.register(self.lag)
        self.partitions = self._gauge("assigned_partitions", "Partitions that this worker has open.")
        self.last_commit = self._gauge(
            "last_commit_timestamp_seconds", "When it last committed, in Unix time; 0: not yet."
        )
        self.entities = self._histogram(
            "entities_per_article", "Entities of an enriched article, when it is committed.", _FOUND
        )
        self.quotes = self._histogram(
            "quotes_per_article", "Quotes of an enriched article, when it is committed.", _FOUND
        )
        self.build = Info(
            f"{_PREFIX}build",
            "Always 1; the labels say what runs.",
            ("version", "recognizer", "delivery"),
            registry=self.registry,
        )
        self.build.labels(version, recognizer, delivery).info({})
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)

    def began(self) -> None:
        """Begin to take the times of a batch."""
        self._steps.clear()
        self._last_lap = time.perf_counter()

    def lap(self, step: str) -> None:
        """Give a step the time since the step before."""
        now = time.perf_counter()
        self._steps[step] = self._steps.get(step, 0.0) + now - self._last_lap
        self._last_lap = now

    def annotated(self, articles: int) -> None:
        """Take the times and the size of a batch."""
        self.batch.observe(articles)
        for step, seconds in self._steps.items():
            self.annotate.labels(step).observe(seconds)

    def committed(self, outcomes: Sequence[Outcome], seconds: float) -> None:
        """Count what was committed."""
        self.commit.observe(seconds)
        self.last_commit.set_to_current_time()
        for outcome in outcomes:
            self.articles.labels(outcome.kind).inc()
            if outcome.kind == "enriched":
                self.entities.observe(outcome.topics.count(self._entities_topic))
                self.quotes.observe(outcome.topics.count(self._quotes_topic))
            elif outcome.kind == "dead-letter":
                self.dead_letters.labels(self._reason(outcome.error or "other")).inc()

    def retrying(self, error: Exception) -> None:
        """Count a session that failed."""
        self.retries.labels(type(error).__name__).inc()
        if isinstance(error, ProducerFenced):
            self.fenced.inc()

    def has(self, positions: Mapping[TopicPartition, int]) -> None:
        """Set the number of open partitions."""
        self.partitions.set(len(positions))

    def table(self) -> str:
        """Return all metrics as a Markdown table, which stands in the README."""
        rows = (
            f"| `{name}` | {kind} | {labels} | {text} |" for name, kind, labels, text in self._described()
        )
        return "\n".join(["| metric | type | labels | |", "|---|---|---|---|", *rows])

    def _described(self) -> Iterable[tuple[str, str, str, str]]:
        for collector in vars(self).values():
            if isinstance(collector, Counter | Gauge | Histogram | Info):
                found: Any = (
                    collector  # the names are the same since its first version, but have no public home
                )
                kind, labels = found._type, found._labelnames  # noqa: SLF001  see above
                name = found._name + {"counter": "_total", "info": "_info"}.get(kind, "")  # noqa: SLF001
                text = found._documentation  # noqa: SLF001  see above
            elif isinstance(collector, Lag):
                name, kind, labels, text = collector.name, collector.kind, collector.labels, collector.help
            else:
                continue
            yield name, kind, ", ".join(f"`{label}`" for label in labels), text

    def _reason(self, error: str) -> str:
        if error not in self._reasons and len(self._reasons) >= _REASONS:
            return "other"
        self._reasons.add(error)
        return error

    def _counter(self, name: str, text: str, labels: Sequence[str]) -> Counter:
        return Counter(_PREFIX + name, text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(_PREFIX + name, text, registry=self.registry)

    def _histogram(
        self, name: str, text: str, buckets: Sequence[float], labels: Sequence[str] = ()
    ) -> Histogram:
        return Histogram(_PREFIX + name, text, labels, buckets=buckets, registry=self.registry)


def metrics_table() -> str:
    """Return all metrics as a Markdown table, which stands in the README."""
    return Metrics(Vitals()).table()
