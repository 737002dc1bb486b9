"""A process on a pseudo terminal is read in turns: long ones, but for when somebody types."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from boocode_app.contracts.terminals import PtySpawn
from boocode_app.services.terminals.launch import prepare
from boocode_app.services.terminals.processes import end_sessions
from boocode_app.services.terminals.pty import ATTENTIVE_S, SHORT_TURN, TURN, Pty
from tests.services.terminals.conftest import DEADLINE_S

KERNEL_READ = 8192
"""What one read gives at most: the kernel's line of 4 KB, and what came meanwhile."""


@pytest.fixture
async def flood(environ: dict[str, str]) -> AsyncIterator[Pty]:
    """A process that printed until the kernel took no more; nothing is read of it yet."""
    pty = await Pty.spawn(prepare(PtySpawn(command="yes", args=["x" * 60]), environ))
    await _asleep(pty.pid, "yes")
    yield pty
    await end_sessions([pty.pid], [pty.reaped])


async def _asleep(pid: int, program: str) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while _state(pid) != "S" or _program(pid) != program:
            await asyncio.sleep(0.01)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _program(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


async def first_piece(pty: Pty) -> bytes:
    """What the first wake-up gives."""
    came: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def take(data: bytes) -> None:
        if not came.done():
            came.set_result(data)
            pty.pause()

    pty.start(take, lambda ending: None)
    async with asyncio.timeout(DEADLINE_S):
        return await came


async def test_a_flood_is_read_on_in_one_turn(flood: Pty) -> None:
    await asyncio.sleep(ATTENTIVE_S)
    assert len(await first_piece(flood)) > KERNEL_READ
    assert TURN > KERNEL_READ > SHORT_TURN


async def test_while_somebody_types_a_flood_takes_short_turns(flood: Pty) -> None:
    assert flood.write(b"a key")
    assert len(await first_piece(flood)) <= KERNEL_READ


async def test_what_is_ignored_here_is_not_ignored_there(environ: dict[str, str]) -> None:
    before = {ours: signal.signal(ours, signal.SIG_IGN) for ours in (signal.SIGHUP, signal.SIGQUIT)}
    try:
        pty = await Pty.spawn(prepare(PtySpawn(command="sleep", args=["600"]), environ))
    finally:
        for ours, handler in before.items():
            signal.signal(ours, handler)
    await _asleep(pty.pid, "sleep")
    ignored = re.search(r"SigIgn:\s+(\w+)", Path(f"/proc/{pty.pid}/status").read_text())
    assert ignored
    assert int(ignored[1], 16) == 0
    await end_sessions([pty.pid], [pty.reaped])
