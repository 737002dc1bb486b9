"""One part under watch: its life cycle, driven by `step()`.

starting -> ready -> restarting -> starting ...; `failed` is a part that is not tried again by
itself soon (its port is taken); `stopped` is the end. `step()` never blocks for longer than one
health question.
"""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import psutil

from boocode_app import __version__
from boocode_app.core.supervise import child
from boocode_app.core.supervise.backoff import Backoff
from boocode_app.core.supervise.part import Part
from boocode_app.core.supervise.probe import answering_pid, holder_of, port_is_free
from boocode_app.core.supervise.records import (
    RunRecord,
    forget_record,
    read_record,
    write_record,
)

log = logging.getLogger(__name__)

State = Literal["starting", "ready", "restarting", "failed", "stopped"]
READY_DEADLINE_S = 60.0
PORT_RETRY_S = 5.0


@dataclass
class Watched:
    """`part` and the process that plays it. Times are seconds of `clock`, a wall clock."""

    part: Part
    run_folder: Path
    logs: Path
    token: str | None
    clock: Callable[[], float]
    state: State = "stopped"
    detail: str = ""
    restarts: int = 0
    next_try_at: float | None = None
    process: psutil.Process | None = None
    adopted: bool = False
    _started_at: float = 0.0
    _backoff: Backoff = field(default_factory=Backoff)

    def adopt(self) -> bool:
        """Take over the process that an earlier supervisor left, if it is as it would be started.

        One that is not (another version, other settings, no answer) is ended.
        """
        record = read_record(self.run_folder, self.part.name)
        process = record.process() if record else None
        if record is None or process is None:
            return False
        same = (
            record.version == __version__
            and record.fingerprint == self.part.fingerprint
            and record.port == self.part.port
        )
        if same and self._answering_pid(timeout_s=2.0) == record.pid:
            self.process, self.adopted = process, True
            self._started_at = self.clock()
            self._become("ready")
            return True
        log.info("ending %s, pid %d: it is not the one to be run now", self.part.name, record.pid)
        child.end(process, self.part.grace_s)
        forget_record(self.run_folder, self.part.name)
        return False

    def taken_port(self) -> str | None:
        """Why the part cannot be started: who has its port. None where it is free."""
        if port_is_free(self.part.port, self.part.host):
            return None
        return (
            f"port {self.part.port} of {self.part.name} is taken by {holder_of(self.part.port)}: "
            f"end it, or set {self.part.port_variable} to a free port"
        )

    def wait(self) -> None:
        """It is to be started soon."""
        self._become("starting")

    def start(self) -> None:
        """Start the process; it is ready when it answers."""
        self.next_try_at = None
        self._started_at = self.clock()
        if reason := self.taken_port():
            self._try_later(PORT_RETRY_S, "failed", reason)
            return
        process = child.start(self.part, self.logs)
        self.process, self.adopted = process, False
        record = RunRecord(
            process.pid,
            process.create_time(),
            __version__,
            self.part.fingerprint,
            self.part.port,
        )
        write_record(self.run_folder, self.part.name, record)
        # Why the last try failed stays told until this one is ready.
        self._become("starting", self.detail)

    def step(self) -> None:
        """Look once: notice a death, a readiness, a deadline, or that it is time to try again."""
        if self.state in ("restarting", "failed"):
            if self.next_try_at is not None and self.clock() >= self.next_try_at:
                self.restarts += 1
                self.start()
            return
        if self.process is None:
            return
        if not self._lives():
            self._died(f"it ended{self._exit_words()}")
        elif self.state == "starting":
            self._look_for_readiness()

    def end(self) -> bool:
        """End it for good. False where it had to be killed."""
        went_by_itself = True
        if self.process is not None:
            went_by_itself = child.end(self.process, self.part.grace_s)
            self._reap()
            self.process = None
        forget_record(self.run_folder, self.part.name)
        self.next_try_at = None
        self._become("stopped")
        return went_by_itself

    @property
    def next_try(self) -> datetime | None:
        """When it is tried again, aware, in UTC."""
        return None if self.next_try_at is None else datetime.fromtimestamp(self.next_try_at, UTC)

    def _answering_pid(self, timeout_s: float) -> int | None:
        return answering_pid(self.part.reached_at, self.part.port, self.token, timeout_s)

    def _look_for_readiness(self) -> None:
        assert self.process is not None
        if self._answering_pid(timeout_s=0.5) == self.process.pid:
            self._become("ready")
        elif self.clock() - self._started_at > READY_DEADLINE_S:
            child.end(self.process, self.part.grace_s)
            self._died(f"it was not ready within {READY_DEADLINE_S:.0f} s")

    def _died(self, reason: str) -> None:
        self._reap()
        self.process = None
        words = child.last_words(self.logs, self.part.name)
        wait_s = self._backoff.next_wait_s(self.clock() - self._started_at)
        self._try_later(wait_s, "restarting", f"{reason}; its log ends with: {words}")

    def _try_later(self, wait_s: float, state: State, reason: str) -> None:
        forget_record(self.run_folder, self.part.name)
        self.next_try_at = self.clock() + wait_s
        self._become(state, f"{reason} (next try in {wait_s:g} s)")
        log.warning("%s: %s", self.part.name, self.detail)

    def _become(self, state: State, detail: str = "") -> None:
        self.state, self.detail = state, detail

    def _lives(self) -> bool:
        if isinstance(self.process, psutil.Popen):
            return self.process.poll() is None
        assert self.process is not None
        with contextlib.suppress(psutil.NoSuchProcess):
            return self.process.is_running() and self.process.status() != psutil.STATUS_ZOMBIE
        return False

    def _reap(self) -> None:
        if isinstance(self.process, psutil.Popen):
            self.process.poll()

    def _exit_words(self) -> str:
        if not isinstance(self.process, psutil.Popen):
            return ""
        status = self.process.poll()
        if status is None:
            return ""
        return f" by signal {-status}" if status < 0 else f" with status {status}"
