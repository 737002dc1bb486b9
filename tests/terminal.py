"""A terminal's client for tests: the WebSocket of one session, straight to BooTerm or through web.

It does what the page's does: acknowledges, and comes back with its cursor. What it was sent is kept
whole, so that it can be compared byte for byte.
"""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from boocode_app.contracts.terminals import Exited, Hello, PtySession
from boocode_app.services.terminals.protocol import ClientEnd, Output

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Door:
    """Where the API is served, and the token that opens it."""

    url: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What a script sends."""
        return {"Authorization": f"Bearer {self.token}"}

    def http(self) -> httpx.AsyncClient:
        """A client that is let in."""
        return httpx.AsyncClient(
            base_url=self.url, headers=self.headers, trust_env=False, timeout=PATIENCE_S
        )

    async def spawn(self, script: str, **given: object) -> PtySession:
        """A session of `sh -c script`."""
        wanted = {"command": "sh", "args": ["-c", script], **given}
        async with self.http() as http:
            answer = await http.post("/api/pty/spawn", json=wanted)
        return PtySession.model_validate_json(answer.raise_for_status().content)

    async def session(self, session_id: str) -> PtySession:
        """A session as it is now."""
        async with self.http() as http:
            answer = await http.get(f"/api/pty/{session_id}")
        return PtySession.model_validate_json(answer.raise_for_status().content)


@dataclass
class Terminal:
    """One session's client: `connect()` first; `output` is all that came since the first hello."""

    door: Door
    session_id: str
    end: ClientEnd = field(default_factory=ClientEnd)
    output: bytearray = field(default_factory=bytearray)
    hellos: list[Hello] = field(default_factory=list)
    exited: PtySession | None = None
    socket: ClientConnection | None = None

    async def connect(self) -> None:
        """Open the socket, at the cursor where the last one broke off; take the hello in."""
        cursor = "" if self.end.cursor is None else f"?cursor={self.end.cursor}"
        self.socket = await connect(
            self.door.url.replace("http", "ws", 1) + f"/api/pty/{self.session_id}/ws{cursor}",
            additional_headers=self.door.headers,
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=PATIENCE_S,
            proxy=None,
        )
        await self.step()

    async def reconnect(self) -> int:
        """Come back as soon as there is somebody; how often that was tried."""
        async with asyncio.timeout(PATIENCE_S):
            tries = 0
            while True:
                tries += 1
                try:
                    await self.connect()
                    return tries
                except (OSError, InvalidHandshake, ConnectionClosed):
                    await asyncio.sleep(0.1)

    async def step(self) -> None:
        """Take one frame in, and acknowledge it where that is due."""
        assert self.socket is not None
        event = self.end.receive_data(await self.socket.recv())
        if isinstance(event, Output):
            self.output += event.data
            if (frame := self.end.ack_due(idle=len(event.data) < 4096)) is not None:
                with suppress(ConnectionClosed):  # the rest is here already, and is taken in
                    await self.socket.send(frame)
        elif isinstance(event, Hello):
            self.hellos.append(event)
        elif isinstance(event, Exited):
            self.exited = event.session

    async def until(self, seen: bytes, since: int = 0) -> None:
        """Take frames in until `seen` stands in the output from `since` on."""
        async with asyncio.timeout(PATIENCE_S):
            while self.output.find(seen, since) < 0:
                await self.step()

    async def to_the_end(self) -> None:
        """Take in everything up to the exit frame."""
        while self.exited is None:
            await self.step()

    async def type(self, data: bytes) -> None:
        """Type `data`."""
        assert self.socket is not None
        await self.socket.send(data)

    async def echo_s(self, data: bytes) -> float:
        """Type `data` where it is echoed; seconds until it is back."""
        since, begun = len(self.output), time.perf_counter()
        await self.type(data)
        await self.until(data, since)
        return time.perf_counter() - begun

    def stop_reading(self) -> None:
        """Leave what comes in the kernel's buffers, as a frozen page does."""
        assert self.socket is not None
        self.socket.transport.pause_reading()

    def read_again(self) -> None:
        """Go on reading."""
        assert self.socket is not None
        self.socket.transport.resume_reading()

    async def close(self) -> None:
        """Leave on purpose."""
        if self.socket is not None:
            await self.socket.close()
