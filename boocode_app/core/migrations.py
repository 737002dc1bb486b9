"""Brings the database to the revision that this BooCode works with.

Invariant: migrations are numbered files (`0001_name.py`) in one line, so the newest is told from
the names alone: a start on a current database loads neither alembic nor SQLAlchemy.
"""

import fcntl
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from boocode_app.core.errors import Conflict, Unavailable
from boocode_app.core.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

LOCK_TIMEOUT_S = 60.0
_SQLITE = "sqlite+aiosqlite:///"
_CURRENT = "SELECT version_num FROM alembic_version"


def is_current(settings: Settings) -> bool:
    """Whether the database needs no upgrade. Raises Unavailable."""
    return current(settings) == newest()


def current(settings: Settings) -> str | None:
    """The revision of the database, None where it has none yet. Raises Unavailable."""
    url = settings.database
    if url.startswith(_SQLITE):
        return _current_on_sqlite(Path(url.removeprefix(_SQLITE).partition("?")[0]))
    return _current_on_postgres(url)


def newest() -> str:
    """The newest revision that this BooCode knows."""
    return max(_known())


def upgrade(settings: Settings) -> str:
    """Run the migrations that are missing; gives the revision reached.

    Raises Unavailable where the database cannot be reached or another upgrade does not end, and
    Conflict where a newer BooCode has made the database.
    """
    from alembic import command
    from alembic.config import Config
    from sqlalchemy.exc import OperationalError

    with _one_at_a_time(settings.run_folder / "upgrade.lock"):
        _refuse_newer(current(settings))
        config = Config()
        config.set_main_option("script_location", str(script_folder()).replace("%", "%%"))
        config.attributes["database_url"] = settings.database
        try:
            command.upgrade(config, "head")
        except OperationalError as fault:
            raise Unavailable(f"The database was not upgraded: {fault.orig}") from fault
    return newest()


def script_folder() -> Path:
    """Where the migrations are: in the checkout, or in the installed package."""
    package = Path(__file__).parent.parent
    candidates = (package.parent / "alembic", package / "_alembic")
    return next(folder for folder in candidates if (folder / "env.py").is_file())


@contextmanager
def open_for_upgrade(url: str) -> "Iterator[Connection]":
    """A connection that alembic can work on (it knows no asyncio): the same database."""
    engine = _blocking_engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _known() -> set[str]:
    return {
        file.name.partition("_")[0] for file in (script_folder() / "versions").glob("[0-9]*_*.py")
    }


def _refuse_newer(found: str | None) -> None:
    if found is not None and found not in _known():
        raise Conflict(
            f"The database is at revision {found!r}, which this BooCode does not know (it knows up "
            f"to {newest()!r}): a newer BooCode has used it. Start that one again."
        )


def _current_on_sqlite(file: Path) -> str | None:
    if not file.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            row = database.execute(_CURRENT).fetchone()
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # no such table
            return None
        raise Unavailable(f"The database {file} cannot be read: {fault}") from fault
    except sqlite3.DatabaseError as fault:
        raise Unavailable(f"The database {file} cannot be read: {fault}") from fault
    return row[0] if row else None


def _current_on_postgres(url: str) -> str | None:
    import psycopg

    address = url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            row = connection.execute(_CURRENT).fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    except psycopg.OperationalError as fault:
        raise Unavailable(f"PostgreSQL did not answer: {str(fault).strip()}") from fault
    return row[0] if row else None


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with lock.open("a") as file:
        deadline = time.monotonic() + LOCK_TIMEOUT_S
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Unavailable(
                        f"Another upgrade of the database holds {lock} for over "
                        f"{LOCK_TIMEOUT_S:.0f} s."
                    ) from None
                time.sleep(0.05)
        yield


def _blocking_engine(url: str) -> "Engine":
    from sqlalchemy import NullPool, create_engine, event
    from sqlalchemy.engine import make_url

    from boocode_app.core.db import make_private

    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, poolclass=NullPool)

    make_private(Path(address.database or ""))
    engine = create_engine(
        address.set(drivername="sqlite"),
        poolclass=NullPool,
        connect_args={"isolation_level": None, "timeout": LOCK_TIMEOUT_S},
    )

    # Foreign keys stay off: to change a table SQLite makes it anew and drops the old one.
    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: "Connection") -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
