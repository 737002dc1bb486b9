"""Whoever follows the list of sessions hears what becomes of it, and nothing of the output."""

import asyncio
import time
from contextlib import aclosing

from boocode_app.contracts.terminals import PtyChange, PtyEdit, PtyKill, PtyList, PtySpawn
from boocode_app.services.terminals.registry import Terminals
from boocode_app.services.terminals.roster import PAUSE_S
from tests.services.terminals.conftest import DEADLINE_S


def sh(script: str, **more: object) -> PtySpawn:
    return PtySpawn(command="sh", args=["-c", script], **more)  # type: ignore[arg-type]


async def test_a_follower_hears_of_each_stage_of_a_session(terminals: Terminals) -> None:
    old = await terminals.spawn(sh("sleep 600"))
    async with asyncio.timeout(DEADLINE_S), aclosing(terminals.roster.follow()) as roster:
        first = await anext(roster)
        assert isinstance(first, PtyList)
        assert [session.id for session in first.sessions] == [old.id]
        new = await terminals.spawn(sh("read line", agentId="a1"))
        seen = []
        for act in (
            lambda: None,
            lambda: terminals.get(new.id).hand_to("person"),
            lambda: terminals.get(new.id).edit(PtyEdit(title="mine")),
            lambda: terminals.write(new.id, r"\n"),
        ):
            act()
            change = await anext(roster)
            assert isinstance(change, PtyChange)
            assert change.session
            now = change.session
            seen.append((now.id, now.status, now.owner, now.title))
        await terminals.kill(new.id, PtyKill(cleanup=True))
        assert await anext(roster) == PtyChange(id=new.id, session=None)
    assert seen == [
        (new.id, "running", "agent", "sh"),
        (new.id, "running", "person", "sh"),
        (new.id, "running", "person", "mine"),
        (new.id, "exited", "person", "mine"),
    ]


async def test_output_alone_is_no_change(terminals: Terminals) -> None:
    async with asyncio.timeout(DEADLINE_S), aclosing(terminals.roster.follow()) as roster:
        await anext(roster)
        busy = await terminals.spawn(sh("read line; seq 20000; read line"))
        assert (await anext(roster)).model_dump()["id"] == busy.id
        terminals.write(busy.id, r"\n")
        session = terminals.get(busy.id)
        with session.output.watched() as printed:
            while session.describe().totalLines < 20_000:
                await printed.wait()
                printed.clear()
        terminals.write(busy.id, r"\n")
        change = await anext(roster)
        assert isinstance(change, PtyChange)
        assert change.session
        assert change.session.status == "exited"


async def test_changes_close_together_are_one(terminals: Terminals) -> None:
    session = await terminals.spawn(sh("sleep 600", agentId="a1"))
    async with asyncio.timeout(DEADLINE_S), aclosing(terminals.roster.follow()) as roster:
        await anext(roster)
        terminals.get(session.id).hand_to("person")
        await anext(roster)
        told_at = time.monotonic()
        for owner in ("agent", "person") * 100:
            terminals.get(session.id).hand_to(owner)  # type: ignore[arg-type]
        terminals.get(session.id).resize(100, 30)
        change = await anext(roster)
        assert time.monotonic() - told_at >= PAUSE_S * 0.9
        assert isinstance(change, PtyChange)
        assert change.session
        assert (change.session.owner, change.session.cols) == ("person", 100)
