"""The windowed tables, kept by Faust: counts that survive a restart through their changelog topics.

What Faust does here, and what is guarded:
- Source topics are read `read_committed`, which Faust does only in its own exactly-once mode, otherwise not.
- Offsets are committed after the producer was flushed, so that the changelog is never behind them. After a
  crash some events are read again; a bucket holds ids, not numbers (`trends.py`), so they count once.
- Faust commits past an event whose handler raised. So handlers here do not raise: an event that cannot be read
  is logged with its place and counted; anything else is tried again until it works.
- No web server of Faust's own.
- One process a group: two share the partitions between them, and each would show half. A second newsroom
  beside the first gets a group of its own.
"""

import asyncio
import contextlib
import logging
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, Final

import faust
import orjson
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from stream.kafka.clients import running
from stream.kafka.connection import Connection
from stream.kafka.topics import Topics
from stream.newsroom.transport import ReadCommittedTransport, credentials
from stream.newsroom.trends import (
    WINDOWS,
    Cell,
    CellKey,
    Count,
    Subject,
    Trend,
    WindowName,
    counted,
    entity_count,
    find_trends,
    quote_count,
)

log = logging.getLogger(__name__)

GROUP: Final = "newsstream-newsroom"
_SESSION_SECONDS: Final = 10.0
"""How long the group waits for a newsroom that was killed, and so how long its successor waits for the group."""
_PAUSE_SECONDS: Final = 5.0
_LOOK_SECONDS: Final = 0.5
_SWEEP_SECONDS: Final = 600.0
_FRESH_SECONDS: Final = 3.0
"""How long a list of trends is served before it is worked out anew."""
_WITHDRAWN_KEPT: Final = 9 * 86_400


# Faust warns whenever its producer has more than 100 changes waiting, which is how it holds back its reading.
logging.getLogger("faust.transport.producer").setLevel(logging.ERROR)


