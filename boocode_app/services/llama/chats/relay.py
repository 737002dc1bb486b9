"""One chat request on its way to a llama-server, and the answer on its way back, byte for byte.

Invariant: a stream ends in one of three ways: as llama-server ended it, by an SSE event `error`
that says in words why it broke off, or because the asker left (which stops the generation).
"""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

import httpx

from boocode_app.core.errors import InvalidInput, Unavailable, UpstreamFailed
from boocode_app.services.llama.process import Endpoint, LlamaServer

MAX_BODY = 64 * 2**20
MAX_HELD = 2**20
"""Bytes of an unfinished event that are held back, so that an error never follows half of one."""
EVENT_END = b"\n\n"
EVENT_ENDS = (EVENT_END, b"\r\n\r\n")
DEATH_WAIT_S = 2.0


@dataclass(frozen=True)
class Request:
    """What we must know of a request; the rest passes through unread."""

    model: str | None
    streams: bool
    body: bytes


class Chunks(Protocol):
    """The bytes of an answer as they come; to be closed by who wants no more."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def __anext__(self) -> bytes: ...

    async def aclose(self) -> None: ...


@dataclass(frozen=True)
class Reply:
    """An answer: its status and type, and its bytes."""

    status: int
    media_type: str
    chunks: Chunks


def read_request(body: bytes) -> Request:
    """The request in `body`: a JSON object in OpenAI's form. Raises InvalidInput."""
    if len(body) > MAX_BODY:
        raise InvalidInput(f"The request is larger than {MAX_BODY // 2**20} MiB", field="body")
    try:
        given = json.loads(body)
    except ValueError as fault:
        raise InvalidInput(f"The request is no JSON: {fault}", field="body") from fault
    if not isinstance(given, dict):
        raise InvalidInput("The request must be a JSON object", field="body")
    model = given.get("model")
    if model is not None and not isinstance(model, str):
        raise InvalidInput(f"{model!r} is no name of a model", field="model")
    return Request(model or None, given.get("stream") is True, body)


async def send(
    http: httpx.AsyncClient, server: LlamaServer, request: Request, within: float
) -> Reply:
    """Ask `server`, waiting up to `within` seconds for it to be ready.

    A server that dies before the first byte is asked once more in its next life. Raises
    Unavailable or UpstreamFailed where there is no answer.
    """
    endpoint = await server.until_ready(within)
    try:
        return await _ask(http, server, endpoint, request)
    except httpx.TransportError:
        if not await server.until_gone(endpoint.pid, DEATH_WAIT_S):
            raise Unavailable(f"llama-server of {server.name!r} did not answer") from None
    endpoint = await server.until_ready(within, not_pid=endpoint.pid)
    try:
        return await _ask(http, server, endpoint, request)
    except httpx.TransportError:
        raise UpstreamFailed(
            f"llama-server of {server.name!r} died at this request twice"
        ) from None


async def _ask(
    http: httpx.AsyncClient, server: LlamaServer, endpoint: Endpoint, request: Request
) -> Reply:
    response = await http.send(
        http.build_request(
            "POST",
            endpoint.url + "/v1/chat/completions",
            content=request.body,
            headers={**endpoint.headers, "content-type": "application/json"},
        ),
        stream=True,
    )
    media_type = response.headers.get("content-type", "application/json")
    if request.streams and response.status_code == httpx.codes.OK:
        return Reply(httpx.codes.OK, media_type, _stream(server, endpoint, response))
    try:
        whole = await response.aread()
    finally:
        await response.aclose()
    server.answered()
    return Reply(response.status_code, media_type, once(whole))


async def _stream(
    server: LlamaServer, endpoint: Endpoint, response: httpx.Response
) -> AsyncGenerator[bytes]:
    try:
        async with aclosing(whole_events(response)) as chunks:
            async for events in chunks:
                server.answered()
                yield events
    except httpx.TransportError:
        yield error_event(await _why_it_broke(server, endpoint))
    finally:
        await response.aclose()


async def whole_events(response: httpx.Response) -> AsyncGenerator[bytes]:
    """The bytes of a stream as they come, cut between its events; its end as it is."""
    held = b""
    async for chunk in response.aiter_raw():
        held += chunk
        cut = max(held.rfind(end) + len(end) if end in held else 0 for end in EVENT_ENDS)
        if len(held) - cut > MAX_HELD:
            cut = len(held)
        if cut:
            yield held[:cut]
            held = held[cut:]
    if held:
        yield held


async def once(whole: bytes) -> AsyncGenerator[bytes]:
    """An answer that is there already."""
    yield whole


async def _why_it_broke(server: LlamaServer, endpoint: Endpoint) -> str:
    if not await server.until_gone(endpoint.pid, DEATH_WAIT_S):
        return f"llama-server of {server.name!r} broke off the answer"
    if server.state in ("stopping", "stopped") or not server.last_death:
        return f"Model {server.name!r} was stopped in the middle of the answer"
    why = server.last_death.detail
    return f"llama-server of {server.name!r} died in the middle of the answer: {why}"


def error_event(detail: str) -> bytes:
    """OpenAI's form, so that any client understands it."""
    error = {"message": detail, "type": "upstream_failed", "code": httpx.codes.BAD_GATEWAY}
    return b"event: error\ndata: " + json.dumps({"error": error}).encode() + EVENT_END


def words_of(answer: bytes) -> str:
    """What an answer that is no success says, in OpenAI's form or as problem JSON."""
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    if not isinstance(said, dict):
        return ""
    error = said.get("error")
    words = error.get("message") if isinstance(error, dict) else said.get("detail")
    return words if isinstance(words, str) else ""
