"""Spans of OpenTelemetry whose ids are computed, not drawn, so that repeats of an event stay identical to the byte.

The span of an article has the trace of the message's `traceparent`, or else a trace of its own whose id is a hash of
key and value; its span id is a hash of trace, parent, key and value. So the same message always gives the same
`traceparent` on its events, whichever worker reads it and however often. A span is made when its article has been
committed, and so only once for each commit.

Names: https://opentelemetry.io/docs/specs/semconv/messaging/kafka/.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from aiokafka import ConsumerRecord, TopicPartition
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from stream import __version__
from stream.events import Header
from stream.kafka.process import TRACE_HEADERS, Outcome, carried_trace

_RANDOM_FLAG: Final = 0x02
_PROPAGATOR: Final = TraceContextTextMapPropagator()


def export_over_http() -> SpanProcessor:
    """Return what sends spans, by OTLP over HTTP in a thread of its own, where OTEL_EXPORTER_OTLP_… says."""
    return BatchSpanProcessor(OTLPSpanExporter())


class _GivenIds(IdGenerator):
    """Gives the ids that were put here for the next span, and otherwise random ones."""

    def __init__(self) -> None:
        self.next: tuple[int, int] | None = None
        self._random = RandomIdGenerator()

    def generate_trace_id(self) -> int:
        """Return a trace id; asked for first, and only for a span without a parent."""
        return self.next[0] if self.next else self._random.generate_trace_id()

    def generate_span_id(self) -> int:
        """Return a span id."""
        return self.next[1] if self.next else self._random.generate_span_id()


class Spans:
    """Makes a span for each committed article, and one for the batch, linked with each other.

    Args:
        group: The consumer group.
        processor: Takes the finished spans.
    """

    def __init__(self, group: str, processor: SpanProcessor) -> None:
        self._group = group
        self._ids = _GivenIds()
        resource = Resource.create({"service.version": __version__})
        if str(resource.attributes.get("service.name", "")).startswith("unknown_service"):
            resource = resource.merge(Resource({"service.name": "newsstream"}))
        self._provider = TracerProvider(resource=resource, id_generator=self._ids, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("newsstream", __version__)

    def headers(self, record: ConsumerRecord) -> list[Header]:
        """Return `traceparent`, naming the article's span, and the record's `tracestate`."""
        context = _incoming(record)
        parent = _span_context(context)
        trace_id, span_id = _ids(record, parent)
        decision = self._provider.sampler.should_sample(
            context, trace_id, _name(record.topic), SpanKind.CONSUMER, {}, ()
        ).decision
        sampled = decision is Decision.RECORD_AND_SAMPLE
        flags = int(sampled) | (parent.trace_flags & _RANDOM_FLAG)
        found = [("traceparent", f"00-{trace_id:032x}-{span_id:016x}-{flags:02x}".encode())]
        if parent.is_valid:  # without one, a tracestate belongs to nothing
            found += [header for header in carried_trace(record) if header[0] == "tracestate"]
        return found

    def committed(self, partition: TopicPartition, outcomes: Sequence[Outcome], began: int) -> None:
        """Make the spans of a batch of one partition, from its beginning (nanoseconds since 1970) until now."""
        common = {
            "messaging.system": "kafka",
            "messaging.operation.type": "process",
            "messaging.operation.name": "process",
            "messaging.destination.name": partition.topic,
            "messaging.destination.partition.id": str(partition.partition),
            "messaging.consumer.group.name": self._group,
        }
        links = [Link(self._context_of(outcome.record)) for outcome in outcomes]
        batch = self._tracer.start_span(
            f"{_name(partition.topic)} batch",
            context=Context(),
            kind=SpanKind.CONSUMER,
            attributes={**common, "messaging.batch.message_count": len(outcomes)},
            links=links,
            start_time=began,
        )
        for outcome in outcomes:
            self._make(outcome, common, batch.get_span_context(), began)
        batch.end()

    def close(self) -> None:
        """Send what is left, and stop."""
        self._provider.shutdown()

    def _make(self, outcome: Outcome, common: dict[str, str], batch: SpanContext, began: int) -> None:
        record, context = outcome.record, _incoming(outcome.record)
        attributes = {**common, "messaging.kafka.offset": record.offset, "newsstream.outcome": outcome.kind}
        if record.value is None:
            attributes["messaging.kafka.message.tombstone"] = True
        if outcome.article is not None:
            attributes["messaging.message.id"] = outcome.article
        if outcome.error is not None:
            attributes["error.type"] = outcome.error
        self._ids.next = _ids(record, _span_context(context))
        try:
            span = self._tracer.start_span(
                _name(record.topic),
                context=context,
                kind=SpanKind.CONSUMER,
                attributes=attributes,
                links=[Link(batch)],
                start_time=began,
            )
        finally:
            self._ids.next = None
        if outcome.error is not None:
            span.set_status(Status(StatusCode.ERROR))
        span.end()

    def _context_of(self, record: ConsumerRecord) -> SpanContext:
        return SpanContext(*_ids(record, _span_context(_incoming(record))), is_remote=False)


def _name(topic: str) -> str:
    return f"process {topic}"


def _incoming(record: ConsumerRecord) -> Context:
    carrier = {
        name: value.decode("latin-1") for name, value in record.headers if name in TRACE_HEADERS and value
    }
    return _PROPAGATOR.extract(carrier, context=Context())


def _span_context(context: Context) -> SpanContext:
    return trace.get_current_span(context).get_span_context()


def _ids(record: ConsumerRecord, parent: SpanContext) -> tuple[int, int]:
    """Return trace id and span id of a record's span: hashes, and the parent's trace if there is a parent."""
    message = blake2b(record.key or b"", digest_size=16)
    message.update(b"\0" + (record.value or b""))
    trace_id = parent.trace_id if parent.is_valid else int.from_bytes(message.digest()) or 1
    span = blake2b(f"{trace_id:x}-{parent.span_id:x}-".encode() + message.digest(), digest_size=8)
    return trace_id, int.from_bytes(span.digest()) or 1
