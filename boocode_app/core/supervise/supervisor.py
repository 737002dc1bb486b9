"""Watches several parts until it is told to end, and tells run/status.json what it sees.

The loop sleeps in `select` and is woken by signals (a child's death among them), so that it uses
next to no processor and still sees a death at once.
"""

import json
import logging
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from boocode_app import __version__
from boocode_app.core.errors import Conflict, UpstreamFailed
from boocode_app.core.files import write_atomically
from boocode_app.core.supervise import child
from boocode_app.core.supervise.leftovers import end_llama_servers
from boocode_app.core.supervise.part import Part
from boocode_app.core.supervise.records import forget_record, read_record
from boocode_app.core.supervise.watched import Watched

log = logging.getLogger(__name__)

POLL_S = 0.5
POLL_STARTING_S = 0.05
LEFTOVER_GRACE_S = 6.0
END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """The parts of one home, over settings' `run_folder` and `logs`."""

    def __init__(self, run_folder: Path, logs: Path, token: str | None) -> None:
        self.run_folder = run_folder
        self.logs = logs
        self.watched: dict[str, Watched] = {}
        self.end_asked = False
        self._first: Watched | None = None
        self._waiting: list[Watched] = []
        self._token = token
        self._written = ""

    def add(self, parts: Sequence[Part], *, first: str = "") -> list[str]:
        """Adopt or start `parts`; the names of those that were adopted. With `first`, that one has
        the processors to itself: the others are started once it is ready or has failed to be.

        Raises Conflict, before anything is started, where a stranger has one of the ports.
        """
        fresh = [
            Watched(part, self.run_folder, self.logs, self._token, time.time) for part in parts
        ]
        adopted = [watched for watched in fresh if watched.adopt()]
        missing = [watched for watched in fresh if watched not in adopted]
        for watched in missing:
            if reason := watched.taken_port():
                raise Conflict(f"{reason[0].upper()}{reason[1:]}")
        self.watched |= {watched.part.name: watched for watched in fresh}
        self._first = self.watched.get(first)
        self._waiting = [watched for watched in missing if self._first not in (None, watched)]
        for watched in missing:
            if watched in self._waiting:
                watched.wait()
            else:
                watched.start()
        self._write_status()
        return [watched.part.name for watched in adopted]

    def end_leftover(self, name: str) -> None:
        """End what an earlier supervisor left running as `name`, where it cannot be kept."""
        record = read_record(self.run_folder, name)
        process = record.process() if record else None
        if process is not None:
            child.end(process, LEFTOVER_GRACE_S)
        forget_record(self.run_folder, name)

    def wait_until_ready(self, names: Sequence[str], deadline_s: float) -> None:
        """Watch until `names` are ready. Raises UpstreamFailed where one is not in time.

        Comes back early when the end is asked for.
        """
        self.watch_while(
            lambda: any(self.watched[name].state != "ready" for name in names), deadline_s
        )
        for name in names:
            watched = self.watched[name]
            if watched.state != "ready" and not self.end_asked:
                raise UpstreamFailed(
                    f"{name} did not start: {watched.detail or 'no answer'} "
                    f"(see {self.logs / name}.log)"
                )

    def watch(self) -> None:
        """Watch until the end is asked for."""
        self.watch_while(lambda: True)

    def end(self, report: Callable[[str], None] = lambda name: None) -> None:
        """End every part, the last added first; then whatever a killed one left."""
        for watched in reversed(self.watched.values()):
            report(watched.part.name)
            if not watched.end():
                log.warning("%s did not end in time and was killed", watched.part.name)
            self._write_status()
        end_llama_servers(self.run_folder)

    def ask_to_end(self) -> None:
        """Let `watch` come back."""
        self.end_asked = True

    @contextmanager
    def listening_to_signals(self) -> Iterator[None]:
        """Within it SIGINT, SIGTERM and SIGHUP ask for the end; every signal wakes the loop."""
        self._wake, waker = socket.socketpair()
        with self._wake, waker:
            self._wake.setblocking(False)
            waker.setblocking(False)
            former_waker = signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
            former = {n: signal.signal(n, lambda *_: self.ask_to_end()) for n in END_SIGNALS}
            former[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
            try:
                yield
            finally:
                for number, handler in former.items():
                    signal.signal(number, handler)
                signal.set_wakeup_fd(former_waker)

    def watch_while(self, condition: Callable[[], bool], deadline_s: float = float("inf")) -> None:
        """Watch while `condition` holds, the end is not asked for and the deadline is not over."""
        deadline = time.monotonic() + deadline_s
        while condition() and not self.end_asked and time.monotonic() < deadline:
            self._start_those_that_wait()
            for watched in self.watched.values():
                watched.step()
            self._write_status()
            starting = any(watched.state == "starting" for watched in self.watched.values())
            self._sleep(POLL_STARTING_S if starting else POLL_S)

    def _start_those_that_wait(self) -> None:
        if self._first is not None and self._first.state == "starting":
            return
        waiting, self._waiting = self._waiting, []
        for watched in waiting:
            watched.start()

    def _sleep(self, seconds: float) -> None:
        if self.end_asked:
            return
        readable, _, _ = select.select([self._wake], [], [], seconds)
        if readable:
            self._wake.recv(4096)

    def _write_status(self) -> None:
        """run/status.json: contracts.health.PartHealth by name; written when it changed."""
        parts = {name: _health_of(watched) for name, watched in self.watched.items()}
        text = json.dumps({"parts": parts})
        if text != self._written:
            write_atomically(self.run_folder / "status.json", text)
            self._written = text


def _health_of(watched: Watched) -> dict[str, object]:
    return {
        "state": watched.state,
        "pid": watched.process.pid if watched.process else None,
        "version": __version__,
        "restarts": watched.restarts,
        "next_try_at": watched.next_try.isoformat() if watched.next_try else None,
        "detail": watched.detail,
    }
