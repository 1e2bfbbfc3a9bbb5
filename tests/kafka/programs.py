"""Programs of ours as processes of their own: started, told signals, waited for."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

ROOT: Final = Path(__file__).parents[2]
_END_SECONDS: Final = 30.0
_LOOK_AGAIN_SECONDS: Final = 0.02


class Program:
    """A Python program in a process of its own, its output in a file. It ends with the `with` block.

    Args:
        arguments: What follows `python`.
        log: File for its output, appended to.
        environment: Variables on top of this process's own.
    """

    def __init__(
        self, arguments: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.log = log
        self._frozen = False
        self._asked = False
        self._killed = False
        with log.open("ab") as output:
            self._from = output.tell()
            self._process = subprocess.Popen(  # noqa: S603  our own words
                [sys.executable, *arguments],
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    @property
    def running(self) -> bool:
        """Whether it is there, frozen or not."""
        return self._process.poll() is None

    @property
    def output(self) -> str:
        """What it has written so far."""
        return self.log.read_bytes()[self._from :].decode(errors="replace")

    def wait_for(self, text: str, seconds: float = _END_SECONDS) -> None:
        """Wait until it has written a text.

        Raises:
            TimeoutError: It has not, or has ended without.
        """
        deadline = time.monotonic() + seconds
        while text not in self.output:
            if time.monotonic() > deadline or not self.running:
                raise TimeoutError(f"{text!r} never came:\n{self.output}")
            time.sleep(_LOOK_AGAIN_SECONDS)

    def terminate(self) -> None:
        """Ask it to end (SIGTERM)."""
        self._asked = True
        self._process.send_signal(signal.SIGTERM)

    def signal(self, name: str) -> None:
        """Send it a signal."""
        self._process.send_signal(signal.Signals[name])

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        self._killed = self._killed or self.running
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        """Stop it where it stands (SIGSTOP)."""
        self._process.send_signal(signal.SIGSTOP)
        self._frozen = True

    def thaw(self) -> None:
        """Let it go on (SIGCONT)."""
        self._process.send_signal(signal.SIGCONT)
        self._frozen = False

    @property
    def frozen(self) -> bool:
        """Whether it was stopped and not yet let go on."""
        return self._frozen

    @property
    def failure(self) -> str | None:
        """What it wrote last if it ended without being asked, or not as it should; otherwise None.

        SIGTERM may find it before it has got as far as to take it.
        """
        code = self._process.poll()
        if code is None or self._killed or (self._asked and code in (0, -signal.SIGTERM)):
            return None
        return f"exit code {code}, {' '.join(self.output.strip().splitlines()[-1:]) or 'without a word'}"

    def wait(self, seconds: float = _END_SECONDS) -> int:
        """Return its exit code, negative for a signal.

        Raises:
            subprocess.TimeoutExpired: It does not end.
        """
        return self._process.wait(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
