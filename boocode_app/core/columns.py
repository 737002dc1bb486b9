"""What our tables are made of: the base class, aware UTC times, free text, JSON.

Invariant: a value that leaves the database is the same whichever database it was. Times are aware
and in UTC; what one of the two cannot hold in a text (NUL, a lone surrogate) is U+FFFD in both.
"""

import re
from datetime import UTC, datetime

from sqlalchemy import JSON, DateTime, MetaData, Text, types
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlmodel import SQLModel


class Table(SQLModel):
    """Base of every table of ours. Its names for keys and indexes are the same in each database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(types.TypeDecorator[datetime]):
    """An aware datetime, kept as UTC: timestamptz on PostgreSQL, sortable text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} says no time zone: the database takes aware times only")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FreeText(types.TypeDecorator[str]):
    """Text that a person, a model or a program wrote: any string, of any length."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Json(types.TypeDecorator[object]):
    """A JSON value: JSONB on PostgreSQL, text on SQLite. None is SQL's NULL."""

    impl = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> object:
        return _storable_json(value)


_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """`text` with U+FFFD for each character that no database takes; its length stays."""
    return _NOT_STORABLE.sub("\ufffd", text)


def _storable_json(value: object) -> object:
    match value:
        case str():
            return storable(value)
        case dict():
            return {storable(key): _storable_json(item) for key, item in value.items()}
        case list() | tuple():
            return [_storable_json(item) for item in value]
        case _:
            return value
