"""The ASGI gate in front of everything: pages, REST, /_event and WebSockets alike.

Invariant: nothing behind it runs before Host, then Origin, then the credential were found good.
Open without a credential are only `/api/health` and the gate's own `/login`. Where the application
takes tickets, a WebSocket that shows one (`?ticket=`) is judged by it, and by nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, quote

from boocode_app.core.asgi import ASGIApp, Receive, Scope, Send
from boocode_app.core.auth.answers import page, redirect, refuse, with_guard_headers
from boocode_app.core.auth.credentials import COOKIE_LIFE_S, OWNER, Credentials
from boocode_app.core.auth.login import login_page
from boocode_app.core.auth.origin import OriginRule
from boocode_app.core.auth.request import LOGIN, Request

OPEN_PATHS = frozenset({"/api/health"})
LOGIN_BODY_LIMIT = 4096


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
        send = with_guard_headers(send)
        if self.booth and request.is_websocket and "ticket" in request.query:
            await self._with_ticket(self.booth, request, scope, receive, send)
        elif refusal := self._refuses_site(request):
            await refuse(scope, receive, send, 403, refusal)
        elif self.cookies and self.credentials and request.opens_login:
            await self._login(self.credentials, request, receive, send)
        elif user := self._user(request):
            scope.setdefault("state", {})["user"] = user
            await self.app(scope, receive, send)
        elif request.is_safe and request.path in OPEN_PATHS:
            await self.app(scope, receive, send)
        elif self.cookies and request.wants_page:
            await redirect(send, f"{LOGIN}?next={quote(request.target, safe='')}")
        else:
            await refuse(scope, receive, send, 401, "Log in first, or send the token as a Bearer.")

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
            await refuse(scope, receive, send, 403, refusal)
        elif ticket := booth.redeem(request.path, request.query["ticket"]):
            scope.setdefault("state", {}).update(user=OWNER, ticket=ticket)
            await self.app(scope, receive, send)
        else:
            await refuse(
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
                await redirect(send, target, _new_cookie(credentials, request))
            else:
                await page(send, 401, login_page("That is not the token of this BooCode.", target))
        elif request.method == "GET" and "link" in request.query:
            if credentials.redeem(request.query["link"]):
                await redirect(send, target, _new_cookie(credentials, request))
            elif credentials.user_of(request.cookie(credentials.cookie_name) or ""):
                await redirect(send, target)
            else:
                await page(
                    send, 401, login_page("This link was used before or has expired.", target)
                )
        else:
            await page(send, 200, login_page(None, target))


def _new_cookie(credentials: Credentials, request: Request) -> str:
    """The value of a Set-Cookie header that logs in."""
    secure = "; Secure" if request.is_secure else ""
    return (
        f"{credentials.cookie_name}={credentials.new_cookie()}; Path=/; HttpOnly; SameSite=Lax; "
        f"Max-Age={COOKIE_LIFE_S}{secure}"
    )


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
