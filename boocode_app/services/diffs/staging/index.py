"""git's index, changed by one command at a time: all that was asked for, or nothing.

Names go to git by stdin and are only names. Invariant: while another program's git holds the
index, nothing is done and the caller is told.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from boocode_app.core.errors import Conflict
from boocode_app.services.diffs.repository import Repository
from boocode_app.services.projects.git import git, try_git

_APPLY = {"apply.ignoreWhitespace": "no", "apply.whitespace": "nowarn"}
_RAW = ("--raw", "-z", "--no-renames", "--ignore-submodules=dirty", "--no-abbrev")
_LOCK = re.compile(r"Unable to create '.*index\.lock': File exists", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """What one side holds under a name: a mode, which is zeros where that is nothing, and an id."""

    mode: str
    id: str


async def differing_from_head(repository: Repository) -> dict[bytes, Entry]:
    """What the commit holds of each file that the index holds otherwise."""
    return await _differing(repository, "diff-index", "--cached", *_RAW, repository.tree)


async def differing_from_files(repository: Repository) -> dict[bytes, Entry]:
    """What the index holds of each file that may stand otherwise in the working tree."""
    return await _differing(repository, "diff-files", *_RAW)


async def add(repository: Repository, paths: Iterable[bytes]) -> None:
    """Take each file as it is in the working tree; one that is gone leaves the index."""
    names = b"".join(path + b"\0" for path in paths)
    words = ("update-index", "--add", "--remove", "--replace", "-z", "--stdin")
    await _change(repository, *words, stdin=names)


async def put(repository: Repository, entries: Iterable[tuple[bytes, Entry]]) -> None:
    """Hold exactly these entries under their names; one without a mode leaves the index."""
    lines = (b"%s %s\t%s\0" % (e.mode.encode(), e.id.encode(), path) for path, e in entries)
    await _change(repository, "update-index", "-z", "--index-info", stdin=b"".join(lines))


async def apply(repository: Repository, patch: bytes, *, reverse: bool = False) -> None:
    """Apply a patch to what the index holds. Raises Conflict where it does not fit."""
    way = ("--reverse",) if reverse else ()
    words = ("apply", "--cached", "--whitespace=nowarn", *way, "-")
    await _change(repository, *words, stdin=patch)


async def refresh(repository: Repository) -> None:
    """Note which files are as the index holds them: git takes one that was written for changed
    until it has looked. Where another git holds the index, that one will have to look.
    """
    words = ("update-index", "-q", "--refresh", "--ignore-submodules")
    await try_git(*words, folder=repository.root, config=repository.settings)


async def _change(repository: Repository, *words: str, stdin: bytes) -> None:
    config = {**repository.settings, **_APPLY}
    answer = await try_git(*words, folder=repository.root, config=config, stdin=stdin)
    if not answer.code:
        return
    if _LOCK.search(answer.complaint):
        raise Conflict(
            "Another git command is at work in this repository: try again when it has ended. "
            "If none is, one that crashed has left the file index.lock in the .git folder."
        )
    raise Conflict(f"git refuses: {answer.complaint or f'exit code {answer.code}'}")


async def _differing(repository: Repository, *words: str) -> dict[bytes, Entry]:
    output = await git(*words, folder=repository.root, config=repository.settings)
    fields = output.split(b"\0")
    entries: dict[bytes, Entry] = {}
    for head, path in zip(fields[::2], fields[1::2], strict=False):
        mode, _, blob, _, _ = head[1:].decode("ascii").split(" ")
        entries[path] = Entry(mode, blob)
    return entries
