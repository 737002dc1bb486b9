"""One file's patch on demand, beyond the limits that hold for the whole diff.

The patch comes first: what hiding whitespace needs takes as long again, and is seldom wanted at
once.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from boocode_app.contracts.diffs import DiffEnd, DiffFile, DiffOpened, OpenedLine
from boocode_app.core.errors import Conflict, NotFound
from boocode_app.services.diffs import limits
from boocode_app.services.diffs.changes import tracked_file, untracked_file
from boocode_app.services.diffs.comparison import Comparison
from boocode_app.services.diffs.records import Listing, Section
from boocode_app.services.diffs.render import Rendering
from boocode_app.services.diffs.repository import Repository
from boocode_app.services.diffs.stream import diff_events
from boocode_app.services.diffs.untracked import inspect, new_file_patch
from boocode_app.services.projects.beneath import confined

_Found = tuple[DiffFile, Sequence[bytes]]


async def opened_lines(
    repository: Repository, comparison: Comparison, path: str, old_path: str | None
) -> AsyncGenerator[OpenedLine]:
    """The patch of `path`, its twin where it has one, the end.

    `old_path` is the name that it was renamed or copied from. Before the first line it raises
    InvalidInput for a path that leaves the project, NotFound where it has no change,
    Conflict where its change is not text or over `MAX_OPENED_BYTES`.
    """
    name = confined("path", path)
    names = (name,) if old_path is None else (name, confined("old_path", old_path))
    found = await _tracked(repository, comparison, names)
    if found is None and comparison.has_untracked:
        found = await _untracked(repository, name)
    if found is None:
        raise NotFound(f"{path!r} has no change in the scope {comparison.scope!r}.")
    file, parts = found
    rendering = await asyncio.to_thread(Rendering, 0, parts)
    yield DiffOpened(file=file, patch=await asyncio.to_thread(rendering.patch))
    if twin := await asyncio.to_thread(rendering.twin):
        yield twin
    yield DiffEnd(patches=1)


async def _tracked(
    repository: Repository, comparison: Comparison, names: tuple[bytes, ...]
) -> _Found | None:
    place: int | None = None
    file: DiffFile | None = None
    events = diff_events(repository, comparison, names, limits.MAX_OPENED_BYTES)
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Listing):
                for index, record in enumerate(event.records):
                    if record.path == names[0]:
                        place, file = index, tracked_file(0, record)
            elif file and event.index == place:
                _refuse_binary(file)
                if not isinstance(event, Section):
                    raise _too_large(file.path)
                return file, event.parts
    return None


async def _untracked(repository: Repository, name: bytes) -> _Found | None:
    async with aclosing(repository.untracked((name,))) as listed:
        if name not in [found async for found in listed]:
            return None
    limit = limits.MAX_OPENED_BYTES
    new_file = await asyncio.to_thread(inspect, repository.root, name, limit)
    if new_file is None:
        return None
    file = untracked_file(0, new_file)
    _refuse_binary(file)
    section = await asyncio.to_thread(new_file_patch, repository.root, name, limit)
    if section is None:
        raise _too_large(file.path)
    return file, (section,)


def _refuse_binary(file: DiffFile) -> None:
    if file.binary:
        raise Conflict(f"{file.path!r} is binary: it has no lines to show.")


def _too_large(path: str) -> Conflict:
    megabytes = limits.MAX_OPENED_BYTES // 1_000_000
    return Conflict(f"The change of {path!r} is over {megabytes} MB: look at it in a terminal.")
