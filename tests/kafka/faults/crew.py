"""The workers that faults are done to: a handful of processes in one group."""

import re
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tests.kafka.faults.worker_process import Orders
from tests.kafka.programs import Program
from tests.kafka.site import Site

SESSION_TIMEOUT_MS: Final = 4_000
TRANSACTION_TIMEOUT_MS: Final = 15_000


class Crew:
    """Workers of a site as processes. They end with the `with` block.

    Args:
        site: Where they work.
        folder: For their logs.
        brokers: Addresses that they use instead of the site's own.
        bug: Name of a seeded bug.
        milliseconds: What the recogniser takes for an article.
        options: What differs from `WorkerOptions`.
    """

    def __init__(
        self,
        site: Site,
        folder: Path,
        *,
        brokers: str | None = None,
        bug: str | None = None,
        milliseconds: float = 0.0,
        **options: Any,
    ) -> None:
        chosen = site.options(
            **{
                "session_timeout_ms": SESSION_TIMEOUT_MS,
                "transaction_timeout_ms": TRANSACTION_TIMEOUT_MS,
                **options,
            }
        )
        self.orders = Orders(brokers or site.connection.brokers, site.topics.names, chosen, bug, milliseconds)
        self.members: list[Program] = []
        self._folder = folder
        self._all: list[Program] = []

    def start(self, count: int = 1, *, wait: bool = True) -> list[Program]:
        """Start workers and, if asked, wait until each has opened its partitions."""
        new: list[Program] = []
        for _ in range(count):
            log = self._folder / f"worker-{len(self._all) + len(new) + 1}.log"
            arguments = ("-m", "tests.kafka.faults.worker_process", self.orders.to_json())
            new.append(Program(arguments, log))
        self.members += new
        self._all += new
        if wait:
            for program in new:
                program.wait_for("ready:")
        return new

    def terminate(self, program: Program) -> int:
        """End a worker in order and return its exit code."""
        program.terminate()
        self.members.remove(program)
        return program.wait()

    def kill(self, program: Program) -> None:
        """End a worker at once."""
        program.kill()
        self.members.remove(program)

    @property
    def shares(self) -> list[int]:
        """How many partitions each member says that it has opened; 0 where it has none or began anew since.

        The members are asked, not the group: librdkafka, asked to describe a group while brokers die, aborts the
        process now and then (its issue 4605).
        """
        return [_share(program.output) for program in self.members]

    @property
    def failures(self) -> list[str]:
        """The workers that ended by themselves or not with 0, and what each wrote last."""
        return [f"{program.log.stem}: {program.failure}" for program in self._all if program.failure]

    @property
    def logs(self) -> str:
        """What all workers wrote, those that ended too."""
        paths = sorted(self._folder.glob("worker-*.log"))
        return "\n".join(f"--- {path.name}\n{path.read_text(errors='replace')}" for path in paths)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for program in self.members:
            program.kill()


def _share(output: str) -> int:
    said = re.findall(r"ready: (\d+) partitions|trying again", output)
    return int(said[-1] or 0) if said else 0
