"""How to reach the cluster: addresses, TLS and SASL."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
SaslMechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]


class InvalidSetting(ValueError):  # noqa: N818  says which setting is wrong; nothing is caught by the word Error
    """A setting that cannot work. The text says which one and why, in one line."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A cluster's addresses and the credentials for it. Files are PEM."""

    brokers: str = "localhost:9092"
    security_protocol: SecurityProtocol = "PLAINTEXT"
    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None
    key_password: str | None = None
    sasl_mechanism: SaslMechanism = "SCRAM-SHA-512"
    sasl_username: str | None = None
    sasl_password: str | None = None

    def __repr__(self) -> str:
        return f"Connection({self.brokers}, {self.security_protocol})"  # never a password

    def check(self) -> None:
        """Look for what would only fail later, at the first connection.

        Raises:
            InvalidSetting: A setting is missing or contradicts another.
        """
        self.addresses()
        if self.security_protocol.startswith("SASL") and not (self.sasl_username and self.sasl_password):
            raise InvalidSetting(f"{self.security_protocol} needs sasl-username and sasl-password")
        if not self.security_protocol.endswith("SSL") and (self.ca_file or self.certificate_file):
            raise InvalidSetting(
                f"security-protocol is {self.security_protocol}, but a certificate is set: "
                "use SSL or SASL_SSL, or take the certificate away"
            )
        if self.key_file and not self.certificate_file:
            raise InvalidSetting("key-file needs certificate-file")
        self._ssl_context()

    def addresses(self) -> list[str]:
        """Return the brokers' addresses, each host:port.

        Raises:
            InvalidSetting: One is something else.
        """
        addresses = [address.strip() for address in self.brokers.split(",")]
        for address in addresses:
            host, _, port = address.rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) < 65536:
                raise InvalidSetting(f"brokers: {address!r} is not host:port")
        return addresses

    def client_options(self) -> dict[str, Any]:
        """Return the arguments that aiokafka's producer, consumer and admin client share."""
        options: dict[str, Any] = {
            "bootstrap_servers": self.addresses(),
            "security_protocol": self.security_protocol,
            "ssl_context": self._ssl_context(),
        }
        if self.security_protocol.startswith("SASL"):
            options |= {
                "sasl_mechanism": self.sasl_mechanism,
                "sasl_plain_username": self.sasl_username,
                "sasl_plain_password": self.sasl_password,
            }
        return options

    def _ssl_context(self) -> ssl.SSLContext | None:
        if not self.security_protocol.endswith("SSL"):
            return None
        context = ssl.create_default_context()
        try:
            if self.ca_file:
                context = ssl.create_default_context(cafile=str(self.ca_file))
        except (OSError, ssl.SSLError) as error:
            raise InvalidSetting(f"ca-file {self.ca_file}: {error}") from None
        try:
            if self.certificate_file:
                context.load_cert_chain(self.certificate_file, self.key_file, self.key_password)
        except (OSError, ssl.SSLError) as error:
            raise InvalidSetting(f"certificate-file {self.certificate_file}: {error}") from None
        return context
