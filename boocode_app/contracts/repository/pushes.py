"""Sending a branch to a remote."""

from typing import Literal

from boocode_app.contracts.base import Contract, Moment
from boocode_app.contracts.repository.branches import RefName
from boocode_app.contracts.repository.steps import Preview

PushState = Literal["running", "done", "failed", "cancelled"]


class PushStart(Contract):
    """Push the branch that is checked out to `remote` (left out: that of its upstream, or the only
    one). `state` is the preview's.
    """

    remote: RefName | None = None
    state: str | None = None


class PushPreview(Preview):
    """`commits` go to `branch` of `remote`, at `address`; None where the remote's side was never
    seen. `fast_forward`: as far as is known from the last time that the remote was heard of.
    """

    remote: str | None
    remotes: list[str]
    address: str | None
    branch: str | None
    commits: int | None
    fast_forward: bool | None


class PushStatus(Contract):
    """A push. `progress` is git's own last line, `detail` why it failed.

    It is held in memory: a restart of web ends it, and what reached the remote stays there.
    """

    id: str
    state: PushState
    remote: str
    branch: str
    progress: str
    detail: str | None
    began_at: Moment
    ended_at: Moment | None
