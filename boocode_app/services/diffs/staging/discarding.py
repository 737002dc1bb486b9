"""Takes changes out of working files, and puts them back.

Invariant: what a file holds is kept under a ref before the file is touched; either every file is
replaced or none; and no file is replaced that holds anything but what was kept.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from unidiff.patch import Hunk

from boocode_app.core.errors import BooError, Conflict
from boocode_app.services.diffs.beneath import FILE, LINK, PROGRAM
from boocode_app.services.diffs.changes import shown
from boocode_app.services.diffs.repository import Repository
from boocode_app.services.diffs.staging import index
from boocode_app.services.diffs.staging.index import Entry
from boocode_app.services.diffs.staging.line_patch import chosen_of, hunks_of
from boocode_app.services.diffs.staging.selection import changed_lines, put_back
from boocode_app.services.diffs.staging.standing import Standing
from boocode_app.services.diffs.staging.undo import MAX_BYTES, Replacement
from boocode_app.services.diffs.staging.working_file import Held, held, put
from boocode_app.services.projects.git import git, try_git


async def replacements(repository: Repository, standings: Sequence[Standing]) -> list[Replacement]:
    """What discarding these changes puts in the place of each file.

    Raises Conflict where a change is none of a file's content, or too much is to be kept.
    """
    entries = await index.differing_from_files(repository)
    found: list[Replacement] = []
    left = MAX_BYTES
    for item in standings:
        _refuse_what_is_no_file(item)
        before = await asyncio.to_thread(held, repository.root, item.path, MAX_BYTES)
        left -= len(before.content) if before else 0
        if left < 0:
            raise Conflict(
                f"The files are over {MAX_BYTES // 1_000_000} MB together: discard fewer at once, "
                "so that it can be undone."
            )
        entry = entries.get(item.path)
        if item.chosen.whole:
            after = await _as_staged(repository, item, entry, before)
            found.append(Replacement(item.path, before, after))
        else:
            found.append(await _without_lines(repository, item, entry, before))
    return found


async def carry_out(root: Path, wanted: Sequence[Replacement]) -> None:
    """Replace every file. Raises Conflict, with nothing changed, where that cannot be."""
    done: list[Replacement] = []
    try:
        for item in wanted:
            present = await asyncio.to_thread(held, root, item.path, MAX_BYTES)
            if present != item.before:
                raise Conflict(f"{_quoted(item)} is being changed by something else: try again.")
            await asyncio.to_thread(put, root, item.path, item.after)
            done.append(item)
    except BooError:
        for item in done:
            await asyncio.to_thread(put, root, item.path, item.before)
        raise


async def untouched(root: Path, wanted: Sequence[Replacement]) -> bool:
    """Whether every file holds what it held before."""
    try:
        for item in wanted:
            present = await asyncio.to_thread(held, root, item.path, MAX_BYTES)
            if not _same(present, item.before):
                return False
    except BooError:
        return False
    return True


async def put_back_plan(root: Path, discarded: Sequence[Replacement]) -> list[Replacement]:
    """What brings each discarded file back: as it was, or merged with what has come since.

    Raises Conflict where neither can be.
    """
    plan: list[Replacement] = []
    for item in discarded:
        present = await asyncio.to_thread(held, root, item.path, MAX_BYTES)
        if _same(present, item.before):
            continue
        if _same(present, item.after):
            plan.append(Replacement(item.path, present, item.before))
        else:
            plan.append(Replacement(item.path, present, await _merged(root, item, present)))
    return plan


def _refuse_what_is_no_file(item: Standing) -> None:
    modes = (item.record.old_mode, item.record.new_mode)
    if item.in_conflict:
        raise Conflict(f"{item.shown} is in conflict: resolve it, then stage it.")
    if item.untracked and item.path.endswith(b"/"):
        raise Conflict(f"{item.shown} is a repository of its own: remove it in a terminal.")
    if "160000" in modes:
        raise Conflict(f"{item.shown} is a submodule: check its commit out inside of it.")
    if not item.untracked and item.record.status in "ARC":
        raise Conflict(f"{item.shown} is only announced to git (git add -N): unstage it first.")


async def _as_staged(
    repository: Repository, item: Standing, entry: Entry | None, before: Held | None
) -> Held | None:
    """What stands in the file's place when all of its change is gone."""
    if item.untracked:
        return None
    if entry is None:
        raise Conflict(f"{item.shown} is as the index holds it: there is nothing to discard.")
    return await _checked_out(repository, item.path, entry, before)


