"""What git says of files: changed, untracked, ignored.

Nothing that the repository names is run; the index is not refreshed.
"""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from boocode_app.contracts.diffs import FileStatus
from boocode_app.core.errors import BooError
from boocode_app.services.projects.configuration import configuration_of
from boocode_app.services.projects.git import git

_STATUS = (
    *("status", "--porcelain=v1", "-z", "--no-renames", "--ignored=matching"),
    *("--untracked-files=normal", "--ignore-submodules=dirty"),
)
_IN_CONFLICT = frozenset(("DD", "AU", "UD", "UA", "DU", "AA", "UU"))
_BY_LETTER: tuple[tuple[str, FileStatus], ...] = (
    ("?", "untracked"),
    ("D", "deleted"),
    ("A", "added"),
    ("T", "type_changed"),
)


@dataclass(frozen=True)
class Mark:
    """What git says of one name. `status` is None where nothing changed."""

    status: FileStatus | None = None
    ignored: bool = False


@dataclass
class Marks:
    """The marks of names. `whole` are folders that are untracked or ignored with all they hold;
    `above` are folders with changes beneath them.
    """

    files: dict[bytes, Mark] = field(default_factory=dict)
    whole: dict[bytes, Mark] = field(default_factory=dict)
    above: dict[bytes, Mark] = field(default_factory=dict)

    def of(self, path: bytes) -> Mark:
        """The mark of a file or folder."""
        for folder in (path, *_folders_above(path)):
            if folder in self.whole:
                return self.whole[folder]
        return self.files.get(path) or self.above.get(path) or Mark()

    def add(self, path: bytes, mark: Mark) -> None:
        """Take up one record of git's; a folder's name ends in a slash."""
        if path.endswith(b"/"):
            self.whole[path[:-1]] = mark
        else:
            self.files[path] = mark
        if mark.ignored:
            return
        in_conflict = mark.status == "unmerged"
        for folder in _folders_above(path.rstrip(b"/")):
            if in_conflict or folder not in self.above:
                self.above[folder] = Mark("unmerged" if in_conflict else "modified")


async def marks(root: Path, path: bytes) -> Marks:
    """The marks of `path` and of all beneath it (empty: of the whole project).

    There are none where git cannot tell: beyond a link, in a submodule.
    """
    where = ("--", path) if path else ()
    try:
        config = (await configuration_of(root)).without_filters()
        output = await git(*_STATUS, *where, folder=root, config=config)
    except BooError:
        return Marks()
    return await asyncio.to_thread(_read, output)


def _read(output: bytes) -> Marks:
    found = Marks()
    for record in output.split(b"\0"):
        if record:
            found.add(record[3:], _mark(record[:2].decode("ascii", "replace")))
    return found


def _mark(letters: str) -> Mark:
    if letters == "!!":
        return Mark(ignored=True)
    if letters in _IN_CONFLICT:
        return Mark("unmerged")
    return Mark(next((status for letter, status in _BY_LETTER if letter in letters), "modified"))


def _folders_above(path: bytes) -> list[bytes]:
    parts = path.split(b"/")
    return [b"/".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
