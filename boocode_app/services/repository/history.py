"""The history of a repository, newest commit first, page by page.

A cursor names the commit from which the walk began, and how many it has passed: commits that come
meanwhile move nothing. Fields are parted by NUL, which no commit can hold.
"""

import re
from collections.abc import Iterator
from typing import Final

from boocode_app.contracts.base import Page
from boocode_app.contracts.repository.commits import CommitRef, CommitShown, HistoryCommit
from boocode_app.core.errors import InvalidInput, NotFound
from boocode_app.services.repository.tree import Tree
from boocode_app.services.repository.words import words_of

_FIELDS: Final = ("%H", "%P", "%an", "%ae", "%aI", "%cn", "%cI", "%D", "%s", "%b")
_WIDTH: Final = len(_FIELDS)
_LOG: Final = (
    *("log", "-z", "--decorate=full", "--no-color", "--no-patch", "--no-notes", "--no-mailmap"),
    "--no-show-signature",
)
_CURSOR: Final = re.compile(r"([0-9a-f]{40,64})\.(\d{1,9})")
_ID: Final = re.compile(r"[0-9a-f]{4,64}")


async def history(
    tree: Tree,
    *,
    ref: str | None = None,
    path: str | None = None,
    text: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[HistoryCommit]:
    """At most `limit` commits from `ref` (left out: HEAD) back: those that touch `path`, and whose
    message holds `text` in whatever case.

    Raises InvalidInput for a ref or cursor that is none.
    """
    start, passed = await _start(tree, ref, cursor)
    if start is None:
        return Page[HistoryCommit](items=[])
    wanted = ["--fixed-strings", "--regexp-ignore-case", f"--grep={text}"] if text else []
    output = await tree.ask(
        *_LOG,
        *wanted,
        f"--format={'%x00'.join(_FIELDS[:-1])}%x00",
        f"--max-count={limit + 1}",
        f"--skip={passed}",
        start,
        "--",
        *([path] if path else []),
    )
    found = [HistoryCommit(**_row(fields)) for fields in _records(output)]
    more = f"{start}.{passed + limit}" if len(found) > limit else None
    return Page[HistoryCommit](items=found[:limit], next_cursor=more)


async def commit_shown(tree: Tree, commit: str) -> CommitShown:
    """One commit with its whole message. Raises NotFound."""
    try:
        known = await tree.commit_of(commit) if _ID.fullmatch(commit) else ""
    except InvalidInput:
        known = ""
    if not known:
        raise NotFound(f"There is no commit {commit!r} in this repository.")
    output = await tree.ask(*_LOG, f"--format={'%x00'.join(_FIELDS)}", "--max-count=1", known, "--")
    fields = [words_of(part) for part in output.removesuffix(b"\0").split(b"\0")]
    return CommitShown(
        **_row(fields), committer=fields[5], committed_at=fields[6], body=fields[9].strip("\n")
    )


async def _start(tree: Tree, ref: str | None, cursor: str | None) -> tuple[str | None, int]:
    """The commit from which the walk begins, and how many are passed."""
    if cursor is not None:
        match = _CURSOR.fullmatch(cursor)
        if match is None:
            raise InvalidInput(f"{cursor!r} is no cursor of a history.", field="cursor")
        return await tree.commit_of(match[1], "cursor"), int(match[2])
    return (tree.head if ref is None else await tree.commit_of(ref, "ref")), 0


def _records(output: bytes) -> Iterator[list[str]]:
    """The fields of each commit. The format ends with a NUL, and `-z` puts one more after it."""
    fields = [words_of(part) for part in output.split(b"\0")]
    for first in range(0, len(fields) - _WIDTH + 1, _WIDTH):
        yield fields[first : first + _WIDTH]


def _row(fields: list[str]) -> dict[str, object]:
    return {
        "id": fields[0],
        "parents": fields[1].split(),
        "author": fields[2],
        "email": fields[3],
        "at": fields[4],
        "subject": fields[8],
        "refs": list(_refs(fields[7])),
    }


def _refs(decoration: str) -> Iterator[CommitRef]:
    """A ref holds no space, so `, ` parts them and ` -> ` leads from HEAD to its branch."""
    for part in decoration.split(", ") if decoration else []:
        _, arrow, name = part.rpartition(" -> ")
        if arrow or part == "HEAD":
            yield CommitRef(name="HEAD", kind="head")
        name = name.removeprefix("tag: ")
        if name.startswith("refs/heads/"):
            yield CommitRef(name=name.removeprefix("refs/heads/"), kind="branch")
        elif name.startswith("refs/remotes/"):
            yield CommitRef(name=name.removeprefix("refs/remotes/"), kind="remote")
        elif name.startswith("refs/tags/"):
            yield CommitRef(name=name.removeprefix("refs/tags/"), kind="tag")
