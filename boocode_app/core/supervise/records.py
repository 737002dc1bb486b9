"""run/<name>.json: what is known of a running process, so that a later `up` can find it again.

A pid alone names nobody, since pids are used again: a process is the same only when its start time
is the same, too.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from boocode_app.core.files import write_atomically

SAME_START_S = 1.0


@dataclass(frozen=True)
class RunRecord:
    """One process. `created` is its start in seconds since the epoch."""

    pid: int
    created: float
    version: str
    fingerprint: str
    port: int

    def process(self) -> psutil.Process | None:
        """The process, None where it ended (or a stranger has its pid)."""
        return live_process(self.pid, self.created)


def live_process(pid: int, created: float) -> psutil.Process | None:
    """The process `pid` that was started at `created`, None where it ended."""
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - created) < SAME_START_S
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def write_record(folder: Path, name: str, record: RunRecord) -> None:
    """Keep `record` as run/<name>.json."""
    write_atomically(folder / f"{name}.json", json.dumps(asdict(record)))


def read_record(folder: Path, name: str) -> RunRecord | None:
    """The record of `name`, None where there is none that can be read."""
    try:
        return RunRecord(**json.loads((folder / f"{name}.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def forget_record(folder: Path, name: str) -> None:
    """The process is gone: so is its record."""
    (folder / f"{name}.json").unlink(missing_ok=True)
