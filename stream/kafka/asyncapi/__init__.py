"""The AsyncAPI 3.0 document of the worker: servers, topics, keys, headers and payloads, made from the event classes."""

from stream.kafka.asyncapi.document import asyncapi

__all__ = ["asyncapi"]
