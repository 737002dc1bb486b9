"""The PTY API: REST, and the WebSocket that carries a terminal (contracts/terminals.py).

Invariant: handlers only translate; what a session is stands in services/terminals. The WebSocket
speaks ASGI itself: on that path each frame counts.
"""

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request, Response, status
from fastapi.responses import StreamingResponse
from pydantic import StringConstraints
from starlette.routing import WebSocketRoute

from boocode_app.api import terminal_agents
from boocode_app.api.terminal_agents import Flags, WritingFlags
from boocode_app.contracts.terminals import (
    PtyCommands,
    PtyEdit,
    PtyKill,
    PtyList,
    PtyOwner,
    PtyRead,
    PtyResize,
    PtySession,
    PtySpawn,
    PtyTicket,
    PtyTicketRequest,
    PtyWrite,
    PtyWritten,
)
from boocode_app.core.asgi import Receive, Scope, Send
from boocode_app.core.auth.credentials import OWNER
from boocode_app.core.errors import Forbidden, InvalidInput, NotFound
from boocode_app.wiring import house

if TYPE_CHECKING:
    from boocode_app.services.terminals.ring import Ring
    from boocode_app.services.terminals.tickets import Ticket
    from boocode_app.services.terminals.viewer import Viewer

CLOSE_DONE = 1000
CLOSE_BAD_CURSOR = 4400
CLOSE_UNKNOWN = 4404
SOCKET_PATH = re.compile(r"/api/pty/([^/]+)/ws")
LEFT_ON_PURPOSE = frozenset({1000, 1001})

router = APIRouter(prefix="/api/pty", tags=["terminals"])
router.include_router(terminal_agents.router)  # first: `events` is no id


@router.post("/spawn", status_code=status.HTTP_201_CREATED)
async def spawn(request: PtySpawn, flags: Flags, asked: Request) -> PtySession:
    """Start a session. What the body does not say is taken from X-Agent-Flags."""
    user = asked.scope.get("state", {}).get("user", OWNER)
    return await house().terminals.spawn(request, flags, user)


@router.get("/list")
async def list_sessions() -> PtyList:
    """All sessions, the oldest first, with those that ended or were lost."""
    return PtyList(sessions=house().terminals.list())


@router.get("/{id}")
async def get_session(id: str) -> PtySession:
    """One session."""
    return house().terminals.get(id).describe()


@router.patch("/{id}")
async def edit(id: str, request: PtyEdit, flags: WritingFlags) -> PtySession:
    """Give a session another name or description; it is on disk with the answer."""
    return await house().terminals.edit(id, request)


@router.get("/{id}/read", response_model=PtyRead)
async def read_lines(
    id: str,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
    pattern: Annotated[str | None, StringConstraints(max_length=1000)] = None,
    ignoreCase: bool = False,
    raw: bool = False,
) -> PtyRead | Response:
    """Lines of the output that is kept: filtered by `pattern` first, then paged. With `raw`, the
    bytes themselves from the cursor `offset` on, or from the oldest that is kept.
    """
    if raw:
        return _raw(house().terminals.get(id).ring, offset)
    return await house().terminals.read(
        id, offset=offset, limit=limit, pattern=pattern, ignore_case=ignoreCase
    )


def _raw(ring: "Ring", offset: int) -> Response:
    start = min(max(offset, ring.start), ring.end)
    headers = {"X-Pty-Cursor": str(start), "X-Pty-End": str(ring.end)}
    data = ring.read(start, ring.end - start)
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.get("/{id}/recording")
async def recording(id: str, follow: bool = False) -> StreamingResponse:
    """The session as asciicast v2: what is kept of it, and with `follow` all until it ends."""
    from boocode_app.services.terminals.recording import record

    session = house().terminals.get(id)
    headers = {"Content-Disposition": f'attachment; filename="{session.id}.cast"'}
    lines = record(session, follow=follow)
    return StreamingResponse(lines, media_type="application/x-asciicast", headers=headers)


@router.get("/{id}/commands")
async def list_commands(id: str) -> PtyCommands:
    """The commands that the session's shell ran, where it marks them (bash and zsh do)."""
    return await house().terminals.commands(id)


@router.post("/{id}/take-over")
async def take_over(id: str, flags: WritingFlags) -> PtySession:
    """A person types in an agent's session from now on; its own writes are refused meanwhile."""
    if flags.agent:
        raise Forbidden("Only a person takes a terminal over; an agent waits to be given it back.")
    return _handed(id, "person")


