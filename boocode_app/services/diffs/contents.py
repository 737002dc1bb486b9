"""What one side of a comparison holds under a name: the lines around a hunk, or an image.

A tree's and the index's content come from the object store, the working tree's from the file, as it
is: no filter and no text conversion runs, no link is followed.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from boocode_app.contracts.diffs import DiffContents, DiffSide
from boocode_app.core.errors import Conflict, NotFound
from boocode_app.services.diffs import limits
from boocode_app.services.diffs.beneath import LINK, is_binary, mode_of, read
from boocode_app.services.diffs.comparison import Comparison, Tree
from boocode_app.services.diffs.objects import (
    FOLDER_MODE,
    SUBMODULE_MODE,
    blob_of,
    entry_of,
)
from boocode_app.services.diffs.repository import Repository
from boocode_app.services.projects.beneath import confined


@dataclass(frozen=True)
class Content:
    """A file's size and its first bytes, at least as many as were asked for; a link's content is
    where it points.
    """

    size: int
    data: bytes
    is_link: bool


async def contents(
    repository: Repository, comparison: Comparison, path: str, side: DiffSide
) -> DiffContents:
    """The text of `path`, its name on that side; over `MAX_CONTENTS_BYTES` its first whole lines.

    Raises InvalidInput for a path that leaves the project, NotFound where that side has no such
    file, Conflict where it is a submodule, or cannot be read.
    """
    limit = limits.MAX_CONTENTS_BYTES
    content = await content_of(repository, comparison, path, side, limit)
    truncated = content.size > limit
    data = content.data[:limit]
    if truncated:
        data = data[: data.rfind(b"\n") + 1]
    binary = is_binary(content.data)
    text = "" if binary else data.decode("utf-8", "replace")
    return DiffContents(
        path=path,
        side=side,
        text=text,
        lossy="\ufffd" in text and text.encode() != data,
        binary=binary,
        size=content.size,
        truncated=truncated,
    )


async def content_of(
    repository: Repository, comparison: Comparison, path: str, side: DiffSide, limit: int
) -> Content:
    """What that side has under `path`. Raises as `contents` does."""
    name = confined("path", path)
    where = comparison.old if side == "old" else comparison.new
    missing = NotFound(f"The {side} side has no file {path!r}.")
    if where == "files":
        try:
            return await asyncio.to_thread(_in_the_files, repository.root, name, limit)
        except (FileNotFoundError, NotADirectoryError):
            raise missing from None
        except OSError as fault:
            raise Conflict(f"{path!r} cannot be read: {fault.strerror}.") from None
    entry = await entry_of(repository, where if isinstance(where, Tree) else None, name)
    if entry is None or entry.mode == FOLDER_MODE:
        raise missing
    if entry.mode == SUBMODULE_MODE:
        raise Conflict(f"{path!r} is a submodule: it has no lines of its own.")
    size, data = await blob_of(repository, entry, limit)
    return Content(size, data, entry.mode == LINK)


def _in_the_files(root: Path, name: bytes, limit: int) -> Content:
    facts, data = read(root, name, limit + 1)
    return Content(facts.st_size, data, mode_of(facts) == LINK)
