"""One file's patch on demand, beyond the limits that hold for the whole diff."""

import asyncio
from contextlib import aclosing

from boocode_app.contracts.diffs import DiffFile, DiffOpened
from boocode_app.core.errors import Conflict, NotFound
from boocode_app.services.diffs import limits
from boocode_app.services.diffs.changes import tracked_file, untracked_file
from boocode_app.services.diffs.comparison import Comparison
from boocode_app.services.diffs.records import Listing, Section
from boocode_app.services.diffs.render import rendered
from boocode_app.services.diffs.repository import Repository
from boocode_app.services.diffs.stream import diff_events
from boocode_app.services.diffs.untracked import inspect, new_file_patch
from boocode_app.services.projects.beneath import confined


async def opened(
    repository: Repository, comparison: Comparison, path: str, old_path: str | None
) -> DiffOpened:
    """The patch of `path`; `old_path` is the name that it was renamed or copied from.

    Raises InvalidInput for a path that leaves the project, NotFound where it has no change,
    Conflict where its change is not text or over `MAX_OPENED_BYTES`.
    """
    name = confined("path", path)
    names = (name,) if old_path is None else (name, confined("old_path", old_path))
    found = await _tracked(repository, comparison, names)
    if found is None and comparison.has_untracked:
        found = await _untracked(repository, name)
    if found is None:
        raise NotFound(f"{path!r} has no change in the scope {comparison.scope!r}.")
    return found


async def _tracked(
    repository: Repository, comparison: Comparison, names: tuple[bytes, ...]
) -> DiffOpened | None:
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
                patch = await asyncio.to_thread(rendered, 0, event.parts)
                return DiffOpened(file=file, patch=patch)
    return None


async def _untracked(repository: Repository, name: bytes) -> DiffOpened | None:
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
    return DiffOpened(file=file, patch=await asyncio.to_thread(rendered, 0, (section,)))


def _refuse_binary(file: DiffFile) -> None:
    if file.binary:
        raise Conflict(f"{file.path!r} is binary: it has no lines to show.")


def _too_large(path: str) -> Conflict:
    megabytes = limits.MAX_OPENED_BYTES // 1_000_000
    return Conflict(f"The change of {path!r} is over {megabytes} MB: look at it in a terminal.")
