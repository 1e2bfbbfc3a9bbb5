"""The runbook's arithmetic, and that what it names exists."""

import math
import re

import pytest

from stream.cli import cli
from tests.deploy.files import DEPLOY, ROOT, settings, settings_named

RUNBOOK = (DEPLOY / "README.md").read_text(encoding="utf-8")
PACE = int(re.findall(r"\*\*W = (\d+) articles a second\*\*", RUNBOOK)[0])


def rows(columns: int) -> list[tuple[float, ...]]:
    """Return the rows of the runbook's tables that hold so many numbers and nothing else."""
    found = re.findall(rf"^\|(?: [\d.,]+ \|){{{columns}}}$", RUNBOOK, re.MULTILINE)
    return [tuple(float(cell.replace(",", "")) for cell in row.strip("|").split("|")) for row in found]


def test_sizes_follow_from_the_pace() -> None:
    """Workers and partitions are what the formulas give for the pace that is stated once."""
    assert rows(3)
    for peak, workers, partitions in rows(3):
        assert workers == max(2, math.ceil(peak / (0.6 * PACE)))
        assert partitions == max(6, 2 * workers)


def test_the_archives_hours_follow_from_the_pace() -> None:
    """So do the hours for 100 million articles, and what they cost."""
    core_hours = 100e6 / PACE / 3600
    assert rows(2)
    for workers, hours in rows(2):
        assert hours == round(core_hours / workers, 1)
    assert f"{core_hours:.0f} hours of one core" in RUNBOOK
    assert f"cost {core_hours * 0.05:.0f} dollars" in RUNBOOK


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"`newsstream ([a-z]+)|^newsstream ([a-z]+)", RUNBOOK, re.MULTILINE)))
)
def test_commands_exist(command: tuple[str, str]) -> None:
    """Every command that it mentions is there."""
    assert "".join(command) in cli.commands


def test_settings_and_files_exist() -> None:
    """Every variable and file of ours that it names is there."""
    assert settings_named(RUNBOOK) <= settings()
    for path in re.findall(r"(?<![\w/])((?:deploy|tests)/[\w./-]+)", RUNBOOK):
        assert (ROOT / path.rstrip(".")).exists(), path
