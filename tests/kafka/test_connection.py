"""Settings of the connection: what is refused before anything connects, and what the clients get."""

from pathlib import Path

import pytest

from stream.kafka.connection import Connection, InvalidSetting


@pytest.mark.parametrize(
    ("connection", "named"),
    [
        (Connection(brokers="kafka"), "brokers"),
        (Connection(brokers="kafka:0"), "brokers"),
        (Connection(brokers="a:1,b"), "'b'"),
        (Connection(security_protocol="SASL_SSL"), "sasl-username"),
        (Connection(security_protocol="SASL_SSL", sasl_username="u"), "sasl-password"),
        (Connection(security_protocol="SSL", ca_file=Path("/nowhere/ca.pem")), "ca-file"),
        (Connection(security_protocol="SSL", certificate_file=Path("/nowhere/c.pem")), "certificate-file"),
        (Connection(security_protocol="SSL", key_file=Path("/nowhere/k.pem")), "key-file"),
        (Connection(ca_file=Path("ca.pem")), "security-protocol"),
    ],
)
def test_wrong_settings_are_named(connection: Connection, named: str) -> None:
    """A setting that cannot work is refused with a line that names it."""
    with pytest.raises(InvalidSetting, match=named) as error:
        connection.check()
    assert "\n" not in str(error.value)


def test_bad_certificate(tmp_path: Path) -> None:
    """A file that is no certificate is refused by its setting's name."""
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")
    with pytest.raises(InvalidSetting, match="ca-file"):
        Connection(security_protocol="SSL", ca_file=file).check()


def test_options_for_sasl_over_tls() -> None:
    """SASL_SSL gives the clients a TLS context, mechanism and credentials."""
    connection = Connection("a:1, b:2", "SASL_SSL", sasl_username="u", sasl_password="p")  # noqa: S106  made up
    options = connection.client_options()
    assert options["bootstrap_servers"] == ["a:1", "b:2"]
    assert options["ssl_context"].check_hostname
    assert (options["sasl_mechanism"], options["sasl_plain_username"], options["sasl_plain_password"]) == (
        "SCRAM-SHA-512",
        "u",
        "p",
    )


def test_repr_hides_secrets() -> None:
    """A connection that is printed or logged shows no password."""
    connection = Connection("a:1", sasl_password="geheim", key_password="auch")  # noqa: S106  made up
    assert "geheim" not in repr(connection)
    assert "auch" not in str(connection)
