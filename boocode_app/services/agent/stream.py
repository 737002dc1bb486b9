"""A session's stream: what was stored after a cursor, the text in the making, then all as it comes.

Invariant: text of a reply follows the event of its birth, begins at offset 0 of what was written so
far and goes on without gap or double; after the event of its end there is no more of it.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from boocode_app.contracts.chat import ChatEvent, MessageEvent, TextEvent
from boocode_app.core.events import StoredEvent
from boocode_app.services.agent.live import LiveReply

IDLE_S = 15.0

_EVENT: TypeAdapter[ChatEvent] = TypeAdapter(ChatEvent)


@dataclass(frozen=True)
class Frame:
    """One event for a client; `seq` is None for text, which is not stored."""

    event: ChatEvent
    seq: int | None = None


@dataclass
class Reader:
    """Where one client stands."""

    cursor: int
    live: LiveReply | None = None
    offset: int = 0
    ended: LiveReply | None = None

    def watch(self, live: LiveReply | None) -> None:
        """Turn to the reply that is being written now."""
        if live is not self.live:
            self.live, self.offset = live, 0

    @property
    def watched(self) -> LiveReply | None:
        """The reply whose birth the client knows, while it may grow."""
        if self.live is None or self.live is self.ended or self.live.born_seq > self.cursor:
            return None
        ended = self.live.closed and not self.live.since(self.offset)
        return None if ended else self.live

    def unseen_text(self) -> Frame | None:
        """The text that the client has not got."""
        live = self.watched
        text = live.since(self.offset) if live else ""
        if live is None or not text:
            return None
        frame = Frame(TextEvent(message_id=live.message_id, offset=self.offset, text=text))
        self.offset += len(text)
        return frame

    def take(self, stored: StoredEvent) -> Frame:
        """Pass a stored event on."""
        event = _EVENT.validate_python(stored.body)
        self.cursor = stored.seq
        if self.live and _ends(event, self.live.message_id):
            self.ended = self.live
        return Frame(event, stored.seq)


async def frames(
    stored: AsyncGenerator[StoredEvent, None],
    after: int,
    live: Callable[[], LiveReply | None],
    leaving: asyncio.Event,
    idle_s: float = IDLE_S,
) -> AsyncGenerator[Frame | None, None]:
    """The stream. None stands for `idle_s` seconds of silence. Ends when `leaving` is set."""
    reader = Reader(after)
    async with aclosing(stored):
        upcoming = asyncio.ensure_future(anext(stored))
        left = asyncio.ensure_future(leaving.wait())
        try:
            while not leaving.is_set():
                reader.watch(live())
                if text := reader.unseen_text():
                    yield text
                heard = await _next_news(upcoming, left, reader, idle_s)
                if upcoming.done():
                    frame = reader.take(upcoming.result())
                    upcoming = asyncio.ensure_future(anext(stored))
                    yield frame
                elif not heard:
                    yield None
        finally:
            await _drop(upcoming, left)


def _ends(event: ChatEvent, message_id: str) -> bool:
    return (
        isinstance(event, MessageEvent)
        and event.message.id == message_id
        and event.message.state != "streaming"
    )


async def _next_news(
    upcoming: asyncio.Future[StoredEvent],
    left: asyncio.Future[Literal[True]],
    reader: Reader,
    idle_s: float,
) -> bool:
    """Wait for a stored event, for text or for the end; whether one came."""
    growing = reader.watched
    growth = asyncio.ensure_future(growing.grown_beyond(reader.offset)) if growing else None
    waits: set[asyncio.Future[Any]] = {upcoming, left, growth} if growth else {upcoming, left}
    try:
        done, _ = await asyncio.wait(waits, timeout=idle_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if growth:
            await _drop(growth)
    return bool(done)


async def _drop(*futures: asyncio.Future[Any]) -> None:
    for future in futures:
        future.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await future
