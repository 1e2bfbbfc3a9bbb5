"""The program `newsstream worker` as a process, on real Apache Kafka."""

from functools import partial
from pathlib import Path

from stream.annotate import annotate
from stream.annotate.entities.registry import load
from tests.kafka.load.messages import generate, send
from tests.kafka.load.topic_contents import count_all
from tests.kafka.programs import Program
from tests.kafka.site import PARTITIONS, Site

NEWSSTREAM = ("-c", "from stream.cli import main; main()")
RECOGNIZER = "gazetteer"


def settings(site: Site) -> dict[str, str]:
    """Return the environment of a worker that works on a site."""
    names = {
        f"NEWSSTREAM_{role.upper().replace('-', '_')}_TOPIC": n for role, n in site.topics.by_role.items()
    }
    return names | {"NEWSSTREAM_BROKERS": site.connection.brokers, "NEWSSTREAM_GROUP": site.group}


async def test_sigterm_finishes_what_is_in_hand_and_exits_with_0(site: Site, tmp_path: Path) -> None:
    """Told to end under load, the worker commits its batch and leaves nothing open; the next one does the rest."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(7, 1_500, PARTITIONS))
    command = (*NEWSSTREAM, "worker", "--recognizer", RECOGNIZER, "--batch-size", "50")
    with Program(command, tmp_path / "worker.log", settings(site)) as program:
        program.wait_for("ready: 4 partitions")
        with site.watch() as watch:
            watch.wait_until(1, seconds=30)
        program.terminate()
        assert program.wait() == 0, program.output
        assert "trying again" not in program.output
    committed = site.committed()
    assert committed < 1_500
    for topic in site.topics.names[1:]:
        open_or_aborted = count_all(site.connection, topic, committed=False) - count_all(
            site.connection, topic
        )
        assert open_or_aborted == 0
    chain = partial(annotate, recognizer=load(RECOGNIZER))
    await site.work(1_500 - committed, annotate=chain)
    verdict = site.verify(annotate=chain)
    assert verdict.faults == {}, str(verdict)
