"""A tiny real daemon, a supervisor over it, and free ports."""

import json
import os
import socket
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boocode_app.core.supervise.part import Part
from boocode_app.core.supervise.supervisor import Supervisor

DAEMON = textwrap.dedent("""
    import http.server, json, os, signal, sys
    port, temper = int(sys.argv[1]), sys.argv[2]
    print("words of", os.getpid(), flush=True)
    if temper == "dies":
        sys.exit("it cannot go on")
    signal.signal(signal.SIGTERM, signal.SIG_IGN if temper == "stubborn" else signal.SIG_DFL)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"name": "coder", "pid": os.getpid()}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def log_message(self, *_):
            pass

    http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
""")


def free_port() -> int:
    """A port that nothing is bound to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def part(tmp_path: Path) -> Callable[..., Part]:
    """Makes a part that plays the tiny daemon."""

    def make(
        name: str = "coder", temper: str = "meek", fingerprint: str = "f", port: int | None = None
    ) -> Part:
        port = port or free_port()
        command = (sys.executable, "-S", "-c", DAEMON, str(port), temper)
        return Part(
            name, command, port, "BOOCODE_X_PORT", fingerprint, tmp_path, dict(os.environ), 1.0
        )

    return make


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """A supervisor that hears signals; whatever it still runs is ended."""
    made = Supervisor(tmp_path / "run", tmp_path / "logs", None)
    with made.listening_to_signals():
        yield made
        made.end()


def watch_until(
    supervisor: Supervisor, condition: Callable[[], bool], deadline_s: float = 10
) -> None:
    """Let `supervisor` watch until `condition` holds; fail where it does not in time."""
    supervisor.watch_while(lambda: not condition(), deadline_s)
    assert condition()


def pid_of(supervisor: Supervisor, name: str = "coder") -> int:
    """The pid of a part that runs."""
    process = supervisor.watched[name].process
    assert process is not None
    return int(process.pid)


def status_of(supervisor: Supervisor, name: str = "coder") -> dict[str, object]:
    """What run/status.json says of a part."""
    parts: dict[str, dict[str, object]] = json.loads(
        (supervisor.run_folder / "status.json").read_text()
    )["parts"]
    return parts[name]
