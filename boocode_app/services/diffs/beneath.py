"""Reaches a working file, to read it, without ever leaving the project's folder.

Each part of a name is opened beneath the one before it and no symbolic link is followed, so what
changes meanwhile cannot lead elsewhere. It blocks: call it in a thread.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

LINK, FILE, PROGRAM = "120000", "100644", "100755"
_FILE = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_FOLDER = _FILE | os.O_DIRECTORY
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


@contextmanager
def regular_file(folder: int, name: bytes) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """The file `name` of a folder, open for reading. Raises OSError where it is none."""
    descriptor = os.open(name, _FILE, dir_fd=folder)
    try:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise OSError(0, "it is no regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            yield file, facts
    finally:
        os.close(descriptor)


@contextmanager
def folder_of(root: Path, path: bytes, *, make: bool = False) -> Iterator[tuple[int, bytes]]:
    """An open descriptor of the folder that holds `path`, and the last part of its name.

    `make`: folders that are missing are made. Raises OSError where there is no way.
    """
    *folders, name = path.split(b"/")
    if name in (b"", b".", b"..") or any(part in (b"", b".", b"..") for part in folders):
        raise OSError(0, "its name leaves the project")
    descriptor = os.open(root, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
    try:
        for part in folders:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=descriptor)
            inner = os.open(part, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor, name
    finally:
        os.close(descriptor)
