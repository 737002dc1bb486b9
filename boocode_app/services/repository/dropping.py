"""Drops a worktree, and brings a dropped one back.

Invariant: before anything goes, all that git does not ignore is in a commit which a ref of
refs/boocode/dropped keeps, with the branch's own commits behind it.
"""

import re
from pathlib import Path
from typing import Final

from boocode_app.contracts.base import Page
from boocode_app.contracts.repository import Done, DroppedWorktree, DropPreview, WorktreeDrop
from boocode_app.core.errors import Conflict, NotFound
from boocode_app.core.ids import new_id
from boocode_app.services.repository.committing import stage
from boocode_app.services.repository.state import changes_of
from boocode_app.services.repository.tree import (
    BRANCHES,
    CHANGE_S,
    Tree,
    check_state,
    digest_of,
)
from boocode_app.services.repository.words import counted, named, words_of
from boocode_app.services.repository.worktrees import Listed, entered, found

KEPT: Final = "refs/boocode/dropped/"
MAX_KEPT: Final = 50
_ID: Final = re.compile(r"[0-9a-f-]{36}")
_KEEPER: Final = {"user.name": "BooCode", "user.email": "boocode@localhost"}


async def preview_drop(tree: Tree, name: str, wanted: WorktreeDrop) -> DropPreview:
    """What dropping the worktree `name` will do. Raises NotFound."""
    one = await found(tree, name)
    refusal = _refusal(tree, one)
    changed: list[bytes] = []
    ignored = 0
    if refusal is None and one.prunable is None:
        inner = await entered(tree, one)
        changed = (await changes_of(inner)).all
        ignored = await _ignored(inner)
    commits = await _only_here(tree, one)
    return DropPreview(
        steps=_steps(one, wanted),
        notes=_notes(one, wanted, changed, commits),
        losses=_losses(ignored),
        **named(changed),
        refusal=refusal,
        state=digest_of(one.head, one.branch, changed),
        branch=one.branch,
        commits=commits,
    )


async def drop(tree: Tree, name: str, wanted: WorktreeDrop) -> Done:
    """Drop the worktree `name`. Raises NotFound, and Conflict where the preview refuses."""
    preview = await preview_drop(tree, name, wanted)
    check_state(wanted.state, preview.state)
    if preview.refusal:
        raise Conflict(preview.refusal)
    one = await found(tree, name)
    if one.prunable is not None:
        await tree.ask("worktree", "prune")
        return Done(text=f"Worktree {name!r} was forgotten: its folder was gone.")
    undo = await _kept(tree, one, name)
    await tree.ask("worktree", "remove", "--force", str(one.path), timeout_s=CHANGE_S)
    if wanted.branch and one.branch:
        await tree.ask("branch", "--quiet", "-D", "--", one.branch)
    return Done(text=f"Worktree {name!r} was dropped.", undo=undo)


async def dropped(tree: Tree) -> Page[DroppedWorktree]:
    """What was dropped, the last first, at most MAX_KEPT."""
    form = "%(refname)%00%(committerdate:iso-strict)%00%(contents:body)%00"
    words = ("for-each-ref", "--sort=-refname", f"--count={MAX_KEPT}", f"--format={form}", KEPT)
    fields = words_of(await tree.ask(*words)).split("\0")
    rows = zip(fields[0::3], fields[1::3], fields[2::3], strict=False)
    items = [_dropped(ref.strip().removeprefix(KEPT), at, body) for ref, at, body in rows]
    return Page[DroppedWorktree](items=[item for item in items if item is not None])


async def restore(tree: Tree, undo: str) -> Done:
    """Put a dropped worktree back: its folder, its branch, its uncommitted files.

    Raises NotFound, and Conflict where its place or its branch is taken.
    """
    known = {item.id: item for item in (await dropped(tree)).items}
    if not _ID.fullmatch(undo) or undo not in known:
        raise NotFound(f"There is no dropped worktree {undo!r}.")
    item, snapshot = known[undo], KEPT + undo
    path = Path(item.path)
    if path.exists() or path.is_symlink():
        raise Conflict(f"{item.path!r} is there again: move it away first.")
    before = (await tree.ask("rev-parse", f"{snapshot}^1")).decode().strip()
    place = await _branch_for(tree, item, before)
    await tree.ask("worktree", "add", "--quiet", *place, timeout_s=CHANGE_S)
    back = ("-C", str(path))
    await tree.ask(*back, "read-tree", "-m", "-u", before, snapshot, timeout_s=CHANGE_S)
    await tree.ask(*back, "read-tree", before)
    await tree.ask("update-ref", "-d", snapshot)
    return Done(text=f"Worktree {item.name!r} is back.", commit=before)


