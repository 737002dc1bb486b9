"""The way to BooTerm from another process of the house: its REST API and its notices.

Invariant: every failure is a BooError in words, the one that BooTerm itself raised.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import cached_property
from typing import TypeVar
from urllib.parse import quote

import httpx
from httpx_sse import EventSource, SSEError
from pydantic import BaseModel, ValidationError

from boocode_app.contracts.base import Contract, Problem
from boocode_app.contracts.terminal_tools import PtyReadCall
from boocode_app.contracts.terminals import (
    PtyAcknowledge,
    PtyAcknowledged,
    PtyChange,
    PtyEdit,
    PtyKill,
    PtyList,
    PtyNews,
    PtyNotice,
    PtyRead,
    PtyResize,
    PtySession,
    PtySpawn,
    PtyTicket,
    PtyTicketRequest,
    PtyWait,
    PtyWaited,
    PtyWrite,
    PtyWritten,
)
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.errors import (
    BooError,
    Conflict,
    Forbidden,
    InvalidInput,
    MalformedHeader,
    NotFound,
    Unavailable,
    UpstreamFailed,
)
from boocode_app.core.settings import Settings
from boocode_app.services.terminals.flags import HEADER, AgentFlags

Answer = TypeVar("Answer", bound=BaseModel)
CONNECT_S = 5.0
ANSWER_S = 30.0
SILENCE_S = 60.0
"""BooTerm shows every 15 s that the stream of notices lives."""

NEWS: dict[str, type[PtyNews]] = {"exit": PtyNotice, "sessions": PtyList, "change": PtyChange}
ERRORS: dict[int, type[BooError]] = {
    400: MalformedHeader,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    422: InvalidInput,
    503: Unavailable,
}


class BooTermClient:
    """Talks to the BooTerm of one house, as whom `flags` say. Its token is read when first used."""

    def __init__(self, settings: Settings, flags: AgentFlags | None = None) -> None:
        self._settings = settings
        self.flags = flags or AgentFlags()

    async def spawn(self, request: PtySpawn) -> PtySession:
        """Start a session."""
        return await self._ask(PtySession, "POST", "/spawn", request)

    async def list(self) -> PtyList:
        """All sessions."""
        return await self._ask(PtyList, "GET", "/list")

    async def get(self, session_id: str) -> PtySession:
        """One session."""
        return await self._ask(PtySession, "GET", _path(session_id))

    async def edit(self, session_id: str, request: PtyEdit) -> PtySession:
        """Give a session another name or description."""
        return await self._ask(PtySession, "PATCH", _path(session_id), request)

    async def write(self, session_id: str, request: PtyWrite) -> PtyWritten:
        """Type into a session."""
        return await self._ask(PtyWritten, "POST", _path(session_id, "write"), request)

    async def read(self, call: PtyReadCall) -> PtyRead:
        """Lines of a session's output."""
        query = call.model_dump(mode="json", exclude={"id"}, exclude_none=True)
        return await self._ask(PtyRead, "GET", _path(call.id, "read"), params=query)

    async def wait(self, session_id: str, wanted: PtyWait) -> PtyWaited:
        """Wait for the end of a session, a text in it, or quiet."""
        query = wanted.model_dump(mode="json", exclude_none=True)
        path = _path(session_id, "wait")
        return await self._ask(
            PtyWaited, "GET", path, params=query, patience_s=wanted.timeout + ANSWER_S
        )

    async def resize(self, session_id: str, request: PtyResize) -> PtySession:
        """Give a session a new size."""
        return await self._ask(PtySession, "POST", _path(session_id, "resize"), request)

    async def kill(self, session_id: str, request: PtyKill) -> PtySession:
        """Signal or end a session."""
        return await self._ask(PtySession, "POST", _path(session_id, "kill"), request)

    async def take_over(self, session_id: str) -> PtySession:
        """From now on a person types there, and the agent does not."""
        return await self._ask(PtySession, "POST", _path(session_id, "take-over"))

    async def hand_back(self, session_id: str) -> PtySession:
        """From now on its agent types there again."""
        return await self._ask(PtySession, "POST", _path(session_id, "hand-back"))

    async def ticket(self, session_id: str, request: PtyTicketRequest) -> PtyTicket:
        """A ticket for one WebSocket of a session."""
        return await self._ask(PtyTicket, "POST", _path(session_id, "ticket"), request)

    async def end_of_agent(self, agent: str) -> PtyList:
        """End whatever `agent` left running; the sessions that were ended."""
        return await self._ask(PtyList, "POST", f"/agents/{quote(agent, safe='')}/end")

    async def acknowledge(self, *ids: str) -> int:
        """These notices were dealt with; how many of them were still kept."""
        answer = await self._ask(
            PtyAcknowledged, "POST", "/events/ack", PtyAcknowledge(ids=list(ids))
        )
        return answer.acknowledged

    async def notices(self, agent: str, after: int = 0) -> AsyncGenerator[PtyNotice]:
        """The notices of `agent` above `after` that nobody acknowledged, then each as it comes.

        Never ends by itself. Raises Unavailable where the connection breaks off: begin anew then.
        """
        async with aclosing(self._news({"agent": agent, "after": after})) as news:
            async for item in news:
                if isinstance(item, PtyNotice):
                    yield item

    def news(self, after: int = 0) -> AsyncGenerator[PtyNews]:
        """Everybody's notices above `after`; the list as it is, and each change of it. As above."""
        return self._news({"after": after, "changes": "true"})

    async def _news(self, wanted: dict[str, str | int]) -> AsyncGenerator[PtyNews]:
        request = self._http.build_request(
            "GET",
            "/api/pty/events",
            params=wanted,
            timeout=httpx.Timeout(CONNECT_S, read=SILENCE_S),
        )
        try:
            response = await self._http.send(request, stream=True)
        except httpx.HTTPError as fault:
            raise _no_answer(fault) from fault
        async with aclosing(response):
            if response.is_error:
                await response.aread()
                raise _refusal(response)
            try:
                async with aclosing(EventSource(response).aiter_sse()) as events:
                    async for event in events:
                        if kind := NEWS.get(event.event):
                            yield kind.model_validate_json(event.data)
            except (httpx.HTTPError, SSEError) as fault:
                raise _no_answer(fault) from fault
        raise Unavailable("BooTerm ended the stream of its news.")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _ask(
        self,
        answer: type[Answer],
        method: str,
        path: str,
        body: Contract | None = None,
        *,
        params: dict[str, str | int | float] | None = None,
        patience_s: float = ANSWER_S,
    ) -> Answer:
        try:
            response = await self._http.request(
                method,
                f"/api/pty{path}",
                params=params,
                json=None if body is None else body.model_dump(mode="json", exclude_unset=True),
                timeout=httpx.Timeout(patience_s, connect=CONNECT_S),
            )
        except httpx.HTTPError as fault:
            raise _no_answer(fault) from fault
        if response.is_error:
            raise _refusal(response)
        return answer.model_validate_json(response.content)

    @cached_property
    def _http(self) -> httpx.AsyncClient:
        headers = {HEADER: header} if (header := self.flags.header()) else {}
        if self._settings.auth != "off":
            headers["Authorization"] = f"Bearer {Credentials.at(self._settings.home).token}"
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self._settings.pty_port}", headers=headers, trust_env=False
        )


def _path(session_id: str, verb: str = "") -> str:
    return f"/{quote(session_id, safe='')}" + (f"/{verb}" if verb else "")


def _no_answer(fault: Exception) -> Unavailable:
    if isinstance(fault, httpx.TimeoutException):
        return Unavailable("BooTerm did not answer in time.")
    return Unavailable("BooTerm, which owns the terminals, cannot be reached.")


def _refusal(response: httpx.Response) -> BooError:
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        return UpstreamFailed(f"BooTerm answered with HTTP {response.status_code}.")
    kind = ERRORS.get(response.status_code, UpstreamFailed)
    if issubclass(kind, InvalidInput) and problem.errors:
        return kind(problem.detail, field=problem.errors[0].field)
    return kind(problem.detail)
