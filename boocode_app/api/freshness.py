"""How long a browser may keep what the front end is made of.

A file under /assets carries the hash of its content in its name: it never changes. A page is asked
for again each time (an ETag makes that cheap), so that an upgrade shows at once. Both are private:
they are served behind a login.
"""

from dataclasses import dataclass

from boocode_app.core.asgi import ASGIApp, Message, Receive, Scope, Send

FOREVER = (b"cache-control", b"private, max-age=31536000, immutable")
ASK_AGAIN = (b"cache-control", b"private, no-cache")
FOUND = frozenset({200, 206, 304})


@dataclass(frozen=True)
class Freshness:
    """Adds Cache-Control to the answers of `app` that have none."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        hashed = scope["path"].startswith("/assets/")

        async def with_lifetime(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message.get("headers", [])}
                if b"cache-control" not in names:
                    lifetime = FOREVER if hashed and message["status"] in FOUND else ASK_AGAIN
                    message["headers"] = [*message.get("headers", []), lifetime]
            await send(message)

        await self.app(scope, receive, with_lifetime)
