"""One database for all: SQLite in WAL mode, or PostgreSQL.

Invariant: whoever writes holds the right to write from the first statement on (BEGIN IMMEDIATE on
SQLite), so a transaction that read before it wrote never fails halfway; whoever reads cannot write.
A busy or unreachable database is `Unavailable`, in words.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import event, exc, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from boocode_app.core.errors import Unavailable

BUSY_TIMEOUT_S = 5.0
POOL_TIMEOUT_S = 10.0
SQLITE_READERS = 4
POSTGRES_CONNECTIONS = 8
SQLITE_SETTINGS = {
    "busy_timeout": f"{BUSY_TIMEOUT_S * 1000:.0f}",
    "journal_mode": "WAL",
    "synchronous": "NORMAL",
    "foreign_keys": "ON",
}
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_UNREACHABLE = {
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_READONLY: "is read-only",
    sqlite3.SQLITE_IOERR: "cannot be read or written",
    sqlite3.SQLITE_FULL: "has no room left on its disk",
}


class Database:
    """The database at `url`; nothing is opened before its first use."""

    def __init__(self, url: str) -> None:
        self.url: URL = make_url(url)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite's; otherwise it is PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session over one snapshot. It cannot write. Raises Unavailable."""
        async with self._failures_in_words(), _session(self._engines.reader) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session over one transaction: committed at the end, undone by an error.

        Raises Unavailable where another writer held the database for longer than BUSY_TIMEOUT_S.
        Do not nest: on SQLite a process has one writer at a time.
        """
        async with (
            self._failures_in_words(),
            _session(self._engines.writer) as session,
            session.begin(),
        ):
            yield session

    async def ping(self) -> None:
        """Ask for one row. Raises Unavailable."""
        async with self.read() as session:
            await (await session.connection()).execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection. The next use opens new ones."""
        engines = self.__dict__.pop("_engines", None)
        if engines is not None:
            await engines.writer.dispose()
            await engines.reader.dispose()

    @cached_property
    def _engines(self) -> "_Engines":
        return _sqlite_engines(self.url) if self.is_sqlite else _postgres_engines(self.url)

    @asynccontextmanager
    async def _failures_in_words(self) -> AsyncIterator[None]:
        try:
            yield
        except exc.TimeoutError as fault:
            raise Unavailable(
                f"The database is busy: no connection came free in {POOL_TIMEOUT_S:.0f} s."
            ) from fault
        except exc.DBAPIError as fault:
            reason = self._reason(fault)
            if reason is None:
                raise
            raise Unavailable(reason) from fault

    def _reason(self, fault: exc.DBAPIError) -> str | None:
        """Why the database did not serve, None where the statement itself was wrong."""
        if not self.is_sqlite:
            if not isinstance(fault, exc.OperationalError):
                return None
            where = self.url.render_as_string(hide_password=True)
            return f"PostgreSQL at {where} did not answer: {str(fault.orig).splitlines()[0]}"
        code = getattr(fault.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _LOCKED:
            return f"The database {self.url.database} is busy: others write to it."
        if code in _UNREACHABLE:
            return f"The database {self.url.database} {_UNREACHABLE[code]}: {fault.orig}"
        return None


class _Engines(NamedTuple):
    reader: AsyncEngine
    writer: AsyncEngine


def _session(engine: AsyncEngine) -> AsyncSession:
    return AsyncSession(engine, expire_on_commit=False)


def _sqlite_engines(url: URL) -> _Engines:
    """Readers that refuse to write, and one writer: in a process, writers wait in line for it."""
    make_private(Path(url.database or ""))
    return _Engines(
        reader=_sqlite_engine(url, SQLITE_READERS, "BEGIN", {"query_only": "ON"}),
        writer=_sqlite_engine(url, 1, "BEGIN IMMEDIATE", {}),
    )


def _sqlite_engine(url: URL, connections: int, begin: str, settings: dict[str, str]) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_S,
        # The driver begins no transaction of its own: ours say which kind they are.
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_S},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        for name, value in {**SQLITE_SETTINGS, **settings}.items():
            cursor.execute(f"PRAGMA {name}={value}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def make_private(file: Path) -> None:
    """Make `file` where there is none, for its owner only: SQLite gives its own files its mode."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600, exist_ok=True)
    except OSError as fault:
        raise Unavailable(f"The database {file} cannot be opened: {fault.strerror}") from fault


def _postgres_engines(url: URL) -> _Engines:
    writer = create_async_engine(
        url,
        pool_size=POSTGRES_CONNECTIONS,
        max_overflow=POSTGRES_CONNECTIONS,
        pool_timeout=POOL_TIMEOUT_S,
        pool_pre_ping=True,
        connect_args={"connect_timeout": int(BUSY_TIMEOUT_S), "application_name": "boocode"},
    )
    return _Engines(reader=writer.execution_options(postgresql_readonly=True), writer=writer)
