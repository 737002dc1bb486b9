"""Commits: those that there are, and the one that is about to be made."""

from typing import Literal

from pydantic import Field

from boocode_app.contracts.base import Contract, Moment
from boocode_app.contracts.repository.steps import Preview

MAX_MESSAGE = 64 * 1024


class CommitRef(Contract):
    """A name that points to a commit."""

    name: str
    kind: Literal["head", "branch", "remote", "tag"]


class HistoryCommit(Contract):
    """One row of the history."""

    id: str
    parents: list[str]
    author: str
    email: str
    at: Moment
    subject: str
    refs: list[CommitRef]


class CommitShown(HistoryCommit):
    """A commit with the whole of its message. `at` is when it was written, `committed_at` when it
    was put in its place.
    """

    body: str
    committer: str
    committed_at: Moment


class CommitPlan(Contract):
    """What is to be committed: what is staged, or with `everything` all changes of the working
    tree. `amend` puts it into the last commit.
    """

    everything: bool = False
    amend: bool = False


class CommitPreview(Preview):
    """`count` files go into it; `message` is that of the commit which is amended."""

    count: int
    author: str | None
    message: str | None = None


class CommitMake(CommitPlan):
    """Commit with `message`. `state` is the preview's."""

    message: str = Field(max_length=MAX_MESSAGE)
    state: str | None = None
