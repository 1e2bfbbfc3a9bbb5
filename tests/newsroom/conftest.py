"""What the newsroom's tests share: Kafka (real or embedded), a newsroom at work, articles that are annotated already."""

from tests.kafka.conftest import kafka_connection, site

__all__ = ["kafka_connection", "site"]