async def _branch_for(tree: Tree, item: DroppedWorktree, before: str) -> list[str]:
    """What `git worktree add` is told of the branch, which is made anew where it is gone."""
    if item.branch is None:
        return ["--detach", item.path, before]
    at = await tree.try_("rev-parse", "--verify", "--quiet", BRANCHES + item.branch)
    if at.code:
        return ["-b", item.branch, item.path, before]
    if at.output.decode().strip() != before:
        raise Conflict(f"{item.branch!r} has moved on: its worktree cannot be put back on it.")
    return [item.path, item.branch]


async def _kept(tree: Tree, one: Listed, name: str) -> str:
    """Commit all of the worktree beside its branch, under a ref of its own; that ref's id."""
    inner = await entered(tree, one)
    if inner.head is None:
        raise Conflict(f"The worktree {name!r} has no commit yet: remove it in a terminal.")
    names = [file for file in (await changes_of(inner)).all if not file.endswith(b"/")]
    await stage(inner, names)
    made = (await inner.ask("write-tree")).decode().strip()
    message = f"Worktree {name}\n\n{one.path}\n{one.branch or ''}\n".encode(
        errors="surrogateescape"
    )
    words = ("commit-tree", "-p", inner.head, "-F", "-", made)
    commit = (await tree.ask(*words, config=_KEEPER, stdin=message)).decode().strip()
    undo = new_id()
    await tree.ask("update-ref", KEPT + undo, commit, "0" * len(commit))
    return undo


def _dropped(undo: str, at: str, body: str) -> DroppedWorktree | None:
    path, _, branch = body.strip("\n").partition("\n")
    if not undo or not path:
        return None
    return DroppedWorktree.model_validate(
        {"id": undo, "name": Path(path).name, "path": path, "branch": branch or None, "at": at}
    )


async def _only_here(tree: Tree, one: Listed) -> int:
    """Commits that no other branch, and no remote's, holds."""
    if one.head is None:
        return 0
    others = [f"--exclude={one.branch}"] if one.branch else []
    return await tree.count(one.head, "--not", *others, "--branches", "--remotes", "--tags")


async def _ignored(inner: Tree) -> int:
    words = ("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
    return (await inner.ask(*words)).count(b"\0")


def _steps(one: Listed, wanted: WorktreeDrop) -> list[str]:
    if one.prunable is not None:
        return [f"Forgets the worktree: its folder {str(one.path)!r} is gone already."]
    steps = [f"Removes the folder {str(one.path)!r}."]
    if wanted.branch and one.branch:
        steps.append(f"Deletes the branch {one.branch!r}.")
    return steps


def _notes(one: Listed, wanted: WorktreeDrop, changed: list[bytes], commits: int) -> list[str]:
    notes = []
    if one.branch and not wanted.branch:
        notes.append(f"The branch {one.branch!r} stays, with all its commits.")
        commits = 0
    if commits:
        notes.append(f"No other branch holds {counted(commits, 'commit')} of it.")
    if changed or commits:
        notes.append("All of this is kept: it can be put back from the list of dropped worktrees.")
    return notes


def _losses(ignored: int) -> list[str]:
    if not ignored:
        return []
    many = "1 entry" if ignored == 1 else f"{ignored} entries"
    return [f"{many} that git ignores, such as built files, cannot be brought back."]


def _refusal(tree: Tree, one: Listed) -> str | None:
    if one.path.resolve() == tree.root.resolve():
        return "This is the project's own folder."
    if one.locked is not None:
        return f"It is locked ({one.locked}): `git worktree unlock` opens it."
    return None
