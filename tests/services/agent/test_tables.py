"""The tables of agents' work: what hangs together goes together, and costs are summed rightly."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from boocode_app.core.db import Database
from boocode_app.core.ids import new_id, utc_now
from boocode_app.services.agent.tables import (
    MessageRow,
    SessionRow,
    TaskRow,
    ToolCallRow,
    ToolCallStatus,
    ToolRow,
)
from tests.core.rows import message_of, project, session_of, task_of


async def _task(database: Database) -> TaskRow:
    """A task in a session in project 1."""
    async with database.write() as session:
        session.add(project())
        await session.flush()
        session.add(owner := session_of(1))
        await session.flush()
        session.add(task := task_of(owner))
    return task


def _call(
    task: TaskRow,
    minute: int,
    duration_ms: float | None,
    status: ToolCallStatus = "done",
    tokens: int = 10,
    cost: float | None = None,
) -> ToolCallRow:
    return ToolCallRow(
        id=new_id(),
        session_id=task.session_id,
        task_id=task.id,
        project_id=task.project_id,
        tool="read",
        status=status,
        tokens=tokens,
        cost=cost,
        duration_ms=duration_ms,
        at=utc_now() + timedelta(minutes=minute),
    )


async def _stats(database: Database) -> list[dict[str, object]]:
    async with database.read() as session:
        connection = await session.connection()
        found = await connection.execute(text("SELECT * FROM tool_cost_stats"))
        return [dict(row) for row in found.mappings()]


async def test_what_belongs_to_a_session_goes_with_it(database: Database) -> None:
    async with database.write() as session:
        session.add(project())
        await session.flush()
        kept, gone = session_of(1), session_of(1)
        session.add_all([kept, gone])
        await session.flush()
        for owner in (kept, gone):
            session.add(task := task_of(owner))
            await session.flush()
            session.add_all([message_of(owner, task), _call(task, 0, 1.0)])
    async with database.write() as session:
        await session.delete(await session.get_one(SessionRow, gone.id))
    async with database.read() as session:
        for table in (TaskRow, MessageRow, ToolCallRow):
            assert (await session.exec(select(col(table.session_id)))).all() == [kept.id]


async def test_a_message_is_stored_once_by_its_client_id_and_its_place(database: Database) -> None:
    task = await _task(database)
    owner = SessionRow(id=task.session_id, project_id=1)

    async def store(seq: int, client_id: str | None) -> None:
        async with database.write() as session:
            message = message_of(owner, seq=seq)
            message.client_id = client_id
            session.add(message)

    await store(1, "client-1")
    await store(2, None)
    await store(3, None)
    for seq, client_id in ((4, "client-1"), (1, "client-2")):
        with pytest.raises(IntegrityError):
            await store(seq, client_id)


async def test_the_last_hundred_calls_of_a_tool_are_summed(database: Database) -> None:
    task = await _task(database)
    durations = [float(number) for number in range(1, 101)]
    random.Random(7).shuffle(durations)
    recent = [
        _call(task, minute, duration, "failed" if minute <= 25 else "done", tokens=minute)
        for minute, duration in enumerate(durations, start=1)
    ]
    recent[0].cost, recent[1].cost = 0.5, 0.25
    old = [_call(task, -minute, 9999.0, "failed", tokens=10**6) for minute in range(1, 30)]
    async with database.write() as session:
        session.add_all([ToolRow(project_id=1, tool="read"), *old, *recent])
    (stats,) = await _stats(database)
    assert stats == {
        "project_id": 1,
        "tool": "read",
        "calls": 100,
        "total_tokens": 5050,
        "mean_tokens": 50.5,
        "cost": 0.75,
        "p50_ms": 50.0,
        "p95_ms": 95.0,
        "error_rate": 0.25,
    }


@pytest.mark.parametrize(
    ("durations", "p50", "p95"),
    [
        ([None], None, None),
        ([5.0], 5.0, 5.0),
        ([5.0, None, 1.0], 1.0, 5.0),
        ([3.0, 1.0, 2.0], 2.0, 3.0),
        ([float(number) for number in range(1, 21)], 10.0, 19.0),
    ],
)
async def test_a_percentile_counts_the_calls_that_ended(
    database: Database, durations: list[float | None], p50: float | None, p95: float | None
) -> None:
    task = await _task(database)
    async with database.write() as session:
        session.add(ToolRow(project_id=1, tool="read"))
        session.add_all([_call(task, n, duration) for n, duration in enumerate(durations)])
    (stats,) = await _stats(database)
    assert (stats["calls"], stats["p50_ms"], stats["p95_ms"]) == (len(durations), p50, p95)
    assert stats["cost"] is None


async def test_a_tool_without_calls_has_no_row(database: Database) -> None:
    await _task(database)
    async with database.write() as session:
        session.add(ToolRow(project_id=1, tool="read"))
    assert await _stats(database) == []
