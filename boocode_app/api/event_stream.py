"""Server-sent events as an answer."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from starlette.types import Send

ALIVE = format_sse_event(event="ping", data_str="{}")
"""Sent at once and at each silence. No comment: a page must see it to know that its link lives."""
NOT_KEPT = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


class EventStream(StreamingResponse):
    """An SSE answer that lets go of its source as soon as its client is gone."""

    media_type = "text/event-stream"

    async def stream_response(self, send: Send) -> None:
        """Send until either side ends."""
        source = self.body_iterator
        assert isinstance(source, AsyncGenerator)
        async with aclosing(source):
            await super().stream_response(send)


def seq_of(last_event_id: str | None) -> int:
    """The seq in Last-Event-ID; what is no number of ours counts as none."""
    given = last_event_id or ""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
