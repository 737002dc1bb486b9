"""The table of viewed files."""

from datetime import datetime

from sqlmodel import Field

from boocode_app.core.columns import FreeText, Table, UtcDateTime


class ViewedRow(Table, table=True):
    """A file of a project that a person viewed; `name` is its path's SHA-256, as a key."""

    __tablename__ = "viewed_files"

    user: str = Field(primary_key=True)
    project_id: int = Field(primary_key=True, foreign_key="projects.id")
    name: str = Field(primary_key=True)
    path: str = Field(sa_type=FreeText)
    digest: str
    at: datetime = Field(sa_type=UtcDateTime)
