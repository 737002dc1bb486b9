"""Opens what lies beneath a project's folder, and never what lies outside it.

Invariant: each part of a name is opened beneath the one before it. A symbolic link is refused or,
where it is to be followed, walked by hand: what it names is opened part by part too, and `..` goes
back to a folder that is held open, never above the first. So nothing that changes between a look
and the next leads elsewhere. What belongs to git itself is not opened. These functions block: they
run in a thread.
"""

import os
import stat
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from boocode_app.core.errors import InvalidInput

MAX_LINKS = 20
OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
"""Flags that open a regular file, and at once anything that is none."""
OPEN_FOLDER = OPEN | os.O_DIRECTORY


class Outside(OSError):
    """A name or a link leaves the project, or leads into git's own folder."""

    def __init__(self, why: str) -> None:
        super().__init__(0, why)


def confined(field: str, path: str) -> bytes:
    """The name as the disk holds it. Raises InvalidInput where it is none within a project."""
    parts = path.split("/")
    if not path or "\0" in path or any(part in ("", ".", "..") for part in parts):
        raise InvalidInput(f"{path!r} is no path within the project.", field=field)
    if any(part.lower() == ".git" for part in parts):
        raise InvalidInput(f"{path!r} belongs to git itself.", field=field)
    return path.encode("utf-8", "surrogateescape")


@contextmanager
def folder_of(
    root: Path, path: bytes, *, follow: bool = False, make: bool = False
) -> Iterator[tuple[int, bytes]]:
    """An open descriptor of the folder that holds `path`, and the name that it has there.

    `follow`: links are walked, also the last one, as long as they stay beneath `root`; the name is
    b"." where they lead to a folder of those that were walked. `make`: folders that are missing are
    made. Raises OSError where there is no way.
    """
    walk = _Walk(root, follow, make, [os.open(root, OPEN_FOLDER & ~os.O_NOFOLLOW)])
    try:
        name = walk.to(_parts(path))
        yield walk.held[-1], name
    finally:
        for descriptor in walk.held:
            os.close(descriptor)


@contextmanager
def regular_file(folder: int, name: bytes) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """The file `name` of a folder, open for reading. Raises OSError where it is none."""
    descriptor = os.open(name, OPEN, dir_fd=folder)
    try:
        facts = os.fstat(descriptor)
        if stat.S_ISDIR(facts.st_mode):
            raise OSError(0, "it is a folder")
        if not stat.S_ISREG(facts.st_mode):
            raise OSError(0, "it is no file, but a pipe, a socket or a device")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            yield file, facts
    finally:
        os.close(descriptor)


def _parts(path: bytes) -> deque[bytes]:
    parts = path.split(b"/")
    if any(part in (b"", b".", b"..") for part in parts):
        raise Outside("its name leaves the project")
    return deque(parts)


@dataclass
class _Walk:
    """A way down from `root`. `held`: the open folders of the way, from the root on."""

    root: Path
    follow: bool
    make: bool
    held: list[int]
    links: int = 0

    def to(self, parts: deque[bytes]) -> bytes:
        """Open folders until one name is left: that name."""
        while parts:
            part = parts.popleft()
            if part.lower() == b".git":
                raise Outside("it belongs to git itself")
            if part in (b"", b"."):
                continue
            if part == b"..":
                self._back()
            elif self.follow and (target := _target(self.held[-1], part)) is not None:
                parts.extendleft(reversed(self._through(target)))
            elif parts:
                self._enter(part)
            else:
                return part
        return b"."

    def _enter(self, name: bytes) -> None:
        if self.make:
            with suppress(FileExistsError):
                os.mkdir(name, dir_fd=self.held[-1])
        self.held.append(os.open(name, OPEN_FOLDER, dir_fd=self.held[-1]))

    def _back(self) -> None:
        if len(self.held) == 1:
            raise Outside("it is a link that leaves the project")
        os.close(self.held.pop())

    def _through(self, target: bytes) -> list[bytes]:
        """The parts of a link's target; an absolute one starts at the root again."""
        self.links += 1
        if self.links > MAX_LINKS:
            raise Outside("it is a link that leads nowhere")
        if not target.startswith(b"/"):
            return target.split(b"/")
        top = os.fsencode(self.root) + b"/"
        if not target.startswith(top):
            raise Outside("it is a link that leaves the project")
        while len(self.held) > 1:
            self._back()
        return target.removeprefix(top).split(b"/")


def _target(folder: int, name: bytes) -> bytes | None:
    """Where a link points; None: it is none."""
    try:
        return os.readlink(name, dir_fd=folder)
    except OSError:
        return None
