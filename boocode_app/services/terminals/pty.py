"""One process on a pseudo terminal: spawned in a thread, read at every wake-up, reaped.

Invariant: the end of the process is told once, after the last byte that it wrote, and does not wait
for another process that still holds the terminal. Nothing here blocks the event loop.
"""

import asyncio
import os
import signal
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from ptyprocess import PtyProcess

from boocode_app.core.errors import InvalidInput
from boocode_app.services.terminals.launch import Launch

READ_SIZE = 65_536
TURN = 16_384
"""Bytes read at one wake-up at most. The kernel gives 4 KB a read, so a flood is read on without
asking the loop in between."""
SHORT_TURN = 1
"""The same for ATTENTIVE_S after somebody typed: one read, as the echo waits for several turns."""
ATTENTIVE_S = 0.05
FULL = 2048
"""A read that gives less emptied the kernel's buffer: the next one would give nothing."""
DRAIN_LIMIT = 1024 * 1024
"""What is read at most after the process ended: the kernel's buffer, and not a daemon's flood."""
INPUT_LIMIT = 1_048_576
"""Bytes that may wait for a process that does not read."""


@dataclass(frozen=True)
class Ending:
    """How a process ended: with a code or by a signal (TERM, not SIGTERM). Both None: unknown."""

    code: int | None = None
    signal: str | None = None


