"""What goes into a column comes out the same from both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError
from sqlmodel import col, select

from boocode_app.core.columns import storable
from boocode_app.core.db import Database
from boocode_app.services.agent.tables import MessageRow
from boocode_app.services.projects.tables import ProjectRow
from tests.core.rows import message_of, project, session_of

SURROGATE = chr(0xD800)
REPLACED = chr(0xFFFD)


async def _stored(database: Database, message: MessageRow) -> MessageRow:
    async with database.write() as session:
        session.add(project())
        await session.flush()
        session.add(owner := session_of(1))
        await session.flush()
        message.session_id = owner.id
        session.add(message)
    async with database.read() as session:
        return (await session.exec(select(MessageRow))).one()


async def test_a_time_comes_back_aware_in_utc_and_is_compared_as_one(database: Database) -> None:
    far = datetime(2026, 3, 1, 1, 30, 0, 123456, timezone(timedelta(hours=5, minutes=45)))
    async with database.write() as session:
        session.add(project(created_at=far))
    async with database.read() as session:
        row = (await session.exec(select(ProjectRow))).one()
        until = select(ProjectRow).where(col(ProjectRow.created_at) <= far)
        before = select(ProjectRow).where(col(ProjectRow.created_at) < far)
        assert len((await session.exec(until)).all()) == 1
        assert len((await session.exec(before)).all()) == 0
    assert row.created_at == far
    assert row.created_at.tzinfo is UTC


async def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="says no time zone"):
        async with database.write() as session:
            session.add(project(created_at=datetime(2026, 3, 1)))  # noqa: DTZ001


async def test_text_holds_whatever_a_program_wrote(database: Database) -> None:
    wild = f"a\0b{SURROGATE}c\u2028\U0001f600é" + "x" * 100_000
    message = message_of(session_of(1))
    message.text = wild
    stored = (await _stored(database, message)).text
    assert stored == wild.replace("\0", REPLACED).replace(SURROGATE, REPLACED)
    assert len(stored) == len(wild)


async def test_json_holds_whatever_a_program_wrote(database: Database) -> None:
    message = message_of(session_of(1))
    message.timings = {"k\0": [f"a\0{SURROGATE}", 1.5, None, True, {"a": 2**53}], "s": "\\u0000"}
    assert (await _stored(database, message)).timings == {
        f"k{REPLACED}": [f"a{REPLACED * 2}", 1.5, None, True, {"a": 2**53}],
        "s": "\\u0000",
    }


async def test_an_absent_json_value_is_null_in_sql(database: Database) -> None:
    await _stored(database, message_of(session_of(1)))
    async with database.read() as session:
        query = select(MessageRow.seq).where(col(MessageRow.timings).is_(None))
        assert (await session.exec(query)).all() == [1]


def test_storable_text_keeps_its_length_and_all_that_can_be_kept() -> None:
    assert storable("plain \U0001f600\n") == "plain \U0001f600\n"
    assert storable(f"\0{SURROGATE}x") == f"{REPLACED * 2}x"
