"""How a repository stands: its branch, what is staged, what is not."""

from typing import Literal

from boocode_app.contracts.base import Contract

Operation = Literal["merge", "rebase", "cherry_pick", "revert", "bisect"]


class RepositoryState(Contract):
    """`head` is None before the first commit, `branch` on a detached HEAD; `ahead` and `behind` are
    None where the branch has no upstream. The counts are of files; one may be staged and unstaged.
    """

    head: str | None
    branch: str | None
    upstream: str | None
    ahead: int | None
    behind: int | None
    staged: int
    unstaged: int
    untracked: int
    conflicts: int
    operation: Operation | None
    remotes: list[str]
