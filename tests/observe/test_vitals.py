"""When a worker counts as alive and as ready, with a clock of the test's own."""

import pytest
from aiokafka import TopicPartition

from stream.kafka.observer import Stage
from stream.observe.brokers import PAUSE_SECONDS
from stream.observe.vitals import (
    BROKER_SECONDS,
    GRACE_SECONDS,
    JOIN_SECONDS,
    LOOP_SECONDS,
    STALL_SECONDS,
    Vitals,
)

FIRST, SECOND = TopicPartition("news.articles", 0), TopicPartition("news.articles", 1)


class Scene:
    """Vitals, a clock, and a worker whose loop runs and whose brokers answer unless told otherwise."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.vitals = Vitals(clock=lambda: self.now)
        self.loop_runs = self.brokers_answer = True
        self.stage_repeats = True
        self.stage: Stage = "polling"
        self.ends = {FIRST: 0, SECOND: 0}
        self.positions = {FIRST: 0, SECOND: 0}

    def open(self) -> None:
        """Let the worker have both partitions."""
        self.vitals.open(self.positions)
        self.vitals.enter(self.stage)

    def pass_time(self, seconds: float) -> None:
        """Let time pass in steps as long as the pause between two questions to the brokers."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(self.now + PAUSE_SECONDS, end)
            if self.loop_runs:
                self.vitals.beat()
                if self.stage_repeats:
                    self.vitals.enter(self.stage)
                    self.vitals.read(self.positions)
            if self.brokers_answer:
                self.vitals.answer(self.ends, self.ends)


@pytest.fixture
def scene() -> Scene:
    """A worker with its partitions open, on an idle topic."""
    scene = Scene()
    scene.pass_time(PAUSE_SECONDS)
    scene.open()
    return scene


def test_idle_for_hours_is_alive_and_ready(scene: Scene) -> None:
    """A worker with nothing to do is alive and ready."""
    scene.pass_time(10_000)
    assert (scene.vitals.not_live(), scene.vitals.not_ready()) == (None, None)


def test_stuck_loop_is_not_alive(scene: Scene) -> None:
    """An event loop that does not run is told soon, though brokers answer."""
    scene.loop_runs = False
    scene.pass_time(LOOP_SECONDS - 1)
    assert scene.vitals.not_live() is None
    scene.pass_time(2)
    assert "event loop" in (scene.vitals.not_live() or "")


def test_slow_recogniser_is_alive(scene: Scene) -> None:
    """Hours in one batch are no reason to restart, though records wait meanwhile."""
    scene.ends = {FIRST: 100, SECOND: 100}
    scene.stage = "annotating"
    scene.vitals.enter("annotating")
    scene.stage_repeats = False
    scene.pass_time(10_000)
    assert (scene.vitals.not_live(), scene.vitals.not_ready()) == (None, None)


def test_brokers_away_is_alive_but_not_ready(scene: Scene) -> None:
    """A restart mends no broker; the worker only says that it is not ready, until they are back."""
    scene.brokers_answer = False
    scene.pass_time(BROKER_SECONDS + 1)
    assert "no broker" in (scene.vitals.not_ready() or "")
    scene.stage, scene.stage_repeats = "delivering", False
    scene.vitals.enter("delivering")
    scene.pass_time(10_000)
    assert scene.vitals.not_live() is None
    scene.brokers_answer = scene.stage_repeats = True
    scene.pass_time(PAUSE_SECONDS)
    assert (scene.vitals.not_live(), scene.vitals.not_ready()) == (None, None)


@pytest.mark.parametrize("stage", ["opening", "polling", "delivering", "pausing", "closing"])
def test_hung_stage_is_not_alive(scene: Scene, stage: Stage) -> None:
    """A poll, commit or any other stage that hangs while brokers answer is told, and by its name."""
    scene.vitals.enter(stage)
    scene.stage, scene.stage_repeats = stage, False
    scene.pass_time(STALL_SECONDS - 1)
    assert scene.vitals.not_live() is None
    scene.pass_time(2)
    assert (scene.vitals.not_live() or "").startswith(stage)


def test_joining_may_take_as_long_as_the_slowest_member(scene: Scene) -> None:
    """A group that waits for a member that annotates is no stall, until even that is over."""
    scene.vitals.rebalance()
    scene.vitals.enter("joining")
    scene.stage, scene.stage_repeats = "joining", False
    scene.pass_time(JOIN_SECONDS - 1)
    assert scene.vitals.not_live() is None
    scene.pass_time(2)
    assert scene.vitals.not_live() is not None


