"""The files of `deploy/`, read, and the names that the code gives settings and metrics."""

import re
from pathlib import Path
from typing import Any, Final

import yaml

from stream.cli import cli
from stream.observe.metrics import metrics_table

ROOT: Final = Path(__file__).parents[2]
DEPLOY: Final = ROOT / "deploy"
BASE: Final = DEPLOY / "kubernetes" / "base"
PRODUCTION: Final = DEPLOY / "kubernetes" / "overlays" / "strimzi-production"
SCHEMAS: Final = Path(__file__).parent / "schemas"

Document = dict[str, Any]


def documents(text: str) -> list[Document]:
    """Return the YAML documents of a text."""
    return [document for document in yaml.safe_load_all(text) if document]


def load(path: Path) -> Document:
    """Return the one YAML document of a file."""
    (document,) = documents(path.read_text(encoding="utf-8"))
    return document


def settings() -> set[str]:
    """Return the environment variables that any command reads."""
    return {
        str(option.envvar) for command in cli.commands.values() for option in command.params if option.envvar
    }


def settings_named(text: str) -> set[str]:
    """Return the environment variables of ours that a text names."""
    return set(re.findall(r"\bNEWSSTREAM_[A-Z_]+\b", text))


def readme(heading: str) -> str:
    """Return what stands under a heading of the README, up to the next."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#)", text, re.MULTILINE | re.DOTALL)
    assert found, f"README has no heading {heading}"
    return found[1]


def metrics() -> set[str]:
    """Return the metrics of a worker, histograms by their own name."""
    return set(re.findall(r"^\| `(newsstream_\w+)`", metrics_table(), re.MULTILINE))
