"""How a tree stands: its branch against its upstream, and which of its files are changed how."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from boocode_app.contracts.repository import Operation, RepositoryState
from boocode_app.services.repository.tree import Tree
from boocode_app.services.repository.words import words_of

_STATUS: Final = (
    *("status", "--porcelain=v2", "--branch", "-z", "--no-renames"),
    *("--untracked-files=all", "--ignore-submodules=dirty"),
)
_OPERATIONS: Final[tuple[tuple[str, Operation], ...]] = (
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry_pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
)


@dataclass
class Changes:
    """The changed files by name, as git holds the names."""

    upstream: str | None = None
    ahead: int | None = None
    behind: int | None = None
    staged: list[bytes] = field(default_factory=list)
    unstaged: list[bytes] = field(default_factory=list)
    untracked: list[bytes] = field(default_factory=list)
    conflicts: list[bytes] = field(default_factory=list)

    @property
    def all(self) -> list[bytes]:
        """Every changed file, once."""
        return sorted({*self.staged, *self.unstaged, *self.untracked, *self.conflicts})


async def changes_of(tree: Tree) -> Changes:
    """What is changed in `tree`; a rename counts as the two files that it touches."""
    found = Changes()
    for entry in (await tree.ask(*_STATUS)).split(b"\0"):
        kind = entry[:1]
        if kind == b"#":
            _take_header(found, words_of(entry))
        elif kind == b"1":
            fields = entry.split(b" ", 8)
            if fields[1][:1] != b".":
                found.staged.append(fields[8])
            if fields[1][1:] != b".":
                found.unstaged.append(fields[8])
        elif kind == b"u":
            found.conflicts.append(entry.split(b" ", 10)[10])
        elif kind == b"?":
            found.untracked.append(entry[2:])
    return found


async def state_of(tree: Tree) -> RepositoryState:
    """How `tree` stands, in numbers."""
    changes, remotes = await asyncio.gather(changes_of(tree), remotes_of(tree))
    return RepositoryState(
        head=tree.head,
        branch=tree.branch,
        upstream=changes.upstream,
        ahead=changes.ahead,
        behind=changes.behind,
        staged=len(changes.staged),
        unstaged=len(changes.unstaged),
        untracked=len(changes.untracked),
        conflicts=len(changes.conflicts),
        operation=operation_of(tree),
        remotes=remotes,
    )


async def remotes_of(tree: Tree) -> list[str]:
    """The names of the remotes."""
    return words_of(await tree.ask("remote")).split("\n")[:-1]


def operation_of(tree: Tree) -> Operation | None:
    """What git is in the midst of, None where nothing."""
    return next(_operations(tree), None)


def _operations(tree: Tree) -> Iterator[Operation]:
    return (what for name, what in _OPERATIONS if (tree.own / name).exists())


def _take_header(found: Changes, line: str) -> None:
    _, name, value = line.split(" ", 2)
    if name == "branch.upstream":
        found.upstream = value
    elif name == "branch.ab":
        ahead, behind = value.split(" ")
        found.ahead, found.behind = int(ahead), -int(behind)
