"""BooTerm is killed (-9) again and again, whatever it is writing: each record is whole."""

import asyncio
import random
from contextlib import aclosing
from pathlib import Path

import pytest

from boocode_app.contracts.terminal_tools import PtyReadCall
from boocode_app.contracts.terminals import PtyKill, PtySpawn
from tests.booterm import RunningBooTerm, booterm_at

ROUNDS = 12
FLOODS = 4
FLOOD = 'i=0; while :; do i=$((i+1)); echo "line $i"; done'
pytestmark = pytest.mark.timeout(400)


async def test_whenever_it_dies_each_session_is_left_whole(tmp_path: Path) -> None:
    chance = random.Random(7)
    spawned: list[str] = []
    kept: list[int] = []
    drafts = 0
    async with booterm_at(tmp_path) as booterm:
        client = booterm.client(agent="a1")
        wanted = PtySpawn(command="sh", args=["-c", FLOOD], notifyOnExit=True)
        for _ in range(ROUNDS):
            ids = [(await client.spawn(wanted)).id for _ in range(FLOODS)]
            await asyncio.sleep(chance.uniform(1.0, 3.0))
            await booterm.kill()
            left = drafts_in(tmp_path)
            await booterm.start()
            assert not left & drafts_in(tmp_path)
            drafts += len(left)
            spawned += ids
            for session_id in ids:
                kept.append(await lines_left(booterm, session_id))
                await client.kill(session_id, PtyKill(cleanup=True))
        async with aclosing(client.notices("a1")) as notices:
            told = [(await anext(notices)).session.id for _ in spawned]
        assert sorted(told) == sorted(spawned)
        assert len(list((tmp_path / "outbox").glob("pty_*.json"))) == len(spawned)
    print(f"\n{len(kept)} sessions left {min(kept)} to {max(kept)} lines; {drafts} drafts removed")


def drafts_in(home: Path) -> set[Path]:
    """What is being written, or was when it was cut off."""
    return {file for folder in ("terminals", "outbox") for file in (home / folder).rglob(".*")}


async def lines_left(booterm: RunningBooTerm, session_id: str) -> int:
    """How many lines there are of a lost session: the latest, in order, each under its number."""
    client = booterm.clients[0]
    read = await client.read(PtyReadCall(id=session_id, limit=5000))
    session = await client.get(session_id)
    assert session.status == "lost"
    *whole, last = read.lines
    assert whole
    assert [line.text for line in whole] == [f"line {line.number}" for line in whole]
    assert f"line {last.number}".startswith(last.text)
    assert (whole[0].number, last.number) == (session.firstLine, session.totalLines)
    return len(read.lines)
