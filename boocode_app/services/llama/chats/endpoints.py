"""Models that run elsewhere: what an OpenAI-compatible server offers, and chats passed on to it.

Invariants: its key is read from its file for each request, goes to that server only, and is in no
answer, log or URL; redirects are not followed.
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

import httpx

from boocode_app.contracts.llama import ServerState
from boocode_app.core.errors import BooError, Unavailable, UpstreamFailed
from boocode_app.core.ids import utc_now
from boocode_app.services.llama.chats.endpoint_keys import KeyRing
from boocode_app.services.llama.chats.relay import (
    Reply,
    Request,
    error_event,
    once,
    whole_events,
    words_of,
)
from boocode_app.services.llama.shelf.shelf import EndpointEntry

PROBE_S = 5.0
FRESH_S = 10.0
READ_S = 600.0
CONNECTIONS = 64
MAX_LISTING, MAX_ANSWER = 4 * 2**20, 64 * 2**20
OWN_WORDS = (httpx.codes.BAD_REQUEST, httpx.codes.NOT_FOUND, httpx.codes.UNPROCESSABLE_ENTITY)


@dataclass(frozen=True)
class Seen:
    """How an endpoint was at its last probe. `asked_at` in monotonic seconds."""

    state: ServerState
    detail: str
    since: datetime
    asked_at: float


class Endpoints:
    """The endpoints on the shelf. `changed(name)`: one answers now, or does not any more."""

    def __init__(self, keys: KeyRing, changed: Callable[[str], None]) -> None:
        self._keys = keys
        self._changed = changed
        self._seen: dict[str, Seen] = {}
        self._probes: dict[str, asyncio.Task[None]] = {}
        self._http = httpx.AsyncClient(
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(PROBE_S, read=READ_S),
            limits=httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=2.0),
            headers={"accept-encoding": "identity", "user-agent": "BooCode"},
        )

    async def close(self) -> None:
        """Let go of the connections."""
        for probe in list(self._probes.values()):
            probe.cancel()
        await self._http.aclose()

    async def offered(self, entry: EndpointEntry) -> list[str]:
        """The models that the server of `entry` offers, by their ids there.

        Raises InvalidInput (the key), Unavailable, UpstreamFailed.
        """
        request = await self._request("GET", entry, "/models")
        try:
            async with asyncio.timeout(PROBE_S):
                answer = await self._http.send(request, stream=True)
                listing = await _whole(entry, answer, MAX_LISTING)
        except (httpx.HTTPError, TimeoutError) as fault:
            raise _unreachable(entry, fault) from fault
        if not answer.is_success:
            raise _refusal(entry, answer.status_code, listing)
        return _ids(entry, listing)

    def seen(self, name: str, entry: EndpointEntry) -> Seen:
        """How model `name` was a moment ago; it is looked at again where that was long ago."""
        seen = self._seen.setdefault(name, Seen("starting", "", utc_now(), float("-inf")))
        if time.monotonic() - seen.asked_at > FRESH_S and name not in self._probes:
            probe = asyncio.create_task(self._probe(name, entry), name=f"probes {name}")
            self._probes[name] = probe
            probe.add_done_callback(lambda _: self._probes.pop(name, None))
        return seen

    def forget(self, name: str) -> None:
        """Model `name` is no more."""
        self._seen.pop(name, None)

    async def ask(self, name: str, entry: EndpointEntry, request: Request) -> Reply:
        """The answer to a chat request; what is wrong with that the server tells itself.

        Raises InvalidInput (the key), Unavailable, UpstreamFailed.
        """
        body = await asyncio.to_thread(_addressed, request.body, entry.model)
        wanted = await self._request("POST", entry, "/chat/completions", body)
        try:
            answer = await self._http.send(wanted, stream=True)
        except httpx.HTTPError as fault:
            words = _unreachable(entry, fault)
            self._note(name, "failed", words.detail)
            raise words from fault
        media_type = answer.headers.get("content-type", "application/json")
        if request.streams and answer.is_success:
            return Reply(httpx.codes.OK, media_type, _stream(entry, answer))
        try:
            whole = await _whole(entry, answer, MAX_ANSWER)
        except httpx.HTTPError as fault:
            raise UpstreamFailed(f"{entry.url} broke off its answer", permanent=False) from fault
        if answer.status_code in OWN_WORDS or answer.is_success:
            return Reply(answer.status_code, media_type, once(whole))
        raise _refusal(entry, answer.status_code, whole)

    async def _request(
        self, method: str, entry: EndpointEntry, path: str, body: bytes | None = None
    ) -> httpx.Request:
        headers = {"content-type": "application/json"} if body else {}
        if entry.key_file:
            key = await asyncio.to_thread(self._keys.read, entry.key_file)
            headers["authorization"] = f"Bearer {key}"
        return self._http.build_request(method, entry.url + path, content=body, headers=headers)

    async def _probe(self, name: str, entry: EndpointEntry) -> None:
        try:
            ids = await self.offered(entry)
        except BooError as fault:
            self._note(name, "failed", fault.detail)
        else:
            missing = entry.model not in ids
            words = f"{entry.url} does not offer {entry.model!r} any more" if missing else ""
            self._note(name, "failed" if missing else "ready", words)

    def _note(self, name: str, state: ServerState, detail: str) -> None:
        before = self._seen.get(name)
        if before is None:  # removed meanwhile
            return
        same = (before.state, before.detail) == (state, detail)
        since = before.since if same else utc_now()
        self._seen[name] = Seen(state, detail, since, time.monotonic())
        if not same:
            self._changed(name)


async def _whole(entry: EndpointEntry, answer: httpx.Response, limit: int) -> bytes:
    content = bytearray()
    async with aclosing(answer):
        async for chunk in answer.aiter_raw():
            content += chunk
            if len(content) > limit:
                raise UpstreamFailed(f"{entry.url} answers with more than {limit >> 20} MiB")
    return bytes(content)


async def _stream(entry: EndpointEntry, answer: httpx.Response) -> AsyncGenerator[bytes]:
    try:
        async with aclosing(whole_events(answer)) as chunks:
            async for events in chunks:
                yield events
    except httpx.HTTPError:
        yield error_event(f"{entry.url} broke off the answer")
    finally:
        await answer.aclose()


def _addressed(body: bytes, model: str) -> bytes:
    """The request with the endpoint's own name of the model."""
    return json.dumps(json.loads(body) | {"model": model}).encode()


def _ids(entry: EndpointEntry, answer: bytes) -> list[str]:
    try:
        said = json.loads(answer)
        ids = [model["id"] for model in said["data"]]
    except (ValueError, KeyError, TypeError) as fault:
        words = f"{entry.url}/models does not answer as an OpenAI-compatible server does"
        raise UpstreamFailed(words) from fault
    return [id for id in ids if isinstance(id, str) and id]


def _unreachable(entry: EndpointEntry, fault: Exception) -> Unavailable:
    timed_out = isinstance(fault, httpx.TimeoutException | TimeoutError)
    why = "it does not answer in time" if timed_out else fault
    return Unavailable(f"{entry.url} cannot be reached: {why}")


def _refusal(entry: EndpointEntry, status: int, answer: bytes) -> BooError:
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        wanted = "does not take the key in its file" if entry.key_file else "wants a key: key_file"
        return UpstreamFailed(f"{entry.url} {wanted}")
    words = f"{entry.url} answered {status}"
    said = words_of(answer)[:500]
    busy = status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR
    return UpstreamFailed(f"{words}: {said}" if said else words, permanent=not busy)
