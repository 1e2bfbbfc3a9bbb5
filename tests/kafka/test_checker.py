"""The verifier itself: seeded bugs in the worker must be caught, by their names, and only they."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.kafka.faults.bugs import BUGS
from tests.kafka.faults.crew import Crew
from tests.kafka.load.messages import generate, send
from tests.kafka.site import PARTITIONS, Site
from tests.kafka.test_faults import DONE_SECONDS

CAUGHT_AS = {
    "commit before produce": "lost",
    "no fencing": "duplicate",
    "dropped event": "lost",
    "reordered batch": "out of order",
}
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
        for goal in (1_500, 2_500):
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
    assert CAUGHT_AS[bug] in await rough_ride(site, tmp_path, bug)


@pytest.mark.faults
@pytest.mark.timeout(300)
async def test_without_a_bug_nothing_is_caught(site: Site, tmp_path: Path) -> None:
    """The same ride with the worker as it is: the verifier finds nothing."""
    assert await rough_ride(site, tmp_path, None) == {}
