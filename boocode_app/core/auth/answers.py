"""What the gate itself answers, and the headers that guard every answer."""

import json
from collections.abc import Iterable
from urllib.parse import quote

from boocode_app.core.asgi import Message, Receive, Scope, Send

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


async def respond(
    send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes
) -> None:
    """One whole answer."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


async def redirect(send: Send, target: str, cookie: str | None = None) -> None:
    """See `target`; `cookie` is the value of a Set-Cookie header."""
    headers = [
        (b"location", quote(target, safe="/?&=%#+:,@!~*'()").encode()),
        (b"cache-control", b"no-store"),
    ]
    if cookie:
        headers.append((b"set-cookie", cookie.encode()))
    await respond(send, 303, headers, b"")


async def page(send: Send, status: int, html: str) -> None:
    """The gate's own page."""
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", LOGIN_POLICY.encode()),
    ]
    await respond(send, status, headers, html.encode())


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, detail: str) -> None:
    """Problem JSON for a request (401 or 403), a close for a WebSocket; both say why."""
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
    await respond(send, status, headers, json.dumps(problem).encode())


def with_guard_headers(send: Send) -> Send:
    """`send`, with GUARD_HEADERS wherever an answer does not set them itself."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            named = {name.lower() for name, _ in headers}
            message["headers"] = headers + [h for h in GUARD_HEADERS if h[0] not in named]
        await send(message)

    return guarded
