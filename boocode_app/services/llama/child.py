"""One llama-server as the operating system sees it: our own child, or one that we adopted.

Invariant: it leads its own session, so that a signal to its group ends it whole, and a Ctrl-C in a
terminal does not reach it. It is known by pid and time of start, never by pid alone.
"""

import asyncio
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

GRACE_S = 5.0
LAST_S = 5.0
SAME_START_S = 2.0
POLL_S = 0.2


class Child:
    """A running llama-server."""

    def __init__(self, process: psutil.Process, own: subprocess.Popen[bytes] | None = None) -> None:
        self.pid = process.pid
        self.created = process.create_time()
        self._process = process
        self._own = own

    @classmethod
    def spawn(
        cls, command: Sequence[str], environment: Mapping[str, str], log: Path, folder: Path
    ) -> "Child":
        """Start `command` in `folder`; what it says is appended to `log`."""
        with log.open("ab") as output:
            own = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=dict(environment),
                cwd=folder,
                start_new_session=True,
            )
        return cls(psutil.Process(own.pid), own)

    @classmethod
    def find(cls, pid: int, created: float) -> "Child | None":
        """The living process `pid` that began at `created` (Unix seconds), if there is one."""
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            same = abs(process.create_time() - created) < SAME_START_S
            if same and process.status() != psutil.STATUS_ZOMBIE:
                return cls(process)
        return None

    @property
    def adopted(self) -> bool:
        return self._own is None

    def runs_with(self, arguments: Sequence[str]) -> bool:
        """Whether `ps` shows it with `arguments`."""
        with suppress(psutil.Error):
            return " ".join(self._process.cmdline()).rstrip().endswith(" ".join(arguments))
        return False

    async def gone(self) -> int | None:
        """Wait for its end. Its exit code (negative: a signal), None where it was adopted."""
        if hasattr(os, "pidfd_open"):
            await self._readable_pidfd()
        else:
            while self._alive():  # noqa: ASYNC110  there is no event for the end of a stranger
                await asyncio.sleep(POLL_S)
        return self._own.wait(LAST_S) if self._own else None

    async def end(self) -> None:
        """End its whole group: SIGTERM, and SIGKILL after GRACE_S."""
        for number, patience in ((signal.SIGTERM, GRACE_S), (signal.SIGKILL, LAST_S)):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self.gone()
                    return

    def _alive(self) -> bool:
        if self._own:
            return self._own.poll() is None
        with suppress(psutil.Error):
            return self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE
        return False

    async def _readable_pidfd(self) -> None:
        """A pidfd becomes readable when its process ends, be it our child or not."""
        if not self._alive():
            return
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        try:
            descriptor = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return
        try:
            loop.add_reader(descriptor, ended.set)
            await ended.wait()
        finally:
            loop.remove_reader(descriptor)
            os.close(descriptor)
