"""The event log: in order, nothing missed, nothing twice, whoever writes and reconnects."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta

import pytest

from boocode_app.core import events
from boocode_app.core.db import Database
from boocode_app.core.events import EventLog, StoredEvent
from boocode_app.core.ids import utc_now

TOPIC = "session:1"


@pytest.fixture
def log(database: Database) -> EventLog:
    return EventLog(database)


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[EventLog]:
    """The log of another process on the same database: it announces nothing to ours."""
    database = Database(database_url)
    yield EventLog(database)
    await database.close()


async def _write(log: EventLog, names: list[str], topic: str = TOPIC) -> list[StoredEvent]:
    written = []
    for name in names:
        async with log.database.write() as session:
            event = await log.append(session, topic, "named", {"name": name})
        log.announce(event)
        written.append(event)
    return written


async def _take(log: EventLog, count: int, after: int = 0) -> list[StoredEvent]:
    taken: list[StoredEvent] = []
    async with asyncio.timeout(10), aclosing(log.follow(TOPIC, after)) as stream:
        async for event in stream:
            taken.append(event)
            if len(taken) == count:
                break
    return taken


async def test_an_event_comes_back_as_it_was_written(log: EventLog) -> None:
    (written,) = await _write(log, ["ä"])
    assert await log.after(TOPIC, 0) == [written]
    assert (written.seq, written.kind, written.body) == (1, "named", {"name": "ä"})
    assert await log.last_seq(TOPIC) == 1
    assert await log.last_seq("session:unknown") == 0


async def test_each_topic_counts_for_itself(log: EventLog) -> None:
    await _write(log, ["a", "b"])
    (first,) = await _write(log, ["a"], "session:2")
    assert first.seq == 1
    assert [event.seq for event in await log.after(TOPIC, 0)] == [1, 2]


async def test_an_undone_transaction_leaves_no_gap(log: EventLog) -> None:
    await _write(log, ["a"])

    async def fail_after_append() -> None:
        async with log.database.write() as session:
            await log.append(session, TOPIC, "named", {})
            raise LookupError

    with pytest.raises(LookupError):
        await fail_after_append()
    (second,) = await _write(log, ["b"])
    assert second.seq == 2


async def test_several_events_fit_one_transaction(log: EventLog) -> None:
    async with log.database.write() as session:
        seqs = [(await log.append(session, TOPIC, "named", {})).seq for _ in range(3)]
    assert seqs == [1, 2, 3]


async def test_two_processes_on_one_topic_get_distinct_rising_seqs(
    log: EventLog, other: EventLog
) -> None:
    names = [str(number) for number in range(40)]
    written = await asyncio.gather(_write(log, names), _write(other, names), _write(other, names))
    assert sorted(event.seq for events in written for event in events) == list(range(1, 121))
    for of_one in written:
        assert [event.seq for event in of_one] == sorted(event.seq for event in of_one)
    stored = await log.after(TOPIC, 0)
    assert [event.seq for event in stored] == list(range(1, 121))


async def test_a_follower_misses_and_doubles_nothing_across_reconnects(
    log: EventLog, other: EventLog
) -> None:
    names = [str(number) for number in range(60)]
    writing = asyncio.gather(_write(log, names), _write(other, names))
    taken: list[StoredEvent] = []
    for size in (1, 7, 2, 30, 1, 40, 39):
        taken += await _take(log, size, after=taken[-1].seq if taken else 0)
    await writing
    assert [event.seq for event in taken] == list(range(1, 121))


async def test_a_follower_is_woken_at_once_by_its_own_process(
    log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "POLL_S", 3600)
    async with asyncio.timeout(5), aclosing(log.follow(TOPIC)) as stream:
        for name in ("a", "b"):
            waiting = asyncio.ensure_future(anext(stream))
            await _write(log, [name])
            assert (await waiting).body == {"name": name}


async def test_a_follower_sees_what_another_process_writes(
    log: EventLog, other: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "POLL_S", 0.05)
    async with asyncio.timeout(5), aclosing(log.follow(TOPIC)) as stream:
        waiting = asyncio.ensure_future(anext(stream))
        await _write(other, ["a"])
        assert (await waiting).body == {"name": "a"}


async def test_a_long_past_is_read_in_pages(log: EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PAGE", 7)
    async with log.database.write() as session:
        for _ in range(50):
            await log.append(session, TOPIC, "named", {})
    assert [event.seq for event in await _take(log, 50)] == list(range(1, 51))
    assert [event.seq for event in await log.after(TOPIC, 45, limit=3)] == [46, 47, 48]


async def test_a_follower_that_is_gone_is_forgotten(log: EventLog) -> None:
    await _write(log, ["a"])
    await _take(log, 1)
    assert log._followers == {}
    following = asyncio.create_task(_take(log, 5))
    async with asyncio.timeout(5):
        while not log._followers:
            await asyncio.sleep(0)
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    assert log._followers == {}


async def test_what_is_pruned_is_gone_and_seqs_go_on(log: EventLog) -> None:
    await _write(log, ["a", "b"])
    border = utc_now() + timedelta(microseconds=1)
    await _write(log, ["c"])
    assert await log.prune(border) == 2
    assert [event.seq for event in await log.after(TOPIC, 0)] == [3]
    assert await log.prune(utc_now() + timedelta(days=1)) == 1
    (next_one,) = await _write(log, ["d"])
    assert next_one.seq == 4
    assert [event.seq for event in await _take(log, 1)] == [4]
