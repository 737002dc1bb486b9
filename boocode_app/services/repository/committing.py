"""Makes a commit of what is staged, or of everything, as was shown before.

Invariant: no hook runs; only the person's own configuration can have a commit signed; a commit is
there whole or not at all.
"""

import asyncio
from hashlib import sha256
from typing import Final

from boocode_app.contracts.repository import CommitMake, CommitPlan, CommitPreview, Done
from boocode_app.core.errors import Conflict, InvalidInput
from boocode_app.services.repository.hooks import hooks_note
from boocode_app.services.repository.signing import is_signed, signing
from boocode_app.services.repository.state import Changes, changes_of, operation_of
from boocode_app.services.repository.tree import (
    CHANGE_S,
    Tree,
    check_state,
    digest_of,
)
from boocode_app.services.repository.words import counted, named, words_of

_HOOKS: Final = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")
_NOBODY: Final = (
    "git does not know whose commit it is: set user.name and user.email, for example with"
    " `git config --global user.name 'Ada Lovelace'`."
)


async def preview_commit(tree: Tree, plan: CommitPlan) -> CommitPreview:
    """What the commit will hold, and why it cannot be made."""
    changes, author, staged, message = await asyncio.gather(
        changes_of(tree),
        author_of(tree),
        _staged_content(tree),
        _last_message(tree, plan),
    )
    names = _committed(changes, plan)
    return CommitPreview(
        steps=_steps(tree, plan, len(names)),
        notes=_notes(tree, plan, changes),
        **named(names),
        refusal=_refusal(tree, plan, changes, names, author),
        state=digest_of(tree.head, names, staged),
        count=len(names),
        author=author,
        message=message,
    )


async def commit(tree: Tree, wanted: CommitMake) -> Done:
    """Make the commit.

    Raises InvalidInput for an empty message; Conflict where the preview refuses or the repository
    is no longer as shown; UpstreamFailed where it cannot be signed.
    """
    if not wanted.message.strip() or "\0" in wanted.message:
        raise InvalidInput("A commit needs a message.", field="message")
    preview = await preview_commit(tree, wanted)
    check_state(wanted.state, preview.state)
    if preview.refusal:
        raise Conflict(preview.refusal)
    if wanted.everything:
        await stage(tree, _committed(await changes_of(tree), wanted))
    options = ["--quiet", "--no-verify", "--cleanup=whitespace", "--file=-"]
    await tree.ask(
        "commit",
        *options,
        *(["--amend"] if wanted.amend else []),
        config=signing(tree),
        stdin=wanted.message.encode("utf-8", "replace"),
        timeout_s=CHANGE_S,
    )
    made = await tree.commit_of("HEAD")
    return Done(text=f"{'Amended' if wanted.amend else 'Committed'} {made[:10]}.", commit=made)


async def stage(tree: Tree, names: list[bytes]) -> None:
    """Put files into the index as they stand, also those that are gone.

    By `update-index`, not `add`, which would ask submodules under settings of their own.
    """
    words = ("update-index", "--add", "--remove", "--replace", "-z", "--stdin")
    await tree.ask(*words, stdin=b"".join(name + b"\0" for name in names), timeout_s=CHANGE_S)


async def author_of(tree: Tree) -> str | None:
    """`Name <address>` as the configuration has it, None where it has none."""
    answer = await tree.try_("var", "GIT_AUTHOR_IDENT")
    return None if answer.code else words_of(answer.output).rpartition(">")[0] + ">"


def _committed(changes: Changes, plan: CommitPlan) -> list[bytes]:
    """The files that go into it; a repository within the repository does not."""
    names = changes.all if plan.everything else changes.staged
    return [name for name in names if not name.endswith(b"/")]


def _steps(tree: Tree, plan: CommitPlan, count: int) -> list[str]:
    files = counted(count, "file" if plan.everything else "staged file")
    where = f"to {tree.branch!r}" if tree.branch else "on no branch"
    if plan.amend:
        what = f"{files} more" if count else "another message"
        return [f"Replaces the last commit, {(tree.head or '')[:10]}, by one with {what}."]
    return [f"Commits {files} {where}."]


def _notes(tree: Tree, plan: CommitPlan, changes: Changes) -> list[str]:
    notes = []
    operation = operation_of(tree)
    if operation in ("merge", "cherry_pick", "revert"):
        notes.append(f"This concludes the {operation.replace('_', '-')} that is under way.")
    elif operation:
        notes.append(f"A {operation} is under way: the commit becomes a part of it.")
    if tree.branch is None and tree.head:
        notes.append("HEAD is on no branch: make one first to find the commit again.")
    if plan.amend and changes.upstream and not changes.ahead:
        notes.append(f"The last commit is on {changes.upstream} already: pushing will be refused.")
    both = set(changes.staged) & set(changes.unstaged)
    if both and not plan.everything:
        notes.append(f"{len(both)} of them have changes that are not staged: these stay.")
    if is_signed(signing(tree)):
        notes.append("It is signed, as your own git configuration says.")
    return [*notes, *hooks_note(tree, *_HOOKS)]


def _refusal(
    tree: Tree, plan: CommitPlan, changes: Changes, names: list[bytes], author: str | None
) -> str | None:
    operation = operation_of(tree)
    if changes.conflicts:
        first = words_of(changes.conflicts[0])
        more = f" and {len(changes.conflicts) - 1} more" if len(changes.conflicts) > 1 else ""
        return f"In conflict: {first!r}{more}. Resolve and stage them first."
    if plan.amend and tree.head is None:
        return "There is no commit yet to amend."
    if plan.amend and operation == "merge":
        return "A merge is under way: it ends with a commit of its own."
    if not names and not plan.amend and operation != "merge":
        return "Nothing has changed." if plan.everything else "Nothing is staged."
    return _NOBODY if author is None else None


async def _staged_content(tree: Tree) -> str:
    """A name for what is staged, contents and all; asked without taking the index's lock."""
    if tree.head is None:
        staged = await tree.ask("ls-files", "--stage", "-z")
    else:
        options = ("--cached", "--raw", "-z", "--no-renames", "--no-abbrev")
        staged = await tree.ask("diff-index", *options, tree.head, "--")
    return sha256(staged).hexdigest()


async def _last_message(tree: Tree, plan: CommitPlan) -> str | None:
    """What an amended commit says until now."""
    if tree.head is None or not plan.amend:
        return None
    words = ("log", "-1", "--format=%B", "--no-show-signature", tree.head, "--")
    return words_of(await tree.ask(*words)).strip("\n")
