"""A booterm in a process of its own, asked over real sockets: its answers, its refusals, and what
the WebSocket of a session brings.
"""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from boocode_app.contracts.terminals import Exited, Fault
from boocode_app.services.terminals.protocol import ClientEnd, Output
from tests.daemon import ROOT, free_ports

DEADLINE_S = 20


@dataclass(frozen=True)
class BooTerm:
    """A running booterm."""

    process: subprocess.Popen[str]
    port: int
    home: Path

    def ask(self, method: str, path: str, body: object = None, *, token: bool = True) -> Any:
        """The JSON answer of a request; raises urllib's HTTPError where it is refused."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {(self.home / 'token').read_text()}"
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            None if body is None else json.dumps(body).encode(),
            headers,
            method=method,
        )
        with urllib.request.urlopen(request, timeout=DEADLINE_S) as reply:
            return json.load(reply)

    def spawn(self, script: str) -> dict[str, Any]:
        """A session of `sh -c script`."""
        answer = self.ask("POST", "/api/pty/spawn", {"command": "sh", "args": ["-c", script]})
        assert isinstance(answer, dict)
        return answer

    def attach(self, session_id: str, query: str = "") -> ClientConnection:
        """A WebSocket to a session."""
        return connect(
            f"ws://127.0.0.1:{self.port}/api/pty/{session_id}/ws{query}",
            additional_headers={"Authorization": f"Bearer {(self.home / 'token').read_text()}"},
            max_size=None,
            compression=None,
        )


@contextmanager
def running(home: Path, **environment: str) -> Iterator[BooTerm]:
    """Booterm on a free port, until the block ends."""
    [port] = free_ports(1)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("BOOCODE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "boocode_app.daemons.booterm"],
        cwd=ROOT,
        env={
            **clean,
            "BOOCODE_HOME": str(home),
            "BOOCODE_PTY_PORT": str(port),
            "SHELL": "/bin/sh",
            **environment,
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    booterm = BooTerm(process, port, home)
    try:
        wait_until_ready(booterm)
        yield booterm
    finally:
        process.terminate()
        try:
            process.communicate(timeout=DEADLINE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise


def wait_until_ready(booterm: BooTerm) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline and booterm.process.poll() is None:
        try:
            booterm.ask("GET", "/api/health", token=False)
        except (urllib.error.URLError, ConnectionError):
            try:
                booterm.process.wait(0.03)
            except subprocess.TimeoutExpired:
                continue
        else:
            return
    raise AssertionError("booterm did not answer")


def refusal(error: urllib.error.HTTPError) -> dict[str, Any]:
    with error:
        assert error.headers["content-type"] == "application/problem+json"
        problem = json.load(error)
    assert isinstance(problem, dict)
    return problem


def follow(connection: ClientConnection, end: ClientEnd, until: bytes | None = None) -> bytes:
    """What comes until `until` was seen, or to the end; acknowledged as it comes."""
    output = b""
    while until is None or until not in output:
        frame = connection.recv(timeout=DEADLINE_S)
        event = end.receive_data(frame)
        assert not isinstance(event, Fault), event
        if isinstance(event, Exited):
            return output
        if isinstance(event, Output):
            output += event.data
        if (ack := end.ack_due(idle=True)) is not None:
            with suppress(ConnectionClosed):  # the last one may meet a session that has ended
                connection.send(ack)
    return output


def memory_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0])
