"""What the newsroom's tests share."""

from tests.kafka.conftest import kafka_connection, site

__all__ = ["kafka_connection", "site"]
