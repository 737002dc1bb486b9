"""The list of changed files: git's records, files in conflict, untracked files, in one order."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from boocode_app.contracts.diffs import DiffFile, FileStatus
from boocode_app.core.errors import UpstreamFailed
from boocode_app.services.diffs import limits
from boocode_app.services.diffs.indentation import has_meaning
from boocode_app.services.diffs.records import NO_MODE, Record
from boocode_app.services.diffs.untracked import NewFile, inspect

_STATUS: Final[dict[str, FileStatus]] = {
    "A": "added",
    "C": "copied",
    "D": "deleted",
    "M": "modified",
    "R": "renamed",
    "T": "type_changed",
    "U": "unmerged",
}


@dataclass(frozen=True)
class Change:
    """One changed file; `path` is its name as git holds it."""

    path: bytes
    file: DiffFile


def listed(
    records: Sequence[Record], unmerged: AbstractSet[bytes], new_files: Sequence[NewFile]
) -> list[Change]:
    """Every change in order: the records, files in conflict that have none, untracked files."""
    named = {record.path for record in records}
    in_conflict = [Record("U", NO_MODE, NO_MODE, path) for path in sorted(unmerged - named)]
    changes: list[Change] = []
    for record in [*records, *in_conflict]:
        file = tracked_file(len(changes), record, unmerged=record.path in unmerged)
        changes.append(Change(record.path, file))
    for new_file in new_files:
        changes.append(Change(new_file.path, untracked_file(len(changes), new_file)))
    return changes


def tracked_file(index: int, record: Record, *, unmerged: bool = False) -> DiffFile:
    """What a record says; a file in conflict says so whatever git compares it with."""
    if record.status not in _STATUS:
        raise UpstreamFailed(f"git wrote an unknown status: {record.status!r}")
    path = shown(record.path)
    lines = (record.added or 0) + (record.removed or 0)
    return DiffFile(
        index=index,
        path=path,
        old_path=shown(record.old_path) if record.old_path is not None else None,
        status="unmerged" if unmerged else _STATUS[record.status],
        old_mode=_mode(record.old_mode),
        new_mode=_mode(record.new_mode),
        binary=record.binary,
        added=record.added,
        removed=record.removed,
        similarity=record.similarity,
        closed=limits.closed_for(path, binary=record.binary, lines=lines),
        indentation=has_meaning(path),
    )


def untracked_file(index: int, new_file: NewFile) -> DiffFile:
    """An untracked file, as one that is added."""
    path = shown(new_file.path)
    closed = limits.closed_for(path, binary=new_file.binary, lines=new_file.lines)
    if new_file.kind == "repository":
        closed = "repository"
    elif closed is None and new_file.size > limits.MAX_PATCH_BYTES:
        closed = "too_large"
    return DiffFile(
        index=index,
        path=path,
        status="untracked",
        new_mode=new_file.mode,
        binary=new_file.binary,
        added=new_file.lines,
        removed=None if new_file.lines is None else 0,
        closed=closed,
        indentation=has_meaning(path),
    )


def inspected(root: Path, paths: Sequence[bytes]) -> list[NewFile]:
    """Look at each untracked file; blocks. What it reads has one bound for all of them."""
    allowance = limits.MAX_UNTRACKED_READ
    new_files: list[NewFile] = []
    for path in paths:
        if new_file := inspect(root, path, allowance):
            new_files.append(new_file)
            allowance -= new_file.size if new_file.lines is not None else 0
    return new_files


def shown(name: bytes) -> str:
    """A name as a person reads it."""
    return name.decode("utf-8", "replace")


def _mode(mode: str) -> str | None:
    return None if mode == NO_MODE else mode
