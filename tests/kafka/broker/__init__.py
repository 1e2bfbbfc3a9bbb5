"""A real Apache Kafka for tests: its files, one node as a process, a cluster of nodes, a TCP proxy before it."""

from tests.kafka.broker.artifacts import KafkaNotAvailable, find_kafka
from tests.kafka.broker.cluster import Cluster
from tests.kafka.broker.node import Node

__all__ = ["Cluster", "KafkaNotAvailable", "Node", "find_kafka"]
