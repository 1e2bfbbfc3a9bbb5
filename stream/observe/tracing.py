"""Traces: whether spans are made, and what makes them. Without the extra `otel`, nothing of OpenTelemetry is loaded."""

import os
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from aiokafka import ConsumerRecord, TopicPartition

from stream.events import Header
from stream.kafka.connection import InvalidSetting
from stream.kafka.process import Outcome

_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_PROTOCOL: Final = "http/protobuf"


class Tracing(Protocol):
    """Makes spans of what a worker does."""

    def headers(self, record: ConsumerRecord) -> list[Header]:
        """Return the trace headers for the events of a record: always the same for the same message."""

    def committed(self, partition: TopicPartition, outcomes: Sequence[Outcome], began: int) -> None:
        """Outcomes were committed: their spans end, which began so many nanoseconds after 1970."""

    def close(self) -> None:
        """Send what is left."""


def tracing_from_environment(group: str, environment: Mapping[str, str] = os.environ) -> Tracing | None:
    """Return what makes spans if OpenTelemetry's own variables name an endpoint, None if not.

    Args:
        group: The consumer group.
        environment: The variables. Sampler, resource, headers and limits are set by OpenTelemetry's as well.

    Raises:
        InvalidSetting: The extra `otel` is not installed, or another protocol than OTLP over HTTP is asked for.
    """
    named = next((name for name in _ENDPOINTS if environment.get(name)), None)
    if named is None or environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    for name in _PROTOCOLS:
        if environment.get(name, _PROTOCOL) != _PROTOCOL:
            raise InvalidSetting(f"{name}: only {_PROTOCOL} is there, not {environment[name]}")
    try:
        from stream.observe.spans import Spans, export_over_http  # noqa: PLC0415  of the extra
    except ModuleNotFoundError as error:
        raise InvalidSetting(
            f"{named} is set, but {error.name} is not installed: pip install 'newsstream[otel]'"
        ) from None
    return Spans(group, export_over_http())
