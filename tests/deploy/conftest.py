"""The tools that check the files of `deploy/`, or the reason why a check is left out."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

Tool = Callable[..., str]

_missing: Final[set[str]] = set()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line which tools were missing."""
    if _missing:
        names = ", ".join(sorted(_missing))
        terminalreporter.write_line(f"Checks of deploy/ were skipped, for there is no {names}.")


def tool(name: str, *elsewhere: Path) -> Tool:
    """Return a function that runs a tool and returns what it wrote; skip the test where there is none."""
    places = (Path(sys.prefix, "bin", name), *elsewhere)
    path = shutil.which(name) or next((str(place) for place in places if place.is_file()), None)
    if path is None:
        _missing.add(name)
        pytest.skip(f"no {name} here")

    def run(*arguments: str | Path) -> str:
        done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603  our own words
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
        return done.stdout

    return run


@pytest.fixture(scope="session")
def hadolint() -> Tool:
    """Return the linter of Dockerfiles."""
    return tool("hadolint")


@pytest.fixture(scope="session")
def promtool() -> Tool:
    """Return Prometheus' own checker; `make test` unpacks Debian's where none is installed."""
    return tool("promtool", Path(sys.prefix, "promtool", "usr", "bin", "promtool"))


@pytest.fixture(scope="session")
def kustomize() -> Callable[[Path], str]:
    """Return what builds a kustomization: kubectl, which needs no cluster for it."""
    kubectl = tool("kubectl")
    return lambda folder: kubectl("kustomize", folder)
