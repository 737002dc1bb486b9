"""A real booterm daemon for tests: its process, its client, its death and its return."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from boocode_app.services.terminals.client import BooTermClient
from boocode_app.services.terminals.flags import AgentFlags
from tests.daemon import DEADLINE_S, RunningDaemon, settings_at

__all__ = ["DEADLINE_S", "RunningBooTerm", "booterm_at", "shared_booterm"]


class RunningBooTerm(RunningDaemon):
    """The daemon over `home`, which may be killed and started again on the same port."""

    name = "booterm"

    def __init__(self, home: Path, **variables: str) -> None:
        super().__init__(settings_at(home), **variables)
        self.clients: list[BooTermClient] = []

    def client(self, **flags: object) -> BooTermClient:
        """A client of its own; `flags` are those of AgentFlags."""
        client = BooTermClient(self.settings, AgentFlags(**flags))  # type: ignore[arg-type]
        self.clients.append(client)
        return client

    async def leave(self) -> None:
        """Close the clients, which belong to the loop of this test."""
        clients, self.clients = self.clients, []
        for client in clients:
            await client.aclose()


@contextmanager
def shared_booterm(home: Path) -> Iterator[RunningBooTerm]:
    """A booterm over `home` for several tests, each with a loop of its own: they `leave` it."""
    booterm = RunningBooTerm(home)
    asyncio.run(booterm.start())
    yield booterm
    asyncio.run(booterm.stop())


@asynccontextmanager
async def booterm_at(home: Path, **variables: str) -> AsyncIterator[RunningBooTerm]:
    """A booterm over `home` until the block ends."""
    booterm = RunningBooTerm(home, **variables)
    try:
        await booterm.start()
        yield booterm
    finally:
        await booterm.leave()
        if booterm.process is not None:
            await booterm.stop()
