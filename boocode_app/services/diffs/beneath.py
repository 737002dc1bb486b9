"""A working file as git has it: its content, or where it points if it is a link.

It blocks: call it in a thread.
"""

import os
import stat
from pathlib import Path

from boocode_app.services.projects.beneath import folder_of, regular_file

LINK, FILE, PROGRAM = "120000", "100644", "100755"
_BINARY_PROBE = 8000


def read(root: Path, path: bytes, limit: int) -> tuple[os.stat_result, bytes]:
    """The facts of `path` and at most its first `limit` bytes; a link's are where it points.

    Raises OSError where it is gone, is no file, or cannot be read.
    """
    with folder_of(root, path) as (folder, name):
        facts = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISLNK(facts.st_mode):
            return facts, os.readlink(name, dir_fd=folder)
        with regular_file(folder, name) as (file, facts):
            return facts, file.read(limit)


def mode_of(facts: os.stat_result) -> str:
    """The mode that git gives to a file."""
    if stat.S_ISLNK(facts.st_mode):
        return LINK
    return PROGRAM if facts.st_mode & stat.S_IXUSR else FILE


def is_binary(content: bytes) -> bool:
    """Whether it is no text, by git's own measure: a NUL among the first bytes."""
    return b"\0" in content[:_BINARY_PROBE]
