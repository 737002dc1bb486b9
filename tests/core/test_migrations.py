"""Migrations: they make exactly the tables that the code knows, once, whoever races for it."""

import asyncio
import re
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex

from boocode_app.core import migrations
from boocode_app.core.columns import Table
from boocode_app.core.db import Database
from boocode_app.core.errors import Conflict, Unavailable
from boocode_app.core.events import EventRow
from boocode_app.core.settings import Settings
from boocode_app.services.agent.tables import SessionRow
from boocode_app.services.diffs.tables import ViewedRow
from boocode_app.services.preferences.tables import PreferenceRow
from boocode_app.services.projects.tables import ProjectRow
from tests.conftest import PostgresServer

ROOT = Path(__file__).parents[2]
TABLES = (EventRow, PreferenceRow, ProjectRow, SessionRow, ViewedRow)


def _descends(index: str) -> bool:
    return index.endswith("_recent")


def test_the_migrated_tables_are_those_of_the_models(database_url: str) -> None:
    with migrations.open_for_upgrade(database_url) as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        context = MigrationContext.configure(
            connection,
            opts={
                # SQLite does not tell of descending columns: the next test compares those.
                "include_object": lambda _thing, name, kind, _reflected, _other: (
                    not (is_sqlite and kind == "index" and _descends(name or ""))
                )
            },
        )
        assert compare_metadata(context, Table.metadata) == []


def test_the_migrated_indexes_of_sqlite_are_those_of_the_models(migrated_sqlite: Path) -> None:
    with closing(sqlite3.connect(migrated_sqlite)) as database:
        stored = dict(
            database.execute("SELECT name, sql FROM sqlite_master WHERE type='index' AND sql <> ''")
        )
    expected = {
        index.name: str(CreateIndex(index).compile(dialect=sqlite.dialect()))
        for table in Table.metadata.tables.values()
        for index in table.indexes
    }
    assert {name: _squeezed(sql) for name, sql in stored.items()} == {
        name: _squeezed(sql) for name, sql in expected.items()
    }
    assert sum(map(_descends, stored)) == 3


def _squeezed(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()


def test_the_newest_revision_is_told_from_the_names_alone() -> None:
    scripts = ScriptDirectory(str(migrations.script_folder()))
    assert scripts.get_heads() == [migrations.newest()]
    for script in scripts.walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")


def test_an_empty_database_is_not_current_and_an_upgraded_one_is(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    assert migrations.current(settings) is None
    assert not migrations.is_current(settings)
    assert migrations.upgrade(settings) == migrations.newest()
    assert migrations.is_current(settings)
    assert (tmp_path / "home" / "boocode.db").stat().st_mode & 0o077 == 0


def test_an_empty_postgres_is_upgraded_by_two_at_once(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    postgres_server.run("CREATE DATABASE upgraded_twice")
    homes = [
        Settings(home=tmp_path / name, database_url=postgres_server.url("upgraded_twice"))
        for name in ("one", "two")
    ]
    assert migrations.current(homes[0]) is None
    _upgrade_at_once(homes)
    postgres_server.run("DROP DATABASE upgraded_twice")


def test_an_empty_sqlite_is_upgraded_by_three_at_once(tmp_path: Path) -> None:
    _upgrade_at_once([Settings(home=tmp_path)] * 3)


def _upgrade_at_once(homes: list[Settings]) -> None:
    """In processes of their own: alembic's context is global to a process."""
    commands = [
        [
            sys.executable,
            "-c",
            "from pathlib import Path; from boocode_app.core import migrations;"
            "from boocode_app.core.settings import Settings;"
            f"print(migrations.upgrade(Settings(home=Path({str(settings.home)!r}),"
            f" database_url={settings.database_url!r})))",
        ]
        for settings in homes
    ]
    with ThreadPoolExecutor(len(commands)) as pool:
        results = list(pool.map(_run, commands))
    assert [result.stdout.strip() for result in results] == [migrations.newest()] * len(commands)
    assert all(migrations.is_current(settings) for settings in homes)


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)


def test_alembic_upgrades_on_its_own_from_the_checkout(tmp_path: Path) -> None:
    alembic = shutil.which("alembic", path=str(Path(sys.executable).parent))
    assert alembic
    environment = {"BOOCODE_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"}
    for arguments in (["upgrade", "head"], ["check"]):
        subprocess.run(
            [alembic, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=True,
            timeout=60,
        )
    assert migrations.is_current(Settings(home=tmp_path / "home"))


def test_a_current_database_is_known_without_loading_alembic(migrated_sqlite: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from boocode_app.core import migrations;"
        "from boocode_app.core.settings import Settings;"
        f"print(migrations.is_current(Settings(home=Path({str(migrated_sqlite.parent)!r}))),"
        "'alembic' in sys.modules, 'sqlalchemy' in sys.modules)"
    )
    assert _run([sys.executable, "-c", program]).stdout.split() == ["True", "False", "False"]


async def test_a_database_of_a_newer_version_is_refused(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path / "home", database_url=database_url)
    await _stamp(database, "9999")
    try:
        assert not await asyncio.to_thread(migrations.is_current, settings)
        with pytest.raises(Conflict, match="9999"):
            await asyncio.to_thread(migrations.upgrade, settings)
    finally:
        await _stamp(database, migrations.newest())


async def _stamp(database: Database, revision: str) -> None:
    async with database.write() as session:
        await (await session.connection()).execute(
            text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision}
        )


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "boocode.db").write_bytes(b"not a database, " * 100)
    with pytest.raises(Unavailable, match=r"boocode\.db"):
        migrations.current(Settings(home=tmp_path))


def test_a_postgres_that_is_not_there_is_named(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://postgres@/none?host={tmp_path}"
    with pytest.raises(Unavailable, match="PostgreSQL did not answer"):
        migrations.current(Settings(home=tmp_path, database_url=url))


def test_a_failed_migration_leaves_nothing_behind(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    engine = create_engine(f"sqlite:///{tmp_path / 'boocode.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE usage_hourly (project_id INTEGER)"))
    engine.dispose()
    with pytest.raises(Unavailable, match="usage_hourly"):
        migrations.upgrade(settings)
    with closing(sqlite3.connect(tmp_path / "boocode.db")) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
    assert tables == [("usage_hourly",)]
