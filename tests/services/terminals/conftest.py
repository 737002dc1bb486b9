"""A BooTerm in this process, on a home of its own, with real PTYs."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from boocode_app.contracts.terminals import Exited, Hello
from boocode_app.services.terminals.protocol import ClientEnd
from boocode_app.services.terminals.registry import Terminals
from boocode_app.services.terminals.viewer import Viewer

DEADLINE_S = 20.0


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A person's environment, with things of ours in it that no shell may see."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "SHELL": "/bin/sh",
        "GREETING": "hello",
        "BOOCODE_HOME": str(tmp_path / "home"),
        "LLAMA_API_KEY": "secret",
        "TMUX": "/tmp/tmux",
    }


@pytest.fixture
async def terminals(tmp_path: Path, environ: dict[str, str]) -> AsyncIterator[Terminals]:
    """Started, and closed with all its processes."""
    terminals = Terminals(tmp_path / "home", environ=environ)
    await terminals.start()
    yield terminals
    await terminals.close()


class Client:
    """A client without a network: it drives a Viewer as a WebSocket would."""

    def __init__(self, viewer: Viewer, end: ClientEnd, *, acks: bool = True) -> None:
        self.viewer = viewer
        self.end = end
        self.acks = acks
        self.hellos: list[Hello] = []
        self.notices: list[object] = []
        self.output = b""
        self.exited: Exited | None = None

    async def step(self) -> bool:
        """Take one frame in; whether there was one."""
        async with asyncio.timeout(DEADLINE_S):
            item = await self.viewer.next()
        if item is None:
            return False
        if isinstance(item, bytes):
            self.end.receive_data(item)
            self.output += item
            if self.acks and (frame := self.end.ack_due(idle=True)):
                self.viewer.receive(frame)
        elif isinstance(item, Hello):
            self.end.receive_data(item.model_dump_json())
            self.hellos.append(item)
            if item.reset:
                self.output = b""
        elif isinstance(item, Exited):
            self.exited = item
        else:
            self.notices.append(item)
        return True

    async def until(self, seen: Callable[["Client"], bool]) -> None:
        """Take frames in until `seen` holds."""
        while not seen(self):
            assert await self.step(), "the session ended first"

    async def to_the_end(self) -> None:
        """Take everything in."""
        while await self.step():
            pass


Watch = Callable[..., Client]


@pytest.fixture
def watch(terminals: Terminals) -> Watch:
    """`watch(id, cursor=None, acks=True)`: a new client of a session."""

    def attach(session_id: str, cursor: int | None = None, *, acks: bool = True) -> Client:
        text = None if cursor is None else str(cursor)
        _, viewer = terminals.attach(session_id, text)
        return Client(viewer, ClientEnd(cursor), acks=acks)

    return attach
