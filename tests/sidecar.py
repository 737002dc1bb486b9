"""A real sidecar daemon with a real llama-server, for tests."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psutil

from boocode_app.contracts.base import Page
from boocode_app.contracts.llama import LlamaModel
from boocode_app.core.auth.credentials import Credentials
from tests.daemon import DEADLINE_S, RunningDaemon, settings_at, until


class RunningSidecar(RunningDaemon):
    """The daemon over `home`, which may be killed and started again."""

    name = "sidecar"

    def __init__(self, home: Path, **variables: str) -> None:
        super().__init__(settings_at(home), **variables)
        self.http = self._client()

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.url,
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

    async def model(self, name: str = "demo") -> LlamaModel:
        answer = await self.http.get("/api/llama/models")
        page = Page[LlamaModel].model_validate_json(answer.content)
        return next(model for model in page.items if model.name == name)

    async def until_state(self, state: str, name: str = "demo") -> LlamaModel:
        async def reached() -> bool:
            return (await self.model(name)).state == state

        await until(reached)
        return await self.model(name)

    def end(self) -> int:
        """End it and whatever it may have left."""
        status = super().end() if self.process else 0
        for process in psutil.process_iter(["cmdline"]):
            if str(self.settings.home / "models") in " ".join(process.info["cmdline"] or ()):
                process.send_signal(signal.SIGKILL)
        return status


@asynccontextmanager
async def sidecar_at(home: Path, **variables: str) -> AsyncIterator[RunningSidecar]:
    """A sidecar over a new `home` until the block ends."""
    home.mkdir(mode=0o700)
    running = RunningSidecar(home, **variables)
    try:
        async with running.visited():
            yield running
    finally:
        running.end()


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
