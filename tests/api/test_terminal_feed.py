"""One connection to a real booterm feeds every listener of the web app."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import psutil
import pytest

from boocode_app.contracts.terminals import PtyKill, PtyNotice, PtySpawn
from boocode_app.services.terminals.feed import TerminalFeed
from boocode_app.services.terminals.outbox import seq_of_now
from tests.booterm import RunningBooTerm, booterm_at


@pytest.fixture
async def booterm(tmp_path: Path) -> AsyncIterator[RunningBooTerm]:
    async with booterm_at(tmp_path) as running:
        yield running


@pytest.fixture
async def feed(booterm: RunningBooTerm) -> AsyncIterator[TerminalFeed]:
    feed = TerminalFeed(booterm.client())
    yield feed
    await feed.close()


def ending(code: int) -> PtySpawn:
    return PtySpawn(command="sh", args=["-c", f"exit {code}"], notifyOnExit=True)


async def codes(feed: TerminalFeed, after: int, count: int) -> list[int | None]:
    """The exit codes of the first `count` notices."""
    seen: list[PtyNotice] = []
    async with aclosing(feed.notices(after)) as notices:
        async for fresh in notices:
            seen += fresh
            if len(seen) >= count:
                break
    return [notice.session.exitCode for notice in seen]


def connections(booterm: RunningBooTerm) -> int:
    """How many this process holds to booterm."""
    ours = psutil.Process().net_connections("tcp")
    port = booterm.settings.pty_port
    return sum(one.status == "ESTABLISHED" and one.raddr.port == port for one in ours if one.raddr)


async def test_every_listener_hears_each_new_notice_and_no_old_one(
    booterm: RunningBooTerm, feed: TerminalFeed
) -> None:
    client = booterm.client()
    old = await client.spawn(ending(9))
    async with aclosing(booterm.client().news()) as news:
        async for item in news:
            if isinstance(item, PtyNotice) and item.session.id == old.id:
                break
    now = seq_of_now()
    both = [asyncio.create_task(codes(feed, now, 2)) for _ in range(2)]
    async with aclosing(feed.changes()) as changes:
        await anext(changes)
        await client.spawn(ending(1))
        await anext(changes)
    await client.spawn(ending(2))
    assert [sorted(filter(None, seen)) for seen in await asyncio.gather(*both)] == [[1, 2]] * 2
    assert feed.listeners == 0


async def test_a_listener_that_was_away_for_a_moment_misses_none(
    booterm: RunningBooTerm, feed: TerminalFeed
) -> None:
    client = booterm.client()
    async with aclosing(feed.notices(seq_of_now())) as notices:
        await client.spawn(ending(1))
        [first] = await anext(notices)
    async with aclosing(feed.notices(first.seq - 1)) as elsewhere:
        await anext(elsewhere)
        await client.spawn(ending(2))
        [second] = await anext(elsewhere)
    assert await codes(feed, first.seq, 1) == [2]
    assert await codes(feed, second.seq - 1, 1) == [2]


async def test_many_listeners_share_one_connection(
    booterm: RunningBooTerm, feed: TerminalFeed
) -> None:
    async with AsyncExitStack() as stack:
        listeners = [await stack.enter_async_context(aclosing(feed.changes())) for _ in range(50)]
        for listener in listeners:
            await anext(listener)
        await booterm.client().spawn(ending(0))
        for listener in listeners:
            await anext(listener)
        assert feed.listeners == 50
        assert connections(booterm) <= 2  # the feed's, and that of the client that spawned
    assert feed.listeners == 0


async def test_the_feed_survives_the_death_of_booterm(
    booterm: RunningBooTerm, feed: TerminalFeed
) -> None:
    client = booterm.client()
    now = seq_of_now()
    async with aclosing(feed.changes()) as changes:
        await anext(changes)
        running = await client.spawn(PtySpawn(command="cat", notifyOnExit=True))
        await anext(changes)
        await booterm.kill()
        await booterm.start()
        await anext(changes)
        [notice] = [n for fresh in [await anext(feed.notices(now))] for n in fresh]
        assert (notice.session.id, notice.session.status) == (running.id, "lost")
        await client.kill(running.id, PtyKill(cleanup=True))
        await anext(changes)


async def test_the_feed_acknowledges_nothing(booterm: RunningBooTerm, feed: TerminalFeed) -> None:
    client = booterm.client()
    heard = asyncio.create_task(codes(feed, seq_of_now(), 1))
    async with aclosing(feed.changes()) as changes:
        await anext(changes)
        spawned = await client.spawn(PtySpawn(**ending(3).model_dump() | {"agentId": "a1"}))
    assert await heard == [3]
    async with aclosing(booterm.client().notices("a1")) as notices:
        notice = await anext(notices)
    assert notice.session.id == spawned.id
    assert await client.acknowledge(notice.id) == 1
