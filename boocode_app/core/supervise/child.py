"""Starting and ending one process: in its own session, its words in a log, ended with its group."""

import contextlib
import os
import signal
import subprocess
from pathlib import Path

import psutil

from boocode_app.core.supervise.part import Part

LOG_LIMIT = 10 * 1024 * 1024


def start(part: Part, logs: Path) -> psutil.Popen:
    """Start `part`. It gets no input; both outputs are appended to its log."""
    with open_log(logs, part.name) as log:
        return psutil.Popen(
            list(part.command),
            cwd=part.folder,
            env=dict(part.environment),
            stdin=subprocess.DEVNULL,
            stdout=log.fileno(),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def open_log(logs: Path, name: str) -> "contextlib.closing[_Log]":
    """The log of `name` to append to; above LOG_LIMIT the old one is put aside first."""
    logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = logs / f"{name}.log"
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return contextlib.closing(_Log(path))


class _Log:
    """A file descriptor that only its owner may read."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def fileno(self) -> int:
        return self._descriptor

    def close(self) -> None:
        os.close(self._descriptor)


def end(process: psutil.Process, grace_s: float) -> bool:
    """SIGTERM, a wait of `grace_s`, then SIGKILL. Whether it went by itself.

    Whatever it left behind in its group is killed in either case.
    """
    went_by_itself = True
    with contextlib.suppress(psutil.NoSuchProcess):
        process.terminate()
        try:
            process.wait(grace_s)
        except psutil.TimeoutExpired:
            went_by_itself = False
    kill_group(process)
    return went_by_itself


def kill_group(process: psutil.Process) -> None:
    """SIGKILL for all of the group that `process` leads (it was started by `start`)."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(psutil.Error):
        process.wait(2)


def last_words(logs: Path, name: str, size: int = 4096) -> str:
    """The last line of a log that says something, at most 300 characters."""
    try:
        with (logs / f"{name}.log").open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - size))
            lines = [line.strip() for line in log.read().decode("utf-8", "replace").splitlines()]
    except OSError:
        return ""
    return next((line[:300] for line in reversed(lines) if line), "")
