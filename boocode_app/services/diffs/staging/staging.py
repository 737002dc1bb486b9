"""Moves changes between the index, the working files and the shelf of discards.

One operation at a time a project. Invariant: each does all that was asked for, or nothing.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from boocode_app.contracts.staging import Changed, Selection, Undo
from boocode_app.core.errors import BooError, Conflict, InvalidInput
from boocode_app.services.diffs.changes import shown
from boocode_app.services.diffs.repository import Repository, open_repository
from boocode_app.services.diffs.staging import index
from boocode_app.services.diffs.staging.discarding import (
    carry_out,
    put_back_plan,
    replacements,
    untouched,
)
from boocode_app.services.diffs.staging.line_patch import hunks_of, line_patch
from boocode_app.services.diffs.staging.new_lines import as_git_holds_it
from boocode_app.services.diffs.staging.selection import Kept
from boocode_app.services.diffs.staging.standing import Standing, standing
from boocode_app.services.diffs.staging.undo import Replacement, Shelf
from boocode_app.services.projects.registry import Projects
from boocode_app.services.projects.turns import Turns


class Staging:
    """Stages, unstages, discards and undoes in the repositories of `projects`."""

    def __init__(self, projects: Projects, turns: Turns) -> None:
        self._projects = projects
        self._turns = turns

    async def stage(self, project_id: int, selection: Selection) -> Changed:
        """Take what was chosen into the index; a file in conflict is resolved by that.

        Raises InvalidInput for a scope that shows nothing to stage, Conflict where a file is not as
        it was shown or another git is at work, and NotFound, Unavailable and UpstreamFailed.
        """
        _refuse_scope(selection, "staged", "staged already")
        async with self._alone(project_id) as repository:
            items = await standing(repository, selection)
            if selection.scope == "working":
                await _refuse_partly_staged(repository, items, whole=selection.whole)
            if selection.whole:
                await index.add(repository, _working_names(repository.root, items))
            else:
                items = [await as_git_holds_it(repository, item) for item in items]
                await index.apply(repository, await asyncio.to_thread(_patch, items, "old"))
        return _changed(items)

    async def unstage(self, project_id: int, selection: Selection) -> Changed:
        """Take what was chosen out of the index again; the working files stay as they are.

        Raises what `stage` raises.
        """
        if selection.scope != "staged":
            raise InvalidInput("Only what is staged can be unstaged.", field="scope")
        async with self._alone(project_id) as repository:
            items = await standing(repository, selection)
            for item in items:
                if item.in_conflict:
                    raise Conflict(f"{item.shown} is in conflict: nothing of it is staged.")
            if selection.whole:
                await _hold_as_committed(repository, items)
            else:
                patch = await asyncio.to_thread(_patch, items, "new")
                await index.apply(repository, patch, reverse=True)
        return _changed(items)

    async def discard(self, project_id: int, selection: Selection) -> Changed:
        """Take what was chosen out of the working files; the answer says how to put it back.

        Raises what `stage` raises.
        """
        _refuse_scope(selection, "staged", "staged: unstage it first")
        async with self._alone(project_id) as repository:
            items = await standing(repository, selection)
            if selection.scope == "working":
                await _refuse_partly_staged(repository, items, whole=False)
            wanted = await replacements(repository, items)
            shelf = await Shelf.of(repository)
            undo = await shelf.keep(_sentence(items, wanted), wanted)
            try:
                await carry_out(repository.root, wanted)
            except BooError:
                if await untouched(repository.root, wanted):
                    await shelf.forget([undo.id])
                raise
            await index.refresh(repository)
        return _changed(items, undo)

    async def undos(self, project_id: int) -> list[Undo]:
        """The discards that can be put back, newest first."""
        shelf = await Shelf.of(await self._open(project_id))
        return await shelf.undos()

    async def put_back(self, project_id: int, undo_id: str) -> Changed:
        """Undo a discard. Raises NotFound, and Conflict where the file has changed there since."""
        async with self._alone(project_id) as repository:
            shelf = await Shelf.of(repository)
            discarded = await shelf.replacements(undo_id)
            await carry_out(repository.root, await put_back_plan(repository.root, discarded))
            await shelf.forget([undo_id])
            await index.refresh(repository)
        return Changed(changed=[shown(item.path) for item in discarded])

    async def _open(self, project_id: int) -> Repository:
        project = await self._projects.get(project_id)
        return await open_repository(Path(project.path))

    @asynccontextmanager
    async def _alone(self, project_id: int) -> AsyncIterator[Repository]:
        async with self._turns.of(project_id):
            yield await self._open(project_id)


def _patch(items: Sequence[Standing], kept: Kept) -> bytes:
    """The patch of the chosen lines of every file; blocks."""
    return b"".join(line_patch(item, hunks_of(item), kept) for item in items)


def _refuse_scope(selection: Selection, scope: str, reason: str) -> None:
    if selection.scope == scope:
        raise InvalidInput(f"What the scope {scope!r} shows is {reason}.", field="scope")


async def _refuse_partly_staged(
    repository: Repository, items: Sequence[Standing], *, whole: bool
) -> None:
    """Lines of the working diff are those of the index only where the index is as committed."""
    staged = await index.differing_from_head(repository)
    for item in items:
        removed = item.record.status == "D" and _stands(repository.root, item.path)
        if removed or (not whole and item.path in staged):
            raise Conflict(f"{item.shown} is partly staged: choose Unstaged, and look there.")


def _working_names(root: Path, items: Sequence[Standing]) -> list[bytes]:
    """The names to look at again: of a renamed file also the one that is gone."""
    names: list[bytes] = []
    for item in items:
        names.append(item.path.removesuffix(b"/"))
        old = item.record.old_path
        if item.record.status == "R" and old and not _stands(root, old):
            names.append(old)
    return names


async def _hold_as_committed(repository: Repository, items: Sequence[Standing]) -> None:
    committed = await index.differing_from_head(repository)
    names: list[bytes] = []
    for item in items:
        names.append(item.path)
        if item.record.status == "R" and item.record.old_path:
            names.append(item.record.old_path)
    await index.put(repository, [(name, committed[name]) for name in names if name in committed])


def _stands(root: Path, path: bytes) -> bool:
    return os.path.lexists(root / os.fsdecode(path))


def _changed(items: Sequence[Standing], undo: Undo | None = None) -> Changed:
    return Changed(changed=[shown(item.path) for item in items], undo=undo)


def _sentence(items: Sequence[Standing], wanted: Sequence[Replacement]) -> str:
    """What a discard was, for the list of undos."""
    first = items[0]
    where = first.shown if len(items) == 1 else f"{len(items)} files"
    if first.chosen.whole:
        deleted = all(item.untracked for item in items)
        return f"Deleted {where}" if deleted else f"Discarded the changes of {where}"
    count = sum(item.lines for item in wanted)
    return f"Discarded {count} {'line' if count == 1 else 'lines'} of {where}"
