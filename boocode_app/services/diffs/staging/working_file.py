"""One working file, read and replaced whole: a regular file, a symbolic link, or nothing.

A file is written beside its place and moved there, so a reader, or a crash, sees the old one or the
new one. These functions block: they run in a thread.
"""

import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from boocode_app.core.errors import Conflict
from boocode_app.services.diffs.beneath import LINK, PROGRAM, mode_of, read
from boocode_app.services.projects.beneath import folder_of

_WRITE = os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_CREAT | os.O_EXCL


@dataclass(frozen=True)
class Held:
    """A file's mode as git knows it, and its bytes; those of a link are where it points.

    `bits` are its permissions; None: those that a new file gets.
    """

    mode: str
    content: bytes
    bits: int | None = None

    def same_as(self, other: "Held | None") -> bool:
        """Whether both are the same to git."""
        return other is not None and (self.mode, self.content) == (other.mode, other.content)


def held(root: Path, path: bytes, limit: int) -> Held | None:
    """What stands at `path`; None: nothing. Raises Conflict where that is no file of `limit` bytes
    at most, or cannot be read.
    """
    try:
        facts, content = read(root, path, limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as fault:
        raise Conflict(f"{_shown(path)} cannot be read: {fault.strerror}.") from None
    if len(content) > limit:
        raise Conflict(f"{_shown(path)} is over {limit / 1_000_000:.0f} MB.")
    mode = mode_of(facts)
    return Held(mode, content, None if mode == LINK else stat.S_IMODE(facts.st_mode))


def put(root: Path, path: bytes, wanted: Held | None) -> None:
    """Make `path` what is `wanted`; None: nothing stands there. Raises Conflict where it cannot."""
    try:
        if wanted is None:
            with suppress(FileNotFoundError), folder_of(root, path) as (folder, name):
                os.unlink(name, dir_fd=folder)
            return
        with folder_of(root, path, make=True) as (folder, name):
            draft = f".boocode-{secrets.token_hex(8)}".encode()
            try:
                _write(folder, draft, wanted)
                os.replace(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                with suppress(FileNotFoundError):
                    os.unlink(draft, dir_fd=folder)
                raise
    except OSError as fault:
        raise Conflict(f"{_shown(path)} cannot be written: {fault.strerror}.") from None


def _write(folder: int, name: bytes, wanted: Held) -> None:
    if wanted.mode == LINK:
        os.symlink(wanted.content, name, dir_fd=folder)
        return
    fresh = 0o777 if wanted.mode == PROGRAM else 0o666
    with os.fdopen(os.open(name, _WRITE, fresh, dir_fd=folder), "wb") as file:
        file.write(wanted.content)
        if wanted.bits is not None:
            os.fchmod(file.fileno(), wanted.bits)
        file.flush()
        os.fsync(file.fileno())


def _shown(path: bytes) -> str:
    return repr(path.decode("utf-8", "replace"))
