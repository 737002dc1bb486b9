"""One viewer of a session: a cursor into its ring, and a window of unacknowledged bytes.

Invariant: a viewer holds no output of its own, so however slow it is it costs what is under way to
it (HIGH_MARK and one frame) and a few notices. Bytes go out in order, each once; where the ring has
moved on past a slow viewer, a reset hello tells it so before the next byte.
"""

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from boocode_app.contracts.terminals import Ack, Exited, Fault, Hello, Owned, Resize, Resized
from boocode_app.services.terminals.protocol import ServerEnd, Typed

if TYPE_CHECKING:
    from boocode_app.services.terminals.session import Session

FRAME_SIZE = 65_536
NOTICES = 16
READ_ONLY = "This link only shows the terminal: nothing can be typed or sized through it."
REPLAY_TO_SLOW = 256 * 1024
"""What a viewer that fell behind gets again: all of the ring would make it fall behind at once."""

Sent = bytes | Hello | Exited | Fault | Resized | Owned


class Viewer:
    """Made by Session.attach, ended by Session.detach."""

    def __init__(self, session: "Session", cursor: int | None, *, readonly: bool = False) -> None:
        self._session = session
        self.readonly = readonly
        ring = session.ring
        self._preamble: str | None = None
        """What the screen is told before the first byte; None: it goes on with what it holds."""
        if cursor is None or not ring.holds(cursor):
            replay = session.history.replay(ring.capacity)
            cursor, self._preamble = replay.cursor, replay.preamble
        self.resumed_at = cursor if self._preamble is None else None
        """Where it went on with what its screen held; None: it began anew."""
        self.end = ServerEnd(cursor)
        self._greeted = False
        self._told_exit = False
        self._notices: deque[Fault | Resized | Owned] = deque(maxlen=NOTICES)
        self._waiter: asyncio.Future[None] | None = None

    async def next(self) -> Sent | None:
        """What to send next, waiting for it; None after the exit frame. For one reader."""
        while not self._told_exit:
            if (ready := self._ready()) is not None:
                return ready
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return None

    def wake(self) -> None:
        """There may be something to send."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def tell(self, notice: Fault | Resized | Owned) -> None:
        """Send `notice` soon; of more than NOTICES that wait, the oldest are dropped."""
        self._notices.append(notice)
        self.wake()

    def receive(self, frame: bytes | str) -> None:
        """Act on a frame of the client's."""
        match self.end.receive_data(frame):
            case Typed() | Resize() if self.readonly:
                self.tell(Fault(detail=READ_ONLY))
            case Typed(data):
                self._session.typed(self, data)
            case Resize(cols=cols, rows=rows):
                self._session.resize(cols, rows, by=self)
            case Ack():
                self._session.acknowledged(self)
                self.wake()
            case Fault() as fault:
                self.tell(fault)

    def _ready(self) -> Sent | None:
        ring = self._session.ring
        if not self._greeted:
            self._greeted = True
            return self._hello(self._preamble)
        if self._notices:
            return self._notices.popleft()
        if not self.end.window_open:
            return None
        if self.end.sent < ring.start:
            replay = self._session.history.replay(REPLAY_TO_SLOW)
            self.end.restart(replay.cursor)
            self._session.acknowledged(self)
            return self._hello(replay.preamble)
        if data := ring.read(self.end.sent, FRAME_SIZE):
            self.end.sent += len(data)
            return data
        if self._session.over:
            self._told_exit = True
            return Exited(session=self._session.describe())
        return None

    def _hello(self, preamble: str | None) -> Hello:
        return Hello(
            session=self._session.describe(),
            cursor=self.end.sent,
            end=self._session.ring.end,
            reset=preamble is not None,
            preamble=preamble or "",
            nonce=self._session.nonce,
        )
