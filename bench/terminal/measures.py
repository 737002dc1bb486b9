"""What is measured of one server: floods, echoes, memory and replay.

The client runs in a process of its own, so the CPU that is counted is the server's alone.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from bench.terminal.loads import Load, Loads
from bench.terminal.servers import Server
from bench.terminal.wire import Target, Terminal
from tests.e2e.system import ROOT

SETTLE_S = 1.0


@dataclass(frozen=True)
class Flood:
    """Megabytes a second at the client, and milliseconds of the server's CPU a megabyte."""

    speed: float
    cpu: float


class Client:
    """A client in its own process, at the point where its session is ready."""

    def __init__(self, mode: str, target: Target) -> None:
        command = [sys.executable, "-m", "bench.terminal.client", mode, target.to_json()]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        assert self._process.stdout
        if self._process.stdout.readline() != "ready\n":
            self.end()
            raise RuntimeError(f"the client of {target} ended")

    def go(self) -> None:
        """Let it do what it is for."""
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def result(self) -> list[float]:
        """What it measured."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the client ended before it had measured anything")
        found: list[float] = json.loads(line)
        return found

    def end(self) -> None:
        """Stop it, whatever it does."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def client(mode: str, server: Server, load: Load) -> Iterator[Client]:
    """A client of a new session of `server` that runs `load`."""
    target = server.session(load)
    started = Client(mode, target)
    try:
        yield started
    finally:
        started.end()
        server.forget(target)


def flood(server: Server, load: Load) -> Flood:
    """One run of `load`, whose every byte must have come (terminado: as JSON, in more)."""
    with client("flood", server, load) as one:
        before = _cpu_s(server)
        one.go()
        seconds, count = one.result()
        used = _cpu_s(server) - before
    if count < load.size or (server.name != "terminado" and count > load.size + 64):
        raise RuntimeError(f"{server.name} carried {count} of {load.size} bytes")
    return Flood(load.megabytes / seconds, used * 1000 / load.megabytes)


def echoes(server: Server, loads: Loads, *, flooded: bool) -> list[float]:
    """Seconds of each echo, with another session of the server flooding or none."""
    with client("echo", server, loads.echo) as one:
        if not flooded:
            one.go()
            return one.result()
        with client("drain", server, loads.endless) as other:
            other.go()
            time.sleep(SETTLE_S / 2)
            one.go()
            return one.result()


def memory(server: Server, load: Load, counts: list[int]) -> list[float]:
    """RSS in KB per idle session with a client, at each of `counts` sessions."""
    targets: list[Target] = []
    terminals: list[Terminal] = []
    weights = []
    before = _rss(server)
    try:
        for count in counts:
            while len(terminals) < count:
                targets.append(server.session(load))
                terminals.append(Terminal(targets[-1]))
                terminals[-1].until(b"ready")
                terminals[-1].acknowledge()
            time.sleep(SETTLE_S)
            weights.append((_rss(server) - before) / 1024 / count)
    finally:
        for terminal in terminals:
            terminal.close()
        for target in targets:
            server.forget(target)
    return weights


def replay(server: Server, load: Load, times: int) -> list[float]:
    """Seconds from opening a socket to the last byte that the session had printed before."""
    target = server.session(load)
    took = []
    first = Terminal(target)
    for _piece in first.output():
        first.acknowledge()
        if first.count >= load.size:
            break
    for _ in range(times):
        time.sleep(0.05)
        began = time.perf_counter()
        terminal = Terminal(target)
        for _piece in terminal.output():
            if terminal.count >= load.size:
                break
        took.append(time.perf_counter() - began)
        terminal.close()
    first.close()
    server.forget(target)
    return took


def _cpu_s(server: Server) -> float:
    times = [psutil.Process(pid).cpu_times() for pid in server.pids]
    return sum(time.user + time.system for time in times)


def _rss(server: Server) -> int:
    return sum(psutil.Process(pid).memory_info().rss for pid in server.pids)
