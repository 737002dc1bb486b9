"""The ASGI gate in front of everything: pages, REST, /_event and WebSockets alike.

Invariant: nothing behind it runs before Host, then Origin, then the credential were found good.
Open without a credential are only `/api/health` and the gate's own `/login`. Where the application
takes tickets, a WebSocket that shows one (`?ticket=`) is judged by it, and by nothing else.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote

from boocode_app.core.auth.credentials import COOKIE_LIFE_S, OWNER, Credentials
from boocode_app.core.auth.login import login_page
from boocode_app.core.auth.origin import SAFE_METHODS, OriginRule

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

OPEN_PATHS = frozenset({"/api/health"})
LOGIN = "/login"
LOGIN_BODY_LIMIT = 4096
CLOSE_POLICY = 1008
# A page talks to nobody but us: not even an image in a model's answer tells another server of it.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
LOGIN_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
)
GUARD_HEADERS = [
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


@dataclass(frozen=True)
class TicketBooth:
    """Where a WebSocket may show a ticket: `redeem(path, ticket)` gives what it is good for.

    Only such a socket may also come from a page under one of `origins`: the web app's own.
    """

    redeem: Callable[[str, str], object | None]
    origins: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Gate:
    """Wraps `app`. `cookies`: the cookie opens it too (the web app), not only the token (daemons).

    `credentials` is None where BOOCODE_AUTH=off; Host and Origin are checked all the same.
    """

    app: ASGIApp
    credentials: Credentials | None
    rule: OriginRule
    cookies: bool = True
    booth: TicketBooth | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request = Request.of(scope)
        send = _with_guard_headers(send)
        if self.booth and request.is_websocket and "ticket" in request.query:
            await self._with_ticket(self.booth, request, scope, receive, send)
        elif refusal := self._refuses_site(request):
            await _refuse(scope, receive, send, 403, refusal)
        elif self.cookies and self.credentials and request.opens_login:
            await self._login(self.credentials, request, receive, send)
        elif user := self._user(request):
            scope.setdefault("state", {})["user"] = user
            await self.app(scope, receive, send)
        elif request.is_safe and request.path in OPEN_PATHS:
            await self.app(scope, receive, send)
        elif self.cookies and request.wants_page:
            await _redirect(send, f"{LOGIN}?next={quote(request.target, safe='')}")
        else:
            await _refuse(scope, receive, send, 401, "Log in first, or send the token as a Bearer.")

    def _refuses_site(self, request: "Request") -> str | None:
        return self.rule.refuses_host(request.host) or self.rule.refuses_origin(
            request.origin, request.host
        )

    async def _with_ticket(
        self, booth: TicketBooth, request: "Request", scope: Scope, receive: Receive, send: Send
    ) -> None:
        refusal = self.rule.refuses_host(request.host)
        if request.origin not in booth.origins:
            refusal = refusal or self.rule.refuses_origin(request.origin, request.host)
        if refusal:
            await _refuse(scope, receive, send, 403, refusal)
        elif ticket := booth.redeem(request.path, request.query["ticket"]):
            scope.setdefault("state", {}).update(user=OWNER, ticket=ticket)
            await self.app(scope, receive, send)
        else:
            await _refuse(
                scope, receive, send, 401, "This ticket was used before, or never was one."
            )

    def _user(self, request: "Request") -> str | None:
        if self.credentials is None:
            return OWNER
        if request.bearer is not None:
            return OWNER if self.credentials.holds_token(request.bearer) else None
        cookie = request.cookie(self.credentials.cookie_name) if self.cookies else None
        if cookie is None:
            return None
        # A browser always names its Origin here: a cookie without one did not come from our page.
        if request.origin is None and not request.is_safe:
            return None
        return self.credentials.user_of(cookie)

    async def _login(
        self, credentials: Credentials, request: "Request", receive: Receive, send: Send
    ) -> None:
        """The gate's own page: a link opens it, or the token typed into its form."""
        target = _local_target(request.query.get("next"))
        if request.method == "POST":
            form = _form(await _body(receive, LOGIN_BODY_LIMIT))
            if credentials.holds_token(form.get("token", "").strip()):
                target = _local_target(form.get("next"))
                await _redirect(send, target, _new_cookie(credentials, request))
            else:
                await _page(send, 401, login_page("That is not the token of this BooCode.", target))
        elif request.method == "GET" and "link" in request.query:
            if credentials.redeem(request.query["link"]):
                await _redirect(send, target, _new_cookie(credentials, request))
            elif credentials.user_of(request.cookie(credentials.cookie_name) or ""):
                await _redirect(send, target)
            else:
                await _page(
                    send, 401, login_page("This link was used before or has expired.", target)
                )
        else:
            await _page(send, 200, login_page(None, target))


