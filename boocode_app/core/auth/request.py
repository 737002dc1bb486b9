"""What the gate reads of a request."""

from dataclasses import dataclass
from urllib.parse import parse_qs

from boocode_app.core.asgi import Scope
from boocode_app.core.auth.origin import SAFE_METHODS

LOGIN = "/login"


@dataclass(frozen=True)
class Request:
    """One request, its headers lower-cased; `cookies` is the whole header."""

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
