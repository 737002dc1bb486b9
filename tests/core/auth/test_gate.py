"""The gate: who comes through, with what, from where. One table for requests, one for sockets."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from boocode_app.core.auth.answers import GUARD_HEADERS, LOGIN_POLICY
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.auth.gate import Gate, TicketBooth
from boocode_app.core.auth.origin import OriginRule

HOST = "localhost:3000"
OURS = f"http://{HOST}"
FOREIGN = "http://localhost:8080"
PAGE = {"accept": "text/html"}


async def behind(scope: Any, receive: Any, send: Any) -> None:
    """What the gate guards: says which user came in."""
    if scope["type"] == "websocket":
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        return
    body = scope["state"]["user"] if "user" in scope.get("state", {}) else "nobody"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body.encode()})


@pytest.fixture
def credentials(tmp_path: Path) -> Credentials:
    return Credentials.at(tmp_path)


@pytest.fixture
def gate(credentials: Credentials) -> Gate:
    return Gate(behind, credentials, OriginRule.of(["boo.example"]), cookies=True)


def _filled(headers: dict[str, str], credentials: Credentials) -> dict[str, str]:
    name = credentials.cookie_name
    words = {
        "COOKIE": f"{name}={credentials.new_cookie()}",
        "NAME": name,
        "TOKEN": credentials.token,
    }
    filled = {}
    for name, value in headers.items():
        for word, secret in words.items():
            value = value.replace(word, secret)
        filled[name] = value
    return filled


async def _ask(
    gate: Gate, method: str, target: str, headers: dict[str, str], **more: Any
) -> httpx.Response:
    transport = httpx.ASGITransport(gate)
    async with httpx.AsyncClient(transport=transport, base_url=OURS) as client:
        return await client.request(method, target, headers=headers, **more)


REQUESTS = {
    "nothing": ("GET", "/api/projects", {}, 401),
    "nothing, a page": ("GET", "/", PAGE, 303),
    "nothing, the socket of Reflex by polling": ("GET", "/_event/?transport=polling", PAGE, 401),
    "nothing, a post": ("POST", "/api/projects", {"origin": OURS}, 401),
    "cookie": ("GET", "/api/projects", {"cookie": "COOKIE"}, 200),
    "cookie, a page": ("GET", "/", PAGE | {"cookie": "COOKIE"}, 200),
    "cookie among malformed ones": ("GET", "/", {"cookie": 'a={"x":1}; COOKIE; b="'}, 200),
    "cookie, own origin": ("POST", "/api/x", {"cookie": "COOKIE", "origin": OURS}, 200),
    "cookie, a post without origin": ("POST", "/api/x", {"cookie": "COOKIE"}, 401),
    "cookie, a delete without origin": ("DELETE", "/api/x", {"cookie": "COOKIE"}, 401),
    "cookie, foreign origin": ("POST", "/api/x", {"cookie": "COOKIE", "origin": FOREIGN}, 403),
    "cookie, foreign origin, reading": ("GET", "/", {"cookie": "COOKIE", "origin": FOREIGN}, 403),
    "cookie, no scheme's origin": ("POST", "/api/x", {"cookie": "COOKIE", "origin": "null"}, 403),
    "cookie, foreign host": ("GET", "/", {"cookie": "COOKIE", "host": "evil.example"}, 403),
    "cookie, rebound host and its origin": (
        "POST",
        "/api/x",
        {"cookie": "COOKIE", "host": "evil.example", "origin": "http://evil.example"},
        403,
    ),
    "cookie, host that hides another": (
        "GET",
        "/",
        {"cookie": "COOKIE", "host": "a@localhost"},
        403,
    ),
    "cookie, allowed host": ("GET", "/", {"cookie": "COOKIE", "host": "boo.example:8443"}, 200),
    "cookie, allowed host, its origin": (
        "POST",
        "/api/x",
        {"cookie": "COOKIE", "host": "boo.example", "origin": "https://boo.example"},
        200,
    ),
    "cookie, allowed host, another origin that is allowed as host": (
        "POST",
        "/api/x",
        {"cookie": "COOKIE", "host": "boo.example", "origin": OURS},
        403,
    ),
    "forged cookie": ("GET", "/api/x", {"cookie": "NAME=owner.9999999999.aa.bb"}, 401),
    "bearer": ("GET", "/api/x", {"authorization": "Bearer TOKEN"}, 200),
    "bearer, a post without origin": ("POST", "/api/x", {"authorization": "bearer TOKEN"}, 200),
    "bearer, foreign origin": (
        "POST",
        "/api/x",
        {"authorization": "Bearer TOKEN", "origin": FOREIGN},
        403,
    ),
    "bearer, foreign host": ("GET", "/", {"authorization": "Bearer TOKEN", "host": "evil"}, 403),
    "wrong bearer": ("GET", "/api/x", {"authorization": "Bearer nonsense"}, 401),
    "empty bearer": ("GET", "/api/x", {"authorization": "Bearer "}, 401),
    "wrong bearer beside a cookie": (
        "GET",
        "/api/x",
        {"authorization": "Bearer no", "cookie": "COOKIE"},
        401,
    ),
    "token as a cookie": ("GET", "/api/x", {"cookie": "NAME=TOKEN"}, 401),
    "health": ("GET", "/api/health", {}, 200),
    "health, a post": ("POST", "/api/health", {"origin": OURS}, 401),
    "health, foreign host": ("GET", "/api/health", {"host": "evil.example"}, 403),
    "what only begins like health": ("GET", "/api/health/../projects", {}, 401),
    "the login page": ("GET", "/login", {}, 200),
    "what only begins like the login page": ("GET", "/login/x", {}, 401),
}


@pytest.mark.parametrize(("method", "target", "headers", "status"), REQUESTS.values(), ids=REQUESTS)
async def test_a_request_is_let_in_or_refused(
    gate: Gate,
    credentials: Credentials,
    method: str,
    target: str,
    headers: dict[str, str],
    status: int,
) -> None:
    answer = await _ask(gate, method, target, {"host": HOST} | _filled(headers, credentials))
    assert answer.status_code == status, answer.text
    if status in (401, 403):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]
    if status == 200 and target not in ("/login", "/api/health"):
        assert answer.text == "owner"
    for name, value in GUARD_HEADERS:
        if status == 200 and target == "/login" and name == b"content-security-policy":
            value = LOGIN_POLICY.encode()  # its own is stricter
        assert answer.headers[name.decode()] == value.decode()


SOCKETS = {
    "nothing": ({}, False),
    "own origin only": ({"origin": OURS}, False),
    "cookie": ({"cookie": "COOKIE", "origin": OURS}, True),
    "cookie without origin": ({"cookie": "COOKIE"}, False),
    "cookie, foreign origin": ({"cookie": "COOKIE", "origin": FOREIGN}, False),
    "cookie, foreign host": (
        {"cookie": "COOKIE", "host": "evil.example", "origin": "http://evil.example"},
        False,
    ),
    "bearer": ({"authorization": "Bearer TOKEN"}, True),
    "wrong bearer": ({"authorization": "Bearer no"}, False),
    "bearer, foreign origin": ({"authorization": "Bearer TOKEN", "origin": FOREIGN}, False),
}


@pytest.mark.parametrize("path", ["/api/pty/pty_00000000/ws", "/_event", "/api/health", "/login"])
@pytest.mark.parametrize(("headers", "comes_in"), SOCKETS.values(), ids=SOCKETS)
async def test_a_socket_is_let_in_or_refused(
    gate: Gate, credentials: Credentials, path: str, headers: dict[str, str], comes_in: bool
) -> None:
    sent = await _connect(gate, path, {"host": HOST} | _filled(headers, credentials))
    assert [message["type"] for message in sent] == [
        "websocket.accept" if comes_in else "websocket.close"
    ]


WEB = "http://127.0.0.1:3000"
TICKETS = {
    "a good one": ("/ws/1", "good", {}, True),
    "a good one, from the web app's page": ("/ws/1", "good", {"origin": WEB}, True),
    "a good one, from the daemon's own page": ("/ws/1", "good", {"origin": OURS}, True),
    "a good one, foreign origin": ("/ws/1", "good", {"origin": FOREIGN}, False),
    "a good one, foreign host": ("/ws/1", "good", {"host": "evil.example"}, False),
    "a good one for another path": ("/ws/2", "good", {}, False),
    "a bad one": ("/ws/1", "bad", {}, False),
    "an empty one": ("/ws/1", "", {}, False),
    "a bad one beside the token": ("/ws/1", "bad", {"authorization": "Bearer TOKEN"}, False),
}


@pytest.mark.parametrize(("path", "ticket", "headers", "comes_in"), TICKETS.values(), ids=TICKETS)
async def test_a_ticket_opens_its_socket_once(
    gate: Gate,
    credentials: Credentials,
    path: str,
    ticket: str,
    headers: dict[str, str],
    comes_in: bool,
) -> None:
    tickets = {("/ws/1", "good"): "ticket"}
    booth = TicketBooth(lambda *shown: tickets.pop(shown, None), frozenset({WEB}))
    daemon = replace(gate, cookies=False, booth=booth)
    headers = {"host": HOST} | _filled(headers, credentials)
    answers = [await _connect(daemon, path, headers, f"ticket={ticket}") for _ in range(2)]
    first, second = ([message["type"] for message in sent] for sent in answers)
    assert first == ["websocket.accept" if comes_in else "websocket.close"]
    assert second == ["websocket.close"]


async def test_without_a_booth_a_ticket_opens_nothing(gate: Gate) -> None:
    sent = await _connect(gate, "/ws/1", {"host": HOST}, "ticket=good")
    assert sent[0]["type"] == "websocket.close"


async def test_a_ticket_opens_no_request_and_lends_no_origin(gate: Gate) -> None:
    booth = TicketBooth(lambda path, ticket: "ticket", frozenset({WEB}))
    daemon = replace(gate, cookies=False, booth=booth)
    assert (await _ask(daemon, "GET", "/ws/1?ticket=good", {"host": HOST})).status_code == 401
    sent = await _connect(daemon, "/ws/1", {"host": HOST, "origin": WEB})
    assert sent[0]["type"] == "websocket.close"


async def _connect(
    gate: Gate, path: str, headers: dict[str, str], query: str = ""
) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "websocket",
        "path": path,
        "query_string": query.encode(),
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        "scheme": "ws",
    }
    await asyncio.wait_for(gate(scope, receive, send), 5)
    return sent


async def test_two_hosts_are_refused(gate: Gate, credentials: Credentials) -> None:
    cookie = f"{credentials.cookie_name}={credentials.new_cookie()}"
    headers = [("host", "evil.example"), ("host", HOST), ("cookie", cookie)]
    transport = httpx.ASGITransport(gate)
    async with httpx.AsyncClient(transport=transport, base_url=OURS) as client:
        assert (await client.get("/", headers=headers)).status_code == 403


async def test_a_daemon_takes_the_token_and_no_cookie(gate: Gate, credentials: Credentials) -> None:
    daemon = replace(gate, cookies=False)
    cookie = _filled({"cookie": "COOKIE", "host": HOST}, credentials)
    token = _filled({"authorization": "Bearer TOKEN", "host": HOST}, credentials)
    assert (await _ask(daemon, "GET", "/api/x", cookie)).status_code == 401
    assert (await _ask(daemon, "GET", "/api/x", token)).status_code == 200
    assert (await _ask(daemon, "GET", "/login", PAGE | {"host": HOST})).status_code == 401
    assert (await _ask(daemon, "GET", "/api/health", {"host": HOST})).status_code == 200


async def test_without_auth_host_and_origin_are_checked_all_the_same(gate: Gate) -> None:
    gate = replace(gate, credentials=None)
    assert (await _ask(gate, "GET", "/api/x", {"host": HOST})).text == "owner"
    assert (await _ask(gate, "POST", "/api/x", {"host": HOST})).status_code == 200
    foreign = {"host": HOST, "origin": FOREIGN}
    assert (await _ask(gate, "POST", "/api/x", foreign)).status_code == 403
    assert (await _ask(gate, "GET", "/api/x", {"host": "evil.example"})).status_code == 403
    assert (await _connect(gate, "/_event", foreign))[0]["type"] == "websocket.close"
    assert (await _connect(gate, "/_event", {"host": HOST}))[0]["type"] == "websocket.accept"


async def test_a_development_origin_is_ours(gate: Gate, credentials: Credentials) -> None:
    gate = replace(gate, rule=OriginRule.of([], [FOREIGN]))
    headers = _filled({"cookie": "COOKIE", "origin": FOREIGN, "host": HOST}, credentials)
    assert (await _ask(gate, "POST", "/api/x", headers)).status_code == 200


async def test_a_link_logs_in_once_and_leads_on(gate: Gate, credentials: Credentials) -> None:
    target = f"/login?link={credentials.new_link()}&next=/specs%3Fa%3D1"
    assert (await _ask(gate, "HEAD", target, {"host": HOST})).status_code == 200
    first = await _ask(gate, "GET", target, {"host": HOST})
    assert (first.status_code, first.headers["location"]) == (303, "/specs?a=1")
    value = first.headers["set-cookie"]
    assert "HttpOnly; SameSite=Lax" in value
    assert "Secure" not in value
    cookie = {"host": HOST, "cookie": value.partition(";")[0]}
    assert (await _ask(gate, "GET", "/api/x", cookie)).status_code == 200
    again = await _ask(gate, "GET", target, {"host": HOST})
    assert again.status_code == 401
    assert "set-cookie" not in again.headers
    assert (await _ask(gate, "GET", target, cookie)).headers["location"] == "/specs?a=1"


async def test_two_homes_on_one_host_leave_each_others_cookies_alone(
    gate: Gate, credentials: Credentials, tmp_path: Path
) -> None:
    other = Credentials.at(tmp_path / "other")
    both = "; ".join(f"{c.cookie_name}={c.new_cookie()}" for c in (credentials, other))
    headers = {"host": HOST, "cookie": both}
    for home in (credentials, other):
        assert (await _ask(replace(gate, credentials=home), "GET", "/x", headers)).text == "owner"
    strange = f"{credentials.cookie_name}={other.new_cookie()}"
    answer = await _ask(gate, "GET", "/x", {"host": HOST, "cookie": strange})
    assert answer.status_code == 401


async def test_the_token_logs_in_by_the_form(gate: Gate, credentials: Credentials) -> None:
    headers = {"host": HOST, "origin": OURS}
    right = {"token": credentials.token, "next": "/results"}
    answer = await _ask(gate, "POST", "/login", headers, data=right)
    assert (answer.status_code, answer.headers["location"]) == (303, "/results")
    assert credentials.cookie_name in answer.headers["set-cookie"]
    wrong = await _ask(gate, "POST", "/login", headers, data={"token": "no", "next": '"><script>'})
    assert wrong.status_code == 401
    assert "set-cookie" not in wrong.headers
    assert "<script>" not in wrong.text
    foreign = {"host": HOST, "origin": FOREIGN}
    assert (await _ask(gate, "POST", "/login", foreign, data=right)).status_code == 403


async def test_a_form_of_any_length_is_read_within_bounds(gate: Gate) -> None:
    body = b"token=" + b"x" * 1_000_000
    headers = {"host": HOST, "origin": OURS}
    assert (await _ask(gate, "POST", "/login", headers, content=body)).status_code == 401


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\tevil",
        "/x\r\nset-cookie: a=b",
        "javascript:alert(1)",
        "/login?next=/login",
        "",
    ],
)
async def test_a_login_leads_nowhere_else(
    gate: Gate, credentials: Credentials, target: str
) -> None:
    params = {"link": credentials.new_link(), "next": target}
    answer = await _ask(gate, "GET", "/login", {"host": HOST}, params=params)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_a_page_leads_back_to_itself_after_the_login(gate: Gate) -> None:
    answer = await _ask(gate, "GET", "/specs?a=1&b=%2F%2Fevil", PAGE | {"host": HOST})
    assert answer.headers["location"] == "/login?next=%2Fspecs%3Fa%3D1%26b%3D%252F%252Fevil"


async def test_https_makes_the_cookie_secure(gate: Gate, credentials: Credentials) -> None:
    transport = httpx.ASGITransport(gate)
    async with httpx.AsyncClient(transport=transport, base_url="https://boo.example") as client:
        answer = await client.get(f"/login?link={credentials.new_link()}")
    assert answer.headers["set-cookie"].endswith("; Secure")


async def test_no_answer_tells_the_token(gate: Gate, credentials: Credentials) -> None:
    for path in ("/login", "/login?link=x", "/api/x", "/"):
        answer = await _ask(gate, "GET", path, PAGE | {"host": HOST})
        told = answer.text + json.dumps(dict(answer.headers))
        assert credentials.token not in told
