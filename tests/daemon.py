"""A real daemon of the house, for tests: started, killed, ended, and started again."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import ClassVar

import httpx

from boocode_app.core.settings import Settings

DEADLINE_S = 20.0
ROOT = Path(__file__).parent.parent


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def settings_at(home: Path) -> Settings:
    """The settings of a house of its own at `home`."""
    web, pty, sidecar, coder = free_ports(4)
    return Settings(home=home, port=web, pty_port=pty, sidecar_port=sidecar, coder_port=coder)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Look until `condition` holds; a test that waits too long fails."""
    async with asyncio.timeout(DEADLINE_S):
        while not await condition():
            await asyncio.sleep(0.02)


class RunningDaemon:
    """The daemon `name` over `settings`, with these BOOCODE_ variables and no others."""

    name: ClassVar[str]

    def __init__(self, settings: Settings, **variables: str) -> None:
        self.settings = settings
        self.variables = variables
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        ports = {
            "booterm": self.settings.pty_port,
            "sidecar": self.settings.sidecar_port,
            "coder": self.settings.coder_port,
        }
        return f"http://127.0.0.1:{ports[self.name]}"

    def spawn(self) -> subprocess.Popen[bytes]:
        """One more process of it, whether it can live or not; its log lies in the home."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith("BOOCODE_")}
        environment = {
            **clean,
            "PYTHONPATH": str(ROOT),
            "SHELL": "/bin/sh",
            "BOOCODE_HOME": str(self.settings.home),
            "BOOCODE_PORT": str(self.settings.port),
            "BOOCODE_PTY_PORT": str(self.settings.pty_port),
            "BOOCODE_SIDECAR_PORT": str(self.settings.sidecar_port),
            "BOOCODE_CODER_PORT": str(self.settings.coder_port),
            **self.variables,
        }
        self.settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.settings.home / f"{self.name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", f"boocode_app.daemons.{self.name}"],
                env=environment,
                stdout=log,
                stderr=log,
            )

    async def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = self.spawn()
        await until(self.answers)

    async def answers(self) -> bool:
        """Whether it does. A process that ended never will."""
        assert self.process
        assert self.process.poll() is None, f"{self.name} ended: see {self.name}.log in its home"
        try:
            async with httpx.AsyncClient(trust_env=False) as http:
                return (await http.get(f"{self.url}/api/health")).is_success
        except httpx.HTTPError:
            return False

    async def kill(self) -> None:
        """As a crash would: nothing is cleaned up."""
        assert self.process
        self.process.kill()
        await asyncio.to_thread(self.process.wait, DEADLINE_S)

    async def stop(self) -> int:
        """As `up` ends it: its exit status."""
        return await asyncio.to_thread(self.end)

    def end(self) -> int:
        """The same, for a fixture without a loop; one that ended already keeps its status."""
        assert self.process
        self.process.terminate()
        return self.process.wait(DEADLINE_S)
