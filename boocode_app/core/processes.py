"""Starts a program, and reads what it writes, without stopping the event loop.

uvloop starts one by fork, which copies the page tables of the whole server: ten times as long as
the vfork of `subprocess`, and nothing else runs meanwhile.

Invariant: a program that ends is reaped, also where nobody waits for it.
"""

import asyncio
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

Word = str | bytes | Path
CHUNK = 64 * 1024


class Process:
    """A program that was started, at the head of a process group of its own."""

    def __init__(
        self, started: subprocess.Popen[bytes], stdout: "_Output", stderr: "_Output"
    ) -> None:
        self._started = started
        self._outputs = (stdout, stderr)
        self._end = _end_of(started)

    @property
    def pid(self) -> int:
        """Its id, and its group's."""
        return self._started.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs; negative: the signal that ended it."""
        return self._started.returncode

    @property
    def stdout(self) -> asyncio.StreamReader:
        """What it writes."""
        return self._outputs[0].reader

    @property
    def stderr(self) -> asyncio.StreamReader:
        """What it complains of."""
        return self._outputs[1].reader

    async def wait(self) -> int:
        """Its exit code, once it has ended; it may be that not all is read by then."""
        return await asyncio.shield(self._end)

    def close(self) -> None:
        """Read no more; what was started by the program may keep its pipes for ever."""
        for output in self._outputs:
            output.close()


def _end_of(started: subprocess.Popen[bytes]) -> asyncio.Future[int]:
    """Its exit code, once it has ended. No task: those are cancelled before generators close."""
    loop = asyncio.get_running_loop()
    try:
        descriptor = os.pidfd_open(started.pid)
    except (AttributeError, OSError):  # not on this system
        return loop.run_in_executor(None, started.wait)
    end: asyncio.Future[int] = loop.create_future()

    def reap() -> None:
        loop.remove_reader(descriptor)
        os.close(descriptor)
        end.set_result(started.wait())

    loop.add_reader(descriptor, reap)
    return end


class _Output(asyncio.ReadTransport):
    """The reading end of a pipe. It is closed once: uvloop's own transport closes it twice, the
    second time when its number may be that of a file that a thread has just opened.
    """

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__()
        self._pipe = pipe
        self._loop = asyncio.get_running_loop()
        self.reader = asyncio.StreamReader()
        self.reader.set_transport(self)
        os.set_blocking(pipe.fileno(), False)
        self.resume_reading()

    def resume_reading(self) -> None:
        """Take what comes."""
        if not self._pipe.closed:
            self._loop.add_reader(self._pipe.fileno(), self._take)

    def pause_reading(self) -> None:
        """Leave it in the pipe: the reader has enough to go on with."""
        if not self._pipe.closed:
            self._loop.remove_reader(self._pipe.fileno())

    def close(self) -> None:
        """Take no more; who reads is at the end."""
        if self._pipe.closed:
            return
        self.pause_reading()
        self._pipe.close()
        self.reader.feed_eof()

    def _take(self) -> None:
        data = self._pipe.read(CHUNK)
        if data:
            self.reader.feed_data(data)
        elif data is not None:  # None: nothing is there yet
            self.close()


async def start(
    words: Sequence[Word],
    *,
    env: Mapping[str, str],
    stdin: bytes | None = None,
    holding: Sequence[int] = (),
) -> Process:
    """Run `words[0]` with the arguments after it. `holding`: descriptors that stay open in it.

    Raises FileNotFoundError where there is no such program.
    """
    if stdin is None:
        started = _started(words, subprocess.DEVNULL, env, holding)
    else:
        with await asyncio.to_thread(_as_file, stdin) as file:
            started = _started(words, file, env, holding)
    assert started.stdout
    assert started.stderr
    return Process(started, _Output(started.stdout), _Output(started.stderr))


def _started(
    words: Sequence[Word],
    stdin: int | IO[bytes],
    env: Mapping[str, str],
    holding: Sequence[int],
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        words,
        bufsize=0,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
        start_new_session=True,
        pass_fds=holding,
    )


def _as_file(data: bytes) -> IO[bytes]:
    """A program that is told something reads it from a file: nobody has to feed it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the caller closes it
    file.write(data)
    file.seek(0)
    return file