async def _checked_out(
    repository: Repository, path: bytes, entry: Entry, before: Held | None
) -> Held:
    """A file as git would check it out; it keeps its permissions where git knows no others."""
    if entry.mode == LINK:
        return Held(LINK, await _git(repository, "cat-file", "blob", entry.id))
    content = await _git(repository, "cat-file", "--filters", b"--path=" + path, entry.id)
    bits = before.bits if before and before.mode == entry.mode else None
    return Held(PROGRAM if entry.mode == PROGRAM else FILE, content, bits)


async def _without_lines(
    repository: Repository, item: Standing, entry: Entry | None, before: Held | None
) -> Replacement:
    """The file without the chosen lines, in the working tree's own form."""
    pieces = await asyncio.to_thread(lambda: chosen_of(item, hunks_of(item), "new"))
    lines = changed_lines(pieces)
    if before is None:
        assert entry is not None  # git told that it is deleted
        blob = await _blob(repository, put_back(b"", pieces))
        after = await _checked_out(repository, item.path, Entry(entry.mode, blob), None)
        return Replacement(item.path, before, after, lines)
    if item.untracked or before.mode == LINK:
        content = await asyncio.to_thread(put_back, before.content, pieces)
    else:
        content = await _cleaned_and_put_back(repository, item.path, before.content, pieces)
    return Replacement(item.path, before, replace(before, content=content), lines)


async def _cleaned_and_put_back(
    repository: Repository, path: bytes, content: bytes, pieces: list[Hunk]
) -> bytes:
    """`put_back` on what git would hold of `content`, and that as git would check it out."""
    clean = await _git(repository, "cat-file", "blob", await _blob(repository, content, path))
    wanted = await asyncio.to_thread(put_back, clean, pieces)
    if clean == content:
        return wanted
    blob = await _blob(repository, wanted)
    return await _git(repository, "cat-file", "--filters", b"--path=" + path, blob)


async def _blob(repository: Repository, content: bytes, path: bytes | None = None) -> str:
    """The id of `content`; with a path, of what git would hold of it under that name."""
    way = () if path is None else (b"--path=" + path,)
    words = ("hash-object", "-w", "--stdin", *way)
    return (await _git(repository, *words, stdin=content)).decode().strip()


async def _merged(root: Path, item: Replacement, present: Held | None) -> Held:
    """What the discard took away, merged with what was written since."""
    sides = (present, item.after, item.before)
    if any(side is None or side.mode == LINK for side in sides):
        raise _cannot_merge(item)
    assert present is not None
    with tempfile.TemporaryDirectory() as folder:
        names = [Path(folder) / name for name in ("now", "discarded", "before")]
        for name, side in zip(names, sides, strict=True):
            assert side is not None
            name.write_bytes(side.content)
        words = ("merge-file", "-p", "-q", *map(str, names))
        answer = await try_git(*words, folder=root, limit=2 * MAX_BYTES)
    if answer.code:
        raise _cannot_merge(item)
    return replace(present, content=answer.output)


def _cannot_merge(item: Replacement) -> Conflict:
    return Conflict(
        f"{_quoted(item)} has changed since where it was discarded: nothing was put back, "
        "and what was discarded is still kept."
    )


def _same(one: Held | None, other: Held | None) -> bool:
    return one is other if one is None or other is None else one.same_as(other)


async def _git(repository: Repository, *words: str | bytes, stdin: bytes | None = None) -> bytes:
    config = {**repository.settings, "core.safecrlf": "false"}
    return await git(
        *words, folder=repository.root, config=config, stdin=stdin, limit=2 * MAX_BYTES
    )


def _quoted(item: Replacement) -> str:
    return repr(shown(item.path))
