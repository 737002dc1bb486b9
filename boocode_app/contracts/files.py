"""The files of a project, to read and to find.

A path is relative to the project's folder, its parts divided by `/`. A name that is not UTF-8
carries U+FFFD for each bad byte; such a path is understood where it is sent back.
"""

from typing import Literal

from boocode_app.contracts.base import Contract, Moment, Page
from boocode_app.contracts.diffs import FileStatus

EntryKind = Literal["folder", "file", "link", "submodule", "special"]
"""`submodule`: a folder that is a repository of its own. `special`: a pipe, socket or device."""
LineEnds = Literal["lf", "crlf", "mixed"]


class FileEntry(Contract):
    """One name in a folder. `size` in bytes, of files only.

    `target` is where a link points; `leads_to` is what stands there, None: nothing, or something
    out of the project. `status` is git's; a folder has one where something beneath it has changed.
    """

    name: str
    path: str
    kind: EntryKind
    size: int | None = None
    target: str | None = None
    leads_to: Literal["folder", "file"] | None = None
    status: FileStatus | None = None
    ignored: bool = False


class Folder(Page[FileEntry]):
    """The entries of a folder, folders first; `totals` counts `entries`, those left out too."""

    path: str


class FilePart(Contract):
    """A file, and as much of its text as one answer holds: lines `first` to `last`, from 1.

    `text` is None where it is `binary`. `more`: lines come after `last`. `cut`: the last line is
    too long, and its end is left out. `image` is the content type where a browser can draw it.
    `version` differs once the file has changed.
    """

    path: str
    size: int
    modified_at: Moment
    version: str
    status: FileStatus | None
    ignored: bool
    binary: bool
    image: str | None
    text: str | None = None
    encoding: str | None = None
    line_ends: LineEnds | None = None
    first: int = 1
    last: int = 0
    more: bool = False
    cut: bool = False


class FoundFile(Contract):
    """A file whose path matches."""

    path: str


class FoundFiles(Page[FoundFile]):
    """The best matches; `totals` counts `matches`, and `files` that were looked at."""

    query: str
