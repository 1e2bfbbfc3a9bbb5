"""Faults, and workers as processes that they are done to. `python -m tests.kafka.faults` runs the whole suite."""
