"""How a worker is watched: settings that load nothing."""

from dataclasses import dataclass
from typing import Literal

LogFormat = Literal["auto", "json", "text"]
LogLevel = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class MonitorOptions:
    """Where probes and metrics are served: `port` None is nowhere, 0 any free port."""

    port: int | None = None
    host: str = "127.0.0.1"
