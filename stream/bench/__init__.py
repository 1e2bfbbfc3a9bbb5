"""Speed and memory, measured here and now: annotation alone, end to end on Kafka, beside others, over time.

Rounds of the things compared are interleaved, and every figure is the median of its rounds with the least and
the greatest. What annotation costs is counted in CPU seconds of one thread, what goes through Kafka in
wall-clock seconds.
"""
