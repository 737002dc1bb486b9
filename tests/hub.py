"""A hub of models on this machine: a real HTTP server with ranges and redirects, for tests."""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"
PATIENCE_S = 30.0
PIECE = 2**18


@dataclass
class HubFolder:
    """What the hub serves, how it misbehaves, and what it was asked."""

    files: dict[str, bytes]
    repo: str = "org/demo"
    token: str = ""
    sizes: dict[str, int] = field(default_factory=dict)
    """Where it lies about a size."""
    damaged: bool = False
    ignores_ranges: bool = False
    breaks_off: int = 0
    """How many more answers end in the middle."""
    moved_to: str = ""
    opened: threading.Event = field(default_factory=threading.Event)
    """Unless set, a file stops coming in the middle, until it is."""
    pieces: threading.Semaphore | None = None
    """If given, each PIECE of a file waits for a turn of it."""
    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    """(path, Range, Authorization) of each request."""

    def listing(self) -> dict[str, Any]:
        """What the API says of the repository."""
        siblings: list[dict[str, Any]] = [{"rfilename": "README.md", "size": 10}]
        siblings += [
            {
                "rfilename": name,
                "lfs": {
                    "size": self.sizes.get(name, len(content)),
                    "sha256": hashlib.sha256(content).hexdigest(),
                },
            }
            for name, content in self.files.items()
        ]
        return {"id": self.repo, "sha": COMMIT, "siblings": siblings}

    def ranges(self) -> list[str]:
        """The ranges that were asked for."""
        return [given for _, given, _ in self.asked if given]


class Handler(BaseHTTPRequestHandler):
    """Answers as the hub does: a file is behind a redirect."""

    folder: HubFolder

    def do_GET(self) -> None:
        folder = self.folder
        path = self.path.partition("?")[0]
        allowed = self.headers.get("authorization")
        folder.asked.append((path, self.headers.get("range"), allowed))
        if folder.token and allowed != f"Bearer {folder.token}":
            self._answer(401, b"")
        elif path == f"/api/models/{folder.repo}/revision/main":
            self._answer(200, json.dumps(folder.listing()).encode())
        elif path.startswith(f"/{folder.repo}/resolve/{COMMIT}/"):
            name = path.partition(COMMIT + "/")[2]
            self._answer(302, b"", location=f"{folder.moved_to}/blobs/{name}")
        elif path.startswith("/blobs/") and path[7:] in folder.files:
            self._send_file(folder.files[path[7:]])
        else:
            self._answer(404, b"")

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_file(self, content: bytes) -> None:
        folder = self.folder
        if folder.damaged:
            content = content[:-1] + bytes([content[-1] ^ 1])
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("range") or "")
        start = int(asked[1]) if asked and not folder.ignores_ranges else 0
        self.send_response(206 if start else 200)
        if start:
            whole = len(content)
            self.send_header("content-range", f"bytes {start}-{whole - 1}/{whole}")
        self.send_header("content-length", str(len(content) - start))
        self.end_headers()
        middle = start + (len(content) - start) // 2
        try:
            if folder.pieces:
                for at in range(start, len(content), PIECE):
                    if not folder.pieces.acquire(timeout=PATIENCE_S):
                        break
                    self.wfile.write(content[at : at + PIECE])
                return
            self.wfile.write(content[start:middle])
            if folder.breaks_off:
                folder.breaks_off -= 1
                self.close_connection = True
                return
            folder.opened.wait(PATIENCE_S)
            self.wfile.write(content[middle:])
        except OSError:  # the asker has gone
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def running_hub(folder: HubFolder) -> Iterator[str]:
    """Serves `folder`; its URL."""
    handler = type("FolderHandler", (Handler,), {"folder": folder})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            folder.opened.set()
            server.shutdown()
            thread.join()
