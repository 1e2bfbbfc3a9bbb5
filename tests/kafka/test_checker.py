"""The suite itself: seeded bugs in the worker must be caught, by their names, and only they."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.kafka.faults.bugs import BUGS
from tests.kafka.faults.crew import Crew
from tests.kafka.faults.stage import Feeder
from tests.kafka.faults.suite import Incident, Report
from tests.kafka.load.messages import generate, send
from tests.kafka.programs import Program
from tests.kafka.site import PARTITIONS, Site
from tests.kafka.test_faults import DONE_SECONDS
from tests.observe.asking import wait_until

_ARTICLES = 6_000


async def rough_ride(site: Site, folder: Path, bug: str | None) -> dict[str, Sequence[object]]:
    """Kill and freeze workers with a bug in them, wait until all is done, and return what the verifier found."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(21, _ARTICLES, PARTITIONS))
    with Crew(site, folder, bug=bug, batch_size=20) as crew, site.watch() as watch:
        for goal in (200, 600, 1_000):
            (worker,) = crew.start(wait=False)
            watch.wait_until(goal, DONE_SECONDS)
            crew.kill(worker)
        for goal in (1_500, 2_500, 3_500):
            (zombie,) = crew.start()
            watch.wait_until(goal, DONE_SECONDS)
            zombie.freeze()
            crew.start()
            watch.wait_until(goal + 400, DONE_SECONDS)
            zombie.thaw()
            watch.wait_until(goal + 600, DONE_SECONDS)
            for program in list(crew.members):
                crew.terminate(program)
        crew.start()
        watch.wait_until_all_done(DONE_SECONDS)
    return site.verify().faults


@pytest.mark.faults
@pytest.mark.timeout(300)
@pytest.mark.parametrize("bug", BUGS)
async def test_each_seeded_bug_is_caught_and_named(site: Site, tmp_path: Path, bug: str) -> None:
    """A worker with a bug is found out under the faults that a sound one withstands."""
    assert BUGS[bug].caught_as in await rough_ride(site, tmp_path, bug)


@pytest.mark.faults
@pytest.mark.timeout(300)
async def test_without_a_bug_nothing_is_caught(site: Site, tmp_path: Path) -> None:
    """The same ride with the worker as it is: the verifier finds nothing."""
    assert await rough_ride(site, tmp_path, None) == {}


async def test_articles_go_on_until_the_faults_are_over(site: Site) -> None:
    """The feeder sends more than it was asked for at least, and stops when told to: no fault finds idle workers."""
    await site.create_topics()
    feeder = Feeder(site, 22, 100, PARTITIONS, 4_000)
    with site.watch() as watch:
        wait_until(lambda: sum(watch.ends().values()) >= 300, DONE_SECONDS, lambda: f"{watch.ends()}")
        feeder.finish()
        assert sum(watch.ends().values()) == feeder.sent


async def test_articles_that_are_missing_when_the_faults_are_over_are_sent_then(site: Site) -> None:
    """However slow the feeder was, in the end there are as many as asked for."""
    await site.create_topics()
    feeder = Feeder(site, 23, 250, PARTITIONS, 1)
    feeder.finish()
    assert feeder.sent >= 250


async def test_workers_say_how_many_partitions_they_have(site: Site, tmp_path: Path) -> None:
    """A worker alone has all; a second takes half; one that is not there yet has none."""
    await site.create_topics()
    with Crew(site, tmp_path) as crew:
        crew.start()
        assert crew.shares == [PARTITIONS]
        crew.start(wait=False)
        assert crew.shares == [PARTITIONS, 0]
        wait_until(lambda: crew.shares == [PARTITIONS // 2] * 2, DONE_SECONDS, lambda: crew.logs)


def test_a_step_of_the_suite_that_fails_is_reported_and_is_no_success() -> None:
    """What was found before and after stands in the report; the run does not count as passed."""
    report = Report([Incident("node killed", 1.0, {}, {})])
    assert report.passed
    with report.step("node frozen"):
        raise TimeoutError("no answer")
    assert report.broken_off == ["node frozen: TimeoutError: no answer"]
    assert not report.passed


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("raise SystemExit(0)", "exit code 0, without a word"),
        ("raise SystemExit('lost my way')", "exit code 1, lost my way"),
    ],
)
def test_a_worker_that_ends_by_itself_is_found_out(tmp_path: Path, code: str, found: str) -> None:
    """Nobody asked it to end, so it failed, with whatever exit code."""
    with Program(("-c", code), tmp_path / "log") as program:
        program.wait()
    assert program.failure == found


def test_a_worker_that_was_killed_or_asked_to_end_did_not_fail(tmp_path: Path) -> None:
    """Faults of the suite are not taken for the worker's own."""
    sleep = ("-c", "import signal; signal.pause()")
    with Program(sleep, tmp_path / "killed") as killed, Program(sleep, tmp_path / "asked") as asked:
        killed.kill()
        asked.terminate()
        asked.wait()
    assert (killed.failure, asked.failure) == (None, None)
