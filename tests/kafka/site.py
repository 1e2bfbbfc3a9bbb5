"""Topics of its own and a group for each test, and running a worker on them."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import uuid4

from stream.kafka.connection import Connection
from stream.kafka.job import WorkerOptions
from stream.kafka.process import Annotate, Outcome
from stream.kafka.topics import TopicPlan, Topics, set_up_topics
from stream.kafka.worker import Worker
from tests.kafka.load.annotation import annotate as test_annotate
from tests.kafka.load.group_watch import GroupWatch
from tests.kafka.load.verify import Verdict, verify

PARTITIONS: Final = 4
_DONE_SECONDS: Final = 90.0


def _topics() -> Topics:
    name = f"t{uuid4().hex[:8]}"
    return Topics(*(f"{name}.{role}" for role in Topics().by_role))


@dataclass(frozen=True)
class Site:
    """A cluster, names of topics that nobody else uses, and a group."""

    connection: Connection
    topics: Topics = field(default_factory=_topics)
    group: str = field(default_factory=lambda: f"g{uuid4().hex[:8]}")

    async def create_topics(self, partitions: int = PARTITIONS, max_article_bytes: int = 65_536) -> None:
        """Create all topics."""
        plan = TopicPlan(partitions=partitions, max_article_bytes=max_article_bytes)
        await set_up_topics(self.connection, self.topics, plan, create=True)

    def options(self, **changes: object) -> WorkerOptions:
        """Return a worker's options for this site."""
        return replace(WorkerOptions(group=self.group, session_timeout_ms=6_000), **changes)  # type: ignore[arg-type]

    async def work(
        self, count: int, options: WorkerOptions | None = None, annotate: Annotate = test_annotate
    ) -> Counter[str]:
        """Run a worker in this process until it has committed that many inputs, then stop it in order.

        Returns:
            How many inputs became what.
        """
        done: Counter[str] = Counter()
        stop = asyncio.Event()

        def committed(outcomes: Sequence[Outcome]) -> None:
            done.update(outcome.kind for outcome in outcomes)
            if done.total() >= count:
                stop.set()

        worker = Worker(self.connection, self.topics, options or self.options(), annotate, on_batch=committed)
        async with asyncio.timeout(_DONE_SECONDS):
            await worker.run(stop)
        return done

    def watch(self) -> GroupWatch:
        """Return a watch on how far the group has come with the articles."""
        return GroupWatch(self.connection, self.group, self.topics.articles)

    def committed(self) -> int:
        """Return how many inputs are committed."""
        with self.watch() as watch:
            return sum(watch.committed().values())

    def verify(self, *, repeats_allowed: bool = False, annotate: Annotate = test_annotate) -> Verdict:
        """Read everything back and compare it with what must have come of the inputs."""
        return verify(self.connection, self.topics, annotate, self.group, repeats_allowed=repeats_allowed)
