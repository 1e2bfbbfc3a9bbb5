"""What the README says of commands and settings is what the program does."""

import re
from pathlib import Path

import pytest

from stream.cli import cli
from stream.settings import settings_table

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_settings_table_is_the_codes() -> None:
    """The README lists every setting as the code defines it."""
    assert settings_table() in README


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"newsstream ([a-z]+)", README)) - {"reads", "on", "promises"})
)
def test_commands_exist(command: str) -> None:
    """Every command that the README mentions is there."""
    assert command in cli.commands


def test_every_command_is_mentioned() -> None:
    """The README mentions every command."""
    assert all(f"newsstream {command}" in README or f"make {command}" in README for command in cli.commands)
