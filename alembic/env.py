"""What alembic runs: the migrations, in one transaction, on the database of BooCode's settings.

Invariant: all of an upgrade is there, or nothing of it; of two upgrades at once the second waits.
"""

from alembic import context
from sqlalchemy import Column, Connection, Index, text

from boocode_app.core.columns import Table
from boocode_app.core.events import EventRow
from boocode_app.core.migrations import LOCK_TIMEOUT_S, open_for_upgrade
from boocode_app.core.settings import load_settings
from boocode_app.services.agent.tables import SessionRow
from boocode_app.services.diffs.tables import ViewedRow
from boocode_app.services.preferences.tables import PreferenceRow
from boocode_app.services.projects.tables import ProjectRow

ADVISORY_LOCK = 0x_B00C0DE
# Importing a table's module puts it into the metadata that autogenerate compares with.
TABLES = (EventRow, PreferenceRow, ProjectRow, SessionRow, ViewedRow)


def database_url() -> str:
    """The one that the caller upgrades, else the one of the settings."""
    given = context.config.attributes.get("database_url")
    return str(given) if given else load_settings().database


def can_be_compared(
    thing: object, _name: str | None, _kind: str, _reflected: bool, stored: object
) -> bool:
    """For autogenerate: not an index that is there already and descends, which SQLite hides."""
    descends = isinstance(thing, Index) and not all(
        isinstance(part, Column) for part in thing.expressions
    )
    return not (descends and stored is not None)


def print_migrations() -> None:
    """`--sql`: the statements, for whoever wants to run them by hand."""
    context.configure(url=database_url(), target_metadata=Table.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_migrations(connection: Connection) -> None:
    """Bring the database of `connection` to the wanted revision."""
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        transactional_ddl=True,
        render_as_batch=is_sqlite,
        include_object=can_be_compared if is_sqlite else None,
    )
    with context.begin_transaction():
        if not is_sqlite:
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_S:.0f}s'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        context.run_migrations()


if context.is_offline_mode():
    print_migrations()
else:
    with open_for_upgrade(database_url()) as opened:
        run_migrations(opened)
