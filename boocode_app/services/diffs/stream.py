"""The lines of one diff: the list of files first, then each patch in order, then the end.

Parsing runs in threads, one file at a time, so the event loop never waits for it and no more than
one file's objects are held. Untracked files come last.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from boocode_app.contracts.diffs import (
    DiffClosed,
    DiffEnd,
    DiffFault,
    DiffFiles,
    DiffLine,
    DiffPatch,
)
from boocode_app.core.errors import BooError
from boocode_app.services.diffs import limits
from boocode_app.services.diffs.changes import Change, inspected, listed
from boocode_app.services.diffs.comparison import Comparison
from boocode_app.services.diffs.records import DiffReader, Event, Listing, Section, TooLarge
from boocode_app.services.diffs.render import rendered
from boocode_app.services.diffs.repository import Repository
from boocode_app.services.diffs.untracked import NewFile, new_file_patch


async def diff_lines(
    project_id: int,
    repository: Repository,
    comparison: Comparison,
    max_bytes: int = limits.MAX_STREAM_BYTES,
) -> AsyncGenerator[DiffLine]:
    """The diff of `comparison`, with at most `max_bytes` of patches.

    A file that cannot be read is a `fault` line; what else fails raises.
    """
    changes: list[Change] = []
    patches = _Patches(repository, max_bytes)
    async with (
        _meanwhile(_beside(repository, comparison)) as beside,
        aclosing(diff_events(repository, comparison)) as events,
    ):
        async for event in events:
            if isinstance(event, Listing):
                found = await beside
                changes = listed(event.records, found.unmerged, found.new_files)
                left_out = event.left_out + found.left_out
                yield _files_line(project_id, comparison, changes, left_out)
            elif changes[event.index].file.closed is None:
                yield await patches.of(event)
    for change in changes:
        if change.file.status == "untracked" and change.file.closed is None:
            yield await patches.of_untracked(change)
    yield DiffEnd(patches=patches.count)


async def diff_events(
    repository: Repository,
    comparison: Comparison,
    paths: tuple[bytes, ...] = (),
    max_section: int = limits.MAX_PATCH_BYTES,
) -> AsyncGenerator[Event]:
    """What git says about `comparison`, read as it comes."""
    reader = DiffReader(max_files=limits.MAX_FILES, max_section=max_section)
    async with aclosing(repository.diff(comparison, paths)) as chunks:
        async for chunk in chunks:
            for event in reader.receive(chunk):
                yield event
    for event in reader.finish():
        yield event


class _Patches:
    """Makes the lines after the list, and closes files once all patches together are too many."""

    def __init__(self, repository: Repository, max_bytes: int) -> None:
        self.count = 0
        self._root = repository.root
        self._left = max_bytes

    async def of(self, event: Section | TooLarge) -> DiffLine:
        """The line of a tracked file."""
        if isinstance(event, TooLarge):
            return DiffClosed(index=event.index)
        return await self._line(event.index, event.parts)

    async def of_untracked(self, change: Change) -> DiffLine:
        """The line of an untracked file, which is read only now."""
        try:
            section = await asyncio.to_thread(
                new_file_patch, self._root, change.path, limits.MAX_PATCH_BYTES
            )
        except BooError as fault:
            return DiffFault(index=change.file.index, detail=fault.detail)
        if section is None:
            return DiffClosed(index=change.file.index)
        return await self._line(change.file.index, (section,))

    async def _line(self, index: int, parts: tuple[bytes, ...]) -> DiffLine:
        self._left -= sum(map(len, parts))
        if self._left < 0:
            return DiffClosed(index=index)
        try:
            patch: DiffPatch = await asyncio.to_thread(rendered, index, parts)
        except BooError as fault:
            return DiffFault(index=index, detail=fault.detail)
        self.count += 1
        return patch


@dataclass(frozen=True)
class _Beside:
    """What the list has beside git's records; `left_out` counts untracked files."""

    unmerged: frozenset[bytes]
    new_files: list[NewFile]
    left_out: int


async def _beside(repository: Repository, comparison: Comparison) -> _Beside:
    unmerged, (new_files, left_out) = await asyncio.gather(
        _unmerged(repository, comparison), _new_files(repository, comparison)
    )
    return _Beside(unmerged, new_files, left_out)


async def _unmerged(repository: Repository, comparison: Comparison) -> frozenset[bytes]:
    return await repository.unmerged() if comparison.has_conflicts else frozenset()


async def _new_files(repository: Repository, comparison: Comparison) -> tuple[list[NewFile], int]:
    """The untracked files, and how many more there are."""
    if not comparison.has_untracked:
        return [], 0
    paths: list[bytes] = []
    left_out = 0
    async with aclosing(repository.untracked()) as names:
        async for name in names:
            if len(paths) < limits.MAX_UNTRACKED:
                paths.append(name)
            else:
                left_out += 1
    return await asyncio.to_thread(inspected, repository.root, paths), left_out


@asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, _Beside]) -> AsyncIterator["asyncio.Task[_Beside]"]:
    """`work` beside the block: git looks for it while it compares. At the end it is over."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


def _files_line(
    project_id: int, comparison: Comparison, changes: list[Change], left_out: int
) -> DiffFiles:
    files = [change.file for change in changes]
    return DiffFiles(
        project_id=project_id,
        scope=comparison.scope,
        base=comparison.base,
        head=comparison.head,
        files=files,
        added=sum(file.added or 0 for file in files),
        removed=sum(file.removed or 0 for file in files),
        left_out=left_out,
    )
