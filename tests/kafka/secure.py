"""A node that wants TLS, passwords and rights, for the tests that look at these."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from stream.kafka.connection import Connection
from tests.kafka.broker import find_kafka
from tests.kafka.broker.secure import self_signed
from tests.kafka.conftest import skipping, start_kafka

_PASSWORD: Final = "correct horse"  # noqa: S105  of users that live as long as the test


class Secure(NamedTuple):
    """A node's plain address for the test itself, and what users need for the secure one."""

    connection: Connection
    address: str
    certificate: Path

    def environment(self, user: str) -> dict[str, str]:
        """Return the settings with which a user's programs run."""
        return {
            "NEWSSTREAM_BROKERS": self.address,
            "NEWSSTREAM_SECURITY_PROTOCOL": "SASL_SSL",
            "NEWSSTREAM_CA_FILE": str(self.certificate),
            "NEWSSTREAM_SASL_USERNAME": user,
            "NEWSSTREAM_SASL_PASSWORD": _PASSWORD,
        }


@contextmanager
def start_secure_kafka(folder: Path, users: Iterable[str]) -> Iterator[Secure]:
    """Start a node with these users, who have no rights yet; where there can be none, skip the test.

    Args:
        folder: For its data, its key and its certificate.
        users: Their names; they log in with SCRAM-SHA-512.
    """
    with skipping():
        find_kafka()  # before the key is made: that needs Java as well
    store, certificate = self_signed(folder, "node")
    logins = [f"SCRAM-SHA-512=[name={user},password={_PASSWORD}]" for user in users]
    with start_kafka(folder, secure=store, users=logins) as cluster:
        yield Secure(cluster.connection, cluster.secure_address, certificate)
