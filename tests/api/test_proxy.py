"""The proxy over real sockets: what reaches a daemon, what comes back, and who closes whom."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from boocode_app.api.proxy import Proxy, Upstream
from boocode_app.core.asgi import ASGIApp
from boocode_app.daemons.websockets import SafeWebSocket
from tests.core.supervise.conftest import free_port

TOKEN = "the-daemon's-token"


@asynccontextmanager
async def served(app: ASGIApp, port: int) -> AsyncIterator[None]:
    """`app` on loopback, as web and the daemons are served."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        ws=SafeWebSocket,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    """What stands behind the proxy in the web app."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a page"})


class Daemon:
    """A daemon whose answers the tests need."""

    def __init__(self) -> None:
        self.stream_closed = asyncio.Event()
        self.close_code: int | None = None
        self.socket_closed = asyncio.Event()
        self.frames_sent = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].rpartition("/")[2]
        await getattr(self, f"_{name}")(scope, receive, send)

    async def _echo(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        said = {
            "method": scope["method"],
            "raw_path": scope["raw_path"].decode(),
            "query": scope["query_string"].decode(),
            "headers": {k.decode(): v.decode() for k, v in scope["headers"]},
            "length": len(body),
        }
        headers = [(b"x-daemon", b"yes"), (b"x-frame-options", b"DENY")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(said).encode()})

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"data: first\n\n", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        self.stream_closed.set()

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                self.close_code = message["code"]
                self.socket_closed.set()
                return
            if message.get("text") == "close":
                await send({"type": "websocket.close", "code": 4001, "reason": "as asked"})
                return
            await send({**message, "type": "websocket.send"})

    async def _flood(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while True:
            await send({"type": "websocket.send", "bytes": b"x" * 65_536})
            self.frames_sent += 1

    async def _refused(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.close", "code": 1008})


class Web:
    """The proxy, served, with one daemon behind it."""

    def __init__(self, port: int, daemon: Daemon) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.socket_url = f"ws://127.0.0.1:{port}"
        self.daemon = daemon
        self.client = httpx.AsyncClient(base_url=self.url, timeout=10)


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    port, behind, daemon = free_port(), free_port(), Daemon()
    upstreams = [
        Upstream("booterm", "/api/pty", f"http://127.0.0.1:{behind}", TOKEN),
        Upstream("coder", "/api/coder", f"http://127.0.0.1:{free_port()}", TOKEN),
    ]
    proxy = Proxy(page, upstreams)
    async with served(daemon, behind), served(proxy, port):
        made = Web(port, daemon)
        yield made
        await made.client.aclose()
        await proxy.aclose()


async def test_other_paths_stay_in_the_web_app(web: Web) -> None:
    for path in ("/", "/api/projects", "/api/ptyx/echo"):
        assert (await web.client.get(path)).text == "a page"


async def test_a_request_reaches_the_daemon_as_it_was_sent(web: Web) -> None:
    answer = await web.client.put(
        "/api/pty/a%2Fb/echo?x=1&y=%20", content=b"some words", headers={"x-own": "kept"}
    )
    assert answer.status_code == 201
    said = answer.json()
    assert said["method"] == "PUT"
    assert said["raw_path"] == "/api/pty/a%2Fb/echo"
    assert said["query"] == "x=1&y=%20"
    assert said["length"] == 10
    assert said["headers"]["x-own"] == "kept"
    assert "transfer-encoding" not in said["headers"]


async def test_credentials_stay_behind_and_the_daemon_sees_our_token(web: Web) -> None:
    headers = {
        "cookie": "boocode_session=secret",
        "authorization": "Bearer secret",
        "origin": web.url,
        "connection": "keep-alive",
    }
    said = (await web.client.get("/api/pty/echo", headers=headers)).json()["headers"]
    assert "secret" not in json.dumps(said)
    assert said["authorization"] == f"Bearer {TOKEN}"
    assert "origin" not in said
    assert said["host"].startswith("127.0.0.1:")


async def test_headers_that_web_sets_itself_come_once(web: Web) -> None:
    answer = await web.client.get("/api/pty/echo")
    assert answer.headers["x-daemon"] == "yes"
    assert "x-frame-options" not in answer.headers
    assert len(answer.headers.get_list("date")) == 1


async def test_a_large_body_is_streamed_through(web: Web) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    answer = await web.client.post("/api/pty/echo", content=chunks())
    assert answer.json()["length"] == 64 * 65_536


async def test_an_event_arrives_before_the_stream_ends(web: Web) -> None:
    async with web.client.stream("GET", "/api/pty/stream") as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        assert await anext(answer.aiter_raw()) == b"data: first\n\n"
        assert not web.daemon.stream_closed.is_set()


async def test_a_client_that_leaves_closes_the_daemons_stream(web: Web) -> None:
    async with web.client.stream("GET", "/api/pty/stream") as answer:
        await anext(answer.aiter_raw())
    await asyncio.wait_for(web.daemon.stream_closed.wait(), 5)


async def test_a_daemon_that_is_down_is_told_in_words(web: Web) -> None:
    answer = await web.client.get("/api/coder/sessions")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert "coder does not answer" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) >= 1


async def test_whole_frames_go_both_ways(web: Web) -> None:
    async with connect(f"{web.socket_url}/api/pty/socket") as socket:
        frames: list[str | bytes] = ["words", b"bytes", "", b"\x00" * 300_000]
        for frame in frames:
            await socket.send(frame)
        assert [await socket.recv() for _ in frames] == frames


async def test_the_daemons_close_code_reaches_the_browser(web: Web) -> None:
    async with connect(f"{web.socket_url}/api/pty/socket") as socket:
        await socket.send("close")
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert (socket.close_code, socket.close_reason) == (4001, "as asked")


async def test_the_browsers_close_code_reaches_the_daemon(web: Web) -> None:
    async with connect(f"{web.socket_url}/api/pty/socket") as socket:
        await socket.send("hello")
        await socket.recv()
        await socket.close(4002)
    await asyncio.wait_for(web.daemon.socket_closed.wait(), 5)
    assert web.daemon.close_code == 4002


async def test_a_socket_to_a_daemon_that_is_down_is_told_to_try_later(web: Web) -> None:
    async with connect(f"{web.socket_url}/api/coder/socket") as socket:
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 1013


async def test_a_refused_socket_says_with_which_status(web: Web) -> None:
    async with connect(f"{web.socket_url}/api/pty/refused") as socket:
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4403


async def test_a_browser_that_does_not_read_slows_the_daemon(web: Web) -> None:
    """Between the two, no more is buffered than sockets and a few frames hold."""
    async with connect(
        f"{web.socket_url}/api/pty/flood", max_queue=1, compression=None, close_timeout=0.1
    ):
        await _until_it_stands_still(lambda: web.daemon.frames_sent)
        assert web.daemon.frames_sent * 65_536 < 32 * 1024 * 1024


async def _until_it_stands_still(count: Callable[[], int]) -> None:
    """Until `count` has not moved for a second."""
    async with asyncio.timeout(20):
        before = -1
        while before != count():
            before = count()
            await asyncio.sleep(1)
