"""Nobody comes in without a credential, nor from a foreign place with one: on all four ports."""

import http
import socket
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import StorageState
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.e2e.system import System

WEB, BOOTERM, SIDECAR, CODER = range(4)
REST = {
    "a page": (WEB, "/"),
    "a page's script": (WEB, "/assets/"),
    "projects": (WEB, "/api/projects"),
    "diff": (WEB, "/api/projects/1/diff"),
    "sessions through web": (WEB, "/api/coder/sessions?project_id=1"),
    "terminals through web": (WEB, "/api/pty/list"),
    "models through web": (WEB, "/api/llama/models"),
    "openapi": (WEB, "/api/openapi.json"),
    "event polling": (WEB, "/_event/?EIO=4&transport=polling"),
    "terminals": (BOOTERM, "/api/pty/list"),
    "openapi of booterm": (BOOTERM, "/api/openapi.json"),
    "models": (SIDECAR, "/api/llama/models"),
    "sessions": (CODER, "/api/coder/sessions?project_id=1"),
}
SOCKETS = {
    "events": (WEB, "/_event/?EIO=4&transport=websocket"),
    "a terminal through web": (WEB, "/api/pty/{pty}/ws"),
    "a terminal": (BOOTERM, "/api/pty/{pty}/ws"),
    "anything at the sidecar": (SIDECAR, "/ws"),
    "anything at the coder": (CODER, "/ws"),
}
FOREIGN = {
    "no credential": {},
    "a foreign origin": {"Cookie": "OURS", "Origin": "http://evil.example"},
    "a foreign port": {"Cookie": "OURS", "Origin": "http://127.0.0.1:1"},
    "a foreign host": {"Cookie": "OURS", "Host": "evil.example"},
    "a rebound host": {"Cookie": "OURS", "Host": "evil.example", "Origin": "http://evil.example"},
    "a wrong token": {"Authorization": "Bearer no"},
}


@pytest.fixture(scope="module")
def pty(system: System) -> str:
    """A living terminal."""
    with system.client() as client:
        answer = client.post("/api/pty/spawn", json={"command": "cat"}).raise_for_status()
    return str(answer.json()["id"])


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize(("port", "path"), REST.values(), ids=REST)
def test_a_request_is_refused(
    system: System, logged_in: StorageState, port: int, path: str, headers: dict[str, str]
) -> None:
    url = f"http://127.0.0.1:{system.ports[port]}{path}"
    answer = httpx.get(url, headers=_filled(headers, logged_in), trust_env=False)
    assert answer.status_code in (401, 403), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize(("port", "path"), SOCKETS.values(), ids=SOCKETS)
def test_a_socket_is_refused(
    system: System,
    logged_in: StorageState,
    pty: str,
    port: int,
    path: str,
    headers: dict[str, str],
) -> None:
    url = f"ws://127.0.0.1:{system.ports[port]}{path.format(pty=pty)}"
    with pytest.raises(InvalidStatus) as refusal:
        _open(url, _filled(headers, logged_in))
    assert refusal.value.response.status_code == http.HTTPStatus.FORBIDDEN


def test_the_cookie_opens_the_sockets_of_web(
    system: System, logged_in: StorageState, pty: str
) -> None:
    """What is refused above is refused for its place, not because nothing would work."""
    ours = _filled({"Cookie": "OURS", "Origin": system.url}, logged_in)
    for name in ("events", "a terminal through web"):
        port, path = SOCKETS[name]
        said = _open(f"ws://127.0.0.1:{system.ports[port]}{path.format(pty=pty)}", ours)
        assert said


@pytest.mark.parametrize("port", [WEB, BOOTERM, SIDECAR, CODER])
def test_health_is_open_and_tells_no_secret(system: System, port: int) -> None:
    answer = httpx.get(f"http://127.0.0.1:{system.ports[port]}/api/health", trust_env=False)
    assert answer.status_code == 200
    assert str(system.home) not in answer.text
    assert system.token not in answer.text


def _open(url: str, headers: dict[str, str]) -> str | bytes:
    """The first frame of the socket at `url`; a Host among `headers` stands in the request only."""
    parts = urlsplit(url)
    assert parts.port
    host = headers.get("Host", parts.hostname)
    given = {k: v for k, v in headers.items() if k not in ("Host", "Origin")}
    origin = Origin(headers["Origin"]) if "Origin" in headers else None
    with (
        socket.create_connection(("127.0.0.1", parts.port), 5) as link,
        connect(
            f"ws://{host}:{parts.port}{parts.path}?{parts.query}",
            sock=link,
            origin=origin,
            additional_headers=given,
            proxy=None,
        ) as opened,
    ):
        return opened.recv(5)


def _filled(headers: dict[str, str], logged_in: StorageState) -> dict[str, str]:
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in logged_in["cookies"])
    return {k: cookies if v == "OURS" else v for k, v in headers.items()}
