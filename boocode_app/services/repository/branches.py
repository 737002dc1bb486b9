"""The branches of a repository: listed, made, checked out.

Invariant: a switch carries uncommitted work over or does not happen; which it will be is told
first.
"""

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from boocode_app.contracts.base import Page
from boocode_app.contracts.repository import Branch, BranchCreate, BranchSwitch, Done, Preview
from boocode_app.core.errors import Conflict, InvalidInput, NotFound
from boocode_app.services.repository.state import Changes, changes_of, operation_of
from boocode_app.services.repository.tree import (
    BRANCHES,
    CHANGE_S,
    Tree,
    check_state,
    digest_of,
)
from boocode_app.services.repository.words import counted, named, overwritten, words_of

MAX_BRANCHES: Final = 500
_FIELDS: Final = (
    *("%(refname)", "%(objectname)", "%(symref)", "%(HEAD)", "%(committerdate:iso-strict)"),
    *("%(upstream:short)", "%(upstream:track,nobracket)", "%(worktreepath)", "%(contents:subject)"),
)
_CHECKOUT: Final = ("checkout", "--quiet", "--no-recurse-submodules", "--no-overwrite-ignore")
_KINDS: Final[dict[str, Literal["local", "remote"]]] = {"heads": "local", "remotes": "remote"}


async def branches(tree: Tree) -> Page[Branch]:
    """Local and remote branches, the one with the newest commit first, at most MAX_BRANCHES."""
    output = await tree.ask(
        "for-each-ref",
        "--sort=-committerdate",
        f"--count={MAX_BRANCHES + 1}",
        f"--format={'%00'.join(_FIELDS)}%00",
        "refs/heads",
        "refs/remotes",
    )
    fields = words_of(output).split("\0")
    rows = [fields[at : at + len(_FIELDS)] for at in range(0, len(fields) - 1, len(_FIELDS))]
    found = [_branch(row) for row in rows if not row[2]]  # origin/HEAD only names another
    totals = {"shown": min(len(found), MAX_BRANCHES), "more": int(len(rows) > MAX_BRANCHES)}
    return Page[Branch](items=found[:MAX_BRANCHES], totals=totals)


async def preview_switch(tree: Tree, wanted: BranchSwitch) -> Preview:
    """What checking `wanted.branch` out will do. Raises NotFound."""
    target = await _existing(tree, wanted.branch)
    changes = await changes_of(tree)
    in_the_way = await touched(tree, target, changes)
    carried = [name for name in changes.all if name not in set(in_the_way)]
    refusal = _refusal(tree, wanted.branch, changes) or await _elsewhere(tree, wanted.branch)
    if not refusal and in_the_way:
        refusal = overwritten(len(in_the_way))
    return Preview(
        steps=[f"Checks {wanted.branch!r} out in the project's folder."],
        notes=["They are carried over."] if carried and not refusal else [],
        **named(in_the_way or carried),
        refusal=refusal,
        state=digest_of(tree.head, tree.branch, target, changes.all),
    )


async def switch(tree: Tree, wanted: BranchSwitch) -> Done:
    """Check `wanted.branch` out. Raises NotFound, and Conflict where the preview refuses."""
    preview = await preview_switch(tree, wanted)
    check_state(wanted.state, preview.state)
    if preview.refusal:
        raise Conflict(preview.refusal)
    await tree.ask(*_CHECKOUT, "--no-guess", wanted.branch, "--", timeout_s=CHANGE_S)
    return Done(text=f"{wanted.branch!r} is checked out.")


async def preview_create(tree: Tree, wanted: BranchCreate) -> Preview:
    """What making `wanted.name` will do. Raises InvalidInput where it is no name for a branch."""
    start = await _start(tree, wanted)
    at = f"at {start[:10]}" if start else "without a commit yet"
    steps = [f"Makes the branch {wanted.name!r} {at}."]
    if not wanted.switch:
        return Preview(steps=steps, state=digest_of(start))
    steps.append("Checks it out in the project's folder; uncommitted changes are carried over.")
    changes = await changes_of(tree)
    in_the_way = await touched(tree, start, changes)
    refusal = _refusal(tree, wanted.name, changes)
    if in_the_way:
        refusal = (
            f"{counted(len(in_the_way), 'file')} with uncommitted changes would be overwritten."
        )
    return Preview(
        steps=steps,
        **named(in_the_way),
        refusal=refusal,
        state=digest_of(tree.head, start, changes.all),
    )


