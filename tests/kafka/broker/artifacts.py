"""Where the Kafka of the tests comes from: KAFKA_HOME, or the artifacts that Maven fetched once into the cache."""

import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final, NamedTuple

POM: Final = Path(__file__).parent.parent / "pom.xml"
_JAVA: Final = 17
_FETCH_SECONDS: Final = 180
_SHORT_TIMEOUTS: Final = (  # a network that drops packets is a no within seconds, not minutes
    "-Dmaven.wagon.http.connectionTimeout=5000",
    "-Dmaven.wagon.rto=20000",
    "-Dmaven.wagon.http.retryHandler.count=0",
    "-Daether.connector.connectTimeout=5000",
    "-Daether.connector.requestTimeout=20000",
)


class KafkaNotAvailable(Exception):  # noqa: N818  a reason to skip, not an error
    """There is no Java or no Kafka to be had here. The text says in one line what is missing."""


class Kafka(NamedTuple):
    """What a node is started with: the java program and the folder of jars."""

    java: str
    jars: Path


def find_kafka() -> Kafka:
    """Return Java and Kafka's jars, fetched with Maven into the user's cache where they are not there yet.

    Raises:
        KafkaNotAvailable: Java 17 or later, Maven, or the artifacts cannot be had.
    """
    java = _java()
    home = os.environ.get("KAFKA_HOME")
    if home:
        jars = Path(home, "libs")
        if not any(jars.glob("kafka_*.jar")):
            raise KafkaNotAvailable(f"KAFKA_HOME is {home}, but there is no libs/kafka_*.jar in it")
        return Kafka(java, jars)
    return Kafka(java, _fetched())


def _java() -> str:
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    if java is None:
        raise KafkaNotAvailable(f"Java {_JAVA} is not installed")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=30).stderr  # noqa: S603  our own words
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < _JAVA:
        raise KafkaNotAvailable(f"{java} is older than Java {_JAVA}")
    return java


def _fetched() -> Path:
    version = re.search(r"kafka_2\.13</artifactId>\s*<version>([\d.]+)<", POM.read_text())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    jars = cache / f"newsstream-kafka-{version[1] if version else 'unknown'}"
    if jars.is_dir():
        return jars
    cache.mkdir(parents=True, exist_ok=True)
    with jars.with_suffix(".lock").open("w") as lock:  # test processes running side by side fetch once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not jars.is_dir():
            _fetch(jars)
    return jars


def _fetch(jars: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise KafkaNotAvailable("Maven (mvn), which fetches Apache Kafka, is not installed")
    partial = jars.with_name(jars.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    goal = ("dependency:copy-dependencies", f"-DoutputDirectory={partial}")
    command = (maven, "-q", "-B", "-Dstyle.color=never", "-f", str(POM), *_SHORT_TIMEOUTS, *goal)
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_FETCH_SECONDS)  # noqa: S603  our own words
    except subprocess.TimeoutExpired:
        raise KafkaNotAvailable(f"Maven did not fetch Apache Kafka within {_FETCH_SECONDS} s") from None
    if done.returncode or not any(partial.glob("kafka_*.jar")):
        reason = next((line for line in done.stdout.splitlines() if "ERROR" in line), "mvn failed")
        raise KafkaNotAvailable(f"Maven cannot fetch Apache Kafka: {reason[:200]}")
    partial.rename(jars)