@router.post("/{id}/hand-back")
async def hand_back(id: str, flags: WritingFlags) -> PtySession:
    """The agent that spawned the session types in it again; people's input is refused."""
    if flags.agent:
        raise Forbidden("Only a person hands a terminal back.")
    return _handed(id, "agent")


def _handed(session_id: str, owner: PtyOwner) -> PtySession:
    session = house().terminals.get(session_id)
    session.hand_to(owner)
    return session.describe()


@router.post("/{id}/write")
async def write(id: str, request: PtyWrite, flags: WritingFlags) -> PtyWritten:
    """Type into a session."""
    return PtyWritten(id=id, bytes=house().terminals.write(id, request.data, agent=flags.agent))


@router.post("/{id}/resize")
async def resize(id: str, request: PtyResize, flags: WritingFlags) -> PtySession:
    """Give a session a new size."""
    session = house().terminals.get(id)
    session.resize(request.cols, request.rows)
    return session.describe()


@router.post("/{id}/kill")
async def kill(id: str, flags: WritingFlags, request: PtyKill | None = None) -> PtySession:
    """Signal or end a session; the answer to TERM and KILL comes when its processes are gone."""
    return await house().terminals.kill(id, request or PtyKill(), agent=flags.agent)


@router.post("/{id}/ticket", status_code=status.HTTP_201_CREATED)
async def issue_ticket(id: str, request: PtyTicketRequest | None = None) -> PtyTicket:
    """A ticket for one WebSocket of this session, straight to BooTerm: for 60 s, for once."""
    readonly = request is not None and request.readonly
    return house().terminals.issue_ticket(id, readonly=readonly)


def redeem_ticket(path: str, code: str) -> "Ticket | None":
    """The ticket `code`, used up, where it is one for the WebSocket at `path`."""
    match = SOCKET_PATH.fullmatch(path)
    return house().terminals.tickets.redeem(code, match[1]) if match else None


class TerminalSocket:
    """`/api/pty/{id}/ws?cursor=N` as a bare ASGI application."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        # Accepted before it is refused: a browser is told the code of an open socket only.
        await send({"type": "websocket.accept"})
        query = parse_qs(scope["query_string"].decode("latin-1"))
        try:
            session, viewer = house().terminals.attach(
                scope["path_params"]["id"],
                query.get("cursor", [None])[-1],
                readonly=_only_looks(scope, query),
            )
        except (NotFound, InvalidInput) as error:
            code = CLOSE_UNKNOWN if isinstance(error, NotFound) else CLOSE_BAD_CURSOR
            await _close(send, code, error.detail)
            return
        sending = asyncio.create_task(_send_all(viewer, send))
        clean = False
        try:
            clean = await _receive_all(viewer, receive)
        finally:
            session.detach(viewer, clean=clean)
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending


def _only_looks(scope: Scope, query: dict[str, list[str]]) -> bool:
    """Whether the ticket says so, or the client itself (`?readonly=1`)."""
    ticket = scope.get("state", {}).get("ticket")
    return bool(ticket and ticket.readonly) or query.get("readonly", ["0"])[-1] not in (
        "0",
        "false",
    )


async def _receive_all(viewer: "Viewer", receive: Receive) -> bool:
    """Hand on what the client sends until it goes; whether it meant to."""
    while (message := await receive())["type"] == "websocket.receive":
        data = message.get("bytes")
        viewer.receive(message["text"] if data is None else data)
    return message.get("code") in LEFT_ON_PURPOSE


async def _send_all(viewer: "Viewer", send: Send) -> None:
    """Send what the session has for the viewer, until its exit was told or the client is gone."""
    with suppress(OSError):
        while (item := await viewer.next()) is not None:
            if isinstance(item, bytes):
                await send({"type": "websocket.send", "bytes": item})
            else:
                await send({"type": "websocket.send", "text": item.model_dump_json()})
        await _close(send, CLOSE_DONE, "the session has ended")


async def _close(send: Send, code: int, reason: str) -> None:
    # RFC 6455: a reason has at most 123 bytes.
    reason = reason.encode()[:123].decode(errors="ignore")
    await send({"type": "websocket.close", "code": code, "reason": reason})


router.routes.append(WebSocketRoute("/api/pty/{id}/ws", TerminalSocket(), name="terminal_socket"))
