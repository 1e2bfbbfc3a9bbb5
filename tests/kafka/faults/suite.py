"""The whole suite: articles without a pause, one fault after the other, then every account settled."""

import contextlib
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from confluent_kafka import KafkaException

from stream.kafka.delivery import DeliveryMode
from stream.kafka.topics import TopicPlan, set_up_topics
from tests.kafka.broker import Cluster, find_kafka
from tests.kafka.faults.crew import Crew
from tests.kafka.faults.kinds import ALL_NODES_DOWN_FOR_A_MINUTE, FAULTS, Action, Fault
from tests.kafka.faults.stage import Feeder, Stage
from tests.kafka.load.annotation import annotate_at_once
from tests.kafka.load.group_watch import GroupWatch
from tests.kafka.load.topic_contents import count_all
from tests.kafka.load.verify import Place, Verdict, verify
from tests.kafka.site import Site

RECOVERY_SECONDS: Final = 120.0
"""Longest time from the end of a fault until all articles that had come in by then are committed."""
_DRAIN_SECONDS: Final = 900.0
_PARTITIONS: Final = 6
_MILLISECONDS: Final = 2.0
"""What the recogniser takes for an article: so workers are in the middle of a batch when faults find them."""


@dataclass(frozen=True)
class Plan:
    """What is done: articles, their rate, rounds through all kinds of faults, combinations of two, and the seed.

    `articles` is the least: more are sent while faults happen longer than these last.
    """

    articles: int = 100_000
    rate: float = 110.0
    rounds: int = 2
    combinations: int = 8
    seed: int = 0
    delivery: DeliveryMode = "exactly-once"
    bug: str | None = None
    minute: bool = True

    def faults(self, chance: random.Random) -> list[tuple[Fault, ...]]:
        """Return the faults in their order; those of one entry happen at the same time."""
        singles = [(fault,) for fault in FAULTS for _ in range(self.rounds)]
        pairs = [tuple(chance.sample(FAULTS, 2)) for _ in range(self.combinations)]
        chance.shuffle(singles)
        minute = [(ALL_NODES_DOWN_FOR_A_MINUTE,)] if self.minute else []
        return [*singles, *minute, *pairs]


@dataclass
class Incident:
    """A fault, or two together, that was done.

    `recovery`: seconds from its end until all articles that had come in by then were committed, None where that
    took too long. `before` and `after`: committed offsets.
    """

    name: str
    recovery: float | None
    before: Mapping[int, int]
    after: Mapping[int, int]

    def covers(self, place: Place) -> bool:
        """Say whether an input was worked on while this went on."""
        return self.before.get(place.partition, 0) <= place.offset < self.after.get(place.partition, 0)


@dataclass
class Report:
    """What happened, and what the verifier says to it.

    `failures`: workers that ended by themselves. `broken_off`: steps of the suite itself that did not work.
    """

    incidents: list[Incident] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    failures: list[str] = field(default_factory=list)
    broken_off: list[str] = field(default_factory=list)
    aborted: int = 0
    seconds: float = 0.0

    @property
    def injected(self) -> int:
        """How many faults were done; two at the same time are two."""
        return sum(1 + incident.name.count(" + ") for incident in self.incidents)

    @property
    def passed(self) -> bool:
        """Whether everything is as promised, and the suite came to its end."""
        recovered = all(incident.recovery is not None for incident in self.incidents)
        return recovered and not (self.verdict.faults or self.failures or self.broken_off)

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Note that a step of the suite failed, and go on: what is known by then is still reported."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  whatever it is, it must not cost the report
            self.broken_off.append(f"{name}: {type(error).__name__}: {error}")

    def rows(self) -> list[tuple[str, int, str, str, int, int]]:
        """Return the table: fault, times, median and longest recovery in seconds, lost, duplicate."""
        names = dict.fromkeys(_group(incident.name) for incident in self.incidents)
        return [self._row(name, [i for i in self.incidents if _group(i.name) == name]) for name in names]

    def _row(self, name: str, incidents: Sequence[Incident]) -> tuple[str, int, str, str, int, int]:
        times = [incident.recovery for incident in incidents if incident.recovery is not None]
        slowest = f"{max(times):.1f}" if len(times) == len(incidents) else "never"
        lost, duplicate = (
            sum(any(incident.covers(place) for incident in incidents) for place in places)
            for places in (self.verdict.lost, self.verdict.duplicate)
        )
        return (name, len(incidents), f"{median(times):.1f}" if times else "-", slowest, lost, duplicate)


