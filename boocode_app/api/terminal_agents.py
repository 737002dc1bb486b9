"""What the PTY API offers to agents beyond a terminal: flags, notices, waiting, their own end.

Invariant: an agent is known by its X-Agent-Flags alone; a notice is delivered until it is
acknowledged, and never afterwards. What is told of changed sessions has no id and is not kept: who
comes back begins with the whole list.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, assert_never

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import format_sse_event

from boocode_app.api.event_stream import ALIVE, NOT_KEPT, EventStream, seq_of
from boocode_app.api.leaving import caller_left
from boocode_app.contracts.terminals import (
    Name,
    PtyAcknowledge,
    PtyAcknowledged,
    PtyChange,
    PtyList,
    PtyNews,
    PtyNotice,
    PtyWait,
    PtyWaited,
)
from boocode_app.core.errors import Forbidden, Unavailable
from boocode_app.core.tasks import first_of, merged
from boocode_app.services.terminals.flags import HEADER, AgentFlags, parse_flags
from boocode_app.wiring import house

SEQ_LIMIT = 2**63 - 1
FlagsHeader = Annotated[
    str | None,
    Header(
        alias=HEADER,
        description='Who asks: `agent="<id>"; task="<id>"; title="..."; notify-on-exit; readonly`.',
    ),
]
router = APIRouter()


def agent_flags(request: Request, described: FlagsHeader = None) -> AgentFlags:
    """The flags of a request; several such headers are joined (RFC 8941, 4.2), and so refused."""
    given = request.headers.getlist(HEADER)
    return parse_flags(", ".join(given) if given else None)


Flags = Annotated[AgentFlags, Depends(agent_flags)]


def writing_flags(flags: Flags) -> AgentFlags:
    """The flags of a request that changes something: a caller that only reads may not."""
    if flags.readonly:
        raise Forbidden("This caller said `readonly` in X-Agent-Flags: it reads, and no more.")
    return flags


WritingFlags = Annotated[AgentFlags, Depends(writing_flags)]


@router.get(
    "/events",
    response_class=EventStream,
    responses={
        200: {
            "description": "Server-sent events: `exit` (a PtyNotice) and, with `changes`, "
            "`sessions` (a PtyList, at first) and `change` (a PtyChange)."
        }
    },
)
async def follow(
    flags: Flags,
    agent: Annotated[Name | None, Query(description="Whose; without it, everybody's.")] = None,
    after: Annotated[int, Query(ge=0, le=SEQ_LIMIT)] = 0,
    changes: Annotated[bool, Query(description="Also what becomes of the list.")] = False,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventStream:
    """What waits above `after` (or Last-Event-ID, if it is later), then what comes."""
    start = max(after, seq_of(last_event_id))
    terminals = house().terminals
    sources: list[AsyncGenerator[PtyNews | None]] = [
        terminals.outbox.follow(start, agent or flags.agent)
    ]
    if changes:
        sources.append(terminals.roster.follow())
    return EventStream(_encoded(merged(*sources)), headers=NOT_KEPT)


@router.post("/events/ack")
async def acknowledge(dealt_with: PtyAcknowledge) -> PtyAcknowledged:
    """Forget notices that were dealt with."""
    count = await house().terminals.outbox.acknowledge(dealt_with.ids)
    return PtyAcknowledged(acknowledged=count)


@router.post("/agents/{agent:path}/end")
async def end_of_agent(agent: str, flags: WritingFlags) -> PtyList:
    """End whatever an agent left running (TERM, then KILL); the sessions that were ended."""
    return PtyList(sessions=list(await house().terminals.end_of_agent(agent)))


@router.get("/{id}/wait")
async def wait(id: str, wanted: Annotated[PtyWait, Query()], asked: Request) -> PtyWaited:
    """Wait until a session ended, a text was seen in it, or it is quiet."""
    met: list[PtyWaited] = []

    async def meet() -> None:
        met.append(await house().terminals.wait_for(id, wanted))

    await first_of(meet(), caller_left(asked))
    if not met:
        raise Unavailable("Nobody waits any more.")
    return met[0]


async def _encoded(news: AsyncGenerator[PtyNews | None]) -> AsyncGenerator[bytes, None]:
    yield ALIVE
    async with aclosing(news):
        async for item in news:
            yield ALIVE if item is None else _sse(item)


def _sse(item: PtyNews) -> bytes:
    data = item.model_dump_json()
    match item:
        case PtyNotice():
            return format_sse_event(data_str=data, event="exit", id=str(item.seq))
        case PtyList():
            return format_sse_event(data_str=data, event="sessions")
        case PtyChange():
            return format_sse_event(data_str=data, event="change")
        case _:
            assert_never(item)
