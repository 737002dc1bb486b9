"""The worktrees of a repository: where they are and how they stand against the project's branch.

A worktree's folder is entered only where it says itself that it belongs to this repository.
"""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from boocode_app.contracts.base import Page
from boocode_app.contracts.repository import Worktree
from boocode_app.core.errors import BooError, Conflict, NotFound
from boocode_app.services.repository.state import changes_of
from boocode_app.services.repository.tree import BRANCHES, Tree, open_tree
from boocode_app.services.repository.words import words_of

MAX_WORKTREES: Final = 100
AT_ONCE: Final = 4


@dataclass(frozen=True)
class Listed:
    """A worktree as git lists it."""

    name: str | None
    path: Path
    head: str | None
    branch: str | None
    locked: str | None
    prunable: str | None


async def worktrees(tree: Tree) -> Page[Worktree]:
    """The project's folder first, then the others, at most MAX_WORKTREES."""
    found = await listed(tree)
    gate = asyncio.Semaphore(AT_ONCE)

    async def described(one: Listed) -> Worktree:
        async with gate:
            return await _described(tree, one)

    items = list(await asyncio.gather(*map(described, found[:MAX_WORKTREES])))
    items.sort(key=lambda worktree: (not worktree.main, worktree.path))
    return Page[Worktree](items=items, totals={"worktrees": len(found)})


async def listed(tree: Tree) -> list[Listed]:
    """What `git worktree list` says."""
    names = await asyncio.to_thread(_names, tree.common)
    output = await tree.ask("worktree", "list", "--porcelain", "-z")
    blocks = output.removesuffix(b"\0").split(b"\0\0")
    return [
        _listed(block, names) for block in blocks if block and b"bare" not in block.split(b"\0")
    ]


async def found(tree: Tree, name: str) -> Listed:
    """The worktree that git calls `name`. Raises NotFound."""
    for one in await listed(tree):
        if one.name is not None and one.name == name:
            return one
    raise NotFound(f"There is no worktree {name!r}.")


async def entered(tree: Tree, one: Listed) -> Tree:
    """The tree in a worktree's folder. Raises Conflict where it belongs to another repository."""
    inner = await open_tree(one.path)
    if inner.common.resolve() != tree.common.resolve():
        raise Conflict(f"{str(one.path)!r} belongs to another repository.")
    return inner


async def _described(tree: Tree, one: Listed) -> Worktree:
    main = one.path.resolve() == tree.root.resolve()
    known = Worktree(
        name=one.name,
        main=main,
        path=str(one.path),
        branch=one.branch,
        head=one.head,
        base=tree.branch,
        locked=one.locked,
        prunable=one.prunable,
    )
    if one.prunable:
        return known
    try:
        inner = tree if main else await entered(tree, one)
        changes = len((await changes_of(inner)).all)
        ahead, behind = await distance(tree, one.head)
        fork = await _fork(tree, one.head)
    except BooError as fault:
        return known.model_copy(update={"fault": fault.detail})
    stands = {"changes": changes, "ahead": ahead, "behind": behind, "fork": fork}
    return known.model_copy(update=stands)


async def distance(tree: Tree, head: str | None) -> tuple[int | None, int | None]:
    """How many commits `head` is ahead of and behind the project's own."""
    if head is None or tree.head is None:
        return None, None
    range_ = f"{tree.head}...{head}"
    words = words_of(await tree.ask("rev-list", "--left-right", "--count", range_, "--"))
    behind, ahead = words.split()
    return int(ahead), int(behind)


async def _fork(tree: Tree, head: str | None) -> str | None:
    """The last commit that `head` and the project's branch share."""
    if head is None or tree.head is None:
        return None
    return words_of((await tree.try_("merge-base", tree.head, head)).output).strip() or None


def _listed(block: bytes, names: dict[Path, str]) -> Listed:
    facts = dict(_facts(block))
    path = Path(os.fsdecode(facts[b"worktree"]))
    head = words_of(facts.get(b"HEAD", b""))
    return Listed(
        name=names.get(path.resolve()),
        path=path,
        head=head if head.strip("0") else None,
        branch=words_of(facts[b"branch"]).removeprefix(BRANCHES) if b"branch" in facts else None,
        locked=_reason(facts, b"locked"),
        prunable=_reason(facts, b"prunable"),
    )


def _facts(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in block.split(b"\0"):
        key, _, value = line.partition(b" ")
        yield key, value


def _reason(facts: dict[bytes, bytes], key: bytes) -> str | None:
    return None if key not in facts else words_of(facts[key]) or "no reason given"


def _names(common: Path) -> dict[Path, str]:
    """Git's name of each worktree by its folder, from where git itself keeps it."""
    names: dict[Path, str] = {}
    for link in (common / "worktrees").glob("*/gitdir"):
        target = Path(os.fsdecode(link.read_bytes().rstrip(b"\n")))
        names[(link.parent / target).parent.resolve()] = link.parent.name
    return names
