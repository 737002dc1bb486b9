"""The table of what each person likes."""

from datetime import datetime

from sqlmodel import Field

from boocode_app.core.columns import Json, Table, UtcDateTime


class PreferenceRow(Table, table=True):
    """One named object of a person's."""

    __tablename__ = "preferences"

    user: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: dict[str, object] = Field(sa_type=Json)
    updated_at: datetime = Field(sa_type=UtcDateTime)
