"""An openspec/ folder in memory: what stands under each path, without a word about what it means.

Invariant: links are kept as links and never followed, and what is neither a file, a folder nor a
link is noted, never opened. Paths are relative to openspec/, with slashes.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

LARGEST_FILE = 8 * 1024 * 1024
"""Bytes. A larger file is no document: it is noted as `Other` and moved, never read."""


@dataclass(frozen=True)
class File:
    """A regular file. `origin` is the path it was read from; None where it is to be written."""

    data: bytes
    origin: str | None = None
    modified: float = 0.0

    @property
    def text(self) -> str:
        """The content with one kind of line end; bytes that are not UTF-8 become U+FFFD."""
        decoded = self.data.decode("utf-8", "replace").removeprefix("\ufeff")
        return decoded.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Link:
    """A symbolic link and what it says; it may well lead nowhere."""

    target: str


@dataclass(frozen=True)
class Folder:
    """A folder; what stands in it has entries of its own."""

    modified: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Other:
    """A socket, a pipe, a file past `LARGEST_FILE`: carried along from `origin`, never read."""

    origin: str


Entry = File | Link | Folder | Other
Snapshot = Mapping[str, Entry]


def read(root: Path) -> dict[str, Entry]:
    """Everything under the folder `root`, parents before children, in a stable order."""
    found: dict[str, Entry] = {}
    for path, item in _walk(str(root), ""):
        found[path] = _entry(path, item)
    return found


def fingerprint(root: Path) -> str:
    """A digest of every path, size, inode and time under `root`: equal means untouched."""
    digest = hashlib.sha256()
    for path, item in _walk(str(root), ""):
        info = item.stat(follow_symlinks=False)
        size = 0 if stat.S_ISDIR(info.st_mode) else info.st_size
        row = f"{path}\0{info.st_mode}\0{size}\0{info.st_ino}\0{info.st_mtime_ns}\0"
        digest.update(row.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def children(snapshot: Snapshot, folder: str) -> list[str]:
    """The names that stand directly in `folder`, sorted."""
    prefix = folder + "/" if folder else ""
    names = {path[len(prefix) :].split("/", 1)[0] for path in under(snapshot, folder)}
    return sorted(names)


def under(snapshot: Snapshot, folder: str) -> Iterator[str]:
    """Every path below `folder`, at any depth."""
    prefix = folder + "/" if folder else ""
    return (path for path in snapshot if path.startswith(prefix) and path != folder)


def text_of(snapshot: Snapshot, path: str) -> str | None:
    """The text of the file at `path`, or None where no file stands there."""
    entry = snapshot.get(path)
    return entry.text if isinstance(entry, File) else None


def lines_of(entry: Entry) -> list[bytes]:
    """The non-blank lines of a file, as bytes; other entries have none."""
    if not isinstance(entry, File):
        return []
    return [line for line in re.split(rb"\r\n|\r|\n", entry.data) if line.strip()]


def parents(path: str) -> Iterable[str]:
    """The folders that lead to `path`, outermost first."""
    parts = path.split("/")[:-1]
    return ("/".join(parts[: depth + 1]) for depth in range(len(parts)))


def shown(text: str) -> str:
    """Text that can be sent: a name that is not UTF-8 shows U+FFFD for each bad byte."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _walk(top: str, prefix: str) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    with os.scandir(os.path.join(top, prefix) if prefix else top) as listing:  # noqa: PTH118
        items = sorted(listing, key=lambda item: item.name)
    for item in items:
        path = prefix + item.name
        yield path, item
        if item.is_dir(follow_symlinks=False):
            yield from _walk(top, path + "/")


def _entry(path: str, item: "os.DirEntry[str]") -> Entry:
    if item.is_symlink():
        return Link(os.readlink(item.path))  # noqa: PTH115
    if item.is_dir(follow_symlinks=False):
        return Folder(item.stat(follow_symlinks=False).st_mtime)
    info = item.stat(follow_symlinks=False)
    if not stat.S_ISREG(info.st_mode) or info.st_size > LARGEST_FILE:
        return Other(path)
    with open(item.path, "rb") as file:  # noqa: PTH123
        return File(file.read(), path, info.st_mtime)
