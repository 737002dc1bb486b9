"""Files in git's object store: what a tree or the index has under a name, and its bytes."""

import re
from contextlib import aclosing
from dataclasses import dataclass

from boocode_app.services.diffs.comparison import Tree
from boocode_app.services.diffs.repository import Repository
from boocode_app.services.projects.git import git, git_stream

SUBMODULE_MODE = "160000"
FOLDER_MODE = "040000"
_IN_A_TREE = re.compile(rb"(\d{6}) \w+ ([0-9a-f]+)\t(.*)", re.DOTALL)
_IN_THE_INDEX = re.compile(rb"(\d{6}) ([0-9a-f]+) [02]\t(.*)", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """One name of a tree or of the index."""

    mode: str
    id: str


async def entry_of(repository: Repository, tree: Tree | None, path: bytes) -> Entry | None:
    """What `tree`, or without one the index, has under `path`: of a file in conflict, ours."""
    words = ("ls-tree", "-z", tree.id) if tree else ("ls-files", "--stage", "-z")
    pattern = _IN_A_TREE if tree else _IN_THE_INDEX
    listing = await _ask(repository, *words, "--", path)
    for line in listing.split(b"\0"):
        if (found := pattern.fullmatch(line)) and found[3] == path:
            return Entry(found[1].decode(), found[2].decode())
    return None


async def blob_of(repository: Repository, entry: Entry, limit: int) -> tuple[int, bytes]:
    """Its size, and its bytes: at least the first `limit` where it has them."""
    size = int(await _ask(repository, "cat-file", "-s", entry.id))
    data = bytearray()
    chunks = git_stream(
        "cat-file", "blob", entry.id, folder=repository.root, config=repository.settings
    )
    async with aclosing(chunks):
        async for chunk in chunks:
            data += chunk
            if len(data) > limit:
                break
    return size, bytes(data)


async def _ask(repository: Repository, *words: str | bytes) -> bytes:
    return await git(*words, folder=repository.root, config=repository.settings)
