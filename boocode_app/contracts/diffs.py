"""The diff of a repository, streamed as NDJSON: one `files` line, a `patch` line a file, `end`."""

from typing import Annotated, Literal

from pydantic import Field

from boocode_app.contracts.base import Contract

FileStatus = Literal[
    "added", "deleted", "modified", "renamed", "copied", "type_changed", "unmerged", "untracked"
]
DiffScope = Literal["working", "staged", "unstaged", "range", "commit"]
DiffSide = Literal["old", "new"]
Closed = Literal["too_large", "generated", "binary", "repository"]


class DiffQuery(Contract):
    """What to compare. `range` takes `base` and `head` (left out: the working tree), `commit` takes
    `commit` and compares it with its first parent; the others take no ref.
    """

    scope: DiffScope = "working"
    base: str | None = None
    head: str | None = None
    commit: str | None = None


class DiffFile(Contract):
    """One changed file. Modes are octal as git prints them; counts are None for binary files and
    where they were not counted.

    A name that is not UTF-8 carries U+FFFD for each bad byte; `closed` says why a file's patch does
    not come by itself (`repository`: an untracked folder that is a repository of its own).
    `indentation`: whitespace has meaning in a file of this name.
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
    indentation: bool = False


class DiffFiles(Contract):
    """The first line: every file, in order; `left_out` counts those beyond the limit.

    `base` and `head` are the commits on the old and on the new side; None where that side is the
    index, the working tree or nothing at all. Where the new side is the working tree, the untracked
    files come last.
    """

    t: Literal["files"] = "files"
    project_id: int
    scope: DiffScope
    base: str | None
    head: str | None
    files: list[DiffFile]
    added: int
    removed: int
    left_out: int = 0


class DiffPatch(Contract):
    """One file's patch as text that `git apply` takes.

    `whitespace_free` comes only where it differs: the patch without its `whitespace_lines` pairs of
    lines that are equal but for whitespace; it is empty where nothing else changed. `lossy`: bytes
    that are not UTF-8 became U+FFFD, so the text must not be applied. `digest` changes with the
    file's names, modes and hunks, and with nothing else.
    """

    t: Literal["patch"] = "patch"
    index: int
    patch: str
    digest: str
    whitespace_free: str | None = None
    whitespace_lines: int = 0
    lossy: bool = False


class DiffClosed(Contract):
    """One file whose patch turned out to be over the limit: it comes when it is asked for."""

    t: Literal["closed"] = "closed"
    index: int
    closed: Closed = "too_large"


class DiffFault(Contract):
    """One file that could not be read, the others still come; without an index: the stream."""

    t: Literal["fault"] = "fault"
    index: int | None
    detail: str


class DiffEnd(Contract):
    """The last line: without it the stream was cut."""

    t: Literal["end"] = "end"
    patches: int


class DiffOpened(Contract):
    """A file that a person opened, beyond the limits of the stream; `patch.index` is its own.

    What hiding whitespace needs comes after it, as a DiffTwin.
    """

    t: Literal["opened"] = "opened"
    file: DiffFile
    patch: DiffPatch


class DiffTwin(Contract):
    """`whitespace_free` and `whitespace_lines` of the patch with this `index` and `digest`."""

    t: Literal["twin"] = "twin"
    index: int
    digest: str
    whitespace_free: str
    whitespace_lines: int


class DiffContents(Contract):
    """A file on one side of a diff. `text` is empty where it is `binary`; `lossy`: bytes that are
    not UTF-8 became U+FFFD; `truncated`: these are its first lines. `size` is in bytes.
    """

    path: str
    side: DiffSide
    text: str
    lossy: bool
    binary: bool
    size: int
    truncated: bool


DiffLine = Annotated[
    DiffFiles | DiffPatch | DiffClosed | DiffFault | DiffEnd, Field(discriminator="t")
]
OpenedLine = Annotated[DiffOpened | DiffTwin | DiffEnd, Field(discriminator="t")]
