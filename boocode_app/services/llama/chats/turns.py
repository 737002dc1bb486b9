"""A chat request takes its turn: it waits in the queue of its model, is sent, and leaves its slot.

What is streamed says meanwhile how far it is: to who asks for it by an SSE event `queue`, to
others by a comment, which every client skips. Invariant: the place is left however the answer ends.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace

import httpx

from boocode_app.contracts.llama import QueuePosition
from boocode_app.core.errors import BooError
from boocode_app.services.llama.chats.relay import (
    EVENT_END,
    Chunks,
    Reply,
    error_event,
    once,
    words_of,
)
from boocode_app.services.llama.chats.scheduler import Place
from boocode_app.services.llama.process import LlamaServer

ALIVE_S = 10.0
"""A stream in which nothing comes says so often that it is alive."""
ALIVE = b": still waiting" + EVENT_END
Send = Callable[[], Awaitable[Reply]]


@dataclass(frozen=True)
class Turn:
    """One request's way through the queue of `server`'s model; `send` asks the server."""

    place: Place
    server: LlamaServer
    send: Send
    tells: bool = False
    """Whether the asker reads `queue` events."""

    async def whole(self) -> Reply:
        """The reply, once it is there."""
        async with self.place:
            await self.place.turn()
            reply = await self.send()
            return replace(reply, chunks=once(b"".join([chunk async for chunk in reply.chunks])))

    async def streamed(self) -> Reply:
        """The reply as it comes; where it has to wait, it begins with how far it is."""
        if not self.place.admitted or self.server.state != "ready":
            chunks = Leaving(self.place, self._from_the_queue())
            return Reply(httpx.codes.OK, "text/event-stream", chunks)
        try:
            reply = await self.send()
        except BaseException:
            self.place.leave()
            raise
        return replace(reply, chunks=Leaving(self.place, reply.chunks))

    async def _from_the_queue(self) -> AsyncGenerator[bytes]:
        try:
            async for position in self.place.positions():
                yield self._note(position)
            if self.tells:
                yield self._note(0)
            async with aclosing(self._sent()) as chunks:
                async for chunk in chunks:
                    yield chunk
        except BooError as fault:
            yield error_event(fault.detail)

    async def _sent(self) -> AsyncGenerator[bytes]:
        sending = asyncio.ensure_future(self.send())
        try:
            while not sending.done():
                await asyncio.wait([sending], timeout=ALIVE_S)
                if not sending.done():
                    yield ALIVE
        finally:
            await _given_up(sending)
        reply = sending.result()
        if reply.status == httpx.codes.OK:
            async for chunk in reply.chunks:
                yield chunk
        else:
            said = b"".join([chunk async for chunk in reply.chunks])
            yield error_event(words_of(said) or f"llama-server answered {reply.status}")

    def _note(self, position: int) -> bytes:
        if not self.tells:
            return f": position {position} in the queue".encode() + EVENT_END
        note = QueuePosition(
            model=self.server.name,
            position=position,
            state=self.server.state,
            detail=self.server.detail,
        )
        return b"event: queue\ndata: " + note.model_dump_json().encode() + EVENT_END


class Leaving:
    """The chunks of an answer; at their end, or where nobody wants more, the place is left."""

    def __init__(self, place: Place, chunks: Chunks) -> None:
        self._place = place
        self._chunks = chunks

    def __aiter__(self) -> "Leaving":
        return self

    async def __anext__(self) -> bytes:
        try:
            return await anext(self._chunks)
        except BaseException:
            self._place.leave()
            raise

    async def aclose(self) -> None:
        """Nobody wants more."""
        try:
            await self._chunks.aclose()
        finally:
            self._place.leave()


async def _given_up(sending: "asyncio.Future[Reply]") -> None:
    """End a request that nobody waits for any more; one that is over stays as it is."""
    if sending.done():
        return
    sending.cancel()
    with suppress(asyncio.CancelledError, BooError):
        await sending
