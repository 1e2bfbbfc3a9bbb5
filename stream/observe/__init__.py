"""Watching a worker: metrics, probes, logs and traces. The worker knows only `stream.kafka.observer`."""
