"""The files of registered projects: listed, read, found."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from boocode_app.contracts.files import FileEntry, FilePart, Folder, FoundFile, FoundFiles
from boocode_app.core.errors import Conflict, NotFound
from boocode_app.services.files import limits
from boocode_app.services.files.finding import find
from boocode_app.services.files.listing import Entry, entries
from boocode_app.services.files.marks import Marks, marks
from boocode_app.services.files.naming import meant, shown
from boocode_app.services.files.reading import Facts, Text, read, read_bytes
from boocode_app.services.projects.git import git_stream
from boocode_app.services.projects.images import Image, media_type_of
from boocode_app.services.projects.registry import Projects


@dataclass(frozen=True)
class _Names:
    paths: list[str]
    until: float


class Files:
    """The files of `projects`. The names of a few are held for moments, so that a search by each
    letter typed does not ask git each time.
    """

    def __init__(self, projects: Projects) -> None:
        self._projects = projects
        self._names: dict[Path, _Names] = {}

    async def folder(self, project_id: int, path: str) -> Folder:
        """The entries of the folder `path`, empty for the top one.

        Raises NotFound (project or folder), InvalidInput (a path that leaves the project), Conflict
        (no folder, or one that cannot be read).
        """
        root = await self._projects.folder(project_id)
        name, listed, count = await asyncio.to_thread(_listed, root, path)
        known = await marks(root, name)
        items = await asyncio.to_thread(_entries, listed, name, known)
        return Folder(path=path, items=items, totals={"entries": count})

    async def part(self, project_id: int, path: str, first: int) -> FilePart:
        """What the file `path` is, and its text from line `first` on. Raises as `folder` does."""
        root = await self._projects.folder(project_id)
        facts, text = await asyncio.to_thread(read, root, path, first)
        known = await marks(root, facts.name)
        return _part(path, facts, text, known)

    async def image(self, project_id: int, path: str) -> Image:
        """An image. Raises NotFound where `path` is none, and as `part` does."""
        root = await self._projects.folder(project_id)
        media_type = media_type_of(path)
        if media_type is None:
            raise NotFound(f"{path!r} is no image that a browser draws.")
        data = await asyncio.to_thread(read_bytes, root, path, limits.MAX_IMAGE_BYTES)
        return Image(data, media_type)

    async def find(self, project_id: int, query: str) -> FoundFiles:
        """Files by parts of their names, of those that git tracks or does not ignore."""
        root = await self._projects.folder(project_id)
        paths = await self._paths(root)
        found, matches = await asyncio.to_thread(find, query, paths)
        return FoundFiles(
            query=query,
            items=[FoundFile(path=path) for path in found],
            totals={"matches": matches, "files": len(paths)},
        )

    async def _paths(self, root: Path) -> list[str]:
        held = self._names.pop(root, None)
        if held is None or held.until < time.monotonic():
            held = _Names(await _names_in(root), time.monotonic() + limits.NAMES_STAY_S)
        self._names[root] = held
        while len(self._names) > limits.PROJECTS_HELD:
            del self._names[next(iter(self._names))]
        return held.paths


async def _names_in(root: Path) -> list[str]:
    """Files that git tracks, or does not ignore, in order; `MAX_NAMES` at most."""
    names = await _listed_by_git(root, "--cached", "--others", "--exclude-standard")
    gone = await _listed_by_git(root, "--deleted")
    return await asyncio.to_thread(_there, names, gone)


def _there(names: set[bytes], gone: set[bytes]) -> list[str]:
    files = sorted(name for name in names - gone if not name.endswith(b"/"))
    return [shown(name) for name in files[: limits.MAX_NAMES]]


async def _listed_by_git(root: Path, *kinds: str) -> set[bytes]:
    names: set[bytes] = set()
    tail = b""
    async with aclosing(git_stream("ls-files", *kinds, "-z", folder=root)) as chunks:
        async for chunk in chunks:
            *whole, tail = (tail + chunk).split(b"\0")
            names.update(whole)
            if len(names) >= limits.MAX_NAMES:
                break
    return names


def _listed(root: Path, path: str) -> tuple[bytes, list[Entry], int]:
    try:
        name = meant(root, path) if path else b""
        return name, *entries(root, name)
    except FileNotFoundError:
        raise NotFound(f"There is no folder {path!r} any more.") from None
    except NotADirectoryError:
        raise Conflict(f"{path!r} is no folder.") from None
    except OSError as fault:
        raise Conflict(f"{path or 'The folder'!r} cannot be read: {fault.strerror}.") from None


def _entries(listed: list[Entry], folder: bytes, known: Marks) -> list[FileEntry]:
    return [_entry(entry, folder, known) for entry in listed]


def _entry(entry: Entry, folder: bytes, known: Marks) -> FileEntry:
    path = folder + b"/" + entry.name if folder else entry.name
    mark = known.of(path)
    return FileEntry(
        name=shown(entry.name),
        path=shown(path),
        kind=entry.kind,
        size=entry.size,
        target=None if entry.target is None else shown(entry.target),
        leads_to=entry.leads_to,
        status=mark.status,
        ignored=mark.ignored,
    )


def _part(path: str, facts: Facts, text: Text | None, known: Marks) -> FilePart:
    mark = known.of(facts.name)
    part = FilePart(
        path=path,
        size=facts.size,
        modified_at=facts.modified_at,
        version=facts.version,
        status=mark.status,
        ignored=mark.ignored,
        binary=facts.binary,
        image=media_type_of(path),
    )
    return part if text is None else part.model_copy(update=vars(text))
