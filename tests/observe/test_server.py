"""The port for probes and metrics, without Kafka."""

import asyncio
import socket

import pytest

from stream.kafka.connection import Connection, InvalidSetting
from stream.kafka.job import WorkerOptions
from stream.kafka.topics import Topics
from stream.observe.monitor import Monitor
from stream.observe.options import MonitorOptions
from tests.observe.asking import answers, probe, samples

NOBODY = Connection(brokers="127.0.0.1:1")


def _monitor() -> Monitor:
    return Monitor(Topics(), WorkerOptions(), "builtin")


async def test_answers_while_the_loop_is_blocked() -> None:
    """Probes and metrics are answered by a thread of their own: this test's loop does not run meanwhile."""
    async with _monitor().serving(NOBODY, MonitorOptions(0)) as address:
        assert address is not None
        assert probe(address, "live") == (True, "")
        assert probe(address, "ready") == (False, "no broker has answered yet")
        found = samples(address)
    assert found["newsstream_build_info", "exactly-once", "builtin", "0.1.0"] == 1
    assert found["newsstream_articles_total", "enriched"] == 0
    assert found["process_resident_memory_bytes",] > 0
    assert not answers(address)


async def test_no_port_unless_set() -> None:
    """Without a port there is no server, and no thread for it."""
    async with _monitor().serving(NOBODY, MonitorOptions()) as address:
        assert address is None
        await asyncio.sleep(0)


async def test_taken_port_is_named() -> None:
    """A port that somebody has is told in one line that names the setting."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InvalidSetting, match="monitor-port"):
            async with _monitor().serving(NOBODY, MonitorOptions(taken.getsockname()[1])):
                pass
