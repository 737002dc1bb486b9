"""Exchanges an openspec/ folder for a new one: all of it, or nothing.

The new tree is built in `.openspec.new/tree` beside the old one, on the same file system, from hard
links to what stays and files of its own for what is new. The journal's appearance is the commit:
before it, `recover` throws the new tree away; after it, `recover` finishes the exchange. Files that
stay keep their inode, mode and times. A lock on the parent folder keeps two writers apart.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boocode_app.core.errors import Conflict, Unavailable
from boocode_app.services.specs.disk import Disk
from boocode_app.services.specs.snapshot import File, Folder, Link, Other, Snapshot, fingerprint

STAGING = ".openspec.new"
CLAIM, DRAFT, JOURNAL = "claim", "claim.draft", "journal"
LOCK_WAIT_S = 10.0
_LOCK_POLL_S = 0.05


@contextmanager
def locked(repository: Path) -> Iterator[None]:
    """Hold the folder that openspec/ stands in. Raises Unavailable after `LOCK_WAIT_S` seconds."""
    descriptor = os.open(repository, os.O_RDONLY | os.O_DIRECTORY)
    try:
        deadline = time.monotonic() + LOCK_WAIT_S
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Unavailable(
                        f"Another command is changing openspec/ in '{repository}': try again"
                    ) from None
                time.sleep(_LOCK_POLL_S)
        yield
    finally:
        os.close(descriptor)


def exchange(root: Path, after: Snapshot, seen: str, disk: Disk | None = None) -> None:
    """Make `root` (an openspec/ folder) the tree `after`. The caller holds the lock.

    `seen` is the fingerprint under which `after` was planned: Conflict where it no longer holds.
    """
    disk = disk or Disk()
    staging = root.parent / STAGING
    if root.is_symlink() or root.stat().st_dev != root.parent.stat().st_dev:
        raise Conflict(f"'{root}' is a link or a mount: run the command where the folder stands")
    if os.path.lexists(staging):
        raise Conflict(f"'{staging}' is in the way: BooCode did not make it, so move it away")
    disk.make_folder(staging, 0o700)
    disk.write(staging / DRAFT, _claim(staging))
    disk.rename(staging / DRAFT, staging / CLAIM)
    try:
        _build(root, staging / "tree", after, disk)
        if fingerprint(root) != seen:
            raise Conflict("openspec/ changed while the plan was carried out: nothing was done")
    except (OSError, Conflict):
        _discard(staging, disk)
        raise
    disk.sync(staging)
    disk.write(staging / JOURNAL, b"")
    disk.sync(staging)
    _finish(root, staging, disk)


def recover(root: Path, disk: Disk | None = None) -> bool:
    """Bring an interrupted exchange to its end, either way. Whether there was one.

    Raises Conflict where the staging folder is not ours (a repository may bring one along).
    """
    staging = root.parent / STAGING
    if not staging.is_dir() or staging.is_symlink():
        return False
    with locked(root.parent):
        return recover_locked(root, disk)


def recover_locked(root: Path, disk: Disk | None = None) -> bool:
    """`recover` for a caller that holds the lock."""
    disk = disk or Disk()
    staging = root.parent / STAGING
    if not staging.is_dir() or staging.is_symlink():
        return False
    if not _is_ours(staging):
        raise Conflict(f"'{staging}' is in the way: BooCode did not make it, so move it away")
    if (staging / JOURNAL).is_file():
        _finish(root, staging, disk)
    else:
        _discard(staging, disk)
    return True


def _claim(staging: Path) -> bytes:
    """What only this very folder can hold: a clone or a copy of it has another inode."""
    return str(staging.stat().st_ino).encode()


def _is_ours(staging: Path) -> bool:
    """Whether `exchange` made this folder on this machine, or only began to."""
    if {path.name for path in staging.iterdir()} <= {DRAFT}:
        return True
    claim = staging / CLAIM
    return claim.is_file() and not claim.is_symlink() and claim.read_bytes() == _claim(staging)


def _build(root: Path, tree: Path, after: Snapshot, disk: Disk) -> None:
    disk.make_folder(tree, _mode(root, 0o755))
    for path, entry in after.items():
        target = tree / path
        match entry:
            case Folder():
                disk.make_folder(target, _mode(root / path, 0o755))
            case Link(target=text):
                disk.link(target, text)
            case File(origin=str(origin)) | Other(origin=origin):
                disk.keep(root / origin, target)
            case File(data=data):
                disk.write(target, data, _mode(root / path, 0o644))
    for path, entry in after.items():
        if isinstance(entry, Folder):
            disk.sync(tree / path)
    disk.sync(tree)


def _finish(root: Path, staging: Path, disk: Disk) -> None:
    """Every step looks at what stands, so that it can be taken up again after any crash."""
    new, old = staging / "tree", staging / "old"
    if new.is_dir():
        if not old.exists():
            disk.rename(root, old)
        elif root.exists():
            raise Conflict(
                f"An interrupted exchange waits in '{staging}', but '{root}' was put back since: "
                "move one of the two away"
            )
        disk.rename(new, root)
        disk.sync(root.parent)
    if old.exists():
        _remove(old, disk)
    disk.unlink(staging / JOURNAL)
    _discard(staging, disk)


def _discard(staging: Path, disk: Disk) -> None:
    """Take the staging folder away, its claim last: until then it is known as ours."""
    for path in sorted(staging.iterdir(), key=lambda path: path.name == CLAIM):
        if path.is_dir() and not path.is_symlink():
            _remove(path, disk)
        else:
            disk.unlink(path)
    disk.remove_folder(staging)


def _remove(folder: Path, disk: Disk) -> None:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            _remove(path, disk)
        else:
            disk.unlink(path)
    disk.remove_folder(folder)


def _mode(path: Path, otherwise: int) -> int:
    """The permissions of `path`; its owner can always write, or nothing could be put there."""
    try:
        return path.lstat().st_mode & 0o777 | (otherwise & 0o700)
    except OSError:
        return otherwise
