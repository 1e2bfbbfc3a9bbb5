"""A node that wants TLS, SCRAM passwords and ACLs, and the certificate to trust it by."""

import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from confluent_kafka.admin import (  # type: ignore[attr-defined]  # it does export them
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

from stream.kafka.connection import Connection

__all__ = [
    "AclOperation",
    "ResourcePatternType",
    "ResourceType",
    "Right",
    "grant",
    "secure_settings",
    "self_signed",
]

STORE_PASSWORD: Final = "only-for-tests"  # noqa: S105  of a key that lives as long as the test
_ANSWER_SECONDS: Final = 30

Right = tuple[ResourceType, str, ResourcePatternType, AclOperation]


def self_signed(folder: Path, name: str) -> tuple[Path, Path]:
    """Return a new key store (PKCS 12) for 127.0.0.1 and its certificate (PEM), made with Java's keytool."""
    keytool = shutil.which("keytool") or "keytool"
    store, certificate = folder / f"{name}.p12", folder / f"{name}.pem"
    common = ("-alias", "node", "-keystore", str(store), "-storetype", "PKCS12", "-storepass", STORE_PASSWORD)
    extensions = (
        "-ext",
        "bc:critical=ca:true",
        "-ext",
        "san=ip:127.0.0.1",
        "-ext",
        "ku:critical=keyCertSign,dig",
    )
    pair = ("-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-validity", "30", "-dname", f"CN={name}")
    for command in ((*pair, *extensions), ("-exportcert", "-rfc", "-file", str(certificate))):
        subprocess.run([keytool, *command, *common], check=True, capture_output=True, timeout=60)  # noqa: S603  our own words
    return store, certificate


def secure_settings(store: Path, port: int, secure_port: int, controller_port: int) -> Mapping[str, str]:
    """Return the settings of a node with a second, secure address; who uses the first one may do anything.

    Args:
        store: Key store of the node.
        port: The first address, plain.
        secure_port: The second address, SASL_SSL.
        controller_port: The controller's.
    """
    first, second = f"PLAINTEXT://127.0.0.1:{port}", f"SASL_SSL://127.0.0.1:{secure_port}"
    return {
        "listeners": f"{first},{second},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"{first},{second}",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL",
        "sasl.enabled.mechanisms": "SCRAM-SHA-256,SCRAM-SHA-512",
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": _LOGIN,
        "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config": _LOGIN,
        "ssl.keystore.location": str(store),
        "ssl.keystore.type": "PKCS12",
        "ssl.keystore.password": STORE_PASSWORD,
        "ssl.key.password": STORE_PASSWORD,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
        "allow.everyone.if.no.acl.found": "false",
    }


_LOGIN: Final = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


def grant(connection: Connection, user: str, rights: Iterable[Right]) -> None:
    """Give rights to a user."""
    admin = AdminClient({"bootstrap.servers": connection.brokers, "log_level": 0})
    for future in admin.create_acls([_binding(user, right) for right in rights]).values():
        future.result(_ANSWER_SECONDS)


def _binding(user: str, right: Right) -> AclBinding:
    kind, name, pattern, operation = right
    return AclBinding(kind, name, pattern, f"User:{user}", "*", operation, AclPermissionType.ALLOW)
