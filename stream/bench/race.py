"""One run of a program over articles that wait for it: how fast, and at what cost."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import Final
from uuid import uuid4

from stream.bench.articles import bench_articles
from stream.bench.members import Member, wait_until_joined
from stream.bench.supply import Supply, topics_of
from stream.bench.task import Annotation, Task
from stream.bench.watch import Watch
from stream.kafka.connection import Connection
from stream.kafka.delivery import DeliveryMode
from stream.kafka.embedded import EmbeddedBroker

WORKER: Final = "stream.bench.member"
_LONGEST_SECONDS: Final = 300.0
_FEWEST: Final = 500


@dataclass(frozen=True, slots=True)
class Place:
    """The cluster to measure on. `embedded` is set where it is the embedded broker, which has no transactions."""

    connection: Connection
    recognizer: str = "builtin"
    embedded: EmbeddedBroker | None = None
    numbers: "count[int]" = field(default_factory=count)
    prefix: str = field(default_factory=lambda: f"bench-{uuid4().hex[:8]}")

    def task(self, delivery: DeliveryMode, annotation: Annotation = "full") -> Task:
        """Return a new task, with names that nobody else uses."""
        name = f"{self.prefix}-{next(self.numbers)}"
        return Task(self.connection.brokers, name, delivery, annotation, self.recognizer)


@dataclass(frozen=True, slots=True)
class Entrant:
    """What takes part: name for the table, module to run, how many processes, how to deliver, what to annotate."""

    name: str
    module: str = WORKER
    processes: int = 1
    delivery: DeliveryMode = "exactly-once"
    annotation: Annotation = "full"


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it: articles a second, CPU seconds of all processes per 1,000 articles, what they said."""

    rate: float
    cpu: float
    accounts: list[dict[str, float]]

    def account(self, part: str) -> float:
        """Return the CPU seconds per 1,000 articles of a part, as the workers told; 0 where that were too few."""
        articles = sum(account["articles"] for account in self.accounts)
        if articles < _FEWEST:
            return 0.0
        return 1_000 * sum(account[part] for account in self.accounts) / articles


def race(place: Place, entrant: Entrant, articles: int) -> Run:
    """Let one entrant work through articles that all become visible at once, and take the time.

    Raises:
        BenchFailed: It did not come to an end.
    """
    task = place.task(entrant.delivery, entrant.annotation)
    transactional = place.embedded is None
    first, *others = bench_articles(articles + 1)
    with ExitStack() as stack:
        stack.enter_context(topics_of(task, place.embedded))
        supply = Supply(task, others, transactional=transactional)
        watch = stack.enter_context(Watch(task))
        members = [
            stack.enter_context(Member(entrant.name, entrant.module, task)) for _ in range(entrant.processes)
        ]
        if transactional:
            wait_until_joined(task, members)
        else:  # the embedded broker does not tell of its groups
            Supply(task, [first], transactional=False).release()
            watch.wait(1, _LONGEST_SECONDS, members)
        before, used = len(watch.seen), sum(member.cpu for member in members)
        began = supply.release()
        ended = watch.wait(before + articles, _LONGEST_SECONDS, members)
        cpu = sum(member.cpu for member in members) - used
        accounts = [account for member in members if (account := member.stop())]
    return Run(articles / (ended - began), 1_000 * cpu / articles, accounts)
