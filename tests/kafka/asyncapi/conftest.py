"""The document under several settings, and the official parser or the reason why there is none."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from stream import samples
from stream.commands.common import annotator
from stream.events import Enriched
from stream.kafka.asyncapi import asyncapi
from stream.kafka.connection import Connection
from stream.kafka.topics import TopicPlan, Topics
from tests.kafka.asyncapi.official import OfficialParser, ParserNotAvailable

Json = dict[str, Any]

_reasons: Final[list[str]] = []

CONNECTIONS: Final = {
    "plain": Connection(),
    "brokers": Connection(brokers="kafka-1:9092, kafka-2:9092,[::1]:9092"),
    "sasl-plain": Connection(security_protocol="SASL_PLAINTEXT", sasl_mechanism="PLAIN"),
    "scram-256": Connection(security_protocol="SASL_SSL", sasl_mechanism="SCRAM-SHA-256"),
    "scram-512": Connection(security_protocol="SASL_SSL"),
    "tls": Connection(security_protocol="SSL"),
    "client-certificate": Connection(security_protocol="SSL", certificate_file=Path("client.pem")),
}


@cache
def example() -> Enriched:
    """Return the first sample article, annotated."""
    (enriched,) = annotator("builtin")(samples.load()[:1])
    return enriched


def document(
    connection: Connection | None = None, topics: Topics | None = None, plan: TopicPlan | None = None
) -> Json:
    """Return the document, with defaults for what is not given."""
    return asyncapi(
        connection or Connection(), topics or Topics(), plan or TopicPlan(), "newsstream", example()
    )


@pytest.fixture(scope="session")
def official_parser() -> OfficialParser:
    """Return the official parser; where it is not to be had, skip the test."""
    try:
        return OfficialParser()
    except ParserNotAvailable as reason:
        _reasons.append(str(reason))
        pytest.skip("no AsyncAPI parser here")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line why tests with the official parser were left out."""
    for reason in _reasons:
        terminalreporter.write_line(f"Tests with the official AsyncAPI parser were skipped: {reason}.")
