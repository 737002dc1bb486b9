"""From what a caller asks to have compared to two sides that exist."""

import re
from typing import assert_never

from boocode_app.contracts.diffs import DiffQuery
from boocode_app.core.errors import InvalidInput
from boocode_app.services.diffs.comparison import Comparison, Side, Tree
from boocode_app.services.diffs.repository import Repository
from boocode_app.services.projects.git import git, try_git

_ID = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


async def compared(repository: Repository, query: DiffQuery) -> Comparison:
    """The two sides of `query`.

    A commit is compared with its first parent, one without a parent with nothing. Raises
    InvalidInput for a ref that is missing, does not belong to the scope, or names no one commit.
    """
    _check(query)
    head = Tree(repository.tree, repository.head)
    match query.scope:
        case "working":
            return Comparison("working", head, "files")
        case "staged":
            return Comparison("staged", head, "index")
        case "unstaged":
            return Comparison("unstaged", "index", "files")
        case "range":
            base = await _tree(repository, "base", query.base or "")
            new: Side = await _tree(repository, "head", query.head) if query.head else "files"
            return Comparison("range", base, new)
        case "commit":
            commit = await _tree(repository, "commit", query.commit or "")
            return Comparison("commit", await _parent(repository, commit), commit)
        case _:
            assert_never(query.scope)


async def commit_named(repository: Repository, field: str, ref: str) -> str:
    """The id of the commit that `ref` names: a branch, a tag, an id, `HEAD~2`.

    Raises InvalidInput, for `field`, where it names none, or more than one thing.
    """
    if ref.startswith(("-", "^")) or "\0" in ref:
        raise InvalidInput(f"{ref!r} is no name of a commit.", field=field)
    answer = await try_git(
        *("rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}"),
        folder=repository.root,
        config={**repository.settings, "core.warnAmbiguousRefs": "true"},
    )
    if "is ambiguous" in answer.complaint:
        advice = "write it in full, as refs/heads/… or refs/tags/…, or with more digits"
        raise InvalidInput(f"{ref!r} names more than one thing: {advice}.", field=field)
    commit = answer.output.decode("ascii", "replace").strip()
    if answer.code or not _ID.fullmatch(commit):
        raise InvalidInput(f"{ref!r} names no commit of this repository.", field=field)
    return commit


def _check(query: DiffQuery) -> None:
    """Refuse a ref that the scope has no use for, and the lack of one that it needs."""
    given = {"base": query.base, "head": query.head, "commit": query.commit}
    taken = {"range": ("base", "head"), "commit": ("commit",)}.get(query.scope, ())
    for field, ref in given.items():
        if ref is not None and field not in taken:
            raise InvalidInput(f"The scope {query.scope!r} takes no {field!r}.", field=field)
    if taken and given[taken[0]] is None:
        raise InvalidInput(f"The scope {query.scope!r} needs a {taken[0]!r}.", field=taken[0])


async def _tree(repository: Repository, field: str, ref: str) -> Tree:
    commit = await commit_named(repository, field, ref)
    return Tree(commit, commit)


async def _parent(repository: Repository, tree: Tree) -> Tree:
    output = await git(
        *("rev-list", "--parents", "--max-count=1", tree.id),
        folder=repository.root,
        config=repository.settings,
    )
    _, *parents = output.decode().split()
    return Tree(parents[0], parents[0]) if parents else Tree(await repository.empty_tree())
