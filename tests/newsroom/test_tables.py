"""What the tables do with single messages: none is lost silently, whatever is in it."""

import logging
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from stream.kafka.connection import Connection
from stream.kafka.topics import Topics
from stream.newsroom import tables as module
from stream.newsroom.tables import TrendTables
from stream.newsroom.trends import WINDOWS, bucket_of, counted, find_trends, quote_count
from tests.newsroom.articles import Said, enriched, messages


def _message(value: bytes | None) -> SimpleNamespace:
    return SimpleNamespace(
        topic="news.quotes", partition=1, offset=17, timestamp=1_800_000_000.25, value=value
    )


def _tables() -> TrendTables:
    return TrendTables(Connection("127.0.0.1:1"), Topics())


@pytest.mark.parametrize("value", [None, b"", b"{", b"[]", b"{}", b'{"speaker":{}}', b"\xff"])
async def test_what_cannot_be_counted_is_told(value: bytes | None, caplog: pytest.LogCaptureFixture) -> None:
    """An unreadable message is counted and logged with its place, and the next one is handled."""
    tables = _tables()

    def handle(event: dict[str, Any], _time: int) -> None:
        quote_count(event)

    with caplog.at_level(logging.ERROR):
        await tables._guarded(handle, _message(value))
    assert tables.unreadable == 1
    assert "news.quotes/1@17" in caplog.text


async def test_a_failure_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Faust commits past what raises, so a message whose counting fails is counted again until it works."""
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0)
    times: list[int] = []

    def handle(_event: dict[str, Any], time_ms: int) -> None:
        times.append(time_ms)
        if len(times) < 3:
            raise OSError("the changelog cannot be written")

    tables = _tables()
    await tables._guarded(handle, _message(b"{}"))
    assert times == [1_800_000_000_250] * 3
    assert tables.unreadable == 0


async def test_the_app_opens_no_port_of_its_own() -> None:
    """Faust's own web server, on 0.0.0.0:6066 unless told otherwise, is off."""
    assert not _tables()._app("folder").conf.web_enabled


def test_speakers_without_entity_keep_to_their_partition() -> None:
    """Their buckets are kept by the exact name, as messages are keyed; what is shown has the page's key."""
    counts = []
    for name in ("مصدرٌ أمني", "مصدر أمني"):
        event = enriched("a", f"قال {name}: «لا تعليق»", said=[Said(name, "لا تعليق")])
        message = next(message for message in messages(event) if message.channel == "quotes")
        count = quote_count(orjson.loads(message.value or b""))
        assert count
        assert count.key == f"name:{message.key.decode()}"
        counts.append(count)
    window = WINDOWS["hour"]
    cells = {(count.key, bucket_of(0, window)): counted(None, count, 1) for count in counts}
    assert {trend.id for trend in find_trends(cells.items(), {}, window, 0.0)} == {"name:مصدر امني"}
