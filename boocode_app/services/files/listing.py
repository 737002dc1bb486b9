"""The entries of one folder. These functions block: they run in a thread."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from boocode_app.contracts.files import EntryKind
from boocode_app.services.files import limits
from boocode_app.services.projects.beneath import OPEN_FOLDER, folder_of

Leads = Literal["folder", "file"]


@dataclass(frozen=True)
class Entry:
    """One name. `size` of files, in bytes; `target` and `leads_to` of links."""

    name: bytes
    kind: EntryKind
    size: int | None = None
    target: bytes | None = None
    leads_to: Leads | None = None

    @property
    def is_folder(self) -> bool:
        """Whether there are entries within."""
        return self.kind in ("folder", "submodule") or self.leads_to == "folder"


def entries(root: Path, path: bytes) -> tuple[list[Entry], int]:
    """The first `MAX_ENTRIES` entries of the folder `path` (empty: the top one), and how many
    there are: folders first, then by name. Raises OSError where it is no folder within `root`.
    """
    if not path:
        return _read(os.open(root, OPEN_FOLDER), lambda name: _leads_to(root, name))
    with folder_of(root, path, follow=True) as (folder, name):
        opened = os.open(name, OPEN_FOLDER, dir_fd=folder)
    return _read(opened, lambda name: _leads_to(root, path + b"/" + name))


def _read(folder: int, leads_to: Callable[[bytes], Leads | None]) -> tuple[list[Entry], int]:
    try:
        names = [os.fsencode(name) for name in os.listdir(folder)]
        seen = [_entry(folder, name) for name in names if name.lower() != b".git"]
        there = sorted((entry for entry in seen if entry), key=_order)
        kept = there[: limits.MAX_ENTRIES]
        return sorted((_followed(folder, entry, leads_to) for entry in kept), key=_order), len(
            there
        )
    finally:
        os.close(folder)


def _entry(folder: int, name: bytes) -> Entry | None:
    """None: it is gone by now."""
    try:
        facts = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return None
    if stat.S_ISDIR(facts.st_mode):
        return Entry(name, "submodule" if _has_git(folder, name) else "folder")
    if stat.S_ISREG(facts.st_mode):
        return Entry(name, "file", facts.st_size)
    return Entry(name, "link" if stat.S_ISLNK(facts.st_mode) else "special")


def _has_git(folder: int, name: bytes) -> bool:
    try:
        os.stat(name + b"/.git", dir_fd=folder, follow_symlinks=False)
    except OSError:
        return False
    return True


def _followed(folder: int, entry: Entry, leads_to: Callable[[bytes], Leads | None]) -> Entry:
    if entry.kind != "link":
        return entry
    try:
        target = os.readlink(entry.name, dir_fd=folder)
    except OSError:
        return entry
    return Entry(entry.name, "link", None, target, leads_to(entry.name))


def _leads_to(root: Path, path: bytes) -> Leads | None:
    try:
        with folder_of(root, path, follow=True) as (folder, name):
            mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except OSError:
        return None
    if stat.S_ISDIR(mode):
        return "folder"
    return "file" if stat.S_ISREG(mode) else None


def _order(entry: Entry) -> tuple[bool, bytes, bytes]:
    return not entry.is_folder, entry.name.lower(), entry.name
