"""A tiny model made on the spot; without camel-tools, one line says that what needs it is left out."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

from stream.bench.random_bert import SMALL, make_random_bert

AVAILABLE: Final = find_spec("camel_tools") is not None
collect_ignore = (
    [] if AVAILABLE else ["test_oracle.py", "test_recognizer.py", "test_loading.py", "test_worker.py"]
)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line why tests were left out."""
    if not AVAILABLE:
        line = (
            "Tests of CAMeL Tools were skipped: camel-tools is not installed (make test-camel installs it)."
        )
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a model of 57 kB, random weights and all labels."""
    return make_random_bert(tmp_path_factory.mktemp("camel") / "tiny", SMALL)
