"""A daemon is served, answers for itself, and ends cleanly however busy it is."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.sync.client import connect

PROGRAM = """
import asyncio, sys
from contextlib import asynccontextmanager
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from starlette.websockets import WebSocket
from boocode_app.daemons.serve import health_router, serve

@asynccontextmanager
async def lifespan(app):
    yield
    print("the lifespan ended", flush=True)

app = FastAPI(lifespan=lifespan)
app.include_router(health_router("sidecar", lambda: ("starting", "loading")))

@app.get("/stream")
async def stream():
    async def forever():
        while True:
            yield b": still here\\n\\n"
            await asyncio.sleep(0.05)
    return StreamingResponse(forever(), media_type="text/event-stream")

@app.websocket("/socket")
async def open_socket(websocket: WebSocket):
    await websocket.accept()
    await asyncio.Event().wait()

serve(app, port=int(sys.argv[1]), name="sidecar")
"""


@contextmanager
def served(port: int, home: Path) -> Iterator[subprocess.Popen[str]]:
    """The program above, answering on `port`."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port)],
        env={**os.environ, "BOOCODE_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for_health(port, process)
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for_health(port: int, process: subprocess.Popen[str]) -> dict[str, object]:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=2) as reply:
                return json.load(reply)
        except (urllib.error.URLError, ConnectionError):
            process_had_a_moment(process)
    raise AssertionError("the daemon did not answer")


def process_had_a_moment(process: subprocess.Popen[str]) -> None:
    """Wait 30 ms, or less where the process ends."""
    try:
        process.wait(0.03)
    except subprocess.TimeoutExpired:
        return


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_it_says_who_it_is_and_what_its_probe_found(port: int, tmp_path: Path) -> None:
    with served(port, tmp_path) as process:
        health = wait_for_health(port, process)
    assert health["name"] == "sidecar"
    assert health["pid"] == process.pid
    assert (health["state"], health["detail"]) == ("starting", "loading")


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_though_a_stream_and_a_socket_are_open(
    port: int, tmp_path: Path, signal_number: signal.Signals
) -> None:
    with served(port, tmp_path) as process:
        stream = urllib.request.urlopen(f"http://127.0.0.1:{port}/stream", timeout=5)
        with stream, connect(f"ws://127.0.0.1:{port}/socket"):
            assert stream.read(5) == b": sti"
            process.send_signal(signal_number)
            output, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "the lifespan ended" in output
    assert "Traceback (most recent call last)\nSystemExit" not in errors


def test_a_taken_port_is_told_and_exits_with_3(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(port)], capture_output=True, text=True, timeout=20
        )
    assert process.returncode == 3
    assert "address already in use" in process.stderr
