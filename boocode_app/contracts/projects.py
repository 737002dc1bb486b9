"""Registered repositories."""

from pydantic import Field

from boocode_app.contracts.base import Contract, Moment

MAX_PROJECT_ID = 2**31 - 1
"""What an integer column holds in every database."""


class ProjectCreate(Contract):
    """Register the git repository that holds `path` (an absolute path on this machine)."""

    path: str = Field(min_length=1, max_length=4096)
    name: str | None = Field(default=None, min_length=1, max_length=120)


class Project(Contract):
    """A registered repository. `path` is its top folder; `available`: it is still there."""

    id: int
    name: str
    path: str
    branch: str | None = None
    available: bool = True
    created_at: Moment
