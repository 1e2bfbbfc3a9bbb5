"""Probes and metrics of workers on real Apache Kafka."""

import asyncio
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from confluent_kafka import Producer

from stream.events import Article, Enriched
from stream.kafka.process import Outcome
from stream.kafka.worker import Worker
from stream.observe.monitor import Monitor
from stream.observe.options import MonitorOptions
from tests.kafka.broker import Cluster
from tests.kafka.load.annotation import annotate
from tests.kafka.load.messages import MIXED, Input, generate, send
from tests.kafka.load.topic_contents import read_all
from tests.kafka.programs import Program
from tests.kafka.site import PARTITIONS, Site
from tests.kafka.test_worker_program import settings
from tests.observe.asking import monitor_address, probe, samples, wait_for_probe, wait_until

SECONDS: Final = 60.0
MAIN: Final = "from stream.cli import main; main()"
SHORT_LIMITS: Final = """
import stream.observe.vitals as vitals
vitals.LOOP_SECONDS = vitals.STALL_SECONDS = 3.0
import stream.observe.monitor as monitor
monitor._CLOSING_SECONDS = 1.0
"""
FAULTS: Final = {
    "loop": """
import signal, time
signal.signal(signal.SIGUSR1, lambda *_: time.sleep(3600))
""",
    "polls that bring nothing": """
import asyncio
from aiokafka import AIOKafkaConsumer
async def nothing(self, *_, **__):
    await asyncio.sleep(0.2)
    return {}
AIOKafkaConsumer.getmany = nothing
""",
}
"""What is done to a worker by the test, and nowhere else; the loop's fault begins with SIGUSR1."""


def _worker(site: Site, folder: Path, before: str = "") -> Program:
    command = ("-c", before + MAIN, "worker", "--recognizer", "gazetteer", "--monitor-port", "0")
    options = ("--session-timeout-ms", "6000", "--transaction-timeout-ms", "2000")
    return Program((*command, *options), folder / "worker.log", settings(site))


async def test_broker_gone_is_not_ready_but_alive(own_node: Cluster, tmp_path: Path) -> None:
    """When the broker is killed an idle worker says soon that it is not ready; it is again when the broker is back."""
    site = Site(own_node.connection)
    await site.create_topics()
    with _worker(site, tmp_path) as program:
        address = monitor_address(program)
        wait_for_probe(address, "ready", True, SECONDS)
        (node,) = own_node.nodes
        node.kill()
        assert "no broker" in wait_for_probe(address, "ready", False, SECONDS)
        assert probe(address, "live") == (True, "")
        node.start()
        own_node.wait_until_ready()
        wait_for_probe(address, "ready", True, SECONDS)
        assert probe(address, "live") == (True, "")


@pytest.mark.parametrize("fault", FAULTS)
async def test_stalls_are_not_alive(site: Site, tmp_path: Path, fault: str) -> None:
    """A stuck loop, and polls that bring nothing of what is there, end in `/live` saying no."""
    await site.create_topics()
    with _worker(site, tmp_path, SHORT_LIMITS + FAULTS[fault]) as program:
        address = monitor_address(program)
        wait_for_probe(address, "ready", True, SECONDS)
        if fault == "loop":
            assert probe(address, "live") == (True, "")
            program.signal("SIGUSR1")
        send(site.connection, site.topics.articles, generate(1, 50, PARTITIONS))
        assert wait_for_probe(address, "live", False, SECONDS)


async def test_standing_by_is_ready(site: Site, tmp_path: Path) -> None:
    """Of two workers for one partition both are ready, and only one has it; it changes hands when that one goes."""
    await site.create_topics(partitions=1)
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    with _worker(site, folders[0]) as first, _worker(site, folders[1]) as second:
        addresses = {monitor_address(program): program for program in (first, second)}

        def having() -> list[str]:
            return [a for a in addresses if samples(a)["newsstream_assigned_partitions",] == 1]

        for address in addresses:
            wait_for_probe(address, "ready", True, SECONDS)
        wait_until(lambda: len(having()) == 1, SECONDS, lambda: f"{having()} have it")
        (has,) = having()
        (stands_by,) = addresses.keys() - {has}
        addresses[has].terminate()
        addresses[has].wait()
        del addresses[has]
        wait_until(lambda: having() == [stands_by], SECONDS, lambda: "nobody has it")
        assert probe(stands_by, "ready") == (True, "")