class Pty:
    """A running process and the master side of its terminal."""

    _typed_at: ClassVar[float] = -ATTENTIVE_S
    """When anybody typed in any terminal last, in seconds of the loop, which is one for all."""

    def __init__(self, pid: int, master: int) -> None:
        self.pid = pid
        self.reaped = asyncio.Event()
        self._master = master
        self._pidfd: int | None = None
        self._loop = asyncio.get_running_loop()
        self._input = bytearray()
        self._reading = False
        self._at_end = False
        self._on_output: Callable[[bytes], None] = lambda data: None
        self._on_end: Callable[[Ending], None] = lambda ending: None

    @classmethod
    async def spawn(cls, launch: Launch) -> "Pty":
        """Start `launch`. Raises InvalidInput where the system refuses to execute it."""
        try:
            pid, master = await asyncio.to_thread(_spawn, launch)
        except OSError as error:
            raise InvalidInput(
                f"The command {launch.argv[0]!r} could not be started: {error.strerror or error}.",
                field="command",
            ) from None
        return cls(pid, master)

    def start(self, on_output: Callable[[bytes], None], on_end: Callable[[Ending], None]) -> None:
        """Read from now on. `on_end` is called once, and `on_output` never after it."""
        self._on_output = on_output
        self._on_end = on_end
        self.resume()
        self._watch()

    @property
    def reading(self) -> bool:
        """Whether output is being read."""
        return self._reading

    def pause(self) -> None:
        """Stop reading: the kernel's buffer fills, then the process waits."""
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._master)

    def resume(self) -> None:
        """Read at every wake-up."""
        if not self._reading and not self._at_end:
            self._reading = True
            self._loop.add_reader(self._master, self._read)

    def write(self, data: bytes) -> bool:
        """Type `data`. False, and nothing typed, where over INPUT_LIMIT bytes would wait."""
        if len(self._input) + len(data) > INPUT_LIMIT:
            return False
        Pty._typed_at = self._loop.time()
        if not self._input and not self._at_end:
            data = data[self._write_now(data) :]
            if data and not self._at_end:
                self._loop.add_writer(self._master, self._write_waiting)
        self._input += data
        return True

    def resize(self, cols: int, rows: int) -> None:
        """Tell the terminal its size; its foreground processes get SIGWINCH."""
        with suppress(OSError):
            termios.tcsetwinsize(self._master, (rows, cols))

    def interrupt(self) -> None:
        """INT to the foreground job, as Ctrl-C sends it."""
        self._signal_group(signal.SIGINT, self._foreground() or self.pid)

    def hang_up(self) -> None:
        """HUP to the process's group, as a closed terminal sends it."""
        self._signal_group(signal.SIGHUP, self.pid)

    def _signal_group(self, number: signal.Signals, group: int) -> None:
        if not self.reaped.is_set():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, number)

    def _foreground(self) -> int | None:
        with suppress(OSError):
            return os.tcgetpgrp(self._master) or None
        return None

    def _read(self) -> None:
        attentive = self._loop.time() < Pty._typed_at + ATTENTIVE_S
        turn = SHORT_TURN if attentive else TURN
        pieces = []
        size = 0
        try:
            while size < turn and not self._at_end:
                data = os.read(self._master, READ_SIZE)
                self._at_end = not data
                pieces.append(data)
                size += len(data)
                if len(data) < FULL:
                    break
        except BlockingIOError:
            pass
        except OSError:  # EIO: every process closed its side
            self._at_end = True
        if self._at_end:
            self.pause()
        if size:
            self._on_output(pieces[0] if len(pieces) == 1 else b"".join(pieces))

    def _write_now(self, data: bytes | bytearray) -> int:
        try:
            return os.write(self._master, data)
        except BlockingIOError:
            return 0
        except OSError:  # nobody is there to read it
            return len(data)

    def _write_waiting(self) -> None:
        del self._input[: self._write_now(self._input)]
        if not self._input:
            self._loop.remove_writer(self._master)

    def _watch(self) -> None:
        if hasattr(os, "pidfd_open"):
            self._pidfd = os.pidfd_open(self.pid)
            self._loop.add_reader(self._pidfd, self._reap)
        else:
            threading.Thread(target=self._wait_in_thread, daemon=True).start()

    def _wait_in_thread(self) -> None:
        ending = _ending(self.pid, 0)
        with suppress(RuntimeError):  # the loop ended before the process
            self._loop.call_soon_threadsafe(self._end, ending)

    def _reap(self) -> None:
        if ending := _ending(self.pid, os.WNOHANG):
            self._end(ending)

    def _end(self, ending: Ending | None) -> None:
        self._drain()
        self._close()
        self.reaped.set()
        self._on_end(ending or Ending())

    def _drain(self) -> None:
        left = DRAIN_LIMIT
        with suppress(OSError):
            while left > 0 and (data := os.read(self._master, READ_SIZE)):
                left -= len(data)
                self._on_output(data)

    def _close(self) -> None:
        self._at_end = True
        self.pause()
        self._loop.remove_writer(self._master)
        self._input.clear()
        os.close(self._master)
        if self._pidfd is not None:
            self._loop.remove_reader(self._pidfd)
            os.close(self._pidfd)


def _spawn(launch: Launch) -> tuple[int, int]:
    process = PtyProcess.spawn(
        launch.argv,
        cwd=str(launch.workdir),
        env=launch.environment,
        dimensions=(launch.rows, launch.cols),
        preexec_fn=_forget_our_signals,
    )
    # ptyprocess closes by sleeping and buffers 16 KB a process: only its fork is used.
    master = os.dup(process.fd)
    process.fileobj.close()
    process.closed = True
    os.set_blocking(master, False)
    return process.pid, master


def _forget_our_signals() -> None:
    """In the child: what is ignored here the command would ignore too, for ever.

    Python ignores SIGPIPE; whoever started us may have us ignore SIGHUP (nohup) or SIGINT (`&`).
    """
    for ours in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(ours, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _ending(pid: int, options: int) -> Ending | None:
    """How `pid` ended; None where it still runs."""
    try:
        waited, status = os.waitpid(pid, options)
    except ChildProcessError:
        return Ending()
    if waited == 0:
        return None
    code = os.waitstatus_to_exitcode(status)
    return Ending(code=code) if code >= 0 else Ending(signal=_signal_name(-code))


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name.removeprefix("SIG")
    except ValueError:
        return str(number)
