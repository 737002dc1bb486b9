"""Worktrees: folders beside the project's own in which other branches are checked out."""

from typing import Literal

from pydantic import Field

from boocode_app.contracts.base import Contract, Moment
from boocode_app.contracts.repository.steps import Preview

MergeKind = Literal["nothing", "fast_forward", "merge", "conflicts"]


class Worktree(Contract):
    """A worktree. `name` is git's own; the project's folder itself has `main` and no name.

    `ahead` and `behind` tell it from `base`, the branch of the project's folder, which it left at
    the commit `fork`. `changes` counts its uncommitted files. Each is None where it is not known;
    `fault` then says why. `locked` and `prunable` are git's reasons.
    """

    name: str | None
    main: bool
    path: str
    branch: str | None
    head: str | None
    base: str | None
    ahead: int | None = None
    behind: int | None = None
    fork: str | None = None
    changes: int | None = None
    locked: str | None = None
    prunable: str | None = None
    fault: str | None = None


class WorktreeMerge(Contract):
    """Merge a worktree's branch into the branch of the project's folder."""

    state: str | None = None


class MergePreview(Preview):
    """`kind` says how; with `conflicts`, `files` are those in conflict, else those that change."""

    kind: MergeKind
    branch: str | None
    base: str | None
    commits: int


class WorktreeDrop(Contract):
    """Remove a worktree, its branch too with `branch`. What would be lost is kept for undoing."""

    branch: bool = False
    state: str | None = None


class DropPreview(Preview):
    """`files` are uncommitted; `commits` of its branch are in no other branch."""

    branch: str | None
    commits: int


class DroppedWorktree(Contract):
    """A worktree that was dropped, and can be put back where it was."""

    id: str = Field(min_length=1)
    name: str
    path: str
    branch: str | None
    at: Moment
