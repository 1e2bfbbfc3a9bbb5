"""The kinds of faults: what is broken, for how long, and how it is put right."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.kafka.broker import Node
from tests.kafka.faults.crew import SESSION_TIMEOUT_MS
from tests.kafka.faults.stage import Stage
from tests.kafka.programs import Program

Action = Callable[[], object]
LONGER_THAN_SESSION: Final = SESSION_TIMEOUT_MS / 1000 + 4
_HANG_SECONDS: Final = SESSION_TIMEOUT_MS / 1000 + 3


@dataclass(frozen=True)
class Fault:
    """A kind of fault. `begin` breaks something and returns what puts it right, after `seconds`.

    `settled`: it waits until each worker has partitions; one that has none is not missed, and so not replaced.
    """

    name: str
    seconds: float
    begin: Callable[[Stage], Action]
    settled: bool = False


def _a_worker(stage: Stage) -> Program | None:
    free = [program for program in stage.crew.members if program.running and not program.frozen]
    return stage.chance.choice(free) if free else None


def _a_node(stage: Stage) -> Node:
    return stage.chance.choice(stage.cluster.nodes)


def _end_worker(stage: Stage) -> Action:
    program = _a_worker(stage)
    if program is not None:
        program.terminate()
    return stage.fill_crew


def _kill_worker(stage: Stage) -> Action:
    program = _a_worker(stage)
    if program is not None:
        stage.crew.kill(program)
    return stage.fill_crew


def _kill_all_workers(stage: Stage) -> Action:
    for program in list(stage.crew.members):
        stage.crew.kill(program)
    return stage.fill_crew


def _freeze_worker(stage: Stage) -> Action:
    program = _a_worker(stage)
    if program is None:
        return stage.fill_crew
    program.freeze()

    def thaw() -> None:
        if program.running:
            program.thaw()

    return thaw


def _scale(stage: Stage) -> Action:
    for program in stage.crew.members[1:]:
        program.terminate()
    return stage.fill_crew


def _restart_node(stage: Stage) -> Action:
    _a_node(stage).stop()
    return stage.fill_cluster


def _kill_node(stage: Stage) -> Action:
    _a_node(stage).kill()
    return stage.fill_cluster


def _freeze_node(stage: Stage) -> Action:
    node = _a_node(stage)
    if not node.running:
        return stage.fill_cluster
    node.freeze()

    def thaw() -> None:
        if node.running:
            node.thaw()
        stage.fill_cluster()

    return thaw


def _kill_all_nodes(stage: Stage) -> Action:
    for node in stage.cluster.nodes:
        node.kill()
    return stage.fill_cluster


def _move_leaders(stage: Stage) -> Action:
    _a_node(stage).stop()

    def back() -> None:
        stage.fill_cluster()
        stage.elect_preferred_leaders()

    return back


def _silence(stage: Stage) -> Action:
    stage.cluster.network.silence()
    return stage.cluster.network.heal


def _silence_and_reset(stage: Stage) -> Action:
    stage.cluster.network.silence()

    def heal() -> None:
        stage.cluster.network.reset()
        stage.cluster.network.heal()

    return heal


def _reset(stage: Stage) -> Action:
    stage.cluster.network.reset()
    return stage.cluster.network.heal


def _delay(stage: Stage) -> Action:
    stage.cluster.network.delay(0.2)
    return stage.cluster.network.heal


def _hang(stage: Stage) -> Action:
    stage.add_slow_article(_HANG_SECONDS)
    return lambda: None


FAULTS: Final = (
    Fault("worker ended (SIGTERM)", 1, _end_worker),
    Fault("worker killed (SIGKILL)", 1, _kill_worker),
    Fault("all workers killed", 1, _kill_all_workers),
    Fault("worker frozen, shorter than its session", 1.5, _freeze_worker),
    Fault("worker frozen, longer than its session", LONGER_THAN_SESSION, _freeze_worker, settled=True),
    Fault("three workers to one, and back", 4, _scale),
    Fault("recogniser hangs longer than the session", _HANG_SECONDS, _hang),
    Fault("node restarted", 1, _restart_node),
    Fault("node killed (SIGKILL)", 3, _kill_node),
    Fault("node frozen", 10, _freeze_node),
    Fault("leaders moved away and back", 3, _move_leaders),
    Fault("all nodes killed", 8, _kill_all_nodes),
    Fault("network silent (half open)", LONGER_THAN_SESSION, _silence),
    Fault("network silent, then reset", LONGER_THAN_SESSION, _silence_and_reset),
    Fault("connections reset", 0, _reset),
    Fault("network slow (0.2 s each way)", 8, _delay),
)

ALL_NODES_DOWN_FOR_A_MINUTE: Final = Fault("all nodes down for a minute", 60, _kill_all_nodes)
