"""The windowed tables on Apache Kafka: equal to a recount, also after the application was killed."""

import asyncio
import contextlib
import time
from contextlib import aclosing
from pathlib import Path
from typing import Any

import aiohttp
import orjson
from aiokafka import AIOKafkaProducer

from stream.events import Withdrawal
from stream.kafka.tail import tail
from tests.kafka.broker.node import free_ports
from tests.kafka.programs import Program
from tests.kafka.site import Site
from tests.newsroom.articles import enriched, messages, send, send_messages, simple

RUN = "from stream.commands.newsroom import newsroom; newsroom()"
SECONDS = 60.0
SPEAKERS = ("ليلى حداد", "كريم منصور", "سناء بركات")
PLACES = ("القاهرة", "طرابلس", "عمّان", "الدوحة")


def _newsroom(site: Site, port: int, log: Path) -> Program:
    topics = [f"--{role}-topic={name}" for role, name in site.topics.by_role.items()]
    brokers = f"--brokers={site.connection.brokers}"
    return Program(["-c", RUN, brokers, f"--port={port}", f"--group={site.group}", *topics], log)


async def _trends(session: aiohttp.ClientSession, port: int, subject: str) -> dict[str, int] | None:
    """Return counts by id once the tables are ready; None while they are not, or nobody answers."""
    found: dict[str, int] = {}
    offset: int | None = 0
    while offset is not None:
        url = f"http://127.0.0.1:{port}/api/trends?subject={subject}&order=count&limit=50&offset={offset}"
        try:
            async with session.get(url) as response:
                page: dict[str, Any] = await response.json()
        except aiohttp.ClientConnectionError:
            return None
        if not page["ready"]:
            return None
        found |= {trend["id"]: trend["count"] for trend in page["items"]}
        offset = page["next"]
    return found


async def _until(port: int, wanted: dict[str, dict[str, int]], program: Program) -> dict[str, Any]:
    """Ask until the trends are as wanted, or time is up; return the last answer."""
    deadline = time.monotonic() + SECONDS
    found: dict[str, Any] = {}
    async with aiohttp.ClientSession() as session:
        while time.monotonic() < deadline and program.running:
            found = {subject: await _trends(session, port, subject) for subject in wanted}
            if found == wanted:
                break
            await asyncio.sleep(0.1)
    return found


def _listening(program: Program) -> set[str]:
    """Return where a process listens, from Linux's tables of sockets."""
    folder = Path(f"/proc/{program._process.pid}")
    sockets = set()
    for path in (folder / "fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            sockets.add(path.readlink().name)
    found = set()
    for table in ("tcp", "tcp6"):
        for line in (folder / "net" / table).read_text().splitlines()[1:]:
            _, local, _, state, *_, inode = line.split()[:10]
            if state == "0A" and f"socket:[{inode}]" in sockets:
                address, port = local.split(":")
                found.add(f"{'.'.join(str(byte) for byte in bytes.fromhex(address)[::-1])}:{int(port, 16)}")
    return found


async def _recount(site: Site) -> dict[str, dict[str, int]]:
    """Count everything on the topics from the beginning, each quote and each article of a name once."""
    events = []
    for topic in (site.topics.quotes, site.topics.entities):
        async with aclosing(tail(site.connection, (topic,), from_beginning=True, follow=False)) as records:
            events += [(topic, record.timestamp, orjson.loads(record.value)) async for record in records]
    gone = {event["article"]["id"]: stamp for _, stamp, event in events if event.get("withdrawn")}
    quoted: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for topic, stamp, event in events:
        if event.get("withdrawn") or gone.get(event["article"]["id"], -1) >= stamp:
            continue
        if topic == site.topics.quotes:
            quoted.setdefault(event["speaker"]["entity"], set()).add(event["id"])
        else:
            named.setdefault(event["id"], set()).add(event["article"]["id"])
    return {
        "quoted": {key: len(items) for key, items in quoted.items()},
        "named": {key: len(items) for key, items in named.items()},
    }


async def test_trends_equal_a_recount_after_kill_9(site: Site, tmp_path: Path) -> None:
    """Killed in the middle and started again, with repeats, a withdrawal and an aborted transaction about."""
    await site.create_topics(partitions=3)
    articles = [simple(n, SPEAKERS[n % 3], PLACES[n % 4]) for n in range(240)]
    await send(site.connection, site.topics, articles[:80])
    (port,) = free_ports(1)
    with _newsroom(site, port, tmp_path / "first.log") as program:
        first = await _recount(site)
        assert await _until(port, first, program) == first
        assert _listening(program) == {f"127.0.0.1:{port}"}
        sending = asyncio.create_task(send(site.connection, site.topics, articles[60:200]))
        await asyncio.sleep(0.3)  # somewhere in the middle; where exactly does not matter
        program.kill()
        await sending
    await _send_and_abort(site)
    await send(site.connection, site.topics, [*articles[200:], Withdrawal("a7"), Withdrawal("a150")])
    wanted = await _recount(site)
    with _newsroom(site, port, tmp_path / "second.log") as program:
        assert await _until(port, wanted, program) == wanted
    assert sum(wanted["quoted"].values()) == 238


async def _send_and_abort(site: Site) -> None:
    producer = AIOKafkaProducer(**site.connection.client_options(), transactional_id=f"{site.group}-aborted")
    await producer.start()
    try:
        await producer.begin_transaction()
        never = enriched("never", "زار هشام وادي القاهرة", names={"هشام وادي": "PER", "القاهرة": "LOC"})
        await send_messages(producer, site.topics, messages(never))
        await producer.abort_transaction()
    finally:
        await producer.stop()
