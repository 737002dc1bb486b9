"""Untracked files as new-file patches, read without ever leaving the project's folder.

These functions block: they run in a thread.
"""

import os
import stat
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Literal

from boocode_app.core.errors import Conflict
from boocode_app.services.diffs.beneath import folder_of
from boocode_app.services.diffs.names import git_line, side

Kind = Literal["file", "link", "repository"]
_BINARY_PROBE = 8000
_CHUNK = 256 * 1024
_OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


@dataclass(frozen=True)
class NewFile:
    """What an untracked file is. `lines` is None where it was not counted, or is binary."""

    path: bytes
    kind: Kind
    mode: str | None
    size: int
    binary: bool = False
    lines: int | None = None


def inspect(root: Path, path: bytes, allowance: int) -> NewFile | None:
    """Look at `path`, reading at most `allowance` bytes to count its lines; None: it is gone."""
    if path.endswith(b"/"):
        return NewFile(path, "repository", None, 0)
    try:
        with folder_of(root, path) as (folder, name):
            facts = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if stat.S_ISLNK(facts.st_mode):
                return NewFile(path, "link", "120000", facts.st_size, lines=1)
            with FileIO(os.open(name, _OPEN, dir_fd=folder)) as file:
                facts = os.fstat(file.fileno())
                if not stat.S_ISREG(facts.st_mode):
                    return None
                head = file.read(_BINARY_PROBE)
                binary = b"\0" in head
                countable = not binary and facts.st_size <= allowance
                lines = _count_lines(file, head, allowance) if countable else None
                return NewFile(path, "file", _mode(facts), facts.st_size, binary, lines)
    except OSError:
        return None


def new_file_patch(root: Path, path: bytes, limit: int) -> bytes | None:
    """The patch that makes `path` as a new file; None: it has more than `limit` bytes.

    Raises Conflict where it cannot be read.
    """
    try:
        mode, content = _read(root, path, limit)
    except OSError as fault:
        shown = path.decode("utf-8", "replace")
        raise Conflict(f"{shown!r} cannot be read: {fault.strerror}.") from None
    if len(content) > limit:
        return None
    header = git_line(path, path) + b"\nnew file mode " + mode.encode() + b"\n"
    if not content:
        return header
    return b"%s--- /dev/null\n+++ %s\n%s" % (header, side(b"b/", path), _as_hunk(content))


def _read(root: Path, path: bytes, limit: int) -> tuple[str, bytes]:
    """Mode and at most `limit` + 1 bytes of content; a link's content is where it points."""
    with folder_of(root, path) as (folder, name):
        if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            return "120000", os.readlink(name, dir_fd=folder)
        with os.fdopen(os.open(name, _OPEN, dir_fd=folder), "rb") as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise OSError(0, "it is no regular file")
            return _mode(facts), file.read(limit + 1)


def _as_hunk(content: bytes) -> bytes:
    lines = content.split(b"\n")
    ends_open = lines[-1] != b""
    if not ends_open:
        lines.pop()
    count = b"" if len(lines) == 1 else b",%d" % len(lines)
    hunk = b"@@ -0,0 +1%s @@\n+%s\n" % (count, b"\n+".join(lines))
    return hunk + b"\\ No newline at end of file\n" if ends_open else hunk


def _mode(facts: os.stat_result) -> str:
    return "100755" if facts.st_mode & stat.S_IXUSR else "100644"


def _count_lines(file: FileIO, head: bytes, allowance: int) -> int:
    lines, read, last = head.count(b"\n"), len(head), head[-1:]
    while read < allowance and (chunk := file.read(_CHUNK)):
        lines += chunk.count(b"\n")
        read += len(chunk)
        last = chunk[-1:]
    return lines + (last not in (b"", b"\n"))
