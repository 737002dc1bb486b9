"""A real sidecar daemon with a real llama-server, for tests."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psutil

from boocode_app.contracts.base import Page
from boocode_app.contracts.llama import LlamaModel
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.settings import Settings

DEADLINE_S = 20.0
ROOT = Path(__file__).parent.parent


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Look until `condition` holds; a test that waits too long fails."""
    async with asyncio.timeout(DEADLINE_S):
        while not await condition():
            await asyncio.sleep(0.02)


class RunningSidecar:
    """The daemon over `home`, which may be killed and started again."""

    def __init__(self, home: Path, **variables: str) -> None:
        web, pty, port, coder = free_ports(4)
        self.settings = Settings(
            home=home, port=web, pty_port=pty, sidecar_port=port, coder_port=coder
        )
        self.variables = variables
        self.http = self._client()
        self.process: subprocess.Popen[bytes] | None = None

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.settings.sidecar_port}",
            headers={"authorization": f"Bearer {Credentials.at(self.settings.home).token}"},
            timeout=DEADLINE_S,
            trust_env=False,
        )

    @asynccontextmanager
    async def visited(self) -> AsyncIterator["RunningSidecar"]:
        """For one test of several that share it: it runs, and is asked from this test's loop."""
        self.http = self._client()
        async with self.http:
            if self.process is None or self.process.poll() is not None:
                await self.start()
            yield self

    @property
    def folder(self) -> Path:
        return self.settings.run_folder / "llama"

    async def start(self) -> None:
        """Start it and wait until it answers, whatever its model does."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "BOOCODE_HOME": str(self.settings.home),
            "BOOCODE_PORT": str(self.settings.port),
            "BOOCODE_PTY_PORT": str(self.settings.pty_port),
            "BOOCODE_SIDECAR_PORT": str(self.settings.sidecar_port),
            "BOOCODE_CODER_PORT": str(self.settings.coder_port),
            **self.variables,
        }
        with (self.settings.home / "sidecar.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "boocode_app.daemons.sidecar"],
                env=environment,
                stdout=log,
                stderr=log,
            )
        await until(self.answers)

    async def answers(self) -> bool:
        try:
            return (await self.http.get("/api/health")).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """As a crash would: nothing is cleaned up."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def terminate(self) -> int:
        """As `up` ends it: its exit status."""
        assert self.process
        self.process.terminate()
        return self.process.wait(DEADLINE_S)

    async def model(self, name: str = "demo") -> LlamaModel:
        answer = await self.http.get("/api/llama/models")
        page = Page[LlamaModel].model_validate_json(answer.content)
        return next(model for model in page.items if model.name == name)

    async def until_state(self, state: str, name: str = "demo") -> LlamaModel:
        async def reached() -> bool:
            return (await self.model(name)).state == state

        await until(reached)
        return await self.model(name)

    def end(self) -> None:
        """End it and whatever it may have left."""
        if self.process and self.process.poll() is None:
            self.terminate()
        for process in psutil.process_iter(["cmdline"]):
            if str(self.settings.home / "models") in " ".join(process.info["cmdline"] or ()):
                process.send_signal(signal.SIGKILL)


def gone(pid: int) -> bool:
    """Whether no process `pid` runs (one that nobody reaped yet does not)."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def until_gone(pid: int) -> None:
    async def is_gone() -> bool:
        return gone(pid)

    await until(is_gone)
