"""Asking a worker's port for probes and metrics, as an orchestrator and Prometheus do."""

import re
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import orjson
from prometheus_client.parser import text_string_to_metric_families

from tests.kafka.programs import Program

_ANSWER_SECONDS: Final = 5.0
_LOOK_AGAIN_SECONDS: Final = 0.1


def probe(address: str, name: str) -> tuple[bool, str]:
    """Return what `/live` or `/ready` says, and why if it says no."""
    try:
        with urlopen(f"{address}/{name}", timeout=_ANSWER_SECONDS) as answer:  # noqa: S310  our own address
            status, body = answer.status, answer.read()
    except HTTPError as error:
        status, body = error.code, error.read()
    assert body.count(b"\n") == 1
    told: dict[str, Any] = orjson.loads(body)
    assert (status == 200) == told[name]
    return told[name], told.get("reason", "")


def wait_for_probe(address: str, name: str, value: bool, seconds: float) -> str:
    """Wait until a probe says so, and return the reason.

    Raises:
        TimeoutError: It does not.
    """
    told = (not value, "")

    def asked() -> bool:
        nonlocal told
        told = probe(address, name)
        return told[0] == value

    wait_until(asked, seconds, lambda: f"/{name} still says {told}")
    return told[1]


def wait_until(condition: Callable[[], bool], seconds: float, otherwise: Callable[[], str]) -> None:
    """Wait until a condition holds.

    Raises:
        TimeoutError: It does not.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise())
        time.sleep(_LOOK_AGAIN_SECONDS)


def samples(address: str) -> dict[tuple[str, ...], float]:
    """Return the samples of `/metrics`, each by its name and the values of its labels, in the labels' order."""
    with urlopen(f"{address}/metrics", timeout=_ANSWER_SECONDS) as answer:  # noqa: S310  our own address
        text = answer.read().decode()
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def lag(address: str) -> dict[int, float]:
    """Return the lag that `/metrics` tells, by partition."""
    return {
        int(key[1]): value for key, value in samples(address).items() if key[0] == "newsstream_consumer_lag"
    }


def monitor_address(program: Program) -> str:
    """Return where a worker serves its probes, when it does."""
    program.wait_for("probes and metrics: http")
    (found,) = re.findall(r"probes and metrics: (http://[\d.:]+)", program.output)
    return str(found)


def answers(address: str) -> bool:
    """Return whether the port is open."""
    try:
        probe(address, "live")
    except URLError:
        return False
    return True
