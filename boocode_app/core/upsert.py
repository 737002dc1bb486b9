"""Inserts a row, or changes the one that has its key, in one statement of either database."""

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.ext.asyncio.session import AsyncSession

from boocode_app.core.columns import Table

Change = Callable[[ColumnElement[object], ColumnElement[object]], ColumnElement[object]]
"""What a column becomes, of the value that stands and the one that was given."""


def replaced(
    _standing: ColumnElement[object], given: ColumnElement[object]
) -> ColumnElement[object]:
    """The given value takes the place of the one that stands."""
    return given


async def upsert(
    session: AsyncSession,
    table: type[Table],
    values: Mapping[str, object],
    *,
    changing: tuple[str, ...],
    change: Change = replaced,
) -> None:
    """Write `values` as a row of `table`; where its primary key is there, change `changing`."""
    connection = await session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(table).values(**values)
    mapper = inspect(table)
    key = [column.name for column in mapper.primary_key]
    changed = {name: change(mapper.columns[name], row.excluded[name]) for name in changing}
    await connection.execute(row.on_conflict_do_update(index_elements=key, set_=changed))
