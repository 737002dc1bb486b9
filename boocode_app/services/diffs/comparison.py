"""What a diff compares: an old side with a new one. Pure: every name in it is resolved."""

from dataclasses import dataclass
from typing import Literal

from boocode_app.contracts.diffs import DiffScope


@dataclass(frozen=True)
class Tree:
    """What one commit holds. Without a commit it is the empty tree."""

    id: str
    commit: str | None = None


Side = Tree | Literal["index", "files"]
"""A tree, what is staged, or the files of the working tree."""


@dataclass(frozen=True)
class Comparison:
    """Two sides. The new side is never older in kind: a tree, then the index, then the files."""

    scope: DiffScope
    old: Side
    new: Side

    @property
    def base(self) -> str | None:
        """The commit on the old side."""
        return self.old.commit if isinstance(self.old, Tree) else None

    @property
    def head(self) -> str | None:
        """The commit on the new side."""
        return self.new.commit if isinstance(self.new, Tree) else None

    @property
    def has_untracked(self) -> bool:
        """Whether files that git does not track count as new."""
        return self.new == "files"

    @property
    def has_conflicts(self) -> bool:
        """Whether files that a merge left in conflict take part."""
        return not isinstance(self.new, Tree)

    @property
    def words(self) -> tuple[str, ...]:
        """The two sides for `git diff`. Of a file in conflict the index holds ours."""
        old = (self.old.id,) if isinstance(self.old, Tree) else ("--ours",)
        if isinstance(self.new, Tree):
            return (*old, self.new.id)
        return ("--cached", *old) if self.new == "index" else old
