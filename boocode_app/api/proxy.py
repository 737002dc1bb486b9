"""Hands /api/pty, /api/llama and /api/coder to their daemons: REST, SSE and WebSockets.

It stands inside the gate: whoever gets here may come in, so cookie, Authorization and Origin stay
behind and the daemon sees our token. Invariants: no body, stream or frame is gathered (each chunk
and each whole frame is passed on before the next is read, so a slow reader slows the writer), and
whichever side goes first, the other is closed.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import httpx

from boocode_app.api.errors import problem_of
from boocode_app.api.proxy_socket import relay_socket
from boocode_app.contracts.health import PartName
from boocode_app.core.asgi import ASGIApp, Receive, Scope, Send
from boocode_app.core.auth.answers import GUARD_HEADERS
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.errors import BooError, Unavailable, UpstreamFailed
from boocode_app.core.settings import Settings
from boocode_app.core.tasks import first_of

log = logging.getLogger(__name__)

HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer "
    b"transfer-encoding upgrade".split()
)
LEFT_BEHIND = HOP_BY_HOP | {b"host", b"cookie", b"authorization", b"origin", b"expect"}
NOT_PASSED_BACK = HOP_BY_HOP | {b"date", b"server"} | {name for name, _ in GUARD_HEADERS}
TIMEOUTS = httpx.Timeout(connect=2.0, read=None, write=30.0, pool=5.0)
LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=20, keepalive_expiry=30.0)
RETRY_AFTER_S = 1.0


@dataclass(frozen=True)
class Upstream:
    """A daemon that answers every path under `prefix`. `token` is None where auth is off."""

    name: PartName
    prefix: str
    base_url: str
    token: str | None

    def serves(self, path: str) -> bool:
        """Whether `path` belongs to this daemon."""
        return path == self.prefix or path.startswith(f"{self.prefix}/")


def upstreams_of(settings: Settings) -> tuple[Upstream, ...]:
    """The daemons of one house. The first of BOOCODE_SIDECARS stands in for the local sidecar."""
    token = None if settings.auth == "off" else Credentials.at(settings.home).token
    sidecar = f"http://127.0.0.1:{settings.sidecar_port}", token
    if settings.sidecars:
        remote = settings.sidecars[0]
        sidecar = remote.url, remote.token_file.read_text().strip()
    return (
        Upstream("booterm", "/api/pty", f"http://127.0.0.1:{settings.pty_port}", token),
        Upstream("sidecar", "/api/llama", *sidecar),
        Upstream("coder", "/api/coder", f"http://127.0.0.1:{settings.coder_port}", token),
    )


@dataclass
class Proxy:
    """ASGI: what `upstreams` serve goes to them, everything else to `app`."""

    app: ASGIApp
    upstreams: Sequence[Upstream]
    _client: httpx.AsyncClient | None = field(default=None, repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        upstream = self._upstream(scope)
        if upstream is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            url = upstream.base_url.replace("http", "ws", 1) + _target(scope)
            await relay_socket(scope, receive, send, url, upstream.token)
        else:
            await self._http(upstream, scope, receive, send)

    async def aclose(self) -> None:
        """Close the connections to the daemons."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _upstream(self, scope: Scope) -> Upstream | None:
        if scope["type"] not in ("http", "websocket"):
            return None
        return next((u for u in self.upstreams if u.serves(scope["path"])), None)

    async def _http(self, upstream: Upstream, scope: Scope, receive: Receive, send: Send) -> None:
        body = _RequestBody(receive)
        try:
            await first_of(self._relay(upstream, scope, body, send), body.disconnected())
        except BooError as error:
            await problem_of(error)(scope, receive, send)

    async def _relay(
        self, upstream: Upstream, scope: Scope, body: "_RequestBody", send: Send
    ) -> None:
        client = self._connected()
        request = client.build_request(
            scope["method"],
            upstream.base_url + _target(scope),
            headers=_request_headers(scope, upstream),
            content=body.chunks() if _has_body(scope) else None,
        )
        if not _has_body(scope):
            body.skip()
        try:
            response = await client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as fault:
            raise down(upstream.name) from fault
        except httpx.HTTPError as fault:
            raise UpstreamFailed(
                f"{upstream.name} ended the connection before it answered ({fault or 'no reason'})"
            ) from fault
        try:
            await _pass_back(response, send)
        except httpx.HTTPError as fault:
            # Half an answer is out: leaving it unfinished is how the reader learns of it.
            log.info("%s went away in the middle of an answer: %s", upstream.name, fault)
        finally:
            await response.aclose()

    def _connected(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=TIMEOUTS, limits=LIMITS, trust_env=False)
        return self._client


def down(name: str) -> Unavailable:
    """The error for a daemon that does not take connections."""
    return Unavailable(
        f"{name} does not answer: it is starting or being restarted (see /api/health)",
        retry_after_s=RETRY_AFTER_S,
    )


class _RequestBody:
    """The request's chunks as they come; then the wait for the client to go away."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._read = asyncio.Event()
        self._gone = False

    async def chunks(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self._gone = True
                break
            yield message.get("body", b"")
            more = message.get("more_body", False)
        self._read.set()

    def skip(self) -> None:
        self._read.set()

    async def disconnected(self) -> None:
        await self._read.wait()
        while not self._gone:
            self._gone = (await self._receive())["type"] == "http.disconnect"


async def _pass_back(response: httpx.Response, send: Send) -> None:
    headers = [(k, v) for k, v in response.headers.raw if k.lower() not in NOT_PASSED_BACK]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    async for chunk in response.aiter_raw():
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _request_headers(scope: Scope, upstream: Upstream) -> list[tuple[bytes, bytes]]:
    headers = [(k, v) for k, v in scope["headers"] if k.lower() not in LEFT_BEHIND]
    if upstream.token is not None:
        headers.append((b"authorization", f"Bearer {upstream.token}".encode()))
    return headers


def _has_body(scope: Scope) -> bool:
    headers = {k.lower(): v for k, v in scope["headers"]}
    return headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers


def _target(scope: Scope) -> str:
    """Path and query as the client wrote them: an encoded slash stays encoded."""
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return (path + (b"?" + query if query else b"")).decode("latin-1")
