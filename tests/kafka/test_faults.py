"""The promises while workers die, freeze and come back, on real Apache Kafka; each a minute at most."""

import asyncio
from pathlib import Path

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import ProducerFenced

from stream.kafka.batches import pack
from stream.kafka.clients import running
from stream.kafka.delivery import ExactlyOnce
from stream.kafka.process import process
from stream.kafka.transactions import Membership
from stream.kafka.worker import _pass_over_clients
from tests.kafka.faults.crew import Crew
from tests.kafka.load.annotation import annotate_at_once
from tests.kafka.load.messages import generate, send
from tests.kafka.load.topic_contents import count_all, read_all
from tests.kafka.site import PARTITIONS, Site

DONE_SECONDS = 60.0


async def test_a_frozen_and_replaced_worker_cannot_publish_when_it_comes_back(
    site: Site, tmp_path: Path
) -> None:
    """Stopped in the middle of its batch for longer than the session, it finds itself fenced: no repeats."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(11, 4_000, PARTITIONS))
    with Crew(site, tmp_path, batch_size=50) as crew, site.watch() as watch:
        (zombie,) = crew.start()
        watch.wait_until(200, DONE_SECONDS)
        zombie.freeze()
        crew.start()
        watch.wait_until_all_done(DONE_SECONDS)
        send(site.connection, site.topics.articles, generate(11, 1_000, PARTITIONS, first=4_000))
        zombie.thaw()
        watch.wait_until_all_done(DONE_SECONDS)
        zombie.wait_for("trying again")
        assert [crew.terminate(program) for program in list(crew.members)] == [0, 0], crew.logs
    verdict = site.verify()
    assert verdict.faults == {}, f"{verdict}\n{crew.logs}"


async def test_a_worker_that_is_fenced_before_its_first_batch_is_told_so(site: Site) -> None:
    """Fenced before it has sent anything, it gets the error after which it begins anew."""
    asyncio.get_running_loop().set_exception_handler(_pass_over_clients)  # as the worker does
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(15, 200, 1))
    outcomes = process(
        list(read_all(site.connection, site.topics.articles)), annotate_at_once, site.topics, 65_536
    )
    partition = TopicPartition(site.topics.articles, 0)
    stranger = Membership(site.group, 1, "nobody")
    delivery = ExactlyOnce(site.connection, site.group, 15_000, "zstd")
    for _ in range(3):  # aiokafka says it in another way each time, depending on which answer comes first
        async with running(delivery.producer(partition)) as fenced, running(delivery.producer(partition)):
            packing = await pack(fenced, delivery.new_batch, outcomes)
            with pytest.raises(ProducerFenced):
                await delivery.deliver(fenced, packing, {partition: len(outcomes)}, stranger)
    assert count_all(site.connection, site.topics.enriched) == 0
    assert site.committed() == 0


async def test_a_worker_killed_in_the_middle_of_a_batch_leaves_both_or_none(
    site: Site, tmp_path: Path
) -> None:
    """SIGKILL three times under load: what was open is aborted and done again by the next worker."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(12, 4_000, PARTITIONS))
    with Crew(site, tmp_path, batch_size=50) as crew, site.watch() as watch:
        for goal in (200, 1_000, 2_000):
            (worker,) = crew.start(wait=False)
            watch.wait_until(goal, DONE_SECONDS)
            crew.kill(worker)
        crew.start()
        watch.wait_until_all_done(DONE_SECONDS)
    verdict = site.verify()
    assert verdict.faults == {}, f"{verdict}\n{crew.logs}"


async def test_at_least_once_repeats_identically_and_loses_nothing(site: Site, tmp_path: Path) -> None:
    """After SIGKILL in the other delivery mode, what comes twice is the same to the byte, `ce_id` too."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(13, 3_000, PARTITIONS))
    with Crew(site, tmp_path, batch_size=50, delivery="at-least-once") as crew, site.watch() as watch:
        for goal in (200, 1_000):
            (worker,) = crew.start(wait=False)
            watch.wait_until(goal, DONE_SECONDS)
            crew.kill(worker)
        crew.start()
        watch.wait_until_all_done(DONE_SECONDS)
    verdict = site.verify(repeats_allowed=True)
    assert verdict.faults == {}, f"{verdict}\n{crew.logs}"


@pytest.mark.faults
async def test_one_three_one_workers_under_load(site: Site, tmp_path: Path) -> None:
    """Each partition goes from hand to hand while articles come in."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(14, 8_000, PARTITIONS))
    with Crew(site, tmp_path, batch_size=20) as crew, site.watch() as watch:
        crew.start()
        crew.start(2, wait=False)
        watch.wait_until(2_000, DONE_SECONDS)
        codes = [crew.terminate(program) for program in list(crew.members[:2])]
        watch.wait_until_all_done(DONE_SECONDS)
        assert codes == [0, 0], crew.logs
    verdict = site.verify()
    assert verdict.faults == {}, f"{verdict}\n{crew.logs}"
