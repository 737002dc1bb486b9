"""Five hundred short processes: each is told of exactly once, with the truth about it.

BooTerm is killed (-9) and started again on the way: what had ended is told of once all the same.
"""

import asyncio
import re
from collections import Counter
from contextlib import aclosing, suppress
from pathlib import Path

from boocode_app.contracts.terminals import PtyNotice, PtySpawn
from boocode_app.core.errors import Unavailable
from boocode_app.services.terminals.client import BooTermClient
from tests.booterm import booterm_at

COUNT = 500
AT_ONCE = 10
DEADLINE_S = 600.0


def numbered(number: int) -> PtySpawn:
    """Prints its number of lines, ends with a code of its own; every tenth prints nothing."""
    lines = 0 if number % 10 == 0 else number
    script = f"for i in $(seq 1 {lines}); do echo line $i of {number}; done; exit {number % 200}"
    return PtySpawn(command="sh", args=["-c", script], title=f"n{number}", notifyOnExit=True)


async def spawn_all(client: BooTermClient, numbers: range) -> dict[str, int]:
    room = asyncio.Semaphore(AT_ONCE)
    spawned: dict[str, int] = {}

    async def spawn(number: int) -> None:
        async with room:
            spawned[(await client.spawn(numbered(number))).id] = number

    await asyncio.gather(*(spawn(number) for number in numbers))
    return spawned


async def collect(client: BooTermClient, seen: list[PtyNotice], count: int, after: int = 0) -> None:
    """As an agent does it: take each, acknowledge it, come back where the connection broke off."""
    while len(seen) < count:
        with suppress(Unavailable):
            async with aclosing(client.notices("a1", after)) as notices:
                async for notice in notices:
                    seen.append(notice)
                    after = notice.seq
                    await client.acknowledge(notice.id)
                    if len(seen) == count:
                        return
        await asyncio.sleep(0.1)


def check(notices: list[PtyNotice], spawned: dict[str, int]) -> None:
    assert Counter(notice.session.id for notice in notices) == Counter(list(spawned))
    for notice in notices:
        number = spawned[notice.session.id]
        lines = 0 if number % 10 == 0 else number
        last = f"line {lines} of {number}" if lines else ""
        told = notice.session
        assert (told.exitCode, told.totalLines, told.lastLine) == (number % 200, lines, last)
        found = re.search(
            r"Exit Code: (\d+)\nOutput Lines: (\d+)\nLast Line:(?: (.*))?\n</pty_exited>\n",
            notice.text,
        )
        assert found
        assert found.groups(default="") == (str(number % 200), str(lines), last)


async def test_each_of_500_short_processes_is_told_of_exactly_once(tmp_path: Path) -> None:
    async with asyncio.timeout(DEADLINE_S), booterm_at(tmp_path) as booterm:
        client = booterm.client(agent="a1")
        seen: list[PtyNotice] = []
        collecting = asyncio.create_task(collect(client, seen, COUNT))
        spawned = await spawn_all(client, range(COUNT))
        await collecting
        check(seen, spawned)
        assert not list((tmp_path / "outbox").glob("pty_*"))


async def test_what_had_ended_when_booterm_was_killed_is_told_of_once(tmp_path: Path) -> None:
    async with asyncio.timeout(DEADLINE_S), booterm_at(tmp_path) as booterm:
        client = booterm.client(agent="a1")
        spawned = await spawn_all(client, range(100))
        seen: list[PtyNotice] = []
        await collect(client, seen, 40)
        # The rest have ended, and nobody has been told of them.
        async with aclosing(client.notices("a1", seen[-1].seq)) as notices:
            waiting = 0
            async for _ in notices:
                waiting += 1
                if waiting == 60:
                    break
        await booterm.kill()
        await booterm.start()
        await collect(client, seen, 100)
        check(seen, spawned)
        assert not list((tmp_path / "outbox").glob("pty_*"))
