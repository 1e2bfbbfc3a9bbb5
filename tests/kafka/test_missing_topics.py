"""Topics that are not there: said, waited for, and nothing lost."""

from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient

from tests.kafka.faults.crew import Crew
from tests.kafka.load.messages import generate, send
from tests.kafka.site import PARTITIONS, Site

FOUND_SECONDS = 60.0


async def test_a_missing_articles_topic_is_told_and_waited_for(site: Site, tmp_path: Path) -> None:
    """The worker says which topic is missing; when it is there, it goes on by itself."""
    with Crew(site, tmp_path) as crew:
        (worker,) = crew.start(wait=False)
        worker.wait_for(site.topics.articles)
        assert "Traceback" not in worker.output
        await site.create_topics()
        send(site.connection, site.topics.articles, generate(41, 200, PARTITIONS))
        with site.watch() as watch:
            watch.wait_until_all_done(FOUND_SECONDS)
        assert crew.terminate(worker) == 0
    verdict = site.verify()
    assert verdict.faults == {}, f"{verdict}\n{crew.logs}"


@pytest.mark.parametrize("role", ["dead-letters", "entities"])
async def test_a_missing_downstream_topic_is_told_and_waited_for(
    site: Site, tmp_path: Path, role: str
) -> None:
    """What cannot be published is not committed; the topic's name is told, and when it is there, all goes on."""
    await site.create_topics()
    name = site.topics.by_role[role]
    admin = AdminClient({"bootstrap.servers": site.connection.brokers, "log_level": 0})
    admin.delete_topics([name])[name].result(30)
    send(site.connection, site.topics.articles, generate(42, 200, PARTITIONS))
    with Crew(site, tmp_path) as crew:
        (worker,) = crew.start(wait=False)
        worker.wait_for(name, FOUND_SECONDS)
        assert "Traceback" not in worker.output
        await site.create_topics()
        with site.watch() as watch:
            watch.wait_until_all_done(FOUND_SECONDS)
        assert crew.terminate(worker) == 0
    verdict = site.verify()
    assert verdict.faults == {}, f"{verdict}\n{crew.logs}"
