"""Reaches the folder of a working file without ever leaving the project's.

Each part of a name is opened beneath the one before it and no symbolic link is followed, so what
changes meanwhile cannot lead elsewhere. It blocks: call it in a thread.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_FOLDER = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_DIRECTORY


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
