"""Traces: headers that stay the same for the same message, and spans that they name."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from stream.events import Header
from stream.kafka.connection import InvalidSetting
from stream.kafka.job import WorkerOptions
from stream.kafka.process import Outcome, process
from stream.kafka.topics import Topics
from stream.observe.monitor import Monitor
from stream.observe.spans import Spans
from stream.observe.tracing import tracing_from_environment
from tests.doubles import fixed_annotate, record
from tests.kafka.programs import Program

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
INCOMING = ("traceparent", f"00-{TRACE}-{PARENT}-01".encode())
STATE = ("tracestate", b"vendor=1")
GOOD = '{"id":"a1","headline":"خبر","body":"زارت ليلى القاهرة أمس."}'.encode()
PARTITION = TopicPartition("news.articles", 0)


class Traced:
    """Spans kept in memory, and a monitor that makes them."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.spans = Spans("group", SimpleSpanProcessor(self._exporter))
        self.monitor = Monitor(Topics(), WorkerOptions(), "x", self.spans)

    def work(self, *records: ConsumerRecord) -> list[Outcome]:
        """Process and commit records as a worker does."""
        began = time.time_ns()
        outcomes = process(records, fixed_annotate(), Topics(), 10_000, trace=self.monitor.trace)
        self.monitor.committed({PARTITION: outcomes}, began, 0.1)
        return outcomes

    @property
    def finished(self) -> list[ReadableSpan]:
        """Spans of articles; the batch's come last."""
        spans = self._exporter.get_finished_spans()
        return sorted(spans, key=lambda span: span.name.endswith("batch"))


def _trace_headers(outcome: Outcome) -> list[Header]:
    (found,) = {tuple(h for h in output.headers if h[0].startswith("trace")) for output in outcome.outputs}
    return list(found)


def _other_headers(outcome: Outcome) -> list[object]:
    return [
        output._replace(headers=[header for header in output.headers if header[0] != "traceparent"])
        for output in outcome.outputs
    ]


@pytest.mark.parametrize("headers", [[], [INCOMING, STATE]])
def test_only_traceparent_differs_and_repeats_are_identical(headers: list[Header]) -> None:
    """With traces, events are what they are without, but for `traceparent`; another worker gives the same bytes."""
    one = record(GOOD, headers=headers)
    (without,) = process([one], fixed_annotate(), Topics(), 10_000)
    (first,), (second,) = Traced().work(one), Traced().work(record(GOOD, headers=headers, offset=99))
    assert first.outputs == second.outputs
    assert first.outputs != without.outputs
    assert _other_headers(first) == _other_headers(without)


def test_the_span_is_the_one_that_events_name() -> None:
    """An article's span is a child of the incoming one, and the events' `traceparent` names it."""
    traced = Traced()
    (outcome,) = traced.work(record(GOOD, headers=[INCOMING, STATE], offset=7))
    article, batch = traced.finished
    assert article.context is not None
    assert article.parent is not None
    assert f"{article.parent.span_id:016x}" == PARENT
    name = f"00-{TRACE}-{article.context.span_id:016x}-01".encode()
    assert _trace_headers(outcome) == [("traceparent", name), STATE]
    assert article.kind is SpanKind.CONSUMER
    attributes = dict(article.attributes or {})
    assert attributes["messaging.destination.name"] == "news.articles"
    assert attributes["messaging.kafka.offset"] == 7
    assert attributes["newsstream.outcome"] == "enriched"
    assert [link.context for link in article.links] == [batch.context]
    assert [link.context.span_id for link in batch.links] == [article.context.span_id]


def test_without_a_parent_each_message_has_a_trace_of_its_own() -> None:
    """Two articles without `traceparent` are two traces, and neither is the batch's."""
    traced = Traced()
    traced.work(record(GOOD), record(GOOD.replace(b"a1", b"a2"), offset=1))
    assert len({span.context.trace_id for span in traced.finished if span.context}) == 3


@pytest.mark.parametrize(
    "value", [b"00-0-0-01", b"\xff", b"", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01"]
)
def test_what_is_no_traceparent_begins_a_new_trace(value: bytes) -> None:
    """A header that cannot be read costs nothing: the article gets a trace of its own, and a valid header."""
    (outcome,) = Traced().work(record(GOOD, headers=[("traceparent", value), STATE]))
    ((name, made),) = _trace_headers(outcome)
    assert (name, outcome.kind, len(made)) == ("traceparent", "enriched", 55)


def test_what_is_not_sampled_is_not_sent() -> None:
    """Where whoever sent the message did not sample, neither do we, and we say so further on."""
    traced = Traced()
    (outcome,) = traced.work(record(GOOD, headers=[("traceparent", INCOMING[1][:-1] + b"0")]))
    assert [span.name for span in traced.finished] == ["process news.articles batch"]
    assert _trace_headers(outcome)[0][1].endswith(b"-00")


def test_dead_letters_keep_their_headers_and_their_spans_fail() -> None:
    """A dead letter carries the trace that it came with; its span tells the class of the error and no more."""
    traced = Traced()
    (outcome,) = traced.work(record(b"{secret", headers=[INCOMING]))
    assert _trace_headers(outcome) == [INCOMING]
    article = traced.finished[0]
    assert article.status.status_code is StatusCode.ERROR
    assert (article.attributes or {})["error.type"] == "InvalidArticle"
    assert "secret" not in article.to_json()


def test_off_unless_an_endpoint_is_set() -> None:
    """Nothing is traced unless OpenTelemetry's variables say where to."""
    assert tracing_from_environment("group", {}) is None
    disabled = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"}
    assert tracing_from_environment("group", disabled) is None


def test_another_protocol_is_refused() -> None:
    """OTLP over gRPC is told by the name of the variable."""
    asked = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}
    with pytest.raises(InvalidSetting, match="OTEL_EXPORTER_OTLP_PROTOCOL"):
        tracing_from_environment("group", asked)


def test_missing_extra_is_one_line(tmp_path: Path) -> None:
    """An endpoint without the extra ends the worker with one line that says what to install."""
    program = "import sys; sys.modules['opentelemetry'] = None; from stream.cli import main; main()"
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}
    with Program(("-c", program, "worker"), tmp_path / "log", environment) as worker:
        assert worker.wait() == 2
        (line,) = worker.output.splitlines()
    assert "newsstream[otel]" in line
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" in line


@contextmanager
def _collector() -> Iterator[tuple[str, list[bytes]]]:
    """Run a collector that keeps what is sent to it, and give its address."""
    bodies: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Be silent."""

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", bodies
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_spans_reach_a_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left is sent at the end, by OTLP over HTTP, under the name of the service."""
    with _collector() as (address, bodies):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        tracing = tracing_from_environment("group")
        assert tracing is not None
        outcomes = process([record(GOOD)], fixed_annotate(), Topics(), 10_000)
        tracing.committed(PARTITION, outcomes, time.time_ns())
        tracing.close()
    (sent,) = (ExportTraceServiceRequest.FromString(body).resource_spans[0] for body in bodies)
    resource = {item.key: item.value.string_value for item in sent.resource.attributes}
    assert resource["service.name"] == "newsstream"
    assert len(sent.scope_spans[0].spans) == 2
