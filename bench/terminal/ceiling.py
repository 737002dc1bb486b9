"""The bare loop that no Python server can beat: read a PTY, and do nothing with it."""

import os
import pty
import signal
import time

from bench.terminal.loads import END, Load

READ_SIZE = 65_536


def read_bare(load: Load) -> float:
    """Seconds from Enter to END, read by this process."""
    pid, master = pty.fork()
    if pid == 0:
        os.execv("/bin/sh", ["/bin/sh", str(load.path)])
    try:
        _until(master, b"ready")
        began = time.perf_counter()
        os.write(master, b"\r")
        _until(master, END)
        return time.perf_counter() - began
    finally:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(master)


def _until(master: int, sign: bytes) -> None:
    tail = b""
    while True:
        data = os.read(master, READ_SIZE)
        tail = tail[-16:] + data[-64:]
        if sign in tail:
            return
