"""One WebSocket through the web app to a daemon: whole frames both ways, one in flight each way.

A side that does not read is not read for: `send` waits on the browser's socket (uvicorn) and on the
daemon's (websockets), and both stop reading their peer meanwhile. Close codes are passed on.
"""

import asyncio

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from boocode_app.core.asgi import Receive, Scope, Send
from boocode_app.core.tasks import first_of

LARGEST_FRAME = 16 * 1024 * 1024
FRAMES_AHEAD = 4
WRITE_BUFFER = 64 * 1024
OPEN_TIMEOUT_S = 3.0
CLOSE_TIMEOUT_S = 2.0
TRY_AGAIN_LATER = 1013
GOING_AWAY = 1001
BROKEN_OFF = 4000
"""Tells a daemon that the client did not say farewell: it may be back, and its place is kept."""
REFUSED = 4000
"""Plus the HTTP status with which the daemon refused the socket: 4404 is "no such terminal"."""


async def relay_socket(
    scope: Scope, receive: Receive, send: Send, url: str, token: str | None
) -> None:
    """Accept the client's socket once the daemon accepted ours; refuse it in words otherwise."""
    await receive()  # websocket.connect
    try:
        upstream = await _open(scope, url, token)
    except InvalidStatus as refusal:
        status = refusal.response.status_code
        await _refuse(send, REFUSED + status, f"refused with HTTP {status}")
        return
    except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed):
        await _refuse(send, TRY_AGAIN_LATER, "this part is starting or being restarted")
        return
    await send({"type": "websocket.accept", "subprotocol": upstream.subprotocol})
    try:
        await first_of(_to_client(upstream, send), _to_daemon(upstream, receive))
    finally:
        try:
            await upstream.close(BROKEN_OFF)
        finally:
            upstream.transport.abort()


async def _open(scope: Scope, url: str, token: str | None) -> ClientConnection:
    return await connect(
        url,
        additional_headers={} if token is None else {"Authorization": f"Bearer {token}"},
        subprotocols=[Subprotocol(name) for name in scope.get("subprotocols", [])] or None,
        user_agent_header=None,
        compression=None,
        proxy=None,
        max_size=LARGEST_FRAME,
        max_queue=FRAMES_AHEAD,
        write_limit=WRITE_BUFFER,
        open_timeout=OPEN_TIMEOUT_S,
        close_timeout=CLOSE_TIMEOUT_S,
        ping_interval=None,  # loopback: the browser's side is the one that is pinged
    )


async def _to_client(upstream: ClientConnection, send: Send) -> None:
    try:
        async for frame in upstream:
            kind = "text" if isinstance(frame, str) else "bytes"
            await send({"type": "websocket.send", kind: frame})
    except ConnectionClosed:
        pass  # its code is passed on below
    except OSError:
        return  # the client is gone
    code = upstream.close_code if _may_be_sent(upstream.close_code) else TRY_AGAIN_LATER
    await send({"type": "websocket.close", "code": code, "reason": upstream.close_reason or ""})


async def _to_daemon(upstream: ClientConnection, receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            code: int = message.get("code", GOING_AWAY)
            await upstream.close(code if _may_be_sent(code) else BROKEN_OFF)
            return
        text = message.get("text")
        try:
            await upstream.send(message["bytes"] if text is None else text)
        except ConnectionClosed:
            await asyncio.Event().wait()  # the other side passes the close on, and ends this


def _may_be_sent(code: int | None) -> bool:
    """Whether a close frame may carry `code` (RFC 6455, 7.4): 1005, 1006 and 1015 may not."""
    return code is not None and (
        code in (1000, 1001, 1002, 1003) or 1007 <= code <= 1014 or 3000 <= code <= 4999
    )


async def _refuse(send: Send, code: int, reason: str) -> None:
    """Accept, then close: a browser is told the code only of a socket that was open."""
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code, "reason": reason})
