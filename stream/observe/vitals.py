"""Whether a worker is alive and ready, judged from what it last did: no I/O, and the clock is an argument.

Written by the worker's event loop and by the thread that asks the brokers, read by the thread that answers probes:
each attribute is replaced as a whole, never changed in place.
"""

import time
from collections.abc import Callable, Mapping
from typing import Final

from aiokafka import TopicPartition

from stream.kafka.observer import Stage

Offsets = Mapping[TopicPartition, int]

LOOP_SECONDS: Final = 20.0
"""An event loop that has not run for so long is stuck; it gives its sign of life every second."""
STALL_SECONDS: Final = 120.0
"""Records that wait for so long while the worker does nothing but poll are a silent stall."""
JOIN_SECONDS: Final = 3_600.0 + STALL_SECONDS
"""A group waits up to an hour (`max_poll_interval_ms` of the worker) for a member that is still annotating."""
BROKER_SECONDS: Final = 6.0
"""No answer from any broker for so long, and the worker is not ready."""
GRACE_SECONDS: Final = 60.0
"""How long a worker that was ready stays so while its group assigns partitions anew."""
_LAG_SECONDS: Final = 30.0
"""Ends of partitions older than this are not told."""


class Vitals:
    """The signs of life of one worker.

    Args:
        stage_seconds: How long the worker may stay in one stage other than annotating and joining: longer than
            everything in it that has a time limit.
        clock: Seconds that only grow.
    """

    def __init__(
        self, stage_seconds: float = STALL_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._stage_seconds = stage_seconds
        now = clock()
        self._beat = now
        self._stage: Stage = "joining"
        self._stage_since = now
        self._answered: float | None = None
        self._answering_since = now
        self._open: Offsets | None = None
        self._open_once = False
        self._without_since = now
        self._seeking_since = now
        self._positions: Offsets = {}
        self._committed: Offsets = {}
        self._ends: Offsets = {}
        self._ends_at = now
        self._looked_at: Offsets = {}
        self._waiting: dict[TopicPartition, float] = {}

    def beat(self) -> None:
        """Note that the event loop runs."""
        self._beat = self._clock()

    def enter(self, stage: Stage) -> None:
        """Note that the worker's task does something else now, or that it got on with what it does."""
        self._stage_since = self._clock()
        self._stage = stage
        if stage == "joining":  # of a new session: failures between sessions are told elsewhere, and no stall
            self._seeking_since = self._stage_since

    def rebalance(self) -> None:
        """Note that the worker has no partitions until `open`."""
        if self._open is not None:
            self._without_since = self._seeking_since = self._clock()
        self._open = None
        self._committed = {}

    def open(self, positions: Offsets) -> None:
        """Note which partitions are open, and from which offset on."""
        self._open, self._committed, self._positions = positions, dict(positions), positions
        self._open_once = True

    def read(self, positions: Offsets) -> None:
        """Note how far the consumer has read."""
        self._positions = positions

    def commit(self, partition: TopicPartition, offset: int) -> None:
        """Note a committed offset; the worker's task got on."""
        self.enter(self._stage)
        self._committed = {**self._committed, partition: offset}

    def answer(self, ends: Offsets, stable_ends: Offsets) -> None:
        """Note that brokers answered.

        Args:
            ends: Offsets behind the last message of each partition, as far as they were told.
            stable_ends: The same for readers of committed messages only; less where a transaction is open.
        """
        now = self._clock()
        elapsed = min(now - self._answered, BROKER_SECONDS) if self._answered is not None else 0.0
        if not self._reachable(now):
            self._answering_since = now
        self._answered = now
        self._ends, self._ends_at = ends, now
        self._watch_reading(stable_ends, elapsed)

    @property
    def partitions(self) -> tuple[TopicPartition, ...]:
        """The open partitions."""
        return tuple(self._open or ())

    def lag(self) -> dict[TopicPartition, int]:
        """Return the messages behind the committed offset of each open partition whose end is known."""
        if self._clock() - self._ends_at > _LAG_SECONDS:
            return {}
        ends, committed, opened = self._ends, self._committed, self._open or {}
        return {p: max(0, ends[p] - committed[p]) for p in opened if p in ends and p in committed}

    def not_live(self) -> str | None:
        """Return why the process should be restarted, None if it should not."""
        now = self._clock()
        if now - self._beat > LOOP_SECONDS:
            return f"the event loop has been stuck for {now - self._beat:.0f} s"
        stage = self._stage
        if stage == "annotating" or not self._reachable(now):
            return None  # however slow the recogniser, and however long brokers are away
        seconds = now - max(self._seeking_since, self._answering_since)
        if self._open is None and seconds > JOIN_SECONDS:
            return f"no partitions for {seconds:.0f} s"
        seconds = now - max(self._stage_since, self._answering_since)
        if stage != "joining" and seconds > self._stage_seconds:
            return f"{stage} for {seconds:.0f} s without getting on"
        late = {p: s for p, s in self._waiting.copy().items() if s > STALL_SECONDS}
        if late:
            partition, seconds = max(late.items(), key=lambda item: item[1])
            return f"nothing read from {partition.topic} partition {partition.partition} for {seconds:.0f} s"
        return None

    def not_ready(self) -> str | None:
        """Return why the worker cannot do its work now, None if it can."""
        now = self._clock()
        if self._answered is None:
            return "no broker has answered yet"
        if not self._reachable(now):
            return f"no broker has answered for {now - self._answered:.0f} s"
        if self._open is not None:
            return None
        if not self._open_once:
            return "no partitions yet: joining the group"
        seconds = now - self._without_since
        if seconds <= GRACE_SECONDS:
            return None
        return f"no partitions for {seconds:.0f} s"

    def _reachable(self, now: float) -> bool:
        return self._answered is not None and now - self._answered <= BROKER_SECONDS

    def _watch_reading(self, stable_ends: Offsets, elapsed: float) -> None:
        """Add up the time in which there is something to read, and the worker polls, and none of it comes.

        Only time seen polling counts. While batches are annotated and delivered, records wait with good reason.
        """
        positions, opened = self._positions, self._open or {}
        polling = self._stage == "polling"
        for partition in self._waiting.keys() | opened.keys():
            position = positions.get(partition, -1)  # -1: its place is being looked up, since the last poll
            behind = partition in opened and position < stable_ends.get(partition, -1)
            if not behind or position != self._looked_at.get(partition, position):
                self._waiting.pop(partition, None)
            elif polling:
                self._waiting[partition] = self._waiting.get(partition, 0.0) + elapsed
        self._looked_at = dict(positions)