def _group(name: str) -> str:
    return "two of these at the same time" if " + " in name else name


async def run_suite(
    plan: Plan, folder: Path, on_progress: Callable[[str, int, int], None] = lambda *_: None
) -> Report:
    """Run the suite and return its report.

    Args:
        plan: What to do.
        folder: An empty folder for the nodes' data and everybody's logs.
        on_progress: Called with what goes on, faults done, and articles committed.

    Raises:
        KafkaNotAvailable: There is no Kafka to be had here.
    """
    begin = time.monotonic()
    report = Report()
    chance = random.Random(plan.seed)
    with Cluster(find_kafka(), folder, nodes=3, proxied=True) as cluster:
        site = Site(cluster.connection)
        await set_up_topics(site.connection, site.topics, TopicPlan(_PARTITIONS, 3), create=True)
        brokers = cluster.proxied_connection.brokers
        with (
            Crew(
                site,
                folder,
                brokers=brokers,
                bug=plan.bug,
                milliseconds=_MILLISECONDS,
                delivery=plan.delivery,
            ) as crew,
            GroupWatch(site.connection, site.group, site.topics.articles) as watch,
        ):
            feeder = Feeder(site, plan.seed, plan.articles, _PARTITIONS, plan.rate)
            stage = Stage(cluster, site, crew, feeder, watch, chance)
            with report.step("the start"):
                stage.fill_crew()
                watch.wait_until(1, RECOVERY_SECONDS)
            for faults in plan.faults(chance):
                name = " + ".join(fault.name for fault in faults)
                with report.step(name):
                    on_progress(name, report.injected, sum(watch.committed_soon().values()))
                    _inject(stage, name, faults, report)
            with report.step("what is left"):
                feeder.finish()
                on_progress("what is left", report.injected, sum(watch.committed_soon().values()))
                watch.wait_until_all_done(_DRAIN_SECONDS)
            with report.step("the end of the workers"):
                for program in list(crew.members):
                    program.terminate()
                for program in crew.members:
                    program.wait()
            report.failures = crew.failures
        with report.step("reading everything back"):
            repeats = plan.delivery == "at-least-once"
            report.verdict = verify(
                site.connection, site.topics, annotate_at_once, site.group, repeats_allowed=repeats
            )
            if report.verdict.inputs < plan.articles:
                report.broken_off.append(f"only {report.verdict.inputs} articles were sent")
            seen = sum(count_all(site.connection, topic, committed=False) for topic in site.topics.names[1:])
            report.aborted = seen - report.verdict.outputs
    report.seconds = time.monotonic() - begin
    return report


def _inject(stage: Stage, name: str, faults: Sequence[Fault], report: Report) -> None:
    """Do faults at the same time, put right what they broke, and enter in the report how long recovery took."""
    if any(fault.settled for fault in faults):
        stage.settle_crew()
    before = stage.watch.committed_soon()
    remedies: list[Action] = [fault.begin(stage) for fault in faults]
    time.sleep(max(fault.seconds for fault in faults))
    for remedy in (*remedies, stage.fill_cluster, stage.fill_crew):
        with report.step(name):  # whatever one of them meets, the next faults must find the others done
            remedy()
    recovery = None
    with contextlib.suppress(TimeoutError, KafkaException):
        recovery = stage.watch.wait_until_all_done(RECOVERY_SECONDS)
    report.incidents.append(Incident(name, recovery, before, stage.watch.committed_soon()))
