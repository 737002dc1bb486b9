"""A stream is passed on in whole events, however its bytes arrive."""

from collections.abc import AsyncIterator

import httpx
import pytest

from boocode_app.services.llama.chats.relay import MAX_HELD, whole_events


async def passed_on(*chunks: bytes) -> list[bytes]:
    async def come() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return [events async for events in whole_events(httpx.Response(200, content=come()))]


@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n"])
async def test_half_an_event_is_held_back_until_its_end(end: bytes) -> None:
    whole = b"data: 1" + end
    assert await passed_on(whole + b"data", b": 2" + end, b"data: 3") == [
        whole,
        b"data: 2" + end,
        b"data: 3",
    ]
    assert await passed_on(b"data: 1" + end[:1], end[1:]) == [whole]


async def test_an_event_without_end_is_not_held_for_ever() -> None:
    long = b"x" * (MAX_HELD + 1)
    assert await passed_on(long, b"y\n\n") == [long, b"y\n\n"]
