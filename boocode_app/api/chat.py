"""/api/coder: sessions of a project, their messages, and the stream of each."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response, status
from fastapi.sse import format_sse_event

from boocode_app.api.event_stream import ALIVE, NOT_KEPT, EventStream, seq_of
from boocode_app.contracts.base import Page
from boocode_app.contracts.chat import (
    MessageCreate,
    MessagePage,
    Session,
    SessionCreate,
    SessionRename,
    Turn,
)
from boocode_app.contracts.projects import MAX_PROJECT_ID
from boocode_app.core.auth.credentials import OWNER
from boocode_app.core.errors import BooError, NotFound
from boocode_app.wiring import house

if TYPE_CHECKING:
    from boocode_app.services.agent.stream import Frame

SEQ_LIMIT = 2**63 - 1

log = logging.getLogger(__name__)
router = APIRouter(prefix="/api/coder", tags=["chat"])


def known_form(session_id: Annotated[str, Path(description="A session's id.")]) -> str:
    """A session's id; what has not even the form of one is not asked for."""
    try:
        return str(UUID(session_id))
    except ValueError:
        raise NotFound(f"There is no session {session_id!r}.") from None


SessionId = Annotated[str, Depends(known_form)]
Limit = Annotated[int, Query(ge=1, le=200, description="The most items on a page.")]
Cursor = Annotated[str | None, Query(max_length=200, description="`next_cursor` of a page.")]


@router.get("/sessions")
async def list_sessions(
    project_id: Annotated[int, Query(ge=1, le=MAX_PROJECT_ID)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Session]:
    """Sessions of a project, newest first. An unknown project has none."""
    return await house().chat.sessions.of_project(project_id, cursor, limit)


@router.post("/sessions", status_code=status.HTTP_201_CREATED)
async def create_session(wanted: SessionCreate, request: Request) -> Session:
    """Open a session."""
    user = request.scope.get("state", {}).get("user", OWNER)
    return await house().chat.sessions.create(wanted, user)


@router.get("/sessions/{session_id}")
async def get_session(session_id: SessionId) -> Session:
    """One session."""
    return await house().chat.sessions.get(session_id)


@router.patch("/sessions/{session_id}")
async def rename_session(session_id: SessionId, wanted: SessionRename) -> Session:
    """Give a session a new title."""
    return await house().chat.sessions.rename(session_id, wanted)


@router.delete("/sessions/{session_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_session(session_id: SessionId) -> Response:
    """Delete a session with all its messages; a running reply is stopped first."""
    await house().chat.delete(session_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get("/sessions/{session_id}/messages")
async def list_messages(
    session_id: SessionId, cursor: Cursor = None, limit: Limit = 50
) -> MessagePage:
    """The newest messages, oldest first; `next_cursor` leads to older ones."""
    return await house().chat.sessions.messages(session_id, cursor, limit)


@router.post("/sessions/{session_id}/messages", status_code=status.HTTP_202_ACCEPTED)
async def post_message(session_id: SessionId, sent: MessageCreate) -> Turn:
    """Begin a turn. Its reply comes by the stream; 409 while another reply is being written."""
    return await house().chat.post(session_id, sent)


@router.post("/sessions/{session_id}/stop")
async def stop_reply(session_id: SessionId) -> Session:
    """End the running reply and keep its text; does nothing where none runs."""
    return await house().chat.stop(session_id)


@router.get(
    "/sessions/{session_id}/events",
    response_class=EventStream,
    responses={200: {"description": "Server-sent events, each a ChatEvent as JSON."}},
)
async def follow_session(
    session_id: SessionId,
    after: Annotated[int, Query(ge=0, le=SEQ_LIMIT)] = 0,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventStream:
    """What happened after `after` (or Last-Event-ID, if it is later), then what happens."""
    chat = house().chat
    await chat.sessions.get(session_id)
    stream = chat.stream(session_id, max(after, seq_of(last_event_id)))
    return EventStream(_encoded(stream), headers=NOT_KEPT)


async def _encoded(stream: "AsyncGenerator[Frame | None, None]") -> AsyncGenerator[bytes, None]:
    yield ALIVE
    try:
        async with aclosing(stream):
            async for frame in stream:
                yield ALIVE if frame is None else _sse(frame)
    except BooError as fault:
        log.warning("a stream ends: %s", fault.detail)


def _sse(frame: "Frame") -> bytes:
    return format_sse_event(
        data_str=frame.event.model_dump_json(),
        event=frame.event.kind,
        id=None if frame.seq is None else str(frame.seq),
    )
