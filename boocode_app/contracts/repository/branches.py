"""The branches of a repository."""

from typing import Annotated, Literal

from pydantic import Field

from boocode_app.contracts.base import Contract, Moment

MAX_NAME = 250
RefName = Annotated[str, Field(min_length=1, max_length=MAX_NAME, pattern=r"^[^\x00]+$")]
"""What may name a branch, a commit or a remote: no zero byte, since git's words end at one."""


class Branch(Contract):
    """A branch. `ahead` and `behind` tell it from its `upstream`, None where it has none.

    `worktree` is the folder in which it is checked out; `gone`: its upstream was deleted.
    """

    name: str
    kind: Literal["local", "remote"]
    current: bool
    commit: str
    subject: str
    at: Moment
    upstream: str | None = None
    ahead: int | None = None
    behind: int | None = None
    gone: bool = False
    worktree: str | None = None


class BranchSwitch(Contract):
    """Check out `branch` in the project's folder."""

    branch: RefName
    state: str | None = None


class BranchCreate(Contract):
    """Make the branch `name` at `start` (a ref; left out: HEAD), and check it out if wanted."""

    name: RefName
    start: RefName | None = None
    switch: bool = True
    state: str | None = None
