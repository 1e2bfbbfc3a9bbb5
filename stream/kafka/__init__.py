"""Everything that speaks Kafka: connection, topics, the worker and its promise, dead letters, embedded broker."""
