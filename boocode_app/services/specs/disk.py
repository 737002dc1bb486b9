"""The file operations of a transaction, each of which a crash may be the last before.

They stand behind one class so that a test can die at every one of them in turn.
"""

import os
import shutil
from pathlib import Path


class Disk:
    """File operations on real paths. Each method is one step that either happens or does not."""

    def make_folder(self, path: Path, mode: int = 0o755) -> None:
        """Create a folder."""
        path.mkdir()
        path.chmod(mode)

    def write(self, path: Path, data: bytes, mode: int = 0o644) -> None:
        """Create a file and put it on the disk."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def keep(self, source: Path, target: Path) -> None:
        """The same file under a second path: a hard link, or a copy where there are none."""
        try:
            os.link(source, target, follow_symlinks=False)
        except OSError:
            shutil.copy2(source, target, follow_symlinks=False)

    def link(self, path: Path, target: str) -> None:
        """Create a symbolic link."""
        path.symlink_to(target)

    def rename(self, source: Path, target: Path) -> None:
        """Move a path to a free one."""
        source.rename(target)

    def unlink(self, path: Path) -> None:
        """Take away a file or a link."""
        path.unlink()

    def remove_folder(self, path: Path) -> None:
        """Take away an empty folder."""
        path.rmdir()

    def sync(self, folder: Path) -> None:
        """Put a folder's list of names on the disk."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