async def create(tree: Tree, wanted: BranchCreate) -> Done:
    """Make a branch. Raises InvalidInput for its name or start, Conflict as the preview refuses."""
    preview = await preview_create(tree, wanted)
    check_state(wanted.state, preview.state)
    if preview.refusal:
        raise Conflict(preview.refusal)
    start = await _start(tree, wanted)
    if wanted.switch and start:
        words = (*_CHECKOUT, "--no-track", "-b")
        await tree.ask(*words, wanted.name, start, "--", timeout_s=CHANGE_S)
    elif wanted.switch:
        await tree.ask("symbolic-ref", "HEAD", BRANCHES + wanted.name)
    elif start:
        await tree.ask("branch", "--no-track", wanted.name, start)
    else:
        raise Conflict("There is no commit yet that a branch could begin at.")
    return Done(text=f"Branch {wanted.name!r} was made.", commit=start)


async def touched(tree: Tree, target: str | None, changes: Changes) -> list[bytes]:
    """The changed files of `tree` that another commit, `target`, holds otherwise than HEAD."""
    if target is None or target == tree.head:
        return []
    return sorted(set(changes.all) & set(await differing(tree, tree.head, target)))


async def differing(tree: Tree, old: str | None, new: str) -> list[bytes]:
    """The names that differ between two commits; `old` None: all of `new`."""
    options = ("-r", "-z", "--name-only", "--no-renames")
    if old is None:
        output = await tree.ask("ls-tree", "-r", "-z", "--name-only", "--full-tree", new)
    else:
        output = await tree.ask("diff-tree", *options, old, new, "--")
    return output.split(b"\0")[:-1]


def _refusal(tree: Tree, name: str, changes: Changes) -> str | None:
    if name == tree.branch:
        return f"{name!r} is checked out already."
    if operation := operation_of(tree):
        return f"A {operation.replace('_', '-')} is under way: finish or abort it first."
    if changes.conflicts:
        return f"{counted(len(changes.conflicts), 'file')} in conflict: resolve them first."
    return None


async def _elsewhere(tree: Tree, name: str) -> str | None:
    for branch in (await branches(tree)).items:
        here = branch.worktree in (None, str(tree.root))
        if branch.kind == "local" and branch.name == name and not here:
            return f"{name!r} is checked out in {branch.worktree!r}."
    return None


async def _existing(tree: Tree, name: str) -> str:
    """The commit of the local branch `name`. Raises NotFound."""
    try:
        return await tree.commit_of(BRANCHES + name)
    except InvalidInput:
        raise NotFound(f"There is no branch {name!r}.") from None


async def _start(tree: Tree, wanted: BranchCreate) -> str | None:
    """Where a new branch begins, None before the first commit. Checks its name."""
    valid = await tree.try_("check-ref-format", BRANCHES + wanted.name)
    if valid.code or wanted.name.startswith("-") or wanted.name == "HEAD":
        raise InvalidInput(f"{wanted.name!r} is no name for a branch.", field="name")
    if (await tree.try_("show-ref", "--verify", "--quiet", BRANCHES + wanted.name)).code == 0:
        raise InvalidInput(f"There is a branch {wanted.name!r} already.", field="name")
    return tree.head if wanted.start is None else await tree.commit_of(wanted.start, "start")


def _branch(row: list[str]) -> Branch:
    refname, commit, _, head, at, upstream, track, worktree, subject = row
    _, folder, name = refname.strip("\n").split("/", 2)
    ahead, behind = _distance(track) if upstream and track != "gone" else (None, None)
    return Branch(
        name=name,
        kind=_KINDS[folder],
        current=head == "*",
        commit=commit,
        subject=subject,
        at=at,
        upstream=upstream or None,
        ahead=ahead,
        behind=behind,
        gone=track == "gone",
        worktree=worktree or None,
    )


def _distance(track: str) -> tuple[int, int]:
    """`ahead 2, behind 1` in numbers; nothing said is none."""
    said = dict(_pairs(track.split(", ")))
    return said.get("ahead", 0), said.get("behind", 0)


def _pairs(parts: Iterable[str]) -> Iterator[tuple[str, int]]:
    for part in parts:
        word, _, number = part.partition(" ")
        if number:
            yield word, int(number)
