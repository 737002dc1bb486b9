"""A real booterm daemon for tests: its process, its client, its death and its return."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from boocode_app.core.settings import Settings
from boocode_app.services.terminals.client import BooTermClient
from boocode_app.services.terminals.flags import AgentFlags
from tests.sidecar import ROOT, free_ports, until

DEADLINE_S = 20.0


class RunningBooTerm:
    """The daemon over `home`, which may be killed and started again on the same port."""

    def __init__(self, home: Path, **variables: str) -> None:
        web, pty, sidecar, coder = free_ports(4)
        self.settings = Settings(
            home=home, port=web, pty_port=pty, sidecar_port=sidecar, coder_port=coder
        )
        self.variables = variables
        self.process: subprocess.Popen[bytes] | None = None
        self.clients: list[BooTermClient] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.pty_port}"

    def client(self, **flags: object) -> BooTermClient:
        """A client of its own; `flags` are those of AgentFlags."""
        client = BooTermClient(self.settings, AgentFlags(**flags))  # type: ignore[arg-type]
        self.clients.append(client)
        return client

    async def start(self) -> None:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("BOOCODE_")}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "boocode_app.daemons.booterm"],
            env={
                **clean,
                "PYTHONPATH": str(ROOT),
                "SHELL": "/bin/sh",
                "BOOCODE_HOME": str(self.settings.home),
                "BOOCODE_PORT": str(self.settings.port),
                "BOOCODE_PTY_PORT": str(self.settings.pty_port),
                "BOOCODE_SIDECAR_PORT": str(self.settings.sidecar_port),
                "BOOCODE_CODER_PORT": str(self.settings.coder_port),
                **self.variables,
            },
        )
        await until(self._answers)

    async def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "booterm ended"
        try:
            async with httpx.AsyncClient(trust_env=False) as http:
                return (await http.get(f"{self.url}/api/health")).is_success
        except httpx.HTTPError:
            return False

    async def kill(self) -> None:
        """As kill -9 does."""
        assert self.process is not None
        self.process.kill()
        await asyncio.to_thread(self.process.wait, DEADLINE_S)

    async def leave(self) -> None:
        """Close the clients, which belong to the loop of this test."""
        clients, self.clients = self.clients, []
        for client in clients:
            await client.aclose()

    async def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return await asyncio.to_thread(self.process.wait, DEADLINE_S)


@asynccontextmanager
async def booterm_at(home: Path, **variables: str) -> AsyncIterator[RunningBooTerm]:
    """A booterm over `home` until the block ends."""
    booterm = RunningBooTerm(home, **variables)
    try:
        await booterm.start()
        yield booterm
    finally:
        await booterm.leave()
        if booterm.process is not None and booterm.process.poll() is None:
            await booterm.stop()
