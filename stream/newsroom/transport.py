"""How Faust reaches Kafka: with our connection settings, and reading what is committed only."""

import logging
from typing import Any

from faust.auth import SASLCredentials, SSLCredentials
from faust.transport.drivers import aiokafka as driver

from stream.kafka.connection import Connection

# Faust logs each step of these classes under this module's name.
logging.getLogger(__name__).setLevel(logging.WARNING)


def credentials(connection: Connection) -> Any:
    """Return what Faust needs to log in, None where nothing is."""
    options = connection.client_options()
    context = options["ssl_context"]
    if "sasl_mechanism" in options:
        return SASLCredentials(
            username=connection.sasl_username,
            password=connection.sasl_password,
            mechanism=connection.sasl_mechanism,
            ssl_context=context,
        )
    return SSLCredentials(context) if context else None


class _ReadCommitted(driver.AIOKafkaConsumerThread):
    """Faust's consumer, reading committed records only."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # noqa: SLF001  read when it starts; Faust has no setting
        return consumer


class _Consumer(driver.Consumer):
    def _new_consumer_thread(self) -> driver.AIOKafkaConsumerThread:
        return _ReadCommitted(self, loop=self.loop, beacon=self.beacon)


class ReadCommittedTransport(driver.Transport):
    """Faust's way to Kafka, reading committed records only."""

    Consumer = _Consumer
