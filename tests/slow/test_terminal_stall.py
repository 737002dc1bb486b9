"""A page that reads nothing for a minute while its shell floods: it costs next to nothing.

Straight to BooTerm, and through web: neither gathers what is not read, the shell waits, the others
do not notice, and whoever reads again misses no byte.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import psutil
import pytest

from tests.booterm import booterm_at
from tests.slow.systems import system_at
from tests.terminal import Door, Terminal

LINES = 1_000_000
LINE = 15
STALL_S = 60.0
WARM = 2_000_000
"""Bytes that are read before the stall: the ring is half full then, and every buffer in use."""
MEGABYTE = 1_000_000
pytestmark = pytest.mark.timeout(400)


def flood() -> bytes:
    """What the flood prints after it was told to begin."""
    return b"".join(b"%013d\r\n" % number for number in range(1, LINES + 1))


@dataclass
class Echoes:
    """Echo times of another session, in milliseconds."""

    times: list[float] = field(default_factory=list)

    async def take(self, terminal: Terminal, for_s: float) -> None:
        """One each 20 ms or so."""
        until = time.monotonic() + for_s
        while time.monotonic() < until:
            number = len(self.times)
            self.times.append(1000 * await terminal.echo_s(b"<%d>" % number))
            await asyncio.sleep(0.02)

    @property
    def p50(self) -> float:
        return median(self.times)

    @property
    def p99(self) -> float:
        return quantiles(self.times, n=100)[98]

    def __str__(self) -> str:
        return f"p50 {self.p50:.2f} ms, p99 {self.p99:.2f} ms ({len(self.times)})"


class Memory:
    """The resident memory of processes: how far it rises above where it was."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._processes = {name: psutil.Process(pid) for name, pid in pids.items()}
        self._before = self._now()
        self.growth = dict.fromkeys(self._before, 0)

    def _now(self) -> dict[str, int]:
        return {name: process.memory_info().rss for name, process in self._processes.items()}

    async def watch(self, for_s: float) -> None:
        """Look four times a second."""
        until = time.monotonic() + for_s
        while time.monotonic() < until:
            await asyncio.sleep(0.25)
            for name, rss in self._now().items():
                self.growth[name] = max(self.growth[name], rss - self._before[name])


async def stall(door: Door, pids: Mapping[str, int]) -> None:
    """The campaign, through `door`; `pids` are the processes that may not grow."""
    quick = Terminal(door, (await door.spawn("stty raw -echo; echo ready; exec cat")).id)
    await quick.connect()
    await quick.until(b"ready")
    script = f"stty -echo; echo ready; read go; exec seq -f %013.0f 1 {LINES}"
    busy = Terminal(door, (await door.spawn(script)).id)
    await busy.connect()
    await busy.until(b"ready\r\n")
    before, during = Echoes(), Echoes()
    await before.take(quick, 10.0)

    await busy.type(b"\n")
    while len(busy.output) < WARM:
        await busy.step()
    busy.stop_reading()
    memory = Memory(pids)
    taken = len(busy.output)
    await asyncio.gather(during.take(quick, STALL_S), memory.watch(STALL_S))
    produced = LINE * (await door.session(busy.session_id)).totalLines - taken
    print(f"\nproduced {produced} bytes; grew {memory.growth}; echo {before}, then {during}")

    busy.read_again()
    await busy.to_the_end()
    await quick.close()
    assert bytes(busy.output).removeprefix(b"ready\r\n") == flood()
    assert not any(hello.reset for hello in busy.hellos[1:])
    assert produced <= 1.5 * MEGABYTE
    assert all(growth < 2 * MEGABYTE for growth in memory.growth.values()), memory.growth
    # The slowest of a hundred tell of what else this machine does, so the middle one is compared.
    assert during.p50 < max(2 * before.p50, 5.0)


async def test_a_client_that_reads_nothing_for_a_minute_costs_booterm_nothing(
    tmp_path: Path,
) -> None:
    async with booterm_at(tmp_path) as booterm:
        assert booterm.process is not None
        token = (tmp_path / "token").read_text().strip()
        await stall(Door(booterm.url, token), {"booterm": booterm.process.pid})


async def test_nor_does_it_cost_web_anything(tmp_path: Path) -> None:
    async with system_at(tmp_path) as system:
        pids = {"web": system.pid("web"), "booterm": system.pid("booterm")}
        await stall(Door(system.url, system.token), pids)
