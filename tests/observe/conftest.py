"""The real Kafka of the tests of delivery, for those here."""

from tests.kafka.conftest import kafka_connection, own_node, site

__all__ = ["kafka_connection", "own_node", "site"]
