"""A tree that is being rearranged: moves and merges that lose nothing.

Invariant: an entry that leaves its place arrives at another one, unless the same bytes already
stand there; where a place is taken, the newcomer is appended or gets a name of its own.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath

from boocode_app.services.specs.markdown import closing_fence
from boocode_app.services.specs.mending import append_lines
from boocode_app.services.specs.metadata import metadata_faults, read_yaml
from boocode_app.services.specs.snapshot import Entry, File, Folder, lines_of, parents, under
from boocode_app.services.specs.tree import METADATA

DOCUMENTS = ("proposal.md", "tasks.md", "design.md")
"""What a merge appends to each of its targets; everything else goes to the first one."""


@dataclass(frozen=True)
class Draft:
    """The entries of a tree, by path."""

    entries: dict[str, Entry]

    def put(self, path: str, entry: Entry) -> None:
        """Set `entry` at `path`, making the folders that lead there."""
        for parent in parents(path):
            self.entries.setdefault(parent, Folder())
        self.entries[path] = entry

    def remove(self, folder: str) -> None:
        """Take away `folder` and all below it."""
        for path in [*under(self.entries, folder), folder]:
            self.entries.pop(path, None)

    def move(self, source: str, target: str) -> None:
        """Rename a folder to a free path."""
        moved = {path: self.entries.pop(path) for path in list(under(self.entries, source))}
        self.put(target, self.entries.pop(source, Folder()))
        for path, entry in moved.items():
            self.put(target + path[len(source) :], entry)

    def gather(self, source: str, target: str) -> None:
        """Move all that stands in `source` to `target`; a taken name gets a suffix."""
        names = {path[len(source) + 1 :].split("/")[0] for path in under(self.entries, source)}
        for name in sorted(names):
            path = f"{source}/{name}"
            entry = self.entries[path]
            if isinstance(entry, Folder):
                self.move(path, self._free(f"{target}/{name}"))
            elif self.entries.get(f"{target}/{name}") != entry:
                self.put(self._free(f"{target}/{name}"), self.entries[path])
                self.entries.pop(path, None)
        self.remove(source)

    def absorb(self, source: str, target: str, origin: str, *, whole: bool) -> None:
        """Append what stands in the folder `source` to `target`, under the name `origin`.

        `whole`: everything; otherwise only proposal, tasks and design. `source` itself stays.
        """
        target = self._folder(target, origin)
        self.put(target, Folder())
        for path in list(under(self.entries, source)):
            name = path[len(source) + 1 :]
            entry = self.entries[path]
            if name in DOCUMENTS and isinstance(entry, File):
                self._append(f"{target}/{name}", entry, origin)
            elif whole:
                self._settle(target, name, entry, origin)

    def sorted_entries(self) -> dict[str, Entry]:
        """The entries, parents before children."""
        return {path: self.entries[path] for path in sorted(self.entries, key=_depth_first)}

    def _settle(self, target: str, name: str, entry: Entry, origin: str) -> None:
        """Give `entry` a place in `target`: its own, at the end of its namesake, or a new one."""
        place = f"{target}/{name}"
        blocked = any(
            not isinstance(self.entries.get(parent, Folder()), Folder) for parent in parents(place)
        )
        there = None if blocked else self.entries.get(place)
        if not blocked and there is None and (name != METADATA or _is_valid_metadata(entry)):
            self.put(place, entry)
        elif isinstance(there, Folder) and isinstance(entry, Folder):
            return
        elif isinstance(there, File) and isinstance(entry, File):
            if there.data == entry.data or (name == METADATA and _holds(there, entry)):
                return
            if name.endswith(".md"):
                self._append(place, entry, origin)
            else:
                self.put(self._aside(target, name, origin), entry)
        else:
            self.put(self._aside(target, name, origin), entry)

    def _append(self, path: str, entry: File, origin: str) -> None:
        there = self.entries.get(path)
        if there is not None and not isinstance(there, File):
            folder, _, name = path.rpartition("/")
            self.put(self._aside(folder, name, origin), entry)
            return
        heading = f"## Merged from {origin.encode('utf-8', 'replace').decode()}"
        before = there.data if there else b""
        if before:
            fence = closing_fence(File(before).text)
            before = append_lines(before, [*([fence] if fence else []), "", heading, ""])
        else:
            before = f"{heading}\n\n".encode()
        self.put(path, File(before + entry.data))

    def _aside(self, target: str, name: str, origin: str) -> str:
        """A free path under `target` that tells where the thing came from."""
        base = PurePosixPath(name).name.lstrip(".")
        stem, dot, suffix = base.rpartition(".")
        named = f"{stem}.from-{origin}.{suffix}" if dot and stem else f"{base}.from-{origin}"
        return self._free(f"{target}/{named}")

    def _folder(self, target: str, origin: str) -> str:
        """`target` if it is or can be a folder, else one beside it."""
        there = self.entries.get(target)
        if there is None or isinstance(there, Folder):
            return target
        return self._free(f"{target}.from-{origin}")

    def _free(self, path: str) -> str:
        stem, suffix = (path[:-3], ".md") if path.endswith(".md") else (path, "")
        free, number = path, 2
        while free in self.entries:
            free = f"{stem}-{number}{suffix}"
            number += 1
        return free


def _holds(there: File, entry: File) -> bool:
    """Whether every line of `entry` stands in `there` already."""
    return set(lines_of(entry)) <= set(lines_of(there))


def _is_valid_metadata(entry: Entry) -> bool:
    return isinstance(entry, File) and not metadata_faults(read_yaml(entry.text))


def _depth_first(path: str) -> list[str]:
    return path.split("/")
