"""Where the faults happen: three nodes behind a network, a crew of workers, a feeder, and a watch on progress."""

import contextlib
import random
import threading
import time
from dataclasses import dataclass
from typing import Final

from confluent_kafka import ElectionType, KafkaException
from confluent_kafka.admin import AdminClient

from tests.kafka.broker import Cluster, KafkaNotAvailable
from tests.kafka.faults.crew import Crew
from tests.kafka.load.annotation import slow
from tests.kafka.load.group_watch import GroupWatch
from tests.kafka.load.messages import Input, article, generate, send
from tests.kafka.site import Site

_PORTION: Final = 100
_CREW: Final = 3
_SETTLE_SECONDS: Final = 60.0
_LOOK_AGAIN_SECONDS: Final = 0.1


class Feeder:
    """Sends articles at a rate, in a thread, until it is told to finish.

    It does not stop at `count`: a fault that finds no articles on their way breaks nothing.

    Args:
        site: Where to.
        seed: Which articles.
        count: How many at least.
        partitions: Of the articles topic.
        rate: Articles a second; broken promises of the brokers' uptime only delay them.
    """

    def __init__(self, site: Site, seed: int, count: int, partitions: int, rate: float) -> None:
        self.sent = 0
        self.error: Exception | None = None
        self._site, self._seed, self._count, self.partitions, self._rate = (
            site,
            seed,
            count,
            partitions,
            rate,
        )
        self._extra: list[Input] = []
        self._finish = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feeder", daemon=True)
        self._thread.start()

    def add(self, item: Input) -> None:
        """Send one more message with the next portion."""
        self._extra.append(item)

    def finish(self) -> None:
        """Send what is missing of the count as fast as it goes, and wait for the end."""
        self._finish.set()
        self._thread.join()
        if self.error:
            raise self.error

    def _run(self) -> None:
        begin = time.monotonic()
        try:
            while self.sent < self._count or not self._finish.is_set():
                extra, self._extra = self._extra, []
                items = [*generate(self._seed, _PORTION, self.partitions, first=self.sent), *extra]
                send(self._site.connection, self._site.topics.articles, items)
                self.sent += _PORTION
                self._finish.wait(max(0.0, begin + self.sent / self._rate - time.monotonic()))
        except Exception as error:  # noqa: BLE001  raised again by `finish`
            self.error = error


@dataclass
class Stage:
    """What a fault can be done to."""

    cluster: Cluster
    site: Site
    crew: Crew
    feeder: Feeder
    watch: GroupWatch
    chance: random.Random
    slow_articles: int = 0

    def add_slow_article(self, seconds: float) -> None:
        """Send an article on which the recogniser takes so long."""
        self.slow_articles += 1
        name = f"slow-{self.slow_articles}"
        self.feeder.add(Input(0, name.encode(), article(name, f"مقال {slow(seconds)} طويل"), []))

    def fill_crew(self) -> None:
        """Start workers until there are three again."""
        self.crew.members = [program for program in self.crew.members if program.running]
        missing = _CREW - len(self.crew.members)
        if missing > 0:
            self.crew.start(missing, wait=False)

    def fill_cluster(self) -> None:
        """Start the nodes that are down, and wait until all answer.

        Raises:
            KafkaNotAvailable: One does not, or cannot be started.
        """
        for last in (False, False, True):  # while a node is down, its port may be lent to somebody else
            for node in self.cluster.nodes:
                if not node.running:
                    node.start()
            try:
                self.cluster.wait_until_ready()
            except KafkaNotAvailable:
                if last:
                    raise
            else:
                return

    def settle_crew(self) -> None:
        """Wait until there are three workers, and all partitions are shared by them.

        Raises:
            TimeoutError: They never agree.
        """
        deadline = time.monotonic() + _SETTLE_SECONDS
        while True:
            self.fill_crew()  # one that was asked to end may have taken its time
            shares = self.crew.shares
            if all(shares) and sum(shares) == self.feeder.partitions:
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"partitions of the workers after {_SETTLE_SECONDS:.0f} s: {shares}")
            time.sleep(_LOOK_AGAIN_SECONDS)

    def elect_preferred_leaders(self) -> None:
        """Give every partition back to the node that should lead it, as far as the nodes take part."""
        admin = AdminClient({"bootstrap.servers": self.site.connection.brokers, "log_level": 0})
        with contextlib.suppress(KafkaException, TimeoutError):  # a node may not be ready to answer that yet
            admin.elect_leaders(ElectionType.PREFERRED, None).result(30)
