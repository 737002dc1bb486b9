"""Opens what lies beneath a project's folder, and never what lies outside it.

Invariant: each part of a name is opened beneath the one before it. A symbolic link is refused or,
where it is to be followed, walked by hand: what it names is opened part by part too, and `..` goes
back to a folder that is held open, never above the first. So nothing that changes between a look
and the next leads elsewhere. What belongs to git itself is not opened. These functions block: they
run in a thread.
"""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boocode_app.core.errors import InvalidInput

MAX_LINKS = 20
OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
"""Flags that open a regular file, and at once anything that is none."""
_FOLDER = OPEN | os.O_DIRECTORY


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
def holder_of(root: Path, path: bytes, *, follow: bool = False) -> Iterator[tuple[int, bytes]]:
    """An open descriptor of the folder that holds `path`, and the name that it has there.

    `follow`: links are walked, also the last one, as long as they stay beneath `root`; the name is
    b"." where they lead to the folder itself. Raises OSError where there is no way.
    """
    held = [os.open(root, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)]
    try:
        name = _walked(held, _parts(path), root if follow else None)
        yield held[-1], name
    finally:
        for descriptor in held:
            os.close(descriptor)


def _parts(path: bytes) -> deque[bytes]:
    parts = path.split(b"/")
    if any(part in (b"", b".", b"..") for part in parts):
        raise Outside("its name leaves the project")
    return deque(parts)


def _walked(held: list[int], parts: deque[bytes], root: Path | None) -> bytes:
    """Opens folders onto `held` until one name is left; links only with a `root`."""
    links = 0
    while parts:
        part = parts.popleft()
        if part.lower() == b".git":
            raise Outside("it belongs to git itself")
        if part in (b"", b"."):
            continue
        if part == b"..":
            _back(held)
        elif root and (target := _target(held[-1], part)) is not None:
            links += 1
            if links > MAX_LINKS:
                raise Outside("it is a link that leads nowhere")
            parts.extendleft(reversed(_within(held, target, root)))
        elif not parts:
            return part
        else:
            held.append(os.open(part, _FOLDER, dir_fd=held[-1]))
    return b"."


def _target(folder: int, name: bytes) -> bytes | None:
    """Where a link points; None: it is none."""
    try:
        return os.readlink(name, dir_fd=folder)
    except OSError:
        return None


def _within(held: list[int], target: bytes, root: Path) -> list[bytes]:
    """The parts of a link's target; an absolute one starts at the root again."""
    if not target.startswith(b"/"):
        return target.split(b"/")
    top = os.fsencode(root) + b"/"
    if not target.startswith(top):
        raise Outside("it is a link that leaves the project")
    while len(held) > 1:
        _back(held)
    return target.removeprefix(top).split(b"/")


def _back(held: list[int]) -> None:
    if len(held) == 1:
        raise Outside("it is a link that leaves the project")
    os.close(held.pop())
