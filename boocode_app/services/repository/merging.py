"""Merges a worktree's branch into the branch of the project's folder.

The merge is made beside the working tree (`git merge-tree`) and becomes a commit first; then one
git command carries the folder forward to it, which it does wholly or refuses. With conflicts, or
with uncommitted work in the way, nothing is begun.
"""

from dataclasses import dataclass

from boocode_app.contracts.repository import Done, MergeKind, MergePreview, WorktreeMerge
from boocode_app.core.errors import BooError, Conflict, UpstreamFailed
from boocode_app.services.repository.branches import differing
from boocode_app.services.repository.committing import author_of
from boocode_app.services.repository.mending import journal
from boocode_app.services.repository.signing import is_signed, signing
from boocode_app.services.repository.state import changes_of, operation_of
from boocode_app.services.repository.tree import (
    CHANGE_S,
    Tree,
    check_state,
    digest_of,
)
from boocode_app.services.repository.words import counted, named, overwritten
from boocode_app.services.repository.worktrees import Listed, entered, found


@dataclass(frozen=True)
class _Merge:
    """How two commits come together: `tree` is what they make, `conflicts` where they do not."""

    kind: MergeKind
    head: str
    tree: str | None = None
    conflicts: tuple[bytes, ...] = ()


async def preview_merge(tree: Tree, name: str) -> MergePreview:
    """What merging the worktree `name` will do. Raises NotFound."""
    one = await found(tree, name)
    if tree.head is None or one.head is None or one.branch is None:
        return _impossible(tree, one, f"The worktree {name!r} is on no branch with a commit.")
    merge = await _reckoned(tree, tree.head, one.head)
    commits = await tree.count(f"{tree.head}..{one.head}")
    changed = await differing(tree, tree.head, merge.tree) if merge.tree else []
    changes = await changes_of(tree)
    in_the_way = sorted(set(changed) & set(changes.all))
    return MergePreview(
        steps=_steps(tree, one, merge.kind, commits),
        notes=await _notes(tree, one, merge.kind),
        **named(merge.conflicts or in_the_way or changed),
        refusal=_refusal(tree, merge, len(in_the_way)) or await _nobody(tree, merge.kind),
        state=digest_of(tree.head, tree.branch, one.head, in_the_way),
        kind=merge.kind,
        branch=one.branch,
        base=tree.branch,
        commits=commits,
    )


async def merge(tree: Tree, name: str, wanted: WorktreeMerge) -> Done:
    """Merge the worktree `name`. Raises NotFound, and Conflict where the preview refuses."""
    preview = await preview_merge(tree, name)
    check_state(wanted.state, preview.state)
    if preview.refusal:
        raise Conflict(preview.refusal)
    one = await found(tree, name)
    assert tree.head is not None
    assert one.head is not None
    made = await _commit_of(tree, one, await _reckoned(tree, tree.head, one.head))
    with journal(tree, tree.head, made) as lock:
        await _forward(tree, made, lock)
    return Done(text=f"{one.branch!r} is merged into {tree.branch!r}.", commit=made)


async def _forward(tree: Tree, made: str, lock: int) -> None:
    """Carry HEAD, index and files to `made`, which HEAD is an ancestor of."""
    words = ("merge", "--ff-only", "--no-overwrite-ignore", "--quiet", "--no-stat")
    options = {f"branch.{tree.branch}.mergeOptions": ""}
    try:
        await tree.ask(*words, made, config=options, timeout_s=CHANGE_S, holding=lock)
    except UpstreamFailed as fault:
        if "would be overwritten" in fault.detail:
            raise Conflict(f"Nothing was merged: {fault.detail}") from None
        raise


async def _reckoned(tree: Tree, ours: str, theirs: str) -> _Merge:
    base = await tree.try_("merge-base", ours, theirs)
    common = base.output.decode().strip()
    if common == theirs:
        return _Merge("nothing", theirs)
    if common == ours:
        return _Merge("fast_forward", theirs, theirs)
    options = ("--write-tree", "-z", "--name-only", "--no-messages", "--allow-unrelated-histories")
    answer = await tree.try_("merge-tree", *options, ours, theirs, timeout_s=CHANGE_S)
    made, *names = answer.output.split(b"\0")
    if answer.code not in (0, 1):
        raise UpstreamFailed(f"git merge-tree failed: {answer.complaint}")
    if answer.code:
        return _Merge("conflicts", theirs, conflicts=tuple(name for name in names if name))
    return _Merge("merge", theirs, made.decode())


async def _commit_of(tree: Tree, one: Listed, merge: _Merge) -> str:
    """The commit that HEAD goes forward to."""
    if merge.kind == "fast_forward":
        return merge.head
    assert merge.tree is not None
    assert tree.head is not None
    settings = signing(tree)
    sign = ["-S"] if is_signed(settings) else []
    parents = ("-p", tree.head, "-p", merge.head)
    message = f"Merge branch '{one.branch}' into {tree.branch}\n".encode()
    words = ("commit-tree", *sign, *parents, "-F", "-", merge.tree)
    made = await tree.ask(*words, config=settings, stdin=message, timeout_s=CHANGE_S)
    return made.decode().strip()


def _steps(tree: Tree, one: Listed, kind: MergeKind, commits: int) -> list[str]:
    many = counted(commits, "commit")
    match kind:
        case "nothing":
            return [f"{one.branch!r} has nothing that {tree.branch!r} does not have."]
        case "fast_forward":
            return [f"Carries {tree.branch!r} forward by {many}, to the end of {one.branch!r}."]
        case "merge":
            return [f"Joins {many} of {one.branch!r} to {tree.branch!r} with a merge commit."]
        case "conflicts":
            return [f"{one.branch!r} and {tree.branch!r} changed the same lines."]


async def _notes(tree: Tree, one: Listed, kind: MergeKind) -> list[str]:
    if kind == "nothing":
        return []
    notes = ["The worktree and its branch stay as they are."]
    try:
        left = len((await changes_of(await entered(tree, one))).all)
    except BooError:
        return notes
    if left:
        files = counted(left, "uncommitted file")
        notes.insert(0, f"{files} of the worktree will not be part of it.")
    return notes


def _refusal(tree: Tree, merge: _Merge, in_the_way: int) -> str | None:
    if merge.kind == "nothing":
        return "There is nothing to merge."
    if tree.branch is None:
        return "The project's folder is on no branch: check one out first."
    if operation := operation_of(tree):
        return f"A {operation.replace('_', '-')} is under way: finish or abort it first."
    if merge.kind == "conflicts":
        many = len(merge.conflicts)
        files = "1 file is" if many == 1 else f"{many} files are"
        return f"{files} in conflict: merge {tree.branch!r} into the worktree and resolve it there."
    if in_the_way:
        return overwritten(in_the_way)
    return None


async def _nobody(tree: Tree, kind: MergeKind) -> str | None:
    if kind != "merge" or await author_of(tree):
        return None
    return "git does not know whose commit it is: set user.name and user.email."


def _impossible(tree: Tree, one: Listed, why: str) -> MergePreview:
    return MergePreview(
        steps=[],
        refusal=why,
        state=digest_of(tree.head, one.head),
        kind="nothing",
        branch=one.branch,
        base=tree.branch,
        commits=0,
    )
