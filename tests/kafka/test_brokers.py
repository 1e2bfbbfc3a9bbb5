"""A worker while its only broker goes away: it waits, says so, ends when told to, and goes on afterwards."""

import asyncio
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from stream.kafka.clients import running
from stream.kafka.offsets import seek_to_committed
from tests.kafka.broker import Cluster
from tests.kafka.conftest import start_kafka
from tests.kafka.faults.crew import Crew
from tests.kafka.load.messages import generate, send
from tests.kafka.site import PARTITIONS, Site

DONE_SECONDS = 90.0
LONGEST_END_SECONDS = 35.0
MINUTE = 60.0


@pytest.mark.timeout(240)
async def test_the_broker_is_killed_and_comes_back(own_node: Cluster, tmp_path: Path) -> None:
    """The worker retries, with a line for each attempt, and finishes what it began, once."""
    site = Site(own_node.connection)
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(51, 3_000, PARTITIONS))
    (node,) = own_node.nodes
    with Crew(site, tmp_path, batch_size=50, transaction_timeout_ms=5_000) as crew, site.watch() as watch:
        (worker,) = crew.start()
        watch.wait_until(300, DONE_SECONDS)
        node.kill()
        worker.wait_for("trying again", DONE_SECONDS)
        node.start()
        own_node.wait_until_ready()
        watch.wait_until_all_done(DONE_SECONDS)
        assert "Traceback" not in worker.output
        assert crew.terminate(worker) == 0, worker.output
    verdict = site.verify()
    assert verdict.faults == {}, f"{verdict}\n{crew.logs}"


@pytest.mark.faults
@pytest.mark.timeout(300)
async def test_the_broker_is_away_for_a_minute(own_node: Cluster, tmp_path: Path) -> None:
    """A pause of at most half a minute later than the broker, the worker is back; it never ended."""
    site = Site(own_node.connection)
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(52, 3_000, PARTITIONS))
    (node,) = own_node.nodes
    with Crew(site, tmp_path, batch_size=50, transaction_timeout_ms=5_000) as crew, site.watch() as watch:
        (worker,) = crew.start()
        watch.wait_until(300, DONE_SECONDS)
        node.stop()
        await asyncio.sleep(MINUTE)
        node.start()
        own_node.wait_until_ready()
        watch.wait_until_all_done(DONE_SECONDS)
        assert crew.terminate(worker) == 0, worker.output
    verdict = site.verify()
    assert verdict.faults == {}, f"{verdict}\n{crew.logs}"


@pytest.mark.faults
@pytest.mark.timeout(300)
@pytest.mark.parametrize("frozen", [False, True])
async def test_sigterm_while_the_broker_is_away_ends_the_worker(
    own_node: Cluster, tmp_path: Path, *, frozen: bool
) -> None:
    """Nothing can be committed then, so nothing is; the worker exits with 0 all the same, in bounded time."""
    site = Site(own_node.connection)
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(53, 3_000, PARTITIONS))
    (node,) = own_node.nodes
    with Crew(site, tmp_path, batch_size=50, transaction_timeout_ms=5_000) as crew, site.watch() as watch:
        (worker,) = crew.start()
        watch.wait_until(300, DONE_SECONDS)
        if frozen:
            node.freeze()
        else:
            node.kill()
        worker.terminate()
        assert worker.wait(LONGEST_END_SECONDS) == 0, worker.output
        if frozen:
            node.thaw()
        else:
            node.start()
        own_node.wait_until_ready()
        crew.start()
        watch.wait_until_all_done(DONE_SECONDS)
    verdict = site.verify()
    assert verdict.faults == {}, f"{verdict}\n{crew.logs}"


@pytest.mark.faults
@pytest.mark.timeout(300)
async def test_committed_offsets_are_told_right_while_their_coordinator_moves(tmp_path: Path) -> None:
    """Each node is restarted in turn: what was committed is never taken for "nothing was committed"."""
    with start_kafka(tmp_path / "kafka", 3) as cluster:
        site = Site(cluster.connection)
        await site.create_topics()
        partition = TopicPartition(site.topics.articles, 0)
        consumer = AIOKafkaConsumer(
            **cluster.connection.client_options(), group_id=site.group, enable_auto_commit=False
        )
        consumer.subscribe([site.topics.articles])
        async with running(consumer):
            await consumer.commit({partition: 5})
            for node in cluster.nodes:
                await asyncio.to_thread(node.stop)
                restart = asyncio.ensure_future(asyncio.to_thread(node.start))
                ready = asyncio.ensure_future(asyncio.to_thread(cluster.wait_until_ready))
                while not (restart.done() and ready.done()):
                    await seek_to_committed(consumer, site.group, partition)
                    assert await consumer.position(partition) == 5
                    await asyncio.sleep(0.002)
