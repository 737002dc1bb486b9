"""The text of a reply while it is being written, and those who watch it grow.

Invariant: the writer never waits. A follower pulls what it has not seen, from its own offset in
characters (Unicode code points), so a slow one gets fewer, longer pieces; no queue grows for it.
Published at once with the first token, then every PACE_S.
"""

import asyncio

PACE_S = 0.05


class LiveReply:
    """One reply in the making. Belongs to one event loop."""

    def __init__(self, message_id: str, born_seq: int, pace_s: float = PACE_S) -> None:
        self.message_id = message_id
        self.born_seq = born_seq
        self.closed = False
        self._pace_s = pace_s
        self._published = ""
        self._pending: list[str] = []
        self._tick: asyncio.TimerHandle | None = None
        self._grew = asyncio.Event()

    @property
    def text(self) -> str:
        """All that was written, published or not."""
        return self._published + "".join(self._pending)

    def write(self, delta: str) -> None:
        """Append `delta`; followers hear of it now or at the next tick."""
        self._pending.append(delta)
        if self._tick is None:
            self._publish()

    def close(self) -> None:
        """Nothing more will be written: publish the rest and let every follower go."""
        self.closed = True
        if self._tick is not None:
            self._tick.cancel()
            self._tick = None
        self._wake()

    def since(self, offset: int) -> str:
        """The published text from `offset` on."""
        return self._published[offset:]

    async def grown_beyond(self, offset: int) -> None:
        """Return when there is published text beyond `offset`, or when the reply is closed."""
        while len(self._published) <= offset and not self.closed:
            await self._grew.wait()

    def _publish(self) -> None:
        self._tick = None
        if not self._pending:
            return
        self._wake()
        self._tick = asyncio.get_running_loop().call_later(self._pace_s, self._publish)

    def _wake(self) -> None:
        self._published = self.text
        self._pending.clear()
        self._grew.set()
        self._grew = asyncio.Event()
