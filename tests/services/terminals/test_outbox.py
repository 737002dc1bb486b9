"""A notice is delivered once, whoever dies in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from boocode_app.contracts.terminals import PtyNotice, PtySession
from boocode_app.services.terminals.outbox import Outbox
from tests.services.terminals.conftest import DEADLINE_S
from tests.services.terminals.test_notices import session


def ended(number: int, agent: str | None = "a1") -> PtySession:
    return session(id=f"pty_{number:08x}", agentId=agent, exitCode=number)


class Everything:
    def __contains__(self, session_id: str) -> bool:
        return True


@asynccontextmanager
async def outbox_at(folder: Path, remembered: object = None, **more: int) -> AsyncIterator[Outbox]:
    outbox = Outbox(folder, **more)
    outbox.load(Everything() if remembered is None else remembered)  # type: ignore[arg-type]
    running = asyncio.create_task(outbox.run())
    yield outbox
    outbox.stop()
    await running


async def first(
    outbox: Outbox, count: int, seq: int = 0, agent: str | None = None
) -> list[PtyNotice]:
    """What a follower sees, the first `count` of it."""
    seen: list[PtyNotice] = []
    async with asyncio.timeout(DEADLINE_S), aclosing(outbox.follow(seq, agent)) as notices:
        async for notice in notices:
            assert notice is not None
            seen.append(notice)
            if len(seen) == count:
                break
    return seen


async def test_a_follower_gets_what_waits_and_then_what_comes(tmp_path: Path) -> None:
    async with outbox_at(tmp_path) as outbox:
        outbox.ended(ended(1))
        [one] = await first(outbox, 1)
        following = asyncio.create_task(first(outbox, 2))
        outbox.ended(ended(2))
        seen = await following
        assert [notice.session.exitCode for notice in seen] == [1, 2]
        assert seen[0] == one
        assert seen[0].seq < seen[1].seq
        [only] = await first(outbox, 1, seq=one.seq)
        assert only == seen[1]


async def test_an_agent_gets_its_own(tmp_path: Path) -> None:
    async with outbox_at(tmp_path) as outbox:
        for number, agent in enumerate(["a1", "a2", None]):
            outbox.ended(ended(number, agent))
        await first(outbox, 3)
        assert [n.session.exitCode for n in outbox.after(0, "a2")] == [1]


async def test_a_session_is_told_of_once(tmp_path: Path) -> None:
    async with outbox_at(tmp_path) as outbox:
        for _ in range(3):
            outbox.ended(ended(1))
        [notice] = await first(outbox, 1)
        outbox.ended(ended(1))
        assert await outbox.acknowledge([notice.id, "unknown"]) == 1
        assert await outbox.acknowledge([notice.id]) == 0
        outbox.ended(ended(1))
        outbox.ended(ended(2))
        assert [n.session.exitCode for n in await first(outbox, 1)] == [2]


async def test_what_waits_outlives_a_death_with_its_id(tmp_path: Path) -> None:
    async with outbox_at(tmp_path) as outbox:
        outbox.ended(ended(1))
        outbox.ended(ended(2))
        one, two = await first(outbox, 2)
        await outbox.acknowledge([one.id])
        # As after a kill -9: nothing is closed, another begins on the same files.
        async with outbox_at(tmp_path) as after:
            after.ended(ended(1))
            after.ended(ended(2))
            after.ended(ended(3))
            again, three = await first(after, 2)
            assert again == two
            assert three.session.exitCode == 3
            assert three.seq > two.seq


@pytest.mark.parametrize("cut_off", ["before the mark", "after the mark"])
async def test_a_death_while_acknowledging_neither_loses_nor_repeats_a_notice(
    tmp_path: Path, cut_off: str
) -> None:
    async with outbox_at(tmp_path) as outbox:
        outbox.ended(ended(1))
        [notice] = await first(outbox, 1)
    if cut_off == "after the mark":
        (tmp_path / "done").mkdir()
        (tmp_path / "done" / notice.session.id).touch()
    async with outbox_at(tmp_path) as after:
        assert after.after(0, None) == ([notice] if cut_off == "before the mark" else [])
        assert len(list(tmp_path.glob("pty_*"))) == len(after.after(0, None))


async def test_marks_live_no_longer_than_what_they_stand_for(tmp_path: Path) -> None:
    async with outbox_at(tmp_path) as outbox:
        for number in (1, 2, 3):
            outbox.ended(ended(number))
        notices = await first(outbox, 3)
        await outbox.acknowledge([notices[0].id, notices[1].id])
        await outbox.forget(notices[0].session.id)
        await outbox.forget(notices[2].session.id)
        await outbox.acknowledge([notices[2].id])
        marks = {file.name for file in (tmp_path / "done").iterdir()}
        assert marks == {notices[1].session.id}
    async with outbox_at(tmp_path, remembered=set()):
        assert list((tmp_path / "done").iterdir()) == []


async def test_beyond_the_limit_the_oldest_is_dropped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with outbox_at(tmp_path, limit=2) as outbox:
        for number in (1, 2, 3):
            outbox.ended(ended(number))
    assert [n.session.exitCode for n in outbox.after(0, None)] == [2, 3]
    assert "pty_00000001 is dropped" in caplog.text
    async with outbox_at(tmp_path, limit=2) as after:
        assert [n.session.exitCode for n in after.after(0, None)] == [2, 3]


async def test_a_broken_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pty_00000000.json").write_text("{")
    async with outbox_at(tmp_path) as outbox:
        assert outbox.after(0, None) == []
    assert (tmp_path / "pty_00000000.json").exists()


async def test_a_disk_that_refuses_delays_no_notice(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("no folder")
    outbox = Outbox(tmp_path / "outbox")
    running = asyncio.create_task(outbox.run())
    outbox.ended(ended(1))
    assert len(await first(outbox, 1)) == 1
    outbox.stop()
    await running