def test_a_rebalance_that_never_ends_is_a_stall(scene: Scene) -> None:
    """Polls that go on without partitions, as the group never gives any, are told after the same time."""
    scene.vitals.rebalance()
    scene.pass_time(JOIN_SECONDS - 1)
    assert scene.vitals.not_live() is None
    scene.pass_time(2)
    assert "no partitions" in (scene.vitals.not_live() or "")


def test_sessions_that_fail_are_no_stall(scene: Scene) -> None:
    """A worker that begins session after session, as a right is missing, is not restarted for it."""
    scene.vitals.rebalance()
    for _ in range(10):
        scene.vitals.enter("joining")
        scene.stage = "pausing"
        scene.pass_time(JOIN_SECONDS / 2)
        assert scene.vitals.not_live() is None


def test_many_portions_of_a_batch_are_progress(scene: Scene) -> None:
    """A batch that is committed in many portions is not taken for a hung commit."""
    scene.vitals.enter("delivering")
    scene.stage_repeats = False
    for offset in range(10):
        scene.pass_time(STALL_SECONDS / 2)
        scene.vitals.commit(FIRST, offset)
    assert scene.vitals.not_live() is None


def test_records_that_never_come_are_a_stall(scene: Scene) -> None:
    """Polls that go on and bring nothing, though there is something, are told with the partition."""
    scene.ends = {FIRST: 0, SECOND: 7}
    scene.pass_time(STALL_SECONDS - 2 * PAUSE_SECONDS)
    assert scene.vitals.not_live() is None
    scene.pass_time(3 * PAUSE_SECONDS)
    assert "partition 1" in (scene.vitals.not_live() or "")
    scene.positions = {FIRST: 0, SECOND: 7}
    scene.pass_time(PAUSE_SECONDS)
    assert scene.vitals.not_live() is None


def test_a_place_that_is_never_found_is_a_stall(scene: Scene) -> None:
    """A partition whose position is being looked up for ever is told, also where it is empty."""
    scene.positions = {FIRST: 0}
    scene.pass_time(STALL_SECONDS + 3 * PAUSE_SECONDS)
    assert "partition 1" in (scene.vitals.not_live() or "")


def test_slow_reading_is_no_stall(scene: Scene) -> None:
    """Records that come now and then are progress, however far behind the worker is."""
    scene.ends = {FIRST: 1_000, SECOND: 0}
    for position in range(5):
        scene.positions = {FIRST: position, SECOND: 0}
        scene.pass_time(STALL_SECONDS - 10)
        assert scene.vitals.not_live() is None


def test_open_transaction_of_somebody_else_is_no_stall(scene: Scene) -> None:
    """Messages that readers of committed ones may not see yet are lag, but no reason to restart."""
    scene.pass_time(PAUSE_SECONDS)
    for _ in range(200):
        scene.now += PAUSE_SECONDS
        scene.vitals.beat()
        scene.vitals.enter("polling")
        scene.vitals.answer({FIRST: 5, SECOND: 0}, {FIRST: 0, SECOND: 0})
    assert scene.vitals.lag() == {FIRST: 5, SECOND: 0}
    assert scene.vitals.not_live() is None


def test_not_ready_before_it_was_ready() -> None:
    """There is no grace at the start: brokers must have answered and partitions been opened first."""
    scene = Scene()
    assert "no broker" in (scene.vitals.not_ready() or "")
    scene.pass_time(PAUSE_SECONDS)
    assert "joining" in (scene.vitals.not_ready() or "")
    scene.open()
    assert scene.vitals.not_ready() is None


def test_standing_by_is_ready() -> None:
    """A member for which there is no partition is ready: it takes over when another goes."""
    scene = Scene()
    scene.pass_time(PAUSE_SECONDS)
    scene.vitals.open({})
    assert scene.vitals.not_ready() is None


def test_grace_during_a_rebalance(scene: Scene) -> None:
    """While partitions are assigned anew the worker stays ready for a while, and no longer."""
    scene.vitals.rebalance()
    scene.pass_time(GRACE_SECONDS - 1)
    scene.vitals.rebalance()  # the session that ends tells it again
    assert scene.vitals.not_ready() is None
    scene.pass_time(2)
    assert "no partitions" in (scene.vitals.not_ready() or "")


def test_lag_is_the_end_less_what_is_committed(scene: Scene) -> None:
    """Lag counts from the offset at opening, then from each commit; old ends give none."""
    scene.ends = {FIRST: 10, SECOND: 3}
    scene.pass_time(PAUSE_SECONDS)
    assert scene.vitals.lag() == {FIRST: 10, SECOND: 3}
    scene.vitals.commit(FIRST, 8)
    assert scene.vitals.lag() == {FIRST: 2, SECOND: 3}
    scene.brokers_answer = False
    scene.pass_time(60)
    assert scene.vitals.lag() == {}