class TrendTables:
    """Counts quotes and names for as long as it runs, and answers what is in the windows.

    Args:
        connection: The cluster.
        topics: Where quotes and entities are.
        group: Consumer group; also the first part of the changelog topics' names.
        create_topics: Whether to create the changelog topics, compacted and with the right retention. False
            for the embedded broker, which cannot be asked to, and makes each topic by itself.
    """

    def __init__(
        self, connection: Connection, topics: Topics, *, group: str = GROUP, create_topics: bool = True
    ) -> None:
        self.ready = asyncio.Event()
        self.unreadable = 0
        self.failure: str | None = None
        self._connection = connection
        self._topics = topics
        self._group = group
        self._create_topics = create_topics
        self._tables: dict[str, Any] = {}
        self._working_out = defaultdict[tuple[Subject, WindowName], asyncio.Lock](asyncio.Lock)
        self._worked_out: dict[tuple[Subject, WindowName], tuple[float, list[Trend]]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Count until `stop` is set. When Faust gives up, it is started anew after a pause."""
        while not stop.is_set():
            try:
                with tempfile.TemporaryDirectory(prefix="newsstream-") as folder:
                    await self._run_app(stop, folder)
            except Exception as error:  # noqa: BLE001  whatever ends Faust, the page goes on and so do the counts
                self.failure = f"{type(error).__name__}: {error}"
                log.warning("newsroom: trends stopped: %s; again in %.0f s", self.failure, _PAUSE_SECONDS)
            self.ready.clear()
            if not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _PAUSE_SECONDS)

    async def trends(self, subject: Subject, window: WindowName) -> list[Trend]:
        """Return the trends of a window now, at most three seconds old.

        They are worked out in a thread, so that news is not held up: 50,000 buckets take 0.1 s.
        """
        async with self._working_out[subject, window]:
            now = time.time()
            worked_out = self._worked_out.get((subject, window))
            if worked_out is None or now - worked_out[0] > _FRESH_SECONDS:
                cells, withdrawn = list(self.cells(subject, window)), self.withdrawals()
                trends = await asyncio.to_thread(find_trends, cells, withdrawn, WINDOWS[window], now)
                worked_out = self._worked_out[subject, window] = (now, trends)
            return worked_out[1]

    def cells(self, subject: Subject, window: WindowName) -> Iterator[tuple[CellKey, Cell]]:
        """Yield all buckets of a table."""
        wrapper = self._tables.get(f"{subject}-{window}")
        for (key, (start, _)), cell in list(wrapper.table.items()) if wrapper is not None else ():
            yield (key, start), cell

    def withdrawals(self) -> dict[str, int]:
        """Return Kafka's time (ms) of the withdrawal of each article that was withdrawn in the last days."""
        wrapper = self._tables.get("withdrawn")
        found: dict[str, int] = {}
        for (article, _), time_ms in list(wrapper.table.items()) if wrapper is not None else ():
            found[article] = max(time_ms, found.get(article, 0))
        return found

    async def _run_app(self, stop: asyncio.Event, folder: str) -> None:
        partitions = await self._source_partitions()
        app = self._app(folder)
        self._add_tables(app, partitions)
        try:
            await app.start()
            self.failure = None
            self.ready.set()
            swept = time.time()
            while not stop.is_set():
                if app.crashed:
                    raise RuntimeError(f"Faust crashed: {app.crash_reason!r}")
                if time.time() - swept > _SWEEP_SECONDS:
                    swept = time.time()
                    self._sweep(swept)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)
        finally:
            await app.stop()

    def _sweep(self, now: float) -> None:
        """Forget buckets that are of no use any more; Faust forgets only those that it has not restored."""
        for name, _, kept in self._plans():
            table = self._tables[name].table
            for key in [key for key in table if key[1][1] < now - kept]:
                table.data.pop(key, None)

    async def _source_partitions(self) -> dict[str, int]:
        """Return the number of partitions of the source topics; create the changelogs, with as many."""
        async with running(AIOKafkaAdminClient(**self._connection.client_options())) as admin:
            names = [self._topics.quotes, self._topics.entities]
            found = {
                topic["topic"]: len(topic["partitions"])
                for topic in await admin.describe_topics(names)
                if topic["error_code"] == 0
            }
            missing = [name for name in names if name not in found]
            if missing:
                raise RuntimeError(f"there is no topic {' and no topic '.join(missing)}")
            if self._create_topics:
                for table, source, kept in self._plans():
                    await _create(admin, f"{self._group}-{table}-changelog", found[source], kept)
        return found

    def _plans(self) -> list[tuple[str, str, int]]:
        """Return name, source topic and seconds of use of every table."""
        sources: tuple[tuple[Subject, str], ...] = (
            ("quoted", self._topics.quotes),
            ("named", self._topics.entities),
        )
        tables = [
            (f"{subject}-{name}", source, window.kept)
            for subject, source in sources
            for name, window in WINDOWS.items()
        ]
        return [*tables, ("withdrawn", self._topics.entities, _WITHDRAWN_KEPT)]

    def _app(self, folder: str) -> faust.App:
        connection = self._connection
        brokers = ";".join(f"kafka://{address.strip()}" for address in connection.brokers.split(","))
        app = faust.App(
            self._group,
            broker=brokers,
            broker_credentials=credentials(connection),
            store="memory://",
            datadir=folder,  # Faust wants one, though it keeps nothing there
            loop=asyncio.get_running_loop(),
            autodiscover=False,
            web_enabled=False,
            topic_allow_declare=False,  # made below: Faust cannot ask for the brokers' default replication
            topic_disable_leader=True,
            consumer_auto_offset_reset="earliest",
            broker_commit_interval=1.0,
            broker_session_timeout=_SESSION_SECONDS,
            broker_heartbeat_interval=_SESSION_SECONDS / 4,
        )
        app.transport = ReadCommittedTransport(app.conf.broker_consumer, app, app.loop)
        return app

    def _add_tables(self, app: faust.App, partitions: dict[str, int]) -> None:
        self._tables = {}
        for name, source, kept in self._plans():
            table = app.Table(name, partitions=partitions[source])
            bucket = 86_400 if name == "withdrawn" else WINDOWS[_window(name)].bucket
            self._tables[name] = table.tumbling(bucket, expires=kept).relative_to_stream()

        def on_quote(event: dict[str, Any], time_ms: int) -> None:
            if event.get("withdrawn"):
                return  # taken from the other topic
            count = quote_count(event)
            if count:
                self._count("quoted", count, time_ms)

        def on_entity(event: dict[str, Any], time_ms: int) -> None:
            if event.get("withdrawn"):
                self._tables["withdrawn"][event["article"]["id"]] = time_ms
            else:
                self._count("named", entity_count(event), time_ms)

        self._add_agent(app, self._topics.quotes, on_quote)
        self._add_agent(app, self._topics.entities, on_entity)

    def _count(self, subject: Subject, count: Count, time_ms: int) -> None:
        for name in WINDOWS:
            table = self._tables[f"{subject}-{name}"]
            table[count.key] = counted(
                table[count.key].value() if count.key in table else None, count, time_ms
            )

    def _add_agent(self, app: faust.App, topic: str, handle: Callable[[dict[str, Any], int], None]) -> None:
        source = app.topic(
            topic, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
        )

        async def count(stream: Any) -> None:
            async for event in stream.events():
                await self._guarded(handle, event.message)

        app.agent(source, name=f"count-{topic}")(count)

    async def _guarded(self, handle: Callable[[dict[str, Any], int], None], message: Any) -> None:
        """Handle one message so that it is either counted, or reported as unreadable, or tried again."""
        place = f"{message.topic}/{message.partition}@{message.offset}"
        while True:
            try:
                event = orjson.loads(message.value)
                handle(event, round(message.timestamp * 1000))
            except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
                self.unreadable += 1
                log.error("newsroom: %s cannot be counted: %s: %s", place, type(error).__name__, error)  # noqa: TRY400  the place is what counts
            except Exception:
                log.exception("newsroom: counting %s failed; trying again", place)
                await asyncio.sleep(_LOOK_SECONDS)
                continue
            return


async def _create(admin: AIOKafkaAdminClient, name: str, partitions: int, kept: int) -> None:
    """Create a changelog topic unless it is there."""
    configuration = {"cleanup.policy": "compact,delete", "retention.ms": str((kept + 86_400) * 1000)}
    topic = NewTopic(name, partitions, 1, topic_configs=configuration)
    topic.replication_factor = -1  # the brokers' default; NewTopic itself refuses it
    response = await admin.create_topics([topic])
    for _, code, *message in response.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise error(f"{name}: {message[0] if message and message[0] else error.description}")


def _window(table: str) -> WindowName:
    """Return the window of a table by its name."""
    return next(name for name in WINDOWS if table.endswith(f"-{name}"))
