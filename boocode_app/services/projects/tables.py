"""The table of registered repositories."""

from datetime import datetime

from sqlmodel import Field

from boocode_app.core.columns import Table, UtcDateTime


class ProjectRow(Table, table=True):
    """A registered repository. A forgotten one keeps its row: its sessions point to it."""

    __tablename__ = "projects"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    path: str = Field(unique=True)
    trusted: bool = False
    user: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    forgotten_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
