"""git's own time for a diff and the server's, by turns; and how much the server's process grows."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.daemon import ROOT

PLAIN = ("git", "diff", "HEAD")
ASKED = ("git", "diff", "-M", "-C", "--full-index", "-z", "--raw", "--numstat", "-p", "HEAD")
"""What the server has git do: the list, which costs git a diff of its own, then the patches."""


@dataclass
class Rounds:
    """Seconds, one entry a round, and the bytes of the diff.

    `plain` and `asked` are git's until it ends; `first`, `whole` and `opened` the server's until
    the list, the end of the stream and the patch of the first file when a person opens it.
    """

    size: int
    plain: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Growth:
    """Bytes that a fresh process grew by at its peak: while it streamed, while it opened."""

    streaming: int
    opening: int


class Server:
    """A process of its own with the diffs' code, warm."""

    def __init__(self, repository: Path) -> None:
        command = [sys.executable, "-P", "-m", "bench.diff.server", str(repository)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        self._line()

    def do(self, what: str) -> dict[str, float]:
        """`stream` or `open PATH` once: seconds, and the bytes that it grew by."""
        assert self._process.stdin
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        found: dict[str, float] = json.loads(self._line())
        return found

    def end(self) -> None:
        """Stop it."""
        self._process.kill()
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the server of the bench ended")
        return line


def run_rounds(repository: Path, rounds: int) -> Rounds:
    """git, the server, git, the server…"""
    size = len(subprocess.run(PLAIN, cwd=repository, capture_output=True, check=True).stdout)
    figures, path = Rounds(size), _first_path(repository)
    with _server(repository) as server:
        server.do("stream")
        for _ in range(rounds):
            figures.plain.append(_seconds(PLAIN, repository))
            streamed = server.do("stream")
            figures.first.append(streamed["first"])
            figures.whole.append(streamed["whole"])
            figures.asked.append(_seconds(ASKED, repository))
            figures.opened.append(server.do(f"open {path}")["first"])
    return figures


def grown(repository: Path) -> Growth:
    """Each in a fresh process, so that what one leaves behind does not hide the other's growth."""
    peaks = []
    for what in ("stream", f"open {_first_path(repository)}"):
        with _server(repository) as server:
            peaks.append(int(server.do(what)["grown"]))
    return Growth(*peaks)


@contextmanager
def _server(repository: Path) -> Iterator[Server]:
    server = Server(repository)
    try:
        yield server
    finally:
        server.end()


def _first_path(repository: Path) -> str:
    names = subprocess.run([*PLAIN, "--name-only"], cwd=repository, capture_output=True, check=True)
    return names.stdout.decode().splitlines()[0]


def _seconds(command: tuple[str, ...], repository: Path) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=repository, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began
