"""Untracked files as new-file patches. These functions block: they run in a thread."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from boocode_app.core.errors import Conflict
from boocode_app.services.diffs.beneath import LINK, is_binary, mode_of, read
from boocode_app.services.diffs.names import git_line, side
from boocode_app.services.projects.beneath import folder_of, regular_file

Kind = Literal["file", "link", "repository"]
_HEAD = 8000
_CHUNK = 256 * 1024


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
                return NewFile(path, "link", LINK, facts.st_size, lines=1)
            with regular_file(folder, name) as (file, facts):
                head = file.read(_HEAD)
                binary = is_binary(head)
                countable = not binary and facts.st_size <= allowance
                lines = _count_lines(file, head, allowance) if countable else None
                return NewFile(path, "file", mode_of(facts), facts.st_size, binary, lines)
    except OSError:
        return None


def new_file_patch(root: Path, path: bytes, limit: int) -> bytes | None:
    """The patch that makes `path` as a new file; None: it has more than `limit` bytes.

    Raises Conflict where it cannot be read.
    """
    try:
        facts, content = read(root, path, limit + 1)
    except OSError as fault:
        shown = path.decode("utf-8", "replace")
        raise Conflict(f"{shown!r} cannot be read: {fault.strerror}.") from None
    if len(content) > limit:
        return None
    header = git_line(path, path) + b"\nnew file mode " + mode_of(facts).encode() + b"\n"
    if not content:
        return header
    return b"%s--- /dev/null\n+++ %s\n%s" % (header, side(b"b/", path), as_hunk(content))


def as_hunk(content: bytes) -> bytes:
    """The hunk that makes `content` where nothing was."""
    lines = content.split(b"\n")
    ends_open = lines[-1] != b""
    if not ends_open:
        lines.pop()
    count = b"" if len(lines) == 1 else b",%d" % len(lines)
    hunk = b"@@ -0,0 +1%s @@\n+%s\n" % (count, b"\n+".join(lines))
    return hunk + b"\\ No newline at end of file\n" if ends_open else hunk


def _count_lines(file: BinaryIO, head: bytes, allowance: int) -> int:
    lines, taken, last = head.count(b"\n"), len(head), head[-1:]
    while taken < allowance and (chunk := file.read(_CHUNK)):
        lines += chunk.count(b"\n")
        taken += len(chunk)
        last = chunk[-1:]
    return lines + (last not in (b"", b"\n"))
