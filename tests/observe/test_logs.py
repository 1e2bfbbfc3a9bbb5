"""The log: its form, and what never stands in it."""

import asyncio
import io
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiokafka import TopicPartition

from stream.events import Article, Enriched
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.job import WorkerOptions
from stream.kafka.process import process
from stream.kafka.topics import Topics
from stream.observe.logs import configure_logs
from stream.observe.monitor import Monitor
from stream.observe.options import LogFormat
from tests.doubles import record
from tests.kafka.load.messages import Input, send
from tests.kafka.programs import Program

TEXT = "سرّ لا يجوز أن يظهر"
PASSWORD = "not-for-the-log"  # noqa: S105  a test's own
NEWSSTREAM = ("-m", "stream", "--log-level", "debug", "--verbose", "worker", "--recognizer", "gazetteer")


@contextmanager
def _log(form: LogFormat = "json") -> Iterator[io.StringIO]:
    """Set up the log at level debug, and give back what pytest had."""
    root, libraries = logging.getLogger(), [logging.getLogger(n) for n in ("aiokafka", "faust", "mode")]
    before = (root.level, root.handlers[:], [library.level for library in libraries])
    stream = io.StringIO()
    try:
        configure_logs(form, "debug", stream=stream)
        yield stream
    finally:
        root.handlers[:] = before[1]
        root.setLevel(before[0])
        for library, level in zip(libraries, before[2], strict=True):
            library.setLevel(level)
        logging.raiseExceptions = True


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in stream.getvalue().splitlines()]


def _fail(articles: Sequence[Article]) -> list[Enriched]:
    raise ValueError(f"cannot read {articles[0].body}")


def test_json_lines_have_the_usual_keys() -> None:
    """A line of our own and one of a library are JSON objects with event, level and a time in UTC."""
    with _log() as stream:
        logging.getLogger("stream.kafka.worker").info("ready: %d partitions", 4, extra={"partitions": 4})
        logging.getLogger("aiokafka.consumer").warning("gone: %s", "here")
        ours, theirs = _lines(stream)
    assert (ours["event"], ours["level"], ours["partitions"]) == ("ready: 4 partitions", "info", 4)
    assert (theirs["event"], theirs["level"], theirs["logger"]) == (
        "gone: here",
        "warning",
        "aiokafka.consumer",
    )
    assert datetime.fromisoformat(ours["timestamp"]).utcoffset() is not None


def test_text_is_one_line_without_colours() -> None:
    """In text, what is not a terminal gets no colours, and a value with a line break does not begin a new line."""
    with _log("text") as stream:
        logging.getLogger("x").warning("dead letter", extra={"article_id": "a\nb", "offset": 7})
    (line,) = stream.getvalue().splitlines()
    assert "\x1b" not in line
    assert "dead letter" in line
    assert "offset=7" in line


def test_each_dead_letter_is_one_warning_with_its_place() -> None:
    """A dead letter's line says where it came from and what kind of error it was; the id stands where it is known."""
    values = [orjson.dumps({"id": "a1", "headline": "h", "body": TEXT}), TEXT.encode()]
    outcomes = process(
        [record(value, offset=5 + n) for n, value in enumerate(values)], _fail, Topics(), 10_000
    )
    with _log() as stream:
        Monitor(Topics(), WorkerOptions(), "x").committed(
            {TopicPartition("news.articles", 0): outcomes}, 0, 0.1
        )
        lines = _lines(stream)
    for line in lines:
        del line["timestamp"], line["logger"]
    place = {"event": "dead letter", "level": "warning", "topic": "news.articles", "partition": 0}
    assert lines == [
        place | {"offset": 5, "article_id": "a1", "error": "ValueError"},
        place | {"offset": 6, "error": "InvalidArticle"},
    ]


def test_an_exceptions_message_is_not_told() -> None:
    """Of an exception the class and the places are logged, not the message, which may echo an article."""
    with _log() as stream:
        try:
            _fail([Article("1", "h", TEXT)])
        except ValueError:
            logging.getLogger("x").exception("it failed")
        (line,) = _lines(stream)
    assert line["error"] == "ValueError"
    assert "_fail" in line["traceback"]
    assert TEXT not in stream.getvalue()


async def test_what_nobody_waited_for_is_told_without_its_message() -> None:
    """asyncio's own report of a failed task does not bring the exception's message into the log."""
    loop = asyncio.get_running_loop()
    with _log() as stream:
        error = ValueError(TEXT)
        loop.default_exception_handler({"message": "nobody waited", "exception": error, "future": error})
        (line,) = _lines(stream)
    assert (line["event"], line["error"]) == ("nobody waited", "ValueError")
    assert TEXT not in stream.getvalue()


def test_what_is_no_text_is_written_all_the_same() -> None:
    """A value that UTF-8 cannot hold does not cost the line."""
    with _log() as stream:
        logging.getLogger("x").info("odd", extra={"article_id": "\ud800"})
        (line,) = _lines(stream)
    assert line["event"] == "odd"


@pytest.mark.parametrize("protocol", ["PLAINTEXT", "SASL_PLAINTEXT"])
def test_neither_text_nor_password_at_debug(tmp_path: Path, protocol: str) -> None:
    """A worker that logs all it can, with dead letters and a login that fails, tells neither text nor password."""
    secrets = {
        "NEWSSTREAM_SASL_USERNAME": "user",
        "NEWSSTREAM_SASL_PASSWORD": PASSWORD,
        "NEWSSTREAM_SASL_MECHANISM": "PLAIN",
        "NEWSSTREAM_SECURITY_PROTOCOL": protocol,
        "NEWSSTREAM_DELIVERY": "at-least-once",
    }
    good = orjson.dumps({"id": "a1", "headline": TEXT, "body": TEXT})
    with EmbeddedBroker() as broker:
        broker.create_topics(Topics().names)
        send(broker.connection, Topics().articles, [Input(0, b"k", value, []) for value in (good, good[:-3])])
        brokers = {"NEWSSTREAM_BROKERS": broker.connection.brokers}
        with Program(NEWSSTREAM, tmp_path / "log", secrets | brokers) as program:
            program.wait_for("dead letter" if protocol == "PLAINTEXT" else "trying again", 60)
            program.terminate()
            assert program.wait() == 0, program.output
            output = program.output
    assert PASSWORD not in output
    assert TEXT.split(maxsplit=1)[0] not in output
    assert all(orjson.loads(line)["event"] for line in output.splitlines())


def test_the_program_writes_what_is_set() -> None:
    """NEWSSTREAM_LOG_FORMAT and NEWSSTREAM_LOG_LEVEL are heard."""
    environment = {**os.environ, "NEWSSTREAM_LOG_FORMAT": "text", "NEWSSTREAM_LOG_LEVEL": "warning"}
    command = [
        sys.executable,
        "-m",
        "stream",
        "worker",
        "--brokers",
        "127.0.0.1:1",
        "--recognizer",
        "gazetteer",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True) as process:  # noqa: S603  ours
        assert process.stderr is not None
        first = process.stderr.readline()
        process.terminate()
    assert "[warning" in first
    assert "trying again" in first