class Watched:
    """A worker in this process, its recogniser held where the test wants, and its port."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.go_on = threading.Event()
        self.go_on.set()
        self.done = 0
        options = site.options(batch_size=500)
        self.monitor = Monitor(site.topics, options, "test")
        self.worker = Worker(
            *(site.connection, site.topics, options, self._annotate),
            on_batch=self._count,
            observer=self.monitor,
        )

    def _annotate(self, articles: Sequence[Article]) -> list[Enriched]:
        self.go_on.wait()
        return annotate(articles)

    def _count(self, outcomes: Sequence[Outcome]) -> None:
        self.done += len(outcomes)


def _kafkas_lag(site: Site) -> dict[tuple[str, ...], float]:
    """Return the lag as Kafka's own description of the group computes it: log end less committed offset."""
    with site.watch() as watch:
        ends, committed = watch.ends(), watch.committed()
    return {
        ("newsstream_consumer_lag", str(n), site.topics.articles): end - committed.get(n, 0)
        for n, end in ends.items()
    }


def _our_lag(address: str) -> dict[tuple[str, ...], float]:
    return {key: value for key, value in samples(address).items() if key[0] == "newsstream_consumer_lag"}


def _send_in_transaction(site: Site, inputs: Sequence[Input]) -> None:
    """Send in a transaction, whose marker at the end of each partition counts as lag, and is no message."""
    producer: Any = Producer(
        {"bootstrap.servers": site.connection.brokers, "transactional.id": site.group, "log_level": 0}
    )
    producer.init_transactions(SECONDS)
    producer.begin_transaction()
    for item in inputs:
        producer.produce(site.topics.articles, item.value, item.key, item.partition, headers=item.headers)
    producer.commit_transaction(SECONDS)


def _check_lag(site: Site, address: str) -> None:
    def same() -> bool:
        return _our_lag(address) == _kafkas_lag(site)

    wait_until(same, SECONDS, lambda: f"{_our_lag(address)} is not {_kafkas_lag(site)}")


async def test_metrics_add_up_to_the_messages(site: Site) -> None:
    """After 10,000 articles the counters say what the topics hold; lag is Kafka's, under way and at the end."""
    await site.create_topics()
    inputs = list(generate(3, 10_000, PARTITIONS, {**MIXED, "foreign": 10}))
    send(site.connection, site.topics.articles, inputs[:9_000])
    _send_in_transaction(site, inputs[9_000:])
    watched = Watched(site)
    stop = asyncio.Event()
    watched.go_on.clear()
    async with watched.monitor.serving(site.connection, MonitorOptions(0)) as address:
        assert address is not None
        task = asyncio.create_task(watched.worker.run(stop))
        await asyncio.to_thread(wait_for_probe, address, "ready", True, SECONDS)
        await asyncio.to_thread(_check_lag, site, address)
        assert sum(_our_lag(address).values()) >= 9_000
        watched.go_on.set()
        await asyncio.to_thread(
            wait_until, lambda: watched.done >= 10_000, SECONDS, lambda: f"{watched.done} done"
        )
        await asyncio.to_thread(_check_lag, site, address)
        assert sum(_our_lag(address).values()) == PARTITIONS  # the markers
        found = await asyncio.to_thread(samples, address)
        assert await asyncio.to_thread(probe, address, "live") == (True, "")
        stop.set()
        await task
    assert _counted(found) == await asyncio.to_thread(_on_the_topics, site)


def _counted(found: dict[tuple[str, ...], float]) -> dict[str, float]:
    """Return what the counters say that the topics hold."""
    outcomes = {key[1]: value for key, value in found.items() if key[0] == "newsstream_articles_total"}
    reasons = sum(value for key, value in found.items() if key[0] == "newsstream_dead_letters_total")
    assert reasons == outcomes["dead-letter"]
    assert found["newsstream_entities_per_article_count",] == outcomes["enriched"]
    return outcomes | {
        "entities": found["newsstream_entities_per_article_sum",],
        "quotes": found["newsstream_quotes_per_article_sum",],
    }


def _on_the_topics(site: Site) -> dict[str, float]:
    connection, topics = site.connection, site.topics
    kinds: Counter[str] = Counter()
    for record in read_all(connection, topics.enriched):
        skipped = record.value is not None and b'"skipped":' in record.value
        kinds["withdrawn" if record.value is None else "skipped" if skipped else "enriched"] += 1
    kinds["dead-letter"] = sum(1 for _ in read_all(connection, topics.dead_letters))
    for name, topic in (("entities", topics.entities), ("quotes", topics.quotes)):
        kinds[name] = sum(
            dict(record.headers)["ce_type"] != b"newsstream.article.withdrawn"
            for record in read_all(connection, topic)
        )
    return dict(kinds)
