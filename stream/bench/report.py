"""Showing what was measured: a line each in the terminal, JSON, and the tables of the README."""

import os
import platform
from collections.abc import Iterable
from dataclasses import asdict
from importlib import metadata
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from stream import __version__
from stream.bench.figures import Figure, Graph, Results

_PACKAGES: Final = (
    "aiokafka",
    "orjson",
    "numpy",
    "zstandard",
    "faust-streaming",
    "confluent-kafka",
    "faststream",
    "quixstreams",
    "camel-tools",
    "torch",
    "transformers",
)
BEGIN: Final = "<!-- bench -->"
END: Final = "<!-- /bench -->"
_BARS: Final = "▁▂▃▄▅▆▇█"
_TITLES: Final = {
    "annotate": "Annotation alone",
    "kafka": "End to end",
    "rivals": "Beside others",
    "scale": "Over time and by workers",
    "startup": "A worker's beginning and end (embedded broker)",
    "newsroom": "The newsroom",
    "camel": "CAMeL Tools, with a model of BERT-base's size and random weights",
}


def machine() -> str:
    """Return processor, number of processors and Python version."""
    return f"{_processor()}, {os.cpu_count()} processors, Python {platform.python_version()}"


def as_object(results: Results, broker: str) -> dict[str, Any]:
    """Return everything as a JSON object."""
    return {
        "version": __version__,
        "machine": machine(),
        "broker": broker,
        "packages": dict(_installed()),
        "figures": [asdict(figure) for figure in results.figures],
        "graphs": [asdict(graph) for graph in results.graphs],
        "remarks": results.remarks,
    }


def line(figure: Figure) -> str:
    """Return a figure as a line for the terminal."""
    return f"{figure.name:64} {number(figure.median):>10} {figure.unit:16} {_spread(figure)}".rstrip()


def markdown(found: dict[str, Any]) -> str:
    """Return the tables of the README from what `as_object` returned."""
    packages = ", ".join(f"{name} {version}" for name, version in found["packages"].items())
    parts = [f"{found['machine']}; newsstream {found['version']}; {found['broker']}; {packages}."]
    figures = [Figure(**figure) for figure in found["figures"]]
    for section, group in groupby(figures, key=lambda figure: figure.section):
        rows = [f"| {one.name} | {number(one.median)} | {one.unit} | {_spread(one)} |" for one in group]
        head = [f"| {_TITLES[section]} | median | | least to greatest |", "|---|---|---|---|"]
        parts.append("\n".join(head + rows))
    if found["graphs"]:
        drawn = "\n\n".join(sketch(Graph(**graph)) for graph in found["graphs"])
        parts.append(f"```\n{drawn}\n```")
    parts += found["remarks"]
    return "\n\n".join(parts)


def has_markers(text: str) -> bool:
    """Return whether a text has the two lines that tables go between."""
    return 0 <= text.find(BEGIN) < text.find(END)


def inserted(text: str, tables: str) -> str:
    """Return a text with the tables between its two markers, instead of what stood there."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def sketch(graph: Graph, width: int = 72) -> str:
    """Return a graph as lines of text: what it shows, a bar for each stretch of time, and stretches with a name."""
    values = [value for _, value in graph.points]
    end = graph.points[-1][0]
    columns: list[list[float]] = [[] for _ in range(width)]
    for seconds, value in graph.points:
        columns[min(width - 1, int(width * seconds / end))].append(value)
    drawn = "".join(
        _BARS[min(7, int(8 * max(column) / max(values)))] if column else " " for column in columns
    )
    head = f"{graph.name}: {number(min(values))} to {number(max(values))} {graph.unit} in {end:.0f} s, drawn from 0"
    marks = [" "] * width
    for begin, until, name in graph.stretches:
        first, last = int(width * begin / end), min(width - 1, int(width * until / end))
        marks[first : last + 1] = f"|{name[: last - first - 1]:-^{last - first - 1}}|"
    return "\n".join((head, drawn, "".join(marks).rstrip())).rstrip()


def title(section: str) -> str:
    """Return the heading of a section."""
    return _TITLES[section]


def number(value: float) -> str:
    """Return a value with three significant digits, thousands apart."""
    if value >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _spread(figure: Figure) -> str:
    if figure.least == figure.greatest:
        return ""
    return f"{number(figure.least)} to {number(figure.greatest)}"


def _installed() -> Iterable[tuple[str, str]]:
    for name in _PACKAGES:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
        platform.machine(),
    )