@dataclass(frozen=True)
class Request:
    """What the gate reads of a request."""

    path: str
    target: str
    method: str
    is_websocket: bool
    is_secure: bool
    host: str
    origin: str | None
    bearer: str | None
    cookies: str
    query: dict[str, str]
    wants_page: bool

    @classmethod
    def of(cls, scope: Scope) -> "Request":
        """The request of an ASGI http or websocket scope."""
        headers = _headers(scope)
        query = scope["query_string"].decode("latin-1")
        kind, _, secret = headers.get("authorization", "").partition(" ")
        path = scope["path"]
        return cls(
            path=path,
            target=path + (f"?{query}" if query else ""),
            method=scope.get("method", "GET"),
            is_websocket=scope["type"] == "websocket",
            is_secure=scope.get("scheme") in ("https", "wss"),
            host=headers.get("host", ""),
            origin=headers.get("origin"),
            bearer=secret.strip() if kind.lower() == "bearer" else None,
            cookies=headers.get("cookie", ""),
            query={k: v[-1] for k, v in parse_qs(query).items()},
            wants_page=scope["type"] == "http"
            and scope.get("method") in ("GET", "HEAD")
            and "text/html" in headers.get("accept", "")
            and not path.startswith(("/api/", "/_")),
        )

    def cookie(self, name: str) -> str | None:
        """Read by hand: http.cookies drops all where another program's cookie is malformed."""
        for pair in self.cookies.split(";"):
            given, _, value = pair.strip().partition("=")
            if given == name:
                return value
        return None

    @property
    def is_safe(self) -> bool:
        """Whether it only asks: a WebSocket and every method that changes something does not."""
        return not self.is_websocket and self.method in SAFE_METHODS

    @property
    def opens_login(self) -> bool:
        """Whether it is for the gate's own page."""
        return not self.is_websocket and self.path == LOGIN


def _headers(scope: Scope) -> dict[str, str]:
    """The headers by name. Of two with one name none is believed: a second Host hides the first."""
    headers: dict[str, str] = {}
    for key, value in scope["headers"]:
        name = key.decode("latin-1").lower()
        joined = ";" if name == "cookie" else ","
        text = value.decode("latin-1")
        headers[name] = f"{headers[name]}{joined}{text}" if name in headers else text
    return headers


def _local_target(target: str | None) -> str:
    """`target` where it is a path of ours, else the front page: no open redirect."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\", LOGIN)):
        return "/"
    return target if target.isprintable() else "/"


def _form(body: bytes) -> dict[str, str]:
    return {k: v[-1] for k, v in parse_qs(body.decode("utf-8", "replace")).items()}


async def _body(receive: Receive, limit: int) -> bytes:
    """The request's body, cut at `limit` bytes: no form of ours is longer."""
    body = b""
    while len(body) < limit:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body"):
            break
    return body[:limit]


async def _respond(
    send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes
) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


def _new_cookie(credentials: Credentials, request: Request) -> str:
    """The value of a Set-Cookie header that logs in."""
    secure = "; Secure" if request.is_secure else ""
    return (
        f"{credentials.cookie_name}={credentials.new_cookie()}; Path=/; HttpOnly; SameSite=Lax; "
        f"Max-Age={COOKIE_LIFE_S}{secure}"
    )


async def _redirect(send: Send, target: str, cookie: str | None = None) -> None:
    headers = [
        (b"location", quote(target, safe="/?&=%#+:,@!~*'()").encode()),
        (b"cache-control", b"no-store"),
    ]
    if cookie:
        headers.append((b"set-cookie", cookie.encode()))
    await _respond(send, 303, headers, b"")


async def _page(send: Send, status: int, page: str) -> None:
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", LOGIN_POLICY.encode()),
    ]
    await _respond(send, status, headers, page.encode())


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, detail: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": CLOSE_POLICY, "reason": detail[:120]})
        return
    title = {401: "Not logged in", 403: "Refused"}[status]
    problem = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": [],
    }
    headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="BooCode"'))
    await _respond(send, status, headers, json.dumps(problem).encode())


def _with_guard_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            named = {name.lower() for name, _ in headers}
            message["headers"] = headers + [h for h in GUARD_HEADERS if h[0] not in named]
        await send(message)

    return guarded
