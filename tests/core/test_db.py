"""The database: writers wait in line, readers cannot write, failures come in words."""

import asyncio
import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import col, func, select

from boocode_app.core.db import Database
from boocode_app.core.errors import BooError, Unavailable
from boocode_app.core.ids import utc_now
from boocode_app.services.projects.tables import ProjectRow
from tests.core.rows import project, session_of

ROOT = Path(__file__).parents[2]


async def _count_up(database: Database, times: int) -> None:
    """Read, then write, in one transaction: what a deferred transaction cannot do in a crowd."""
    for _ in range(times):
        async with database.write() as session:
            row = (await session.exec(select(ProjectRow).with_for_update())).one()
            row.name = str(int(row.name) + 1)
            session.add(row)


async def _names(database: Database) -> list[str]:
    async with database.read() as session:
        query = select(ProjectRow.name).order_by(col(ProjectRow.id))
        return list((await session.exec(query)).all())


async def test_it_answers(database: Database) -> None:
    await database.ping()


async def test_concurrent_writers_of_two_processes_lose_nothing(
    database: Database, database_url: str
) -> None:
    async with database.write() as session:
        session.add(project("0"))
    other = Database(database_url)
    try:
        await asyncio.gather(
            *(_count_up(database, 15) for _ in range(3)), *(_count_up(other, 15) for _ in range(3))
        )
    finally:
        await other.close()
    assert await _names(database) == ["90"]


async def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    async def fail_halfway() -> None:
        async with database.write() as session:
            session.add(project())
            await session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        await fail_halfway()
    async with database.read() as session:
        assert (await session.exec(select(func.count()).select_from(ProjectRow))).one() == 0


async def test_a_cancelled_writer_leaves_the_database_free(database: Database) -> None:
    wrote = asyncio.Event()

    async def write_forever() -> None:
        async with database.write() as session:
            session.add(project("cancelled"))
            await session.flush()
            wrote.set()
            await asyncio.Event().wait()

    writing = asyncio.create_task(write_forever())
    await wrote.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with asyncio.timeout(3), database.write() as session:
        session.add(project("next"))
    assert await _names(database) == ["next"]


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async with asyncio.timeout(3), database.write() as writer:
        writer.add(project())
        await writer.flush()
        assert await _names(database) == []
    assert await _names(database) == ["one"]


async def test_a_reader_cannot_write(database: Database) -> None:
    async def write_while_reading() -> None:
        async with database.read() as session:
            session.add(project())
            await session.flush()

    with pytest.raises((BooError, DBAPIError), match=r"(?i)read-?only"):
        await write_while_reading()


async def test_foreign_keys_are_on(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(session_of(77))


async def test_it_can_be_closed_and_used_again(database: Database) -> None:
    await database.ping()
    await database.close()
    await database.ping()
    await database.close()
    await database.close()


async def test_a_statement_of_ours_that_is_wrong_stays_a_bug(database: Database) -> None:
    with pytest.raises(DBAPIError):
        async with database.read() as session:
            await (await session.connection()).execute(text("SELECT nothing FROM nowhere"))


async def test_a_held_sqlite_is_busy_in_words(
    tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "copy.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    monkeypatch.setattr("boocode_app.core.db.SQLITE_SETTINGS", {"busy_timeout": "50"})
    database = Database(f"sqlite+aiosqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match=r"copy\.db is busy") as caught:
            async with database.write() as session:
                session.add(project())
        assert not caught.value.permanent
        other.execute("ROLLBACK")
    async with database.write() as session:
        session.add(project())
    await database.close()


async def test_a_line_of_writers_that_is_too_long_is_busy_in_words(
    tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boocode_app.core.db.POOL_TIMEOUT_S", 0.05)
    file = tmp_path / "copy.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite+aiosqlite:///{file}")
    async with database.write() as first:
        first.add(project())
        await first.flush()
        with pytest.raises(Unavailable, match="no connection came free"):
            async with database.write() as second:
                second.add(project("two"))
    await database.close()


async def test_a_sqlite_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/file/boocode.db")
    with pytest.raises(Unavailable, match=r"boocode\.db cannot be opened"):
        await database.ping()


async def test_a_postgres_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    database = Database(f"postgresql+psycopg://ada:secret@/none?host={tmp_path}")
    with pytest.raises(Unavailable, match=r"PostgreSQL at .* did not answer") as caught:
        await database.ping()
    assert "secret" not in caught.value.detail
    await database.close()


async def test_a_sqlite_file_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "boocode.db"
    database = Database(f"sqlite+aiosqlite:///{file}")
    await database.ping()
    modes = {path.name: path.stat().st_mode & 0o077 for path in file.parent.iterdir()}
    await database.close()
    assert set(modes.values()) == {0}
    assert file.parent.stat().st_mode & 0o077 == 0


WRITER = """
import asyncio, sys
from boocode_app.core.db import Database
from tests.core.rows import project

async def main():
    database = Database(sys.argv[1])
    for number in range(100_000):
        async with database.write() as session:
            for half in "ab":
                session.add(project(half, f"/{number}{half}"))
                await session.flush()
        print(number, flush=True)

asyncio.run(main())
"""


async def test_a_writer_killed_between_writes_leaves_whole_transactions(
    database: Database, database_url: str
) -> None:
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, database_url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert writer.stdout
    last = -1
    try:
        async with asyncio.timeout(20):
            while last < 25:
                last = int(await writer.stdout.readline())
    finally:
        os.kill(writer.pid, signal.SIGKILL)
        rest = await writer.stdout.read()
        await writer.wait()
    last = max([last, *map(int, rest.split())])
    async with asyncio.timeout(5), database.write() as session:
        names = (await session.exec(select(ProjectRow.name).order_by(col(ProjectRow.id)))).all()
        session.add(project("still writable"))
    assert names == ["a", "b"] * (len(names) // 2)
    assert len(names) // 2 - (last + 1) in (0, 1), "what was committed is there"


async def test_a_moment_is_stored_with_its_microseconds(database: Database) -> None:
    moment = utc_now()
    async with database.write() as session:
        session.add(project(created_at=moment))
    async with database.read() as session:
        assert (await session.exec(select(ProjectRow.created_at))).one() == moment
