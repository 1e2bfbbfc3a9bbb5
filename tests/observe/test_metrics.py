"""The metrics: their names, what they count, and what the README says of them."""

from pathlib import Path

from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError, ProducerFenced
from prometheus_client import generate_latest

from stream.kafka.process import dead_letter, process
from stream.kafka.topics import Topics
from stream.observe.metrics import Metrics, metrics_table
from stream.observe.vitals import Vitals
from tests.doubles import fixed_annotate, record

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
GOOD = '{"id":"1","headline":"خبر","body":"زارت ليلى القاهرة أمس."}'.encode()


def _value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def _committed(*values: bytes | None) -> Metrics:
    metrics = Metrics(Vitals())
    records = [record(value, offset=number) for number, value in enumerate(values)]
    metrics.committed(process(records, fixed_annotate(), Topics(), 10_000), 0.1)
    return metrics


def test_table_is_the_codes() -> None:
    """The README lists every metric as the code defines it."""
    assert metrics_table() in README


def test_table_lists_every_metric_of_ours() -> None:
    """No metric is exposed that the table leaves out."""
    exposed = generate_latest(Metrics(Vitals()).registry).decode().splitlines()
    names = {line.split()[2] for line in exposed if line.startswith("# TYPE newsstream_")}
    assert {name for name in names if not name.endswith("_created")} == {
        row.split("`")[1] for row in metrics_table().splitlines()[2:]
    }


def test_outcomes_are_counted_by_what_they_became() -> None:
    """Each outcome counts once, under its kind; kinds that did not occur stand at 0."""
    metrics = _committed(GOOD, GOOD, None, b"{")
    found = [
        _value(metrics, "newsstream_articles_total", outcome=outcome)
        for outcome in ("enriched", "skipped", "withdrawn", "dead-letter")
    ]
    assert found == [2, 0, 1, 1]
    assert _value(metrics, "newsstream_dead_letters_total", reason="InvalidArticle") == 1


def test_entities_and_quotes_are_those_of_enriched_articles() -> None:
    """Two names in one article are one observation of 2; a withdrawal is none."""
    metrics = _committed(GOOD, None)
    assert _value(metrics, "newsstream_entities_per_article_count") == 1
    assert _value(metrics, "newsstream_entities_per_article_sum") == 2
    assert _value(metrics, "newsstream_quotes_per_article_sum") == 0


def test_reasons_are_bounded() -> None:
    """However many kinds of error a recogniser raises, the number of series is limited, and none is lost."""
    metrics = Metrics(Vitals())
    for number in range(80):
        error = type(f"Error{number}", (Exception,), {})()
        metrics.committed([dead_letter(record(GOOD), error, Topics())], 0.1)
    series = [
        sample.value
        for metric in metrics.registry.collect()
        for sample in metric.samples
        if sample.name == "newsstream_dead_letters_total"
    ]
    assert (len(series), sum(series)) == (51, 80)


def test_steps_share_the_time_of_a_batch() -> None:
    """Each step of the chain is observed once a batch, and together they are the whole of it."""
    metrics = Metrics(Vitals())
    metrics.began()
    process([record(GOOD), record(GOOD)], fixed_annotate(metrics.lap), Topics(), 10_000, metrics.lap)
    metrics.annotated(2)
    steps = ("decode", "tokens", "recognize", "link_entities", "find_quotes", "project", "encode")
    for step in steps:
        assert _value(metrics, "newsstream_annotate_seconds_count", step=step) == 1
        assert (_value(metrics, "newsstream_annotate_seconds_sum", step=step) or 0) > 0
    assert _value(metrics, "newsstream_batch_articles_sum") == 2


def test_failures_are_counted_by_class() -> None:
    """A failed session counts under its error; one that was fenced counts there, too."""
    metrics = Metrics(Vitals())
    metrics.retrying(KafkaConnectionError("gone"))
    metrics.retrying(ProducerFenced())
    assert _value(metrics, "newsstream_retries_total", error="KafkaConnectionError") == 1
    assert _value(metrics, "newsstream_fenced_total") == 1


def test_lag_is_a_series_for_each_partition() -> None:
    """Lag stands under topic and partition."""
    vitals = Vitals()
    partition = TopicPartition("news.articles", 3)
    vitals.open({partition: 4})
    vitals.answer({partition: 9}, {partition: 9})
    value = _value(Metrics(vitals), "newsstream_consumer_lag", topic="news.articles", partition="3")
    assert value == 5
