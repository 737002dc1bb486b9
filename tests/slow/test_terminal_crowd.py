"""Two hundred shells at work while web is killed: each goes on where it was, to the byte.

Every client types numbered lines and waits for each; at half time web dies (-9), `up` starts it
again, and the clients come back with their cursors. A line that was under way to the shell then may
not have got there, and is typed again; of what the shells printed nothing is missing or doubled.
"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.slow.systems import system_at
from tests.terminal import Door, Terminal

SESSIONS = 200
LINES = 40
AT_ONCE = 8
pytestmark = pytest.mark.timeout(400)


def line(session: int, number: int) -> bytes:
    """About 200 bytes that occur once in all that is typed."""
    return b"session %03d line %04d " % (session, number) + b"." * 178 + b"\n"


class Tally:
    """Counts the lines that are back; `half` is set when half of all are."""

    def __init__(self) -> None:
        self.half = asyncio.Event()
        self._back = 0

    def back(self) -> None:
        """One more."""
        self._back += 1
        if self._back == SESSIONS * LINES // 2:
            self.half.set()


@dataclass
class Typist:
    """Types the lines of one session, the next when the last one is back."""

    number: int
    terminal: Terminal
    tally: Tally
    tries: int = 0
    typed_again: int = 0

    async def work(self) -> None:
        """All the lines."""
        for number in range(LINES):
            try:
                await self.terminal.echo_s(line(self.number, number))
            except ConnectionClosed:
                await self._come_back(number)
            self.tally.back()

    async def _come_back(self, number: int) -> None:
        """Reattach; type line `number` again where it did not get through."""
        self.tries += await self.terminal.reconnect()
        # What was typed before stands before the answer to this: the shell reads in order.
        await self.terminal.echo_s(b"back at %04d\n" % number)
        if line(self.number, number) not in self.terminal.output:
            self.typed_again += 1
            await self.terminal.echo_s(line(self.number, number))

    def check(self, printed: bytes) -> None:
        """`printed` is what BooTerm holds of the session."""
        seen = bytes(self.terminal.output)
        assert seen == printed
        lines = [part for part in seen.splitlines(keepends=True) if part.startswith(b"session")]
        assert lines == [line(self.number, number) for number in range(LINES)]
        assert [hello.reset for hello in self.terminal.hellos] == [True, False]


async def typists(door: Door, tally: Tally) -> list[Typist]:
    """SESSIONS clients at the terminals of as many sessions, which send back what they read."""
    room = asyncio.Semaphore(AT_ONCE)

    async def sit_down(number: int) -> Typist:
        async with room:
            session = await door.spawn("stty raw -echo; echo ready; exec cat")
            terminal = Terminal(door, session.id)
            await terminal.connect()
            await terminal.until(b"ready\n")
            return Typist(number, terminal, tally)

    return list(await asyncio.gather(*(sit_down(number) for number in range(SESSIONS))))


async def raw_output(door: Door, session_id: str) -> bytes:
    """What BooTerm holds of a session."""
    async with door.http() as http:
        answer = await http.get(f"/api/pty/{session_id}/read", params={"raw": True})
    return answer.raise_for_status().content


async def test_two_hundred_terminals_outlive_a_killed_web(tmp_path: Path) -> None:
    async with system_at(tmp_path) as system:
        door = Door(system.url, system.token)
        begun = time.monotonic()
        tally = Tally()
        crowd = await typists(door, tally)
        seated = time.monotonic() - begun
        async with asyncio.TaskGroup() as work:
            for typist in crowd:
                work.create_task(typist.work())
            await tally.half.wait()
            killed = system.kill("web")
            died = time.monotonic()
        finished = time.monotonic() - died
        assert system.pid("web") != killed
        direct = Door(f"http://127.0.0.1:{system.ports[1]}", system.token)
        for typist in crowd:
            typist.check(await raw_output(direct, typist.terminal.session_id))
            await typist.terminal.close()
        tries, again = sum(t.tries for t in crowd), sum(t.typed_again for t in crowd)
        print(
            f"\n{SESSIONS} sessions were there in {seated:.1f} s; all lines {finished:.1f} s after "
            f"the kill; {tries} tries to come back, {again} lines typed again"
        )
