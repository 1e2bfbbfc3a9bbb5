"""What a benchmark finds: figures, graphs over time, remarks; and reading the cost of a process."""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

MICRO: Final = 1e6
MILLI: Final = 1e3
_TICKS: Final = os.sysconf("SC_CLK_TCK")

Progress = Iterator[tuple[float, str]]
"""A section at work: before each step it yields how much of it is done, 0 to 1, and what comes next."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: median, least and greatest of the rounds."""

    section: str
    name: str
    unit: str
    median: float
    least: float
    greatest: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Graph:
    """A quantity over time: points of seconds and value, and stretches of time that have a name."""

    name: str
    unit: str
    points: list[tuple[float, float]]
    stretches: list[tuple[float, float, str]] = field(default_factory=list)


@dataclass(slots=True)
class Results:
    """All that was found so far; `on_figure` is called with each figure as soon as it is known."""

    on_figure: Callable[[Figure], None] = lambda _: None
    figures: list[Figure] = field(default_factory=list)
    graphs: list[Graph] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    section: str = ""

    def keep(self, name: str, unit: str, values: Sequence[float]) -> None:
        """Keep a figure of the section that is at work, from the values of its rounds."""
        median = statistics.median(values)
        figure = Figure(self.section, name, unit, median, min(values), max(values), len(values))
        self.figures.append(figure)
        self.on_figure(figure)

    def remark(self, text: str) -> None:
        """Keep a sentence that readers of the figures need."""
        if text not in self.remarks:
            self.remarks.append(text)


@contextmanager
def process_cpu(values: list[float], per: float) -> Iterator[None]:
    """Add the CPU seconds that this process spends in the block, divided by `per`, to the values."""
    began = time.process_time()
    yield
    values.append((time.process_time() - began) / per)


def resident_mb(pid: int) -> float:
    """Return the memory of a process that is in RAM, in MB of 1,024 kB (VmRSS of proc_pid_status(5))."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used, in seconds (fields 14 and 15 of proc_pid_stat(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share (0 to 1) of the values lies, by rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the straight line with the least squares through points of x and y."""
    return statistics.linear_regression(*zip(*points, strict=True)).slope
