"""The diff of a repository, streamed as NDJSON: one `files` line, a `patch` line a file, `end`."""

from typing import Annotated, Literal

from pydantic import Field

from boocode_app.contracts.base import Contract

FileStatus = Literal[
    "added", "deleted", "modified", "renamed", "copied", "type_changed", "unmerged", "untracked"
]
DiffScope = Literal["working", "staged", "unstaged"]
Closed = Literal["too_large", "generated", "binary"]


class DiffFile(Contract):
    """One changed file. Modes are octal as git prints them; counts are None for binary files.

    A name that is not UTF-8 carries U+FFFD for each bad byte; `closed` says why a file's patch does
    not come by itself.
    """

    index: int
    path: str
    old_path: str | None = None
    status: FileStatus
    old_mode: str | None = None
    new_mode: str | None = None
    binary: bool = False
    added: int | None = None
    removed: int | None = None
    similarity: int | None = None
    closed: Closed | None = None


class DiffFiles(Contract):
    """The first line: every file, in order."""

    t: Literal["files"] = "files"
    project_id: int
    scope: DiffScope
    base: str | None
    files: list[DiffFile]
    added: int
    removed: int


class DiffPatch(Contract):
    """One file's patch as text that `git apply` takes; `whitespace_free` only where it differs."""

    t: Literal["patch"] = "patch"
    index: int
    patch: str
    whitespace_free: str | None = None
    whitespace_lines: int = 0


class DiffFault(Contract):
    """One file that could not be read; the others still come."""

    t: Literal["fault"] = "fault"
    index: int | None
    detail: str


class DiffEnd(Contract):
    """The last line: without it the stream was cut."""

    t: Literal["end"] = "end"
    patches: int


DiffLine = Annotated[DiffFiles | DiffPatch | DiffFault | DiffEnd, Field(discriminator="t")]
